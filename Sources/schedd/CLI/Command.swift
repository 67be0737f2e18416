/// One word that must, or may, follow a command's name.
package struct Operand: Hashable, Sendable {
  /// What help calls it.
  package var name: String
  package var isRequired: Bool

  package static func required(_ name: String) -> Operand { Operand(name: name, isRequired: true) }
  package static func optional(_ name: String) -> Operand { Operand(name: name, isRequired: false) }
}

/// One command of the program: all that help, the parser and the shell's completion need to know of it, and what it does.
package struct Command: Sendable {
  package var name: String

  /// One line for the list of commands.
  package var summary: String

  /// The ways to call it, each without the program's name.
  package var usage: [String]

  /// What one ought to know, in lines that fit a terminal.
  package var discussion: String

  package var operands: [Operand]

  /// Its options, without `--help`.
  package var options: [Option]

  /// Does it.
  package var run: @Sendable (Arguments, Console) throws -> ExitCode

  package init(
    name: String,
    summary: String,
    usage: [String],
    discussion: String = "",
    operands: [Operand] = [],
    options: [Option] = [],
    run: @escaping @Sendable (Arguments, Console) throws -> ExitCode
  ) {
    self.name = name
    self.summary = summary
    self.usage = usage
    self.discussion = discussion
    self.operands = operands
    self.options = options
    self.run = run
  }

  /// Its options, with `--help`.
  package var allOptions: [Option] { options + [.help] }

  /// Every command, in the order of help.
  package static let all: [Command] = [
    .run, .validate, .next, .explain, .simulate,
    .status, .list, .show, .trigger, .deferred, .pause, .resume, .cancel, .history, .events, .output, .audit,
    .backup,
    .reload,
    .stop,
    .importing, .schema, .completions,
  ]
}
