import Daemon
import Glibc

/// Asks a daemon over its socket, on some connections at a time, each of which is kept.
final class Asker {
  private let sockets: [Int32]

  /// Connects.
  ///
  /// - Parameters:
  ///   - path: The socket.
  ///   - connections: How many.
  /// - Throws: Why that fails.
  init(_ path: String, connections: Int) throws {
    sockets = try (0..<connections).map { _ in try Self.connect(path) }
  }

  deinit {
    for socket in sockets { close(socket) }
  }

  /// Asks on each connection again as soon as it has its answer.
  ///
  /// - Parameter next: What is asked for next; nil for no more.
  /// - Returns: The bodies of the answers, in the order in which they came.
  /// - Throws: Whatever is not answered with 200.
  func ask(_ next: () -> String?) throws -> [[UInt8]] {
    var readers: [HTTPResponseReader?] = sockets.map { _ in nil }
    var bodies: [[UInt8]] = []
    var buffer = [UInt8](repeating: 0, count: 262_144)
    for (index, socket) in sockets.enumerated() {
      readers[index] = try send(next(), on: socket)
    }
    while readers.contains(where: { $0 != nil }) {
      var watched = zip(sockets, readers).map { socket, reader in
        pollfd(fd: reader == nil ? -1 : socket, events: Int16(POLLIN), revents: 0)
      }
      poll(&watched, nfds_t(watched.count), -1)
      for (index, socket) in sockets.enumerated() where watched[index].revents != 0 {
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { throw BenchmarkError("the daemon broke off") }
        guard let response = try readers[index]?.append(buffer.prefix(count)) else { continue }
        guard response.status == 200 else {
          throw BenchmarkError(String(decoding: response.body, as: UTF8.self))
        }
        bodies.append(response.body)
        readers[index] = try send(next(), on: socket)
      }
    }
    return bodies
  }

  private func send(_ target: String?, on socket: Int32) throws -> HTTPResponseReader? {
    guard let target else { return nil }
    let request = Array("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
    guard Glibc.send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      throw BenchmarkError("send: errno \(errno)")
    }
    return HTTPResponseReader()
  }

  private static func connect(_ path: String) throws -> Int32 {
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(number, $0, size) }
    }
    guard result == 0 else { throw BenchmarkError("\(path): errno \(errno)") }
    return number
  }
}
