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

  /// Whether the job file is read again when it changes.
  package var watches = true

  /// Where to listen over TCP besides.
  package var listen: [ListenAddress] = []

  /// The file of the token that changes over TCP are asked with; nil where nothing may be changed over TCP.
  package var tokenFile: String?

  /// Whether reading over TCP takes the token too.
  package var protectsReads = false

  /// Names that requests over TCP may come to, besides `localhost` and the address itself.
  package var allowedHosts: [String] = []

  /// The group whose members may use the socket; nil for none.
  package var socketGroup: String?

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
