import ControlFixtures
import Daemon
import Scheduler
import Testing

@Suite struct `A list` {
  /// A server with many jobs, each part of which takes longer to read than a turn may write.
  private func slowHarness(jobs: Int) throws -> ControlHarness {
    let harness = try ControlHarness()
    harness.target.statuses = (0..<jobs).map { .sample("job-\($0)", tags: ["all"]) }
    harness.target.onReadingLastRuns = {
      let begin = SystemClock.read().uptime
      while SystemClock.read().uptime - begin < .milliseconds(1) {}
    }
    return harness
  }

  @Test func `that takes long is written over several turns, and others are answered meanwhile`() throws {
    let harness = try slowHarness(jobs: 250)
    let asker = try RawClient(path: harness.server.socketPath)
    asker.send("GET /v1/jobs?limit=250 HTTP/1.1\r\nHost: x\r\n\r\n")
    try harness.turn(asker) { harness.server.nextTimeout(at: harness.now) == .zero }
    #expect(try harness.get("/healthz").status == 200)
    #expect(asker.response == nil)
    var turns = 0
    try harness.turn(asker) {
      turns += 1
      return asker.response != nil
    }
    #expect(turns > 5)
    let page = try #require(asker.response).value(PageObject<JobObject>.self)
    #expect(page.items.map(\.id) == (0..<250).map { "job-\($0)" })
    #expect(page.next == nil)
  }

  @Test func `that takes long is not sent again where it is the same`() throws {
    let harness = try slowHarness(jobs: 100)
    let tag = try #require(try harness.get("/v1/jobs?limit=100").headers["etag"])
    let request = "GET /v1/jobs?limit=100 HTTP/1.1\r\nHost: x\r\nIf-None-Match: \(tag)\r\n\r\n"
    #expect(try harness.ask(request).status == 304)
  }

  @Test func `that takes long has no body where only its head is asked for`() throws {
    let harness = try slowHarness(jobs: 100)
    let whole = try harness.get("/v1/jobs?limit=100")
    let client = try RawClient(path: harness.server.socketPath)
    client.send("HEAD /v1/jobs?limit=100 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    try harness.turn(client) { client.isClosed }
    #expect(client.text.hasPrefix("HTTP/1.1 200 "))
    #expect(client.text.contains("Content-Length: \(whole.body.count)\r\n"))
    #expect(client.text.hasSuffix("\r\n\r\n"))
  }

  @Test func `is written for as many as ask, also where some have gone`() throws {
    let harness = try slowHarness(jobs: 250)
    var clients = try (0..<ControlServer.maxGrowing * 3).map { _ in
      try RawClient(path: harness.server.socketPath)
    }
    for (index, client) in clients.enumerated() {
      // The first ones are long, and the others wait for room behind them.
      let limit = index < ControlServer.maxGrowing ? 250 : 1
      client.send("GET /v1/jobs?limit=\(limit) HTTP/1.1\r\nHost: x\r\n\r\n")
    }
    // Each turn begins one of them, until as many grow as may.
    for _ in 0..<ControlServer.maxGrowing * 4 { harness.server.run(at: harness.now) }
    clients.removeFirst(10)
    // Who waited for room may need none by now.
    harness.target.onReadingLastRuns = {}
    for client in clients {
      try harness.turn(client) { client.response != nil }
      #expect(client.response?.status == 200)
    }
  }

  @Test func `that cannot be read to its end is a problem, not a part`() throws {
    let harness = try slowHarness(jobs: 100)
    let target = harness.target
    var reads = 0
    target.onReadingLastRuns = {
      reads += 1
      if reads == 3 { target.ledgerError = .inUse(directory: "/x", pid: nil) }
    }
    #expect(try harness.get("/v1/jobs?limit=100").status == 503)
  }

  @Test func `says of a job's last run how it ended, where it is asked to be brief`() throws {
    let harness = try ControlHarness()
    harness.target.statuses = [.sample("ran"), .sample("never")]
    harness.target.endedRuns = [.ended(1, job: "ran", .failed)]
    let brief = try harness.get("/v1/jobs?brief=true").value(PageObject<JobObject>.self).items
    #expect(brief.map(\.lastEnd?.run) == [1, nil])
    #expect(brief.first?.lastEnd?.outcome == "failed")
    #expect(brief.map(\.lastRun) == [nil, nil])
    for path in ["/v1/jobs", "/v1/jobs?brief=false"] {
      let whole = try harness.get(path).value(PageObject<JobObject>.self).items
      #expect(whole.map(\.lastRun?.id) == [1, nil])
      #expect(whole.map(\.lastEnd) == [nil, nil])
    }
    #expect(try harness.get("/v1/jobs?brief=yes").status == 400)
  }

  struct Question: Sendable, CustomTestStringConvertible {
    var asked: String
    var link: String?

    var testDescription: String { asked }
  }

  @Test(arguments: [
    Question(asked: "/v1/jobs?limit=2", link: "/v1/jobs?limit=2&after=2"),
    Question(
      asked: "/v1/jobs?after=1&limit=2&tag=a%20%26%20b",
      link: "/v1/jobs?limit=2&tag=a%20%26%20b&after=3"
    ),
    Question(asked: "/v1/jobs?limit=4", link: nil),
    Question(asked: "/v1/runs?limit=1&job=job-0", link: "/v1/runs?limit=1&job=job-0&before=2"),
    Question(asked: "/v1/spans?limit=1", link: "/v1/spans?limit=1&before=12"),
    Question(asked: "/v1/deferred?limit=1", link: "/v1/deferred?limit=1&after=1"),
    Question(asked: "/v1/board?limit=3", link: "/v1/board?limit=3&after=3"),
  ]) func `says where its next page is`(_ question: Question) throws {
    let harness = try ControlHarness()
    harness.target.statuses = (0..<4).map { .sample("job-\($0)", tags: ["a & b"]) }
    harness.target.endedRuns = [.ended(1, job: "job-0"), .ended(2, job: "job-0")]
    harness.target.deferred = (1...2 as ClosedRange<Int64>).map {
      DeferredTrigger(id: $0, job: JobID("job-0"), at: Instant(seconds: 1_767_225_700), actor: nil)
    }
    harness.target.spans = ([11, 12] as [Int64]).map {
      let (first, last) = (Instant(seconds: 1_767_139_200), Instant(seconds: 1_767_225_600))
      return RecordedSpan(id: $0, span: .skipped(3, from: first, to: last), recordedAt: last)
    }
    let response = try harness.get(question.asked)
    #expect(response.status == 200)
    #expect(response.headers["link"] == question.link.map { "<\($0)>; rel=\"next\"" })
    guard let link = question.link else { return }
    #expect(try harness.get(link).status == 200)
  }
}

@Suite struct `A turn that has answered enough` {
  struct Row: Sendable, CustomTestStringConvertible {
    var request: String
    var answer: String

    var testDescription: String { request }
  }

  static let rows: [Row] = [
    Row(request: "GET /healthz", answer: #"{"status":"running"}"#),
    Row(request: "GET /v1/jobs/job-1", answer: #""id":"job-1""#),
    Row(request: "GET /v1/events", answer: "retry: "),
    Row(request: "POST /v1/jobs/job-1/resume", answer: #""id":"job-1""#),
    Row(request: "GET /nowhere", answer: "unknown-path"),
  ]

  @Test(arguments: rows) func `leaves the rest to the next one, which answers it`(_ row: Row) throws {
    let harness = try ControlHarness()
    harness.target.statuses = (0..<2).map { .sample("job-\($0)") }
    harness.target.immediateResponse = .done
    var slowReads = 0
    harness.target.onReadingLastRuns = {
      slowReads += 1
      let begin = SystemClock.read().uptime
      while SystemClock.read().uptime - begin < .milliseconds(1) {}
    }
    // Whichever of the three comes first, one that takes long comes before the one that is asked about.
    let clients = try (0..<3).map { _ in try RawClient(path: harness.server.socketPath) }
    for (client, request) in zip(clients, ["GET /v1/jobs", row.request, "GET /v1/jobs"]) {
      client.send("\(request) HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
    }
    // Nothing sleeps before all is answered.
    harness.server.run(at: harness.now)
    #expect(slowReads <= 1)
    #expect(harness.server.nextTimeout(at: harness.now) == .zero)
    try harness.turn(clients[1]) { clients[1].text.contains(row.answer) }
    for client in [clients[0], clients[2]] {
      try harness.turn(client) { client.response != nil }
      #expect(client.response?.status == 200)
    }
  }
}

@Suite struct `A server that is told to stop` {
  @Test func `answers a second one that says so too, also when it comes last`() throws {
    let harness = try ControlHarness()
    let clients = try (0..<2).map { _ in try RawClient(path: harness.server.socketPath) }
    let request = "POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
    clients[0].send(request)
    try harness.turn { !harness.target.replies.isEmpty }
    clients[1].send(request)
    harness.target.replies[0](.stopped)
    harness.server.close()
    for client in clients { client.receive() }
    #expect(clients.map { $0.response?.status } == [202, 202])
  }

  @Test func `leaves no request behind that came last`() throws {
    let harness = try ControlHarness()
    harness.target.openRuns = [.open(17)]
    let requests = ["GET /v1/runs/17?wait=60", "GET /v1/events", "GET /v1/jobs", "POST /v1/jobs/backup/runs"]
    let clients = try requests.map { request in
      let client = try RawClient(path: harness.server.socketPath)
      client.send("\(request) HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
      return client
    }
    harness.server.close()
    for client in clients { client.receive() }
    #expect(clients.map { $0.response?.status } == [200, 503, 200, 503])
  }
}
