import ControlFixtures
import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `A request that changes something` {
  static let actor = "uid=\(geteuid()) gid=\(getegid()) pid=\(getpid())"

  struct Row: Sendable, CustomTestStringConvertible {
    var line: String
    var body = ""
    var request: Request

    var testDescription: String { "\(line) \(body)" }
  }

  static let until = Instant(seconds: 1_767_229_200)  // 2026-01-01T01:00:00Z

  static let rows: [Row] = [
    Row(
      line: "POST /v1/jobs/backup/pause",
      request: .pause(JobID("backup"), until: nil, reason: "", actor: actor)
    ),
    Row(
      line: "POST /v1/jobs/backup/pause",
      body: "{\"until\": \"2026-01-01T02:00:00+01:00\", \"reason\": \"new disk\"}",
      request: .pause(JobID("backup"), until: until, reason: "new disk", actor: actor)
    ),
    Row(
      line: "POST /v1/pause",
      body: "{\"until\": null, \"reason\": \"move\"}",
      request: .pause(nil, until: nil, reason: "move", actor: actor)
    ),
    Row(line: "POST /v1/jobs/backup/resume", request: .resume(JobID("backup"))),
    Row(line: "POST /v1/resume", body: "{}", request: .resume(nil)),
    Row(line: "POST /v1/runs/17/cancel", request: .cancel(RunID(17), actor: actor)),
    Row(
      line: "POST /v1/jobs/backup/runs",
      body: "{\"at\": \"2026-01-01T01:00:00Z\"}",
      request: .triggerLater(JobID("backup"), at: until, actor: actor)
    ),
    Row(
      line: "POST /v1/jobs/backup/runs",
      body: "{\"in\": \"59m58s\"}",
      request: .triggerLater(JobID("backup"), at: until, actor: actor)
    ),
    Row(line: "DELETE /v1/deferred/3", request: .cancelDeferred(3)),
  ]

  static func text(_ line: String, _ body: String) -> String {
    let type = body.isEmpty ? "" : "Content-Type: application/json\r\n"
    return "\(line) HTTP/1.1\r\nHost: x\r\n\(type)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  @Test(arguments: rows)
  func `reaches the core with who asks, and is answered when the core has`(_ row: Row) throws {
    let harness = try ControlHarness()
    harness.target.statuses = [.sample("backup")]
    harness.target.openRuns = [.open(17)]
    let client = try harness.begin(Self.text(row.line, row.body)) { harness.target.replies.count == 1 }
    #expect(harness.target.requests == [row.request])
    #expect(client.response == nil)
    harness.target.replies[0](.done)
    try harness.turn(client) { client.response != nil }
    #expect(try [200, 202].contains(#require(client.response).status))
  }

  @Test func `to pause or resume is answered with what it is about as it stands then`() throws {
    let harness = try ControlHarness()
    harness.target.immediateResponse = .done
    var status = JobStatus.sample("backup")
    status.pause = Pause(since: Instant(seconds: 1_767_225_600), until: Self.until, reason: "new disk")
    harness.target.statuses = [status]
    let job = try harness.post("/v1/jobs/backup/pause")
    #expect(job.status == 200)
    #expect(
      job.text.contains(
        "\"paused\":{\"actor\":null,\"every_job\":false,\"reason\":\"new disk\","
          + "\"since\":\"2026-01-01T00:00:00Z\",\"until\":\"2026-01-01T01:00:00Z\"}"
      )
    )
    #expect(try harness.post("/v1/jobs/backup/resume").value(JobDetailObject.self).summary.id == "backup")
    harness.target.overview.pause = Pause(since: Instant(seconds: 0), actor: "uid=0 pid=1")
    let all = try harness.post("/v1/pause").value(StatusObject.self)
    #expect(all.paused?.everyJob == true)
    #expect(all.paused?.actor == "uid=0 pid=1")
    harness.target.overview.pause = nil
    #expect(try harness.post("/v1/resume").value(StatusObject.self).paused == nil)
  }

  @Test func `to cancel is answered with the run, or with how it has ended already`() throws {
    let harness = try ControlHarness()
    harness.target.immediateResponse = .done
    harness.target.openRuns = [.open(17)]
    harness.target.endedRuns = [.ended(16)]
    let open = try harness.post("/v1/runs/17/cancel")
    #expect(open.status == 202)
    #expect(try open.value(RunObject.self).id == 17)
    let ended = try harness.post("/v1/runs/16/cancel")
    #expect(ended.status == 409)
    #expect(try ended.value(ProblemDocument.self).run?.outcome == "succeeded")
    #expect(harness.target.requests == [.cancel(RunID(17), actor: Self.actor)])
  }

  @Test func `for a run at a later instant is answered with what waits`() throws {
    let harness = try ControlHarness()
    let trigger = DeferredTrigger(id: 3, job: JobID("backup"), at: Self.until)
    harness.target.immediateResponse = .deferred(trigger)
    let response = try harness.post("/v1/jobs/backup/runs", body: "{\"in\": \"1h\"}")
    #expect(response.status == 202)
    let text = #"{"actor":null,"at":"2026-01-01T01:00:00Z","id":3,"job":"backup","parameters":{}}"#
    #expect(response.text == text)
    harness.target.immediateResponse = .done
    let forgotten = try harness.ask(Self.text("DELETE /v1/deferred/3", ""))
    #expect(forgotten.status == 200)
    #expect(forgotten.text == "{\"status\":\"done\"}")
  }

  @Test func `shows what waits for its instant in pages`() throws {
    let harness = try ControlHarness()
    harness.target.deferred = (1...3).map { DeferredTrigger(id: $0, job: JobID("a"), at: Self.until) }
    let first = try harness.get("/v1/deferred?limit=2").value(PageObject<DeferredObject>.self)
    #expect(first.items.map(\.id) == [1, 2])
    #expect(first.next == "2")
    let last = try harness.get("/v1/deferred?limit=2&after=2").value(PageObject<DeferredObject>.self)
    #expect(last.items.map(\.id) == [3])
    #expect(last.next == nil)
  }

  struct Longest: Sendable, CustomTestStringConvertible {
    var own: Int64?
    var global: Int64?
    var isGlobal: Bool

    var testDescription: String { "\(own ?? -1) and \(global ?? -1)" }
  }

  /// Seconds of the end; zero for none.
  static let longest: [Longest] = [
    Longest(own: 5, global: nil, isGlobal: false), Longest(own: nil, global: 5, isGlobal: true),
    Longest(own: 5, global: 6, isGlobal: true), Longest(own: 6, global: 5, isGlobal: false),
    Longest(own: 5, global: 0, isGlobal: true), Longest(own: 0, global: 5, isGlobal: false),
    Longest(own: 0, global: 0, isGlobal: false),
  ]

  @Test(arguments: longest)
  func `shows the pause that holds a job back the longest`(_ row: Longest) throws {
    func pause(_ end: Int64?) -> Pause? {
      end.map { Pause(since: .epoch, until: $0 == 0 ? nil : Instant(seconds: $0)) }
    }
    var status = JobStatus.sample("a")
    status.pause = pause(row.own)
    status.globalPause = pause(row.global)
    #expect(JobObject(status, lastRun: nil).paused?.everyJob == row.isGlobal)
  }
}

@Suite struct `A request that is refused` {
  struct Row: Sendable, CustomTestStringConvertible {
    var path: String
    var body: String
    var detail: String

    var testDescription: String { "\(path) \(body)" }
  }

  private static let pause = "/v1/jobs/backup/pause"
  private static let runs = "/v1/jobs/backup/runs"

  static let rows: [Row] = [
    Row(path: pause, body: "{", detail: "the body is not a JSON object"),
    Row(
      path: pause,
      body: "{\"untill\": 1}",
      detail: "there is no member \"untill\" here; there is until, reason"
    ),
    Row(path: pause, body: "{\"reason\": 1}", detail: "\"reason\" must be a string"),
    Row(
      path: pause,
      body: "{\"reason\": \"\(String(repeating: "x", count: 1001))\"}",
      detail: "\"reason\" must have at most 1000 bytes"
    ),
    Row(
      path: "/v1/pause",
      body: "{\"until\": \"tomorrow\"}",
      detail: "\"until\" must be an instant such as \"2027-01-01T06:00:00+01:00\""
    ),
    Row(
      path: pause,
      body: "{\"until\": \"2026-01-01T00:00:02Z\"}",
      detail: "\"until\" must be later than now, which is 2026-01-01T00:00:02Z"
    ),
    Row(
      path: runs,
      body: "{\"at\": \"2025-01-01T00:00:00Z\"}",
      detail: "\"at\" must be later than now, which is 2026-01-01T00:00:02Z"
    ),
    Row(
      path: runs,
      body: "{\"in\": \"5 minutes\"}",
      detail: "\"in\": \"5 minutes\" is no duration; write \"5m\""
    ),
    Row(path: runs, body: "{\"in\": \"15000w\"}", detail: "\"in\" must end before the year 2200"),
    Row(
      path: runs,
      body: "{\"at\": \"2027-01-01T00:00:00Z\", \"in\": \"5m\"}",
      detail: "\"at\" and \"in\" cannot both be given"
    ),
    Row(path: "/v1/resume", body: "{\"until\": 1}", detail: "there is no member \"until\" here"),
  ]

  @Test(arguments: rows)
  func `for its body, and says what is wrong`(_ row: Row) throws {
    let harness = try ControlHarness()
    let response = try harness.post(row.path, body: row.body)
    #expect(response.status == 400)
    #expect(try response.value(ProblemDocument.self).detail == row.detail)
    #expect(harness.target.requests.isEmpty)
  }

  struct Unknown: Sendable, CustomTestStringConvertible {
    var line: String
    var response: Response?
    var status: Int
    var type: String

    var testDescription: String { "\(line): \(type)" }
  }

  static let unknown: [Unknown] = [
    Unknown(
      line: "POST /v1/jobs/nope/pause",
      response: .unknownJob(JobID("nope")),
      status: 404,
      type: "unknown-job"
    ),
    Unknown(
      line: "POST /v1/jobs/nope/resume",
      response: .unknownJob(JobID("nope")),
      status: 404,
      type: "unknown-job"
    ),
    Unknown(line: "POST /v1/runs/18/cancel", response: nil, status: 404, type: "unknown-run"),
    Unknown(line: "POST /v1/runs/x/cancel", response: nil, status: 404, type: "unknown-run"),
    Unknown(
      line: "DELETE /v1/deferred/3",
      response: .unknownDeferred(3),
      status: 404,
      type: "unknown-deferred"
    ),
    Unknown(line: "DELETE /v1/deferred/x", response: nil, status: 404, type: "unknown-deferred"),
    Unknown(line: "POST /v1/jobs/a/runs", response: .tooMany, status: 503, type: "too-many-deferred"),
    Unknown(line: "POST /v1/pause", response: .ledgerUnavailable, status: 503, type: "ledger-not-writable"),
    Unknown(line: "POST /v1/resume", response: .stopping, status: 503, type: "stopping"),
  ]

  @Test(arguments: unknown)
  func `for what it names, or for the daemon's state`(_ row: Unknown) throws {
    let harness = try ControlHarness()
    harness.target.immediateResponse = row.response
    let response = try harness.ask(`A request that changes something`.text(row.line, ""))
    #expect(response.status == row.status)
    #expect(try response.value(ProblemDocument.self).type == "urn:schedd:problem:\(row.type)")
  }
}
