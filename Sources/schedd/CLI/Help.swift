import Daemon

/// What `--help` prints: made from the table of commands, so that it cannot differ from what is done.
package enum Help {
  /// The program's own help.
  package static var overview: String {
    let width = Command.all.map(\.name.count).max() ?? 0
    let commands = Command.all.map { "  \(padded($0.name, width))  \($0.summary)\n" }.joined()
    return """
      Runs the jobs of a job file at their times.

      Usage: schedd COMMAND [ARGUMENT…]

      \(commands)
      "schedd help COMMAND" or "schedd COMMAND --help" says more of a command;
      "schedd --version" says which schedd this is.

      Exit status: 0 done, 1 the job file or the request is wrong, 2 wrong usage,
      3 the daemon cannot be reached, 4 the run did not succeed.

      """
  }

  /// A command's help.
  ///
  /// - Parameter command: Which.
  /// - Returns: Lines that fit a terminal.
  package static func text(of command: Command) -> String {
    let width = command.allOptions.map(\.usage.count).filter { $0 <= widestColumn }.max() ?? 0
    let options = command.allOptions.map { option in
      // A long name would push what every option does off the terminal: its own goes below it.
      let name =
        option.usage.count > width
        ? option.usage + "\n  " + padded("", width) : padded(option.usage, width)
      return "  \(name)  \(option.summary)\n"
    }.joined()
    let discussion = command.discussion.isEmpty ? "" : "\n\(command.discussion)\n"
    return "\(command.summary)\n\n\(usage(of: command))\(discussion)\n\(options)"
  }

  private static let widestColumn = 20

  /// The ways to call a command, a line each.
  package static func usage(of command: Command) -> String {
    command.usage.enumerated().map { index, usage in
      (index == 0 ? "Usage: schedd " : "       schedd ") + usage + "\n"
    }.joined()
  }

  /// What `--version` prints.
  package static var version: String { "schedd \(Version.current)\n" }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }
}
