/// Names for the jobs of a crontab, which has none: made from what they run.
struct CrontabJobNames {
  private var taken: Set<String> = []

  /// A name that no other job has.
  mutating func name(for command: String) -> String {
    let base = Self.base(of: command)
    var name = base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(base)-\(number)"
      number += 1
    }
    return name
  }

  /// The program's name, or that of what an interpreter runs, with what may not stand in an id replaced.
  private static func base(of command: String) -> String {
    let word = program(of: command)
    let name = word.split(separator: "/").last ?? ""
    var id = ""
    for byte in name.utf8.prefix(60) {
      let isPlain = byte.isASCIILetter || byte.isASCIIDigit || "._-".utf8.contains(byte)
      if isPlain {
        id.unicodeScalars.append(Unicode.Scalar(byte))
      } else if !id.hasSuffix("-") {
        id += "-"
      }
    }
    while let last = id.last, "-.".contains(last) { id.removeLast() }
    let trimmed = id.drop { "-.".contains($0) }
    return trimmed.isEmpty ? "job" : String(trimmed)
  }

  private static func program(of command: String) -> Substring {
    let clauses = command.split { "&|;".contains($0) }.map(words)
    let works = clauses.first { clause in clause.first.map { !preparing.contains(String($0)) } ?? false }
    guard let words = works ?? clauses.first, let first = words.first else { return "" }
    guard interpreters.contains(String(first.split(separator: "/").last ?? "")) else { return first }
    // A script by its name; what stands behind "-c" has none.
    guard let script = words.dropFirst().first(where: { !$0.hasPrefix("-") }),
      !words.contains("-c"), !words.contains("-e")
    else { return first }
    return script
  }

  /// The words of a clause from its program on, without what only says how to run it.
  private static func words(of clause: Substring) -> [Substring] {
    let words = clause.split { " \t(){}\"'".contains($0) }
    var rest = words[...]
    while let word = rest.first {
      let isAssignment = word.contains("=") && word.first.map { !"/-[".contains($0) } ?? false
      let isWrapper = wrappers.contains(String(word.split(separator: "/").last ?? ""))
      guard isAssignment || isWrapper else { break }
      rest = rest.dropFirst()
      while isWrapper, let option = rest.first, option.hasPrefix("-") || option.allSatisfy(\.isNumber) {
        // Whom it runs as is the word behind the option.
        rest = rest.dropFirst(option == "-u" || option == "-g" ? 2 : 1)
      }
    }
    return Array(rest)
  }

  private static let preparing: Set = [
    "cd", "test", "[", "[[", "export", "set", ".", "source", "sleep", "umask", "ulimit", "exit", "true",
  ]
  private static let wrappers: Set = [
    "sudo", "nice", "ionice", "env", "exec", "time", "nohup", "command", "chronic", "timeout", "setsid",
    "if", "then", "while", "do", "!",
  ]
  private static let interpreters: Set = [
    "sh", "bash", "dash", "zsh", "ksh", "python", "python2", "python3", "perl", "ruby", "php", "node",
    "run-parts",
  ]
}
