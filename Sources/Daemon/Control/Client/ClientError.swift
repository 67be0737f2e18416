import Glibc
package import Scheduler

/// Why a client has no answer from a daemon.
package enum ClientError: Error, Hashable {
  /// One place where no daemon could be reached, and the system's word for why.
  package struct Attempt: Error, Hashable {
    package var path: String
    package var errno: Int32

    package init(path: String, errno: Int32) {
      self.path = path
      self.errno = errno
    }
  }

  /// Nobody answers at any of these places.
  case noDaemon([Attempt])

  /// The connection broke, with this errno, or ended.
  case lost(path: String, errno: Int32?)

  /// The daemon is there and says nothing.
  case silent(path: String, TimeAmount)

  /// Whoever answers there is no schedd.
  case foreign(path: String, String)

  /// The user did not want to wait any longer.
  case interrupted

  /// The daemon answers, and says no.
  case refused(ProblemDocument)
}

extension ClientError: CustomStringConvertible {
  /// What happened and the mend; one line for each place that was tried.
  package var description: String {
    switch self {
    case .noDaemon(let attempts):
      "no daemon can be reached; tried\n" + attempts.map { "  \($0.description)\n" }.joined()
        + "start one with \"schedd run\", or say where it listens with --socket or SCHEDD_SOCKET"
    case .lost(let path, let errno):
      "the daemon at \(path) broke off\(errno.map { ": " + SystemError.text(of: $0) } ?? ""); it may have stopped: "
        + "see its log"
    case .silent(let path, let time):
      "the daemon at \(path) has said nothing for \(time); it may be suspended or stuck: see its log"
    case .foreign(let path, let what):
      "what answers at \(path) is no schedd: \(what); say where the daemon listens with --socket or SCHEDD_SOCKET"
    case .interrupted: "interrupted"
    case .refused(let problem): problem.detail
    }
  }
}

extension ClientError.Attempt: CustomStringConvertible {
  package var description: String {
    switch errno {
    case ENOENT, ENOTDIR: "\(path): there is no socket"
    case ECONNREFUSED: "\(path): the daemon that made this socket is gone"
    case EACCES, EPERM: "\(path): only its owner and root may use it"
    default: "\(path): \(SystemError.text(of: errno))"
    }
  }
}
