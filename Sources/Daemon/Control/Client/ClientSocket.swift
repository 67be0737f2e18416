import CLinux
import Glibc
import Scheduler

/// A connection to a daemon that reads and writes with a limit to how long it waits.
final class ClientSocket {
  private let path: String
  private let descriptor: FileDescriptor

  /// Connects; waits only while the daemon's backlog is full.
  init(path: String) throws(ClientError.Attempt) {
    self.path = path
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    do throws(SystemError) {
      descriptor = FileDescriptor(owning: try SystemError.check("socket") { socket(AF_UNIX, kind, 0) })
      try connect()
      try descriptor.setNonBlocking()
    } catch {
      throw ClientError.Attempt(path: path, errno: error.code)
    }
  }

  /// The descriptor, to wait for the end of the connection.
  var number: Int32 { descriptor.number }

  /// Who listens at the other end.
  var peer: PeerCredentials? { PeerCredentials(of: descriptor.number) }

  private func connect() throws(SystemError) {
    let address: UnixAddress
    do throws(ListenError) {
      address = try UnixAddress(path)
    } catch {
      throw SystemError("connect", code: ENAMETOOLONG)
    }
    // Else a daemon that is suspended with a full backlog would hold its clients for ever.
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    try SystemError.check("setsockopt") {
      setsockopt(descriptor.number, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }
    try SystemError.check("connect") { address.withSockaddr { Glibc.connect(descriptor.number, $0, $1) } }
  }

  /// Writes all of it; a request fits into the socket's buffer, so that it never has to wait.
  func write(_ bytes: [UInt8]) throws(ClientError) {
    let count = send(descriptor.number, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    // A daemon that refuses a request before it has read it has answered, and the answer can be read.
    guard count == bytes.count || errno == EPIPE else { throw .lost(path: path, errno: errno) }
  }

  /// Waits for bytes.
  ///
  /// - Returns: What has arrived; nothing at the end of the connection.
  func read(patience: TimeAmount, interruption: Int32?) throws(ClientError) -> [UInt8] {
    let deadline = SystemClock.read().uptime + patience
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor.number, &buffer, buffer.count, 0)
      if count >= 0 { return Array(buffer[..<count]) }
      guard errno == EAGAIN || errno == EINTR else { throw .lost(path: path, errno: errno) }
      var watched = [pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)]
      if let interruption { watched.append(pollfd(fd: interruption, events: Int16(POLLIN), revents: 0)) }
      let left = deadline - SystemClock.read().uptime
      guard left > .zero else { throw .silent(path: path, patience) }
      let milliseconds = Int32(clamping: left.nanoseconds / 1_000_000 + 1)
      poll(&watched, nfds_t(watched.count), milliseconds)
      if watched.count > 1, watched[1].revents != 0 { throw .interrupted }
    }
  }
}
