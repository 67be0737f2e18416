import Daemon

/// How a job's process is set up, as people read it; what the job file does not say is left out.
enum ProcessText {
  /// "umask 0027; nice 5; reads /srv/in; at most 10s of CPU time", or less.
  static func line(_ process: ProcessObject) -> String {
    var parts: [String] = []
    if process.umask != "0022" { parts.append("umask \(process.umask)") }
    if let nice = process.nice { parts.append("nice \(nice)") }
    switch process.stdin {
    case "nothing": break
    case "text": parts.append("reads a text")
    case let path: parts.append("reads \(path)")
    }
    if !process.environmentFiles.isEmpty {
      parts.append("variables from " + process.environmentFiles.joined(separator: ", "))
    }
    let limits = process.resourceLimits
    let most: [(String, String?)] = [
      ("s of CPU time", limits.cpuTime.map { "\(Int($0))" }),
      (" bytes of memory", limits.addressSpace.map(String.init)),
      (" bytes a file", limits.fileSize.map(String.init)),
      (" open files", limits.openFiles.map(String.init)),
      (" processes of its user", limits.processes.map(String.init)),
    ]
    let said = most.compactMap { unit, count in count.map { $0 + unit } }
    if !said.isEmpty { parts.append("at most " + said.joined(separator: ", ")) }
    return parts.joined(separator: "; ")
  }

  /// "date (default 2026-01-01, matches [0-9-]+)" and so on.
  static func parameters(_ parameters: [ParameterObject]) -> String {
    parameters.map { parameter in
      let value = parameter.default.map { "default \($0)" } ?? "must be given"
      return "\(parameter.name) (\(value), matches \(parameter.pattern))"
    }.joined(separator: ", ")
  }
}
