import CLinux
import Glibc

/// An address and a port to listen at, as `--listen` names them.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  /// An IPv4 or IPv6 address, without brackets.
  package var host: String

  /// 0 for one that the kernel picks.
  package var port: UInt16

  package init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`.
  ///
  /// Other names are refused: what they mean depends on who answers for them, and that decides who may connect.
  ///
  /// Nil where it is none of these.
  ///
  /// - Parameter text: The address.
  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
      text[text.index(after: colon)...].first != "+"
    else { return nil }
    var host = text[..<colon]
    let isBracketed = host.first == "[" && host.last == "]"
    if isBracketed { host = host.dropFirst().dropLast() }
    if host == "localhost", !isBracketed { host = "127.0.0.1" }
    guard isBracketed ? Self.isIPv6(String(host)) : Self.isIPv4(String(host)) else { return nil }
    self.init(host: String(host), port: port)
  }

  /// Whether it is for everybody on the network, or for this machine alone.
  package var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  static func isIPv4(_ text: String) -> Bool {
    var address = in_addr()
    return inet_pton(AF_INET, text, &address) == 1
  }

  static func isIPv6(_ text: String) -> Bool {
    var address = in6_addr()
    return inet_pton(AF_INET6, text, &address) == 1
  }
}

/// A TCP socket that the daemon listens on.
package final class TCPListener {
  /// Where it is; its port is the one that was picked.
  package let address: ListenAddress

  /// The listening socket; it does not block.
  let descriptor: Int32

  private var isOpen = true

  /// Listens at an address.
  ///
  /// - Parameter address: Where.
  /// - Throws: Which call failed.
  package init(_ address: ListenAddress) throws(SystemError) {
    let isIPv6 = address.host.contains(":")
    let number = try SystemError.check("socket") { linux_stream_socket(isIPv6 ? AF_INET6 : AF_INET) }
    descriptor = number
    do throws(SystemError) {
      var yes: Int32 = 1
      let size = socklen_t(MemoryLayout<Int32>.size)
      // Connections of the last daemon may still wind down.
      try SystemError.check("setsockopt") { setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, size) }
      // So that 0.0.0.0 and [::] can be listened at together.
      if isIPv6 {
        try SystemError.check("setsockopt") {
          setsockopt(number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size)
        }
      }
      try SystemError.check("bind") { Self.bind(number, to: address) }
      try SystemError.check("listen") { listen(number, 128) }
    } catch {
      Glibc.close(number)
      throw error
    }
    self.address = ListenAddress(
      host: address.host,
      port: SocketEnd(localOf: number)?.port ?? address.port
    )
  }

  deinit {
    close()
  }

  /// Listens no longer.
  package func close() {
    guard isOpen else { return }
    isOpen = false
    Glibc.close(descriptor)
  }

  private static func bind(_ number: Int32, to address: ListenAddress) -> Int32 {
    if address.host.contains(":") {
      var socket = sockaddr_in6()
      socket.sin6_family = sa_family_t(AF_INET6)
      socket.sin6_port = address.port.bigEndian
      inet_pton(AF_INET6, address.host, &socket.sin6_addr)
      return withUnsafeBytes(of: socket) { bytes in Self.bind(number, bytes) }
    }
    var socket = sockaddr_in()
    socket.sin_family = sa_family_t(AF_INET)
    socket.sin_port = address.port.bigEndian
    inet_pton(AF_INET, address.host, &socket.sin_addr)
    return withUnsafeBytes(of: socket) { bytes in Self.bind(number, bytes) }
  }

  private static func bind(_ number: Int32, _ bytes: UnsafeRawBufferPointer) -> Int32 {
    guard let base = bytes.baseAddress else { return -1 }
    return Glibc.bind(number, base.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
  }
}

/// One end of a TCP connection.
struct SocketEnd: Hashable {
  /// An IPv4 or IPv6 address.
  var host: String
  var port: UInt16

  /// This machine's end; nil where the socket is none of TCP's.
  init?(localOf socket: Int32) {
    self.init(socket, getsockname)
  }

  /// The other end; nil where the socket is none of TCP's.
  init?(remoteOf socket: Int32) {
    self.init(socket, getpeername)
  }

  private init?(
    _ socket: Int32,
    _ name: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let answer = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name(socket, $0, &size) }
    }
    guard answer == 0 else { return nil }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    switch Int32(storage.ss_family) {
    case AF_INET:
      var address = withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in.self) }
      guard inet_ntop(AF_INET, &address.sin_addr, &text, socklen_t(text.count)) != nil else { return nil }
      port = UInt16(bigEndian: address.sin_port)
    case AF_INET6:
      var address = withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in6.self) }
      guard inet_ntop(AF_INET6, &address.sin6_addr, &text, socklen_t(text.count)) != nil else { return nil }
      port = UInt16(bigEndian: address.sin6_port)
    default: return nil
    }
    host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
