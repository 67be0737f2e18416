/// What the program tells its caller at the end.
package struct ExitCode: Hashable, Sendable {
  package let code: Int32

  package init(_ code: Int32) {
    self.code = code
  }

  /// It is done.
  package static let done = ExitCode(0)

  /// The job file or the request is wrong.
  package static let wrong = ExitCode(1)

  /// The command line is wrong.
  package static let usage = ExitCode(2)

  /// The daemon cannot be reached.
  package static let unreachable = ExitCode(3)

  /// The run did not succeed.
  package static let unsuccessful = ExitCode(4)

  /// Ctrl-C ended a wait: what shells make of a program that SIGINT ended.
  package static let interrupted = ExitCode(130)
}
