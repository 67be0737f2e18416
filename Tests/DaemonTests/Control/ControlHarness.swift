import CLinux
import ControlFixtures
import Daemon
import Glibc
import Scheduler
import Testing

/// A control server with its socket, its fake daemon and a clock that the test moves.
final class ControlHarness {
  let directory: TemporaryDirectory
  let target = FakeTarget()
  let server: ControlServer
  var now = Uptime(nanoseconds: 1_000_000_000)

  /// Where it listens over TCP; nil where it does not.
  let address: ListenAddress?

  /// A server.
  ///
  /// - Parameters:
  ///   - limits: What clients are allowed.
  ///   - access: Who may ask what over TCP; nil leaves TCP out.
  /// - Throws: What kept it from listening.
  init(limits: HTTPServer.Limits = HTTPServer.Limits(), network access: ControlAccess? = nil) throws {
    directory = try TemporaryDirectory()
    let listener = try ControlListener(path: directory.appending("schedd.sock"))
    let network = try access.map { _ in try TCPListener(ListenAddress(host: "127.0.0.1", port: 0)) }
    address = network?.address
    server = try ControlServer(
      listener: listener,
      network: [network].compactMap(\.self),
      access: access,
      target: target,
      limits: limits
    )
  }

  /// Runs the server as the loop would, only when its descriptor or its timeout says so, until something holds.
  func turn(_ client: RawClient? = nil, until isDone: () -> Bool) throws {
    let deadline = SystemTime.now + 10_000
    while !isDone() {
      let timeout = server.nextTimeout(at: now)
      var watched = [pollfd(fd: server.pollDescriptor, events: Int16(POLLIN), revents: 0)]
      if let client { watched.append(pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)) }
      let ready = poll(&watched, nfds_t(watched.count), timeout == .zero ? 0 : 50)
      if watched[0].revents != 0 || timeout == .zero { server.run(at: now) }
      if ready > 0 { client?.receive() }
      try #require(SystemTime.now < deadline, "the server gave no answer")
    }
  }

  /// Sends a request on a connection of its own and waits for the whole answer.
  func ask(_ request: String) throws -> RawResponse {
    let client = try RawClient(path: server.socketPath)
    client.send(request)
    try turn(client) { client.response != nil || client.isClosed }
    return try #require(client.response, "the server closed the connection without an answer")
  }

  func get(_ path: String) throws -> RawResponse {
    try ask("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
  }

  func post(_ path: String, body: String = "", type: String = "application/json") throws -> RawResponse {
    let headers = body.isEmpty ? "" : "Content-Type: \(type)\r\n"
    return try ask(
      "POST \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    )
  }

  /// Begins a request whose answer is to come later, and sees to it that it has arrived.
  func begin(_ request: String, until isDone: () -> Bool) throws -> RawClient {
    let client = try RawClient(path: server.socketPath)
    client.send(request)
    try turn(client, until: isDone)
    return client
  }
}

/// The clock that bounds how long a test waits; nothing it decides depends on it.
enum SystemTime {
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

/// An answer as its bytes say it.
struct RawResponse {
  var status: Int
  var headers: [String: String]
  var body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }

  func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try #require(JSON.value(type, from: body), "not \(type): \(text)")
  }
}

/// A connection that sends whatever bytes a test likes.
final class RawClient {
  let descriptor: Int32
  private(set) var received: [UInt8] = []
  var text: String { String(decoding: received, as: UTF8.self) }
  private(set) var isClosed = false

  init(path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard result == 0 else { throw POSIXFailure(call: "connect", errno: errno) }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  /// Connects over TCP, on this machine, or begins to where nobody takes it in yet.
  init(_ address: ListenAddress) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = address.port.bigEndian
    inet_pton(AF_INET, address.host, &name.sin_addr)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let number = descriptor
    let result = withUnsafePointer(to: &name) { name in
      name.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(number, $0, size) }
    }
    guard result == 0 || errno == EINPROGRESS else { throw POSIXFailure(call: "connect", errno: errno) }
  }

  deinit {
    close(descriptor)
  }

  /// Sends what fits and says how much that was; -1 when the server takes no more.
  @discardableResult
  func send(_ bytes: some Sequence<UInt8>) -> Int {
    let bytes = Array(bytes)
    return Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  @discardableResult
  func send(_ text: String) -> Int {
    send(text.utf8)
  }

  func receive() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else {
        if count == 0 || errno != EAGAIN { isClosed = true }
        return
      }
      received += buffer[..<count]
    }
  }

  /// The first answer, once it is there whole.
  var response: RawResponse? {
    let text = String(decoding: received, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      return nil
    }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
    }
    let body = Array(text[end.upperBound...].utf8)
    guard let length = headers["content-length"].flatMap({ Int($0) }), body.count >= length else {
      return nil
    }
    return RawResponse(status: status, headers: headers, body: Array(body[..<length]))
  }
}
