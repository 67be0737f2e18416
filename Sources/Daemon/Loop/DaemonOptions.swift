/// What `schedd run` was told.
package struct DaemonOptions: Hashable, Sendable {
  /// The job file, as its user named it.
  package var jobFile: String

  /// Where the ledger is, or nil for the place that the environment says.
  package var stateDirectory: String?

  /// Where to listen, or nil for the first place that may be used.
  package var socket: String?

  /// How the log looks.
  package var logFormat: LogFormat

  package init(
    jobFile: String,
    stateDirectory: String? = nil,
    socket: String? = nil,
    logFormat: LogFormat = .text
  ) {
    self.jobFile = jobFile
    self.stateDirectory = stateDirectory
    self.socket = socket
    self.logFormat = logFormat
  }
}

/// The exit statuses of `schedd run`; those above 63 are sysexits.h's.
package enum DaemonExit: Int32, Error, Hashable, Sendable {
  /// It was told to stop, and every run is recorded.
  case stopped = 0

  /// The job file is bad, or cannot be read.
  case badJobFile = 1

  /// Another daemon uses the state directory or the socket (EX_UNAVAILABLE).
  case taken = 69

  /// The state directory cannot be used (EX_CANTCREAT).
  case stateUnusable = 73

  /// It was told to stop, and its last records could not be written (EX_IOERR).
  case ledgerUnwritable = 74
}
