import ControlFixtures
import Daemon
import Scheduler
import Testing

@Suite struct `A client that waits for a run` {
  static func request(_ run: Int64, wait: Int) -> String {
    "GET /v1/runs/\(run)?wait=\(wait) HTTP/1.1\r\nHost: x\r\n\r\n"
  }

  /// A client whose request has arrived and rests: the server has nothing more to do for it.
  static func waiting(_ harness: ControlHarness, for run: Int64, wait: Int = 60) throws -> RawClient {
    harness.target.openRuns = [.open(run)]
    let timeout = TimeAmount.seconds(Int64(wait))
    return try harness.begin(request(run, wait: wait)) {
      harness.server.nextTimeout(at: harness.now) == timeout
    }
  }

  @Test func `is answered when the run has ended`() throws {
    let harness = try ControlHarness()
    let client = try Self.waiting(harness, for: 17)
    harness.server.runsEnded([.ended(16), .ended(17, .failed), .ended(18)])
    try harness.turn(client) { client.response != nil }
    let run = try #require(try client.response?.value(RunObject.self))
    #expect(run.id == 17)
    #expect(run.outcome == "failed")
    #expect(run.exitCode == 1)
  }

  @Test func `is not answered by the end of another run`() throws {
    let harness = try ControlHarness()
    let client = try Self.waiting(harness, for: 17)
    harness.server.runsEnded([.ended(18)])
    #expect(try harness.get("/healthz").status == 200)
    client.receive()
    #expect(client.received.isEmpty)
  }

  @Test func `is answered with the run as it stands when the time is over`() throws {
    let harness = try ControlHarness()
    let client = try Self.waiting(harness, for: 17, wait: 5)
    harness.now = harness.now + .seconds(5)
    #expect(harness.server.nextTimeout(at: harness.now) == .zero)
    try harness.turn(client) { client.response != nil }
    #expect(try client.response?.value(RunObject.self).outcome == .some(nil))
    try harness.turn { harness.server.nextTimeout(at: harness.now) != .zero }
  }

  @Test func `is answered with the run as it stands when the daemon leaves`() throws {
    let harness = try ControlHarness()
    let client = try Self.waiting(harness, for: 17)
    harness.server.stopping()
    try harness.turn(client) { client.response != nil }
    #expect(client.response?.status == 200)
  }

  @Test func `is answered by the very call that closes the server`() throws {
    let harness = try ControlHarness()
    let clients = try (0..<20).map { _ in try Self.waiting(harness, for: 17) }
    harness.server.close()
    for client in clients {
      client.receive()
      #expect(client.response?.status == 200)
      #expect(client.isClosed)
    }
  }

  @Test func `is answered at once for a run that has ended, with no time, and once the daemon leaves`() throws
  {
    let harness = try ControlHarness()
    harness.target.openRuns = [.open(17)]
    harness.target.endedRuns = [.ended(16)]
    #expect(try harness.get("/v1/runs/16?wait=60").value(RunObject.self).outcome == "succeeded")
    #expect(try harness.get("/v1/runs/17?wait=0").value(RunObject.self).outcome == nil)
    harness.server.stopping()
    #expect(try harness.get("/v1/runs/17?wait=60").value(RunObject.self).outcome == nil)
  }

  @Test func `may go away, and nobody minds`() throws {
    let harness = try ControlHarness()
    do { _ = try Self.waiting(harness, for: 17) }
    harness.server.runsEnded([.ended(17)])
    #expect(try harness.get("/healthz").status == 200)
  }

  @Test func `leaves connections for those who do not wait`() throws {
    let harness = try ControlHarness()
    harness.target.openRuns = [.open(17)]
    var clients: [RawClient] = []
    for _ in 0..<ControlServer.maxWaiting {
      let client = try RawClient(path: harness.server.socketPath)
      client.send(Self.request(17, wait: 60))
      clients.append(client)
    }
    var refused: RawResponse?
    try harness.turn {
      refused = try? harness.get("/v1/runs/17?wait=60")
      return refused?.status == 503
    }
    #expect(try refused?.value(ProblemDocument.self).type == "urn:schedd:problem:too-many-waiting")
    #expect(try harness.get("/v1/runs/17").status == 200)
    harness.server.runsEnded([.ended(17)])
    for client in clients { try harness.turn(client) { client.response?.status == 200 } }
  }
}

@Suite struct `A request that the daemon does not carry out` {
  static let trigger = "POST /v1/jobs/backup/runs HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"

  @Test func `is answered when its time is over, and a later reply is of no consequence`() throws {
    let harness = try ControlHarness()
    let client = try harness.begin(Self.trigger) { harness.target.replies.count == 1 }
    harness.now = harness.now + .seconds(ControlServer.replyTime)
    try harness.turn(client) { client.response != nil }
    #expect(try client.response?.value(ProblemDocument.self).type == "urn:schedd:problem:unanswered")
    harness.target.replies[0](.accepted(.open(17)))
    #expect(try harness.get("/healthz").status == 200)
  }

  @Test func `is answered when the daemon leaves`() throws {
    let harness = try ControlHarness()
    let client = try harness.begin(Self.trigger) { harness.target.replies.count == 1 }
    harness.server.close()
    client.receive()
    #expect(try client.response?.value(ProblemDocument.self).type == "urn:schedd:problem:stopping")
    harness.target.replies[0](.accepted(.open(17)))
  }

  @Test func `is not even passed on once the daemon leaves`() throws {
    let harness = try ControlHarness()
    harness.server.stopping()
    for path in ["/v1/jobs/backup/runs", "/v1/reload"] {
      #expect(try harness.post(path).value(ProblemDocument.self).type == "urn:schedd:problem:stopping")
    }
    #expect(harness.target.requests.isEmpty)
  }
}
