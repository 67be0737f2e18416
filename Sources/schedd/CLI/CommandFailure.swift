import Daemon

/// Why a command could not do what it was asked for, as its user sees it.
package struct CommandFailure: Error, Hashable {
  /// Complete lines.
  package var message: String
  package var status: ExitCode

  package init(_ message: String, _ status: ExitCode = .wrong) {
    self.message = message
    self.status = status
  }
}
