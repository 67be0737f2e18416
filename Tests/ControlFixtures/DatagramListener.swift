package import Daemon
import Glibc

/// A socket that datagrams come to: what a service manager listens at.
package final class DatagramListener {
  private let descriptor: Int32

  /// Listens at a path, or at an abstract name behind an `@`.
  ///
  /// - Parameter path: Where.
  /// - Throws: What keeps it from listening.
  package init(path: String) throws(SystemError) {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SystemError("socket") }
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var bytes = Array(path.utf8)
    if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let number = descriptor
    let result = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(number, $0, size) }
    }
    guard result == 0 else { throw SystemError("bind \(path)") }
  }

  deinit {
    close(descriptor)
  }

  /// Throws away what has come until now.
  package func discard() {
    var byte: UInt8 = 0
    while recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 {}
  }

  /// Whether nothing comes for so long.
  package func isEmpty(for time: Duration) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&wanted, 1, Int32(time / .milliseconds(1))) == 0
  }

  /// The next datagram, as text.
  ///
  /// - Throws: `EAGAIN` where none comes within twenty seconds.
  package func next() throws(SystemError) -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count >= 0 else { throw SystemError("recv") }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
