/// One line of a crontab, as cron's own reader cuts it.
enum CrontabLine: Hashable, Sendable {
  case blank

  /// What stands behind the `#`, without white space around it.
  case comment(String)

  /// A variable of every job below it.
  case variable(name: String, value: String)

  case entry(CrontabEntry)

  /// Nothing of these, for this reason.
  case malformed(String)

  /// Reads a line.
  ///
  /// - Parameters:
  ///   - line: The line without its line break.
  ///   - hasUser: Whether a user stands before the command.
  init(_ line: Substring, hasUser: Bool) {
    let text = line.drop(while: \.isCronSpace)
    guard let first = text.first else {
      self = .blank
      return
    }
    if first == "#" {
      self = .comment(String(text.dropFirst().trimmed))
    } else if let (name, value) = Self.variable(text) {
      self = .variable(name: name, value: value)
    } else {
      self = CrontabEntry.read(text, hasUser: hasUser)
    }
  }

  /// A name, `=` and a value, each of which may stand in quotes; nil for anything else.
  ///
  /// An entry may hold a `=` too: the words before it tell the two apart.
  private static func variable(_ text: Substring) -> (name: String, value: String)? {
    let name: Substring
    let rest: Substring
    if let quoted = quoted(text) {
      (name, rest) = quoted
    } else {
      name = text.prefix { $0 != "=" && !$0.isCronSpace }
      rest = text[name.endIndex...]
    }
    let behind = rest.drop(while: \.isCronSpace)
    guard !name.isEmpty, !name.contains("="), behind.first == "=" else { return nil }
    let right = behind.dropFirst().trimmed
    // A quote that is not closed, or not at the end, is a letter like any other.
    if let (value, end) = quoted(right), end.isEmpty { return (String(name), String(value)) }
    return (String(name), String(right))
  }

  /// What stands in the quotes that a text begins with, and what follows them; nil where it does not.
  private static func quoted(_ text: Substring) -> (inner: Substring, rest: Substring)? {
    guard let quote = text.first, quote == "\"" || quote == "'" else { return nil }
    let inner = text.dropFirst()
    guard let end = inner.firstIndex(of: quote) else { return nil }
    return (inner[..<end], inner[inner.index(after: end)...])
  }
}

/// A line of a crontab that runs something.
struct CrontabEntry: Hashable, Sendable {
  /// The five fields with one space between them, or the nickname.
  var schedule: String

  /// Whether a `-` stood before it, which keeps the run out of the system's log.
  var isQuiet = false

  /// Whom it runs as, where the crontab says so.
  var user: String?

  /// The options that stand before the command: of cronie (`-n`) and OpenBSD (`-n`, `-q`, `-s`).
  var flags: [Character] = []

  /// The command as it is written.
  var command: String

  /// Reads an entry.
  static func read(_ text: Substring, hasUser: Bool) -> CrontabLine {
    var rest = text
    var entry = CrontabEntry(schedule: "", command: "")
    if rest.first == "-" {
      entry.isQuiet = true
      rest = rest.dropFirst()
    }
    let isNickname = rest.first == "@"
    // robfig's cron and what is built on it have a nickname with a word of its own.
    let count = isNickname ? (rest.hasPrefix("@every ") ? 2 : 1) : 5
    var fields: [Substring] = []
    for _ in 0..<count {
      guard let field = rest.takeWord() else {
        return .malformed("needs five fields, or a nickname such as @daily, and a command")
      }
      fields.append(field)
    }
    entry.schedule = fields.joined(separator: " ")
    if hasUser {
      guard let user = rest.takeWord() else { return .malformed("has no user and no command") }
      entry.user = String(user)
    }
    entry.takeFlags(&rest)
    entry.command = String(rest.trimmed)
    guard !entry.command.isEmpty else {
      return .malformed(hasUser ? "has no command behind the user" : "has no command")
    }
    return .entry(entry)
  }

  private mutating func takeFlags(_ rest: inout Substring) {
    while true {
      var ahead = rest
      guard let word = ahead.takeWord(), word.count == 2, word.first == "-", let flag = word.last,
        "nqs".contains(flag)
      else { return }
      flags.append(flag)
      rest = ahead
    }
  }
}

extension CrontabEntry {
  /// The command, and what it reads.
  ///
  /// As cron cuts it: the first `%` ends the command and what follows is its input, in which each further one is a line
  /// break; a backslash takes the meaning from a `%` and, in the command, from another backslash.
  var parts: (command: String, input: String?) {
    var text = ""
    var isEscaped = false
    for (offset, character) in command.enumerated() {
      if isEscaped {
        if character == "%" || character == "\\" { text.removeLast() }
        text.append(character)
        isEscaped = false
      } else if character == "%" {
        return (String(text[...].trimmed), Self.input(command.dropFirst(offset + 1)))
      } else {
        text.append(character)
        isEscaped = character == "\\"
      }
    }
    return (text, nil)
  }

  private static func input(_ text: Substring) -> String? {
    guard !text.isEmpty else { return nil }
    var input = ""
    var isEscaped = false
    for character in text {
      if character == "%" {
        if isEscaped { input.removeLast() }
        input.append(isEscaped ? "%" : "\n")
      } else {
        input.append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    return input.hasSuffix("\n") ? input : input + "\n"
  }
}

extension Character {
  /// Whether cron takes it for space between words.
  fileprivate var isCronSpace: Bool { self == " " || self == "\t" }
}

extension Substring {
  /// Without space around it.
  var trimmed: Substring {
    var text = drop(while: \.isCronSpace)
    while text.last?.isCronSpace == true { text = text.dropLast() }
    return text
  }

  /// Takes a word from the front, and the space behind it; nil where there is none.
  fileprivate mutating func takeWord() -> Substring? {
    let word = drop(while: \.isCronSpace).prefix { !$0.isCronSpace }
    guard !word.isEmpty else { return nil }
    self = self[word.endIndex...].drop(while: \.isCronSpace)
    return word
  }
}
