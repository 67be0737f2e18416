import ControlFixtures
import Daemon
import Scheduler
import Testing

@Suite struct `The events` {
  private func harness() throws -> ControlHarness {
    let harness = try ControlHarness()
    harness.target.facts.life = 12
    harness.target.statuses = [.sample("backup"), .sample("other")]
    return harness
  }

  private func event(_ id: Int64, job: String = "backup") -> DaemonEvent {
    DaemonEvent(.notice(.ended(.ended(id, job: job))), at: Instant(seconds: id))
  }

  private func text(_ client: RawClient) -> String { String(decoding: client.received, as: UTF8.self) }

  private func open(_ harness: ControlHarness, _ query: String = "", last: String? = nil) throws -> RawClient
  {
    let client = try RawClient(path: harness.server.socketPath)
    let header = last.map { "Last-Event-ID: \($0)\r\n" } ?? ""
    client.send("GET /v1/events\(query) HTTP/1.1\r\nHost: x\r\n\(header)\r\n")
    try harness.turn(client) { text(client).contains("retry: 2000\n\n") || client.response != nil }
    return client
  }

  @Test func `come as they happen, each with a number`() throws {
    let harness = try harness()
    let client = try open(harness)
    #expect(text(client).contains("Content-Type: text/event-stream"))
    // Nothing happens: the loop may sleep up to the next sign of life.
    #expect(try #require(harness.server.nextTimeout(at: harness.now)) > .seconds(10))
    harness.server.publish(event(17))
    try harness.turn(client) { text(client).contains("id: 12.1\nevent: run_ended\ndata: {") }
    harness.server.publish(DaemonEvent(.degraded("no room"), at: .zero))
    try harness.turn(client) { text(client).contains("id: 12.2\nevent: degraded\n") }
    #expect(text(client).contains("\"reason\":\"no room\""))
    #expect(text(client).contains("\"id\":17"))
  }

  @Test func `of one job leave out those of others, not those of all`() throws {
    let harness = try harness()
    let client = try open(harness, "?job=other")
    harness.server.publish(event(1))
    harness.server.publish(event(2, job: "other"))
    harness.server.publish(DaemonEvent(.healed, at: .zero))
    try harness.turn(client) { text(client).contains("event: healed") }
    #expect(text(client).contains("id: 12.2"))
    #expect(!text(client).contains("id: 12.1"))
    #expect(try harness.get("/v1/events?job=nobody").status == 404)
  }

  @Test func `go on where a client was cut off`() throws {
    let harness = try harness()
    _ = try open(harness)
    for id in 1...3 { harness.server.publish(event(Int64(id))) }
    let client = try open(harness, last: "12.1")
    try harness.turn(client) { text(client).contains("id: 12.3") }
    #expect(text(client).contains("id: 12.2"))
    #expect(!text(client).contains("id: 12.1\n"))
    #expect(!text(client).contains("reset"))
  }

  @Test(arguments: ["11.1", "12.1028", "12", "", "x.y", "12.0"])
  func `begin anew where what a client had is not known`(_ last: String) throws {
    let harness = try harness()
    _ = try open(harness)
    for id in 1...3 { harness.server.publish(event(Int64(id))) }
    for id in 0..<EventRing.capacity { harness.server.publish(event(Int64(id))) }
    let client = try open(harness, last: last)
    try harness.turn(client) { text(client).contains("event: reset") }
    #expect(text(client).contains("id: 12.\(EventRing.capacity + 3)\nevent: reset"))
  }

  @Test func `are a sign of life where nothing happens`() throws {
    let harness = try harness()
    let client = try open(harness)
    harness.now = harness.now + EventFeed.heartbeat
    try harness.turn(client) { text(client).contains(": nothing has happened\n\n") }
    #expect(try #require(harness.server.nextTimeout(at: harness.now)) > .seconds(10))
  }

  @Test func `are told for so many, and no more`() throws {
    let harness = try harness()
    let clients = try (0..<EventFeed.mostStreams).map { _ in try open(harness) }
    #expect(try harness.get("/v1/events").status == 503)
    #expect(try harness.get("/healthz").status == 200)
    withExtendedLifetime(clients) {}
  }

  @Test func `are not kept for a client that does not read`() throws {
    let harness = try harness()
    let deaf = try open(harness)
    // As much as the socket holds, and then more than is kept.
    for _ in 0..<20 {
      for id in 0..<EventRing.capacity { harness.server.publish(event(Int64(id))) }
      _ = try harness.get("/healthz")
    }
    let client = try open(harness)
    harness.server.publish(event(99))
    try harness.turn(client) { text(client).contains("\"id\":99") }
    try harness.turn(deaf) { deaf.isClosed || text(deaf).hasSuffix("0\r\n\r\n") }
    #expect(!text(deaf).contains("\"id\":99,"))
  }

  @Test func `end with the daemon`() throws {
    let harness = try harness()
    let client = try open(harness)
    harness.server.publish(event(5))
    harness.server.close()
    client.receive()
    #expect(client.isClosed)
    #expect(text(client).contains("\"id\":5"))
  }
}

@Suite struct `The ring of events` {
  @Test func `keeps the newest`() {
    var ring = EventRing(life: 3)
    #expect(ring.oldest == 1)
    #expect(ring[1] == nil)
    let count = UInt64(EventRing.capacity) + 10
    for number in 1...count {
      ring.append(DaemonEvent(.undeferred(Int64(number)), at: .zero))
      #expect(ring[number]?.kind == .undeferred(Int64(number)))
    }
    #expect(ring.newest == count)
    #expect(ring.oldest == 11)
    #expect(ring[10] == nil)
    for number in ring.oldest...ring.newest { #expect(ring[number]?.kind == .undeferred(Int64(number))) }
    #expect(ring.number(after: "3.10") == 11)
    #expect(ring.number(after: "3.9") == nil)
    #expect(ring.number(after: ring.id(of: count)) == count + 1)
    #expect(ring.number(after: "3.\(count + 1)") == nil)
  }
}
