import CLinux
import Glibc

/// A signal that means something to the daemon.
package enum DaemonSignal: Hashable, Sendable {
  /// SIGTERM or SIGINT: leave.
  case stop

  /// SIGHUP: read the job file again.
  case reload

  /// SIGCHLD: some child has ended.
  case child
}

/// The signals of the process, as something that the loop can wait for.
///
/// Made before the first other descriptor and before any thread: from then on they are blocked and no handler ever
/// runs. The spawner gives children a clean mask.
package final class SignalSource {
  private static let numbers = [SIGTERM, SIGINT, SIGHUP, SIGCHLD]

  private let signals: FileDescriptor

  package init() throws(SystemError) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in Self.numbers { sigaddset(&set, number) }
    try SystemError.check("sigprocmask") { sigprocmask(SIG_BLOCK, &set, nil) }
    // A reader of the log or of an answer that went away is an error of that write, not the end of the daemon.
    signal(SIGPIPE, SIG_IGN)
    // Who ignores it has its children reaped by the kernel, and no status to record. It may be inherited so.
    signal(SIGCHLD, SIG_DFL)
    let flags = Int32(SFD_CLOEXEC | SFD_NONBLOCK)
    signals = FileDescriptor(owning: try SystemError.check("signalfd") { signalfd(-1, &set, flags) })
  }

  /// What the event loop waits for.
  package var descriptor: Int32 { signals.number }

  /// What has come since the last call, in the kernel's order; two of a kind may have become one.
  package func take() -> [DaemonSignal] {
    var taken: [DaemonSignal] = []
    var info = signalfd_siginfo()
    while read(signals.number, &info, MemoryLayout<signalfd_siginfo>.size) > 0 {
      switch Int32(bitPattern: info.ssi_signo) {
      case SIGTERM, SIGINT: taken.append(.stop)
      case SIGHUP: taken.append(.reload)
      default: taken.append(.child)
      }
    }
    return taken
  }
}
