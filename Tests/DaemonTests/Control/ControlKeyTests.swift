import ControlFixtures
import Daemon
import Scheduler
import Testing

@Suite struct `An idempotency key` {
  private static func request(_ key: String, _ body: String = "", job: String = "backup") -> String {
    let type = body.isEmpty ? "" : "Content-Type: application/json\r\n"
    return """
      POST /v1/jobs/\(job)/runs HTTP/1.1\r\nHost: x\r\n\(type)Idempotency-Key: \(key)\r\n\
      Content-Length: \(body.utf8.count)\r\n\r\n\(body)
      """
  }

  private static func kept(_ answer: KeptAnswer.Answer, _ key: IdempotencyKey) -> KeptAnswer {
    KeptAnswer(answer, to: key, of: JobID("backup"), at: Instant(seconds: 1_767_225_600))
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var body: String
    var words: String

    var testDescription: String { body }
  }

  static let rows: [Row] = [
    Row(body: "", words: #"{"/":"backup"}"#),
    Row(body: "{}", words: #"{"/":"backup"}"#),
    Row(body: #"{"at": null}"#, words: #"{"/":"backup"}"#),
    Row(body: #"{ "in" : "5m" }"#, words: #"{"/":"backup","in":"5m"}"#),
    Row(body: #"{"at":"2026-01-01T01:00:00Z"}"#, words: #"{"/":"backup","at":"2026-01-01T01:00:00Z"}"#),
  ]

  @Test(arguments: rows)
  func `goes to the core with the request in words that are the same for the same one`(_ row: Row) throws {
    let harness = try ControlHarness()
    harness.target.immediateResponse = .accepted(.open(17))
    #expect(try harness.ask(Self.request("k-1", row.body)).status == 202)
    guard case .once(let key, _)? = harness.target.requests.first else {
      Issue.record("\(harness.target.requests)")
      return
    }
    #expect(key == IdempotencyKey("k-1", of: row.words))
  }

  @Test func `has a repeat answered with the run as it stands, and says so`() throws {
    let harness = try ControlHarness()
    let key = IdempotencyKey("k", of: #"{"/":"backup"}"#)
    harness.target.endedRuns = [.ended(17)]
    harness.target.immediateResponse = .repeated(Self.kept(.accepted(RunID(17)), key))
    let response = try harness.ask(Self.request("k"))
    #expect(response.status == 202)
    #expect(response.headers["idempotent-replayed"] == "true")
    #expect(response.headers["location"] == "/v1/runs/17")
    #expect(try response.value(RunObject.self).outcome == "succeeded")
  }

  @Test func `has a skipped run and a deferred one answered alike as well`() throws {
    let harness = try ControlHarness()
    let key = IdempotencyKey("k", of: #"{"/":"backup"}"#)
    harness.target.endedRuns = [.ended(17, .skipped)]
    harness.target.immediateResponse = .repeated(Self.kept(.refused(RunID(17)), key))
    let refused = try harness.ask(Self.request("k"))
    #expect(refused.status == 409)
    #expect(refused.headers["idempotent-replayed"] == "true")
    #expect(try refused.value(ProblemDocument.self).run?.id == 17)
    let trigger = DeferredTrigger(
      id: 3,
      job: JobID("backup"),
      at: Instant(seconds: 1_767_229_200),
      actor: "me"
    )
    harness.target.immediateResponse = .repeated(Self.kept(.deferred(trigger), key))
    let deferred = try harness.ask(Self.request("k"))
    #expect(deferred.status == 202)
    #expect(deferred.headers["idempotent-replayed"] == "true")
    #expect(try deferred.value(DeferredObject.self) == DeferredObject(trigger))
    harness.target.immediateResponse = .repeated(Self.kept(.accepted(RunID(99)), key))
    #expect(try harness.ask(Self.request("k")).status == 404)
  }

  @Test func `makes a repeat known although its instant has passed`() throws {
    let harness = try ControlHarness()
    let body = #"{"at":"2020-01-01T00:00:00Z"}"#
    #expect(try harness.ask(Self.request("k", body)).status == 400)
    let key = IdempotencyKey("k", of: #"{"/":"backup","at":"2020-01-01T00:00:00Z"}"#)
    let trigger = DeferredTrigger(id: 3, job: JobID("backup"), at: Instant(seconds: 1_577_836_800))
    harness.target.kept = [Self.kept(.deferred(trigger), key)]
    harness.target.immediateResponse = .repeated(harness.target.kept[0])
    #expect(try harness.ask(Self.request("k", body)).status == 202)
    guard case .once(key, _)? = harness.target.requests.last else {
      Issue.record("\(harness.target.requests)")
      return
    }
  }

  @Test(arguments: ["", "two words", "\u{e4}", String(repeating: "x", count: 256)])
  func `is refused where it is none`(_ key: String) throws {
    let harness = try ControlHarness()
    let response = try harness.ask(Self.request(key))
    #expect(response.status == 400)
    #expect(response.text.contains("malformed-idempotency-key"))
    #expect(harness.target.requests.isEmpty)
  }

  @Test func `is refused where it is that of another request, or one too many`() throws {
    let harness = try ControlHarness()
    let known = Self.kept(.accepted(RunID(17)), IdempotencyKey("k", of: "another"))
    harness.target.immediateResponse = .keyReused(known)
    #expect(try harness.ask(Self.request("k")).status == 422)
    harness.target.immediateResponse = .tooManyKeys
    #expect(try harness.ask(Self.request("k")).status == 503)
  }
}
