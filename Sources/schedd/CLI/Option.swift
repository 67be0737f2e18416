/// One option of a command.
package struct Option: Hashable, Sendable {
  /// With its dashes: `--json`, `-n`.
  package var name: String

  /// What its value is called in help, or nil where it takes none.
  package var value: String?

  /// What it does, for help.
  package var summary: String

  /// Whether it may be given more than once.
  package var isRepeatable: Bool

  package init(_ name: String, value: String? = nil, _ summary: String, isRepeatable: Bool = false) {
    self.name = name
    self.value = value
    self.summary = summary
    self.isRepeatable = isRepeatable
  }

  /// As help writes it: `--socket PATH`.
  package var usage: String { value.map { "\(name) \($0)" } ?? name }
}

extension Option {
  /// Every command has it.
  package static let help = Option("--help", "Show this text")

  /// Every command that prints data has it.
  package static let json = Option("--json", "Print JSON")

  /// Every command that shows how far away a time is has it.
  package static let absolute = Option("--absolute", "Show times as a clock does, not how far away")

  /// Every command that reads a cron expression has it.
  package static let id = Option("--id", value: "ID", "The job's id, which H is drawn from")

  /// Every command that asks a daemon has it.
  package static let socket = Option(
    "--socket",
    value: "PATH",
    "The daemon's socket, else SCHEDD_SOCKET, else a usual place"
  )
}
