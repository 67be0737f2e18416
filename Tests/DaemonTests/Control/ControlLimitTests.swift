import CLinux
import ControlFixtures
import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `The control server's limits` {
  static let head = "POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"

  /// Sends all of it, however little the socket takes at a time, while the server runs.
  static func deliver(_ bytes: [UInt8], to harness: ControlHarness, by client: RawClient) throws {
    var rest = bytes[...]
    try harness.turn(client) {
      let count = client.send(rest.prefix(65_536))
      if count > 0 { rest = rest.dropFirst(count) }
      return rest.isEmpty || client.isClosed || client.response != nil
    }
  }

  @Test func `take a body of exactly the largest size`() throws {
    let harness = try ControlHarness()
    harness.target.immediateResponse = .stopped
    let size = HTTPServer.Limits().bodyBytes
    let body = "{" + String(repeating: " ", count: size - 2) + "}"
    let client = try RawClient(path: harness.server.socketPath)
    try Self.deliver(
      Array("\(Self.head)Content-Length: \(size)\r\n\r\n\(body)".utf8),
      to: harness,
      by: client
    )
    try harness.turn(client) { client.response != nil }
    #expect(client.response?.status == 202)
  }

  @Test func `refuse one byte more, and the client reads why though it is still sending`() throws {
    let harness = try ControlHarness()
    let size = HTTPServer.Limits().bodyBytes + 1
    let client = try RawClient(path: harness.server.socketPath)
    let bytes =
      Array("\(Self.head)Content-Length: \(size)\r\n\r\n".utf8) + [UInt8](repeating: 32, count: size)
    try Self.deliver(bytes, to: harness, by: client)
    try harness.turn(client) { client.response != nil }
    #expect(client.response?.status == 413)
    #expect(harness.target.requests.isEmpty)
  }

  struct Garbage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
  }

  static let garbage: [Garbage] = [
    Garbage(
      testDescription: "no HTTP at all",
      bytes: Array("\u{16}\u{3}\u{1}hello\r\n\r\n\0\0\r\n\r\n".utf8)
    ),
    Garbage(testDescription: "every byte", bytes: (0...255).map { UInt8($0) } + Array("\r\n\r\n".utf8)),
    Garbage(testDescription: "no Host", bytes: Array("GET /healthz HTTP/1.1\r\n\r\n".utf8)),
    Garbage(
      testDescription: "a header longer than a connection's memory",
      bytes: Array("GET /healthz HTTP/1.1\r\nHost: x\r\nX: ".utf8) + [UInt8](repeating: 97, count: 100_000)
    ),
    Garbage(
      testDescription: "a path longer than a connection's memory",
      bytes: Array("GET /".utf8) + [UInt8](repeating: 97, count: 100_000)
    ),
    Garbage(
      testDescription: "a body of negative length",
      bytes: Array("POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".utf8)
    ),
  ]

  @Test(arguments: garbage)
  func `end a connection that speaks something else, and only that`(_ row: Garbage) throws {
    let harness = try ControlHarness()
    let client = try RawClient(path: harness.server.socketPath)
    try Self.deliver(row.bytes, to: harness, by: client)
    try harness.turn(client) { client.isClosed }
    let text = String(decoding: client.received, as: UTF8.self)
    #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 4"))
    #expect(try harness.get("/healthz").status == 200)
    #expect(harness.target.requests.isEmpty)
  }

  @Test func `let a client that sends slowly hold up nobody`() throws {
    let harness = try ControlHarness()
    let slow = try (0..<50).map { _ in try RawClient(path: harness.server.socketPath) }
    for (index, client) in slow.enumerated() {
      client.send("\(Self.head)Content-Length: 2\r\n\r\n{}".utf8.prefix(index * 2))
    }
    #expect(try harness.get("/healthz").status == 200)
    harness.target.immediateResponse = .stopped
    try Self.deliver(Array("\(Self.head)Content-Length: 2\r\n\r\n{}".utf8), to: harness, by: slow[0])
    try harness.turn(slow[0]) { slow[0].response?.status == 202 }
  }

  @Test func `let a client that does not read hold up nobody`() throws {
    let harness = try ControlHarness()
    harness.target.statuses = (0..<100).map { .sample("job-\($0)") }
    let deaf = try RawClient(path: harness.server.socketPath)
    deaf.send(String(repeating: "GET /v1/jobs?limit=100 HTTP/1.1\r\nHost: x\r\n\r\n", count: 40))
    for _ in 0..<3 { #expect(try harness.get("/healthz").status == 200) }
    try harness.turn(deaf) { occurrences(of: "HTTP/1.1 200", in: deaf.received) == 40 }
  }

  @Test func `close a connection that is silent`() throws {
    var limits = HTTPServer.Limits()
    limits.idleSeconds = 1
    let harness = try ControlHarness(limits: limits)
    let client = try RawClient(path: harness.server.socketPath)
    try harness.turn(client) { client.isClosed }
    #expect(client.received.isEmpty)
  }

  @Test func `let further connections wait, without a sleepless loop, until there is room`() throws {
    var limits = HTTPServer.Limits()
    limits.connections = 2
    let harness = try ControlHarness(limits: limits)
    harness.target.openRuns = [.open(17)]
    let waiting = try (0..<2).map { _ in
      try harness.begin(`A client that waits for a run`.request(17, wait: 60)) {
        harness.server.nextTimeout(at: harness.now) == .seconds(60)
      }
    }
    let third = try RawClient(path: harness.server.socketPath)
    third.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    harness.server.run(at: harness.now)
    var watched = pollfd(fd: harness.server.pollDescriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&watched, 1, 0) == 0)
    #expect(harness.server.nextTimeout(at: harness.now) == .seconds(60))
    harness.server.runsEnded([.ended(17)])
    for client in waiting {
      try harness.turn(client) { client.response != nil }
      shutdown(client.descriptor, Int32(SHUT_RDWR))
    }
    try harness.turn(third) { third.response?.status == 200 }
  }
}
