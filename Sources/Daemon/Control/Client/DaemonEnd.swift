import CLinux
import Glibc

/// The end of a daemon, for a client that waits for it without asking again and again.
package struct DaemonEnd: ~Copyable {
  private let path: String

  /// The daemon's process, or -1 where the kernel does not show it to this one.
  private let process: Int32

  /// Begins to watch.
  ///
  /// - Parameters:
  ///   - path: Where the daemon listens.
  ///   - process: Its process, where the kernel shows it.
  package init(path: String, process: Int32?) {
    self.path = path
    self.process = process.map { linux_pidfd_open($0) } ?? -1
  }

  deinit {
    if process >= 0 { close(process) }
  }

  /// Waits until the daemon is gone.
  ///
  /// - Parameter interruption: A descriptor that ends the waiting as soon as it is readable.
  /// - Throws: `interrupted`.
  package func wait(interruption: Int32?) throws(ClientError) {
    guard process < 0 else { return try Self.waitReadable(process, interruption) }
    // In another pid namespace: a connection that says nothing ends with the daemon, or after some time, and then
    // a new one tells the two apart.
    while let socket = try? ClientSocket(path: path) {
      try Self.waitReadable(socket.number, interruption)
    }
  }

  private static func waitReadable(_ descriptor: Int32, _ interruption: Int32?) throws(ClientError) {
    var watched = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
    if let interruption { watched.append(pollfd(fd: interruption, events: Int16(POLLIN), revents: 0)) }
    while poll(&watched, nfds_t(watched.count), -1) < 0, errno == EINTR {}
    if watched.count > 1, watched[1].revents != 0 { throw .interrupted }
  }
}

extension ControlClient {
  /// Begins to watch for the daemon's end, which may then be any time.
  package func watchEnd() -> DaemonEnd {
    DaemonEnd(path: path, process: process)
  }
}
