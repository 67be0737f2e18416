import ControlFixtures
import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `A problem document` {
  struct Row: Sendable, CustomTestStringConvertible {
    var problem: ControlProblem
    var expected: String

    var testDescription: String { expected }
  }

  static let skipped: Run = {
    var run = Run.ended(17, .skipped)
    run.reason = .maxInstances
    return run
  }()

  static let rows: [Row] = [
    Row(
      problem: .unknownPath("/v2"),
      expected: "404 unknown-path: No such path: there is nothing at /v2"
    ),
    Row(
      problem: .methodNotAllowed("PUT", allowed: ["GET", "HEAD"]),
      expected: "405 method-not-allowed: Method not allowed: PUT is not answered here, GET and HEAD is"
    ),
    Row(
      problem: .foreignUser(1000),
      expected:
        "403 foreign-user: Not your daemon: the daemon answers only its own user and root, and you are user 1000"
    ),
    Row(
      problem: .foreignUser(nil),
      expected:
        "403 foreign-user: Not your daemon: the daemon answers only its own user and root, and cannot tell who "
        + "you are"
    ),
    Row(
      problem: .lengthRequired,
      expected: "411 length-required: Length required: a body must come with a Content-Length, not in chunks"
    ),
    Row(
      problem: .bodyTooLarge(limit: 1024),
      expected: "413 body-too-large: Body too large: a body may have at most 1024 bytes"
    ),
    Row(
      problem: .unsupportedMediaType("text/plain"),
      expected:
        "415 unsupported-media-type: Unsupported media type: a body must be application/json, not text/plain"
    ),
    Row(
      problem: .malformedBody("the body is not a JSON object"),
      expected: "400 malformed-body: Malformed body: the body is not a JSON object"
    ),
    Row(
      problem: .unknownParameter("job", known: []),
      expected: "400 unknown-parameter: Unknown parameter: there is no parameter \"job\" here, nor any other"
    ),
    Row(
      problem: .unknownParameter("jobs", known: ["job", "limit"]),
      expected:
        "400 unknown-parameter: Unknown parameter: there is no parameter \"jobs\" here; there is job, limit"
    ),
    Row(
      problem: .malformedParameter("limit", expected: "a whole number from 1 to 200"),
      expected: "400 malformed-parameter: Malformed parameter: \"limit\" must be a whole number from 1 to 200"
    ),
    Row(
      problem: .unknownJob(JobID("nope")),
      expected: "404 unknown-job: No such job: there is no job \"nope\""
    ),
    Row(
      problem: .malformedKey,
      expected:
        "400 malformed-idempotency-key: Malformed idempotency key: Idempotency-Key must be 1 to 255 visible ASCII "
        + "characters"
    ),
    Row(
      problem: .keyReused(
        KeptAnswer(
          .accepted(RunID(17)),
          to: IdempotencyKey("k", of: "{}"),
          of: JobID("backup"),
          at: Instant(seconds: 1_767_225_600)
        )
      ),
      expected:
        "422 idempotency-key-reused: Idempotency key reused: the key came with another request at "
        + "2026-01-01T00:00:00Z, which made run 17 of \"backup\"; give each request a key of its own"
    ),
    Row(
      problem: .tooManyKeys,
      expected:
        "503 too-many-idempotency-keys: Too many idempotency keys: so many keys of the last 24 hours are kept that "
        + "no further one is taken"
    ),
    Row(
      problem: .unknownTag("nighlty", nearest: "nightly"),
      expected:
        "404 unknown-tag: No such tag: no job has the tag \"nighlty\"; did you mean \"nightly\"?"
    ),
    Row(
      problem: .unknownTag("x", nearest: nil),
      expected: "404 unknown-tag: No such tag: no job has the tag \"x\""
    ),
    Row(
      problem: .runEnded(.ended(17, .failed)),
      expected: "409 run-ended: Run has ended: run 17 of \"backup\" has ended already: failed"
    ),
    Row(
      problem: .unknownDeferred("4"),
      expected:
        "404 unknown-deferred: No such deferred run: there is no deferred run 4; it may have become a run "
        + "already"
    ),
    Row(
      problem: .tooManyDeferred,
      expected:
        "503 too-many-deferred: Too many deferred runs: so many runs wait for their instants already that no "
        + "more are taken"
    ),
    Row(
      problem: .noSuchAttempt(.ended(17), 3),
      expected:
        "404 no-such-attempt: No such attempt: run 17 of \"backup\" has no attempt 3; its last one is 1"
    ),
    Row(
      problem: .outputUnreadable("read /x: Bad message"),
      expected: "503 output-unreadable: Output unreadable: the output cannot be read: read /x: Bad message"
    ),
    Row(problem: .unknownRun("9"), expected: "404 unknown-run: No such run: there is no run 9"),
    Row(
      problem: .runSkipped(skipped, inTheWay: "run 16 has been running since 02:00"),
      expected:
        "409 run-skipped: Run skipped: run 17 of \"backup\" was skipped: max_instances: run 16 has been "
        + "running since 02:00"
    ),
    Row(
      problem: .runSkipped(skipped),
      expected: "409 run-skipped: Run skipped: run 17 of \"backup\" was skipped: max_instances"
    ),
    Row(
      problem: .jobFileRefused([Problem(line: 1, column: 2, message: "no")], file: "jobs.json"),
      expected:
        "422 job-file-refused: Job file refused: jobs.json has 1 error; the jobs in force are unchanged"
    ),
    Row(
      problem: .jobFileUnreadable("jobs.json: No such file or directory"),
      expected:
        "422 job-file-unreadable: Job file unreadable: jobs.json: No such file or directory; the jobs in force "
        + "are unchanged"
    ),
    Row(
      problem: .stopping,
      expected: "503 stopping: Daemon is stopping: the daemon was told to stop and starts nothing more"
    ),
    Row(
      problem: .ledgerNotWritable,
      expected:
        "503 ledger-not-writable: Ledger not writable: the ledger cannot be written, so nothing starts until it "
        + "can"
    ),
    Row(
      problem: .ledgerUnreadable("torn"),
      expected: "503 ledger-unreadable: Ledger unreadable: the ledger cannot be read: torn"
    ),
    Row(
      problem: .tooManyWaiting(limit: 2),
      expected:
        "503 too-many-waiting: Too many clients wait: 2 clients wait for a run already; ask without wait"
    ),
    Row(
      problem: .unanswered(seconds: 30),
      expected:
        "503 unanswered: No answer in time: the request was not carried out within 30 s; it may still be: look "
        + "at the job's runs"
    ),
  ]

  @Test(arguments: rows)
  func `says what is wrong`(_ row: Row) {
    let document = row.problem.document
    let name = document.type.replacing("urn:schedd:problem:", with: "")
    #expect("\(document.status) \(name): \(document.title): \(document.detail)" == row.expected)
  }

  @Test(arguments: rows)
  func `is answered with its status and as RFC 9457 has it`(_ row: Row) throws {
    let response = row.problem.response
    #expect(response.status == row.problem.document.status)
    #expect(response.headers.contains(HTTPHeader("Content-Type", "application/problem+json")))
    #expect(JSON.value(ProblemDocument.self, from: response.body) == row.problem.document)
    #expect(response.headers.contains { $0.name == "Retry-After" } == (response.status == 503))
  }
}

@Suite struct `The control server refuses` {
  struct Row: Sendable, CustomTestStringConvertible {
    var request: String
    var status: Int
    var type: String

    var testDescription: String { request.split(separator: "\r\n").joined(separator: " | ") }
  }

  static func request(_ line: String, _ headers: String = "", body: String = "") -> String {
    "\(line) HTTP/1.1\r\nHost: x\r\n\(headers)\r\n\(body)"
  }

  static let rows: [Row] = [
    Row(request: request("GET /v1/nope"), status: 404, type: "unknown-path"),
    Row(request: request("PUT /v1/jobs"), status: 405, type: "method-not-allowed"),
    Row(request: request("GET /v1/jobs?page=2"), status: 400, type: "unknown-parameter"),
    Row(request: request("GET /v1/status?verbose"), status: 400, type: "unknown-parameter"),
    Row(request: request("GET /v1/jobs?limit=0"), status: 400, type: "malformed-parameter"),
    Row(request: request("GET /v1/jobs?limit=251"), status: 400, type: "malformed-parameter"),
    Row(request: request("GET /v1/jobs?limit=1&limit=2"), status: 400, type: "malformed-parameter"),
    Row(request: request("GET /v1/jobs?after=-1"), status: 400, type: "malformed-parameter"),
    Row(request: request("GET /v1/runs?outcome=fine"), status: 400, type: "malformed-parameter"),
    Row(request: request("GET /v1/runs?before=last"), status: 400, type: "malformed-parameter"),
    Row(request: request("GET /v1/runs/17?wait=301"), status: 400, type: "malformed-parameter"),
    Row(request: request("GET /v1/runs/0"), status: 404, type: "unknown-run"),
    Row(request: request("GET /v1/runs/18"), status: 404, type: "unknown-run"),
    Row(request: request("GET /v1/runs/x"), status: 404, type: "unknown-run"),
    Row(request: request("GET /v1/runs/99999999999999999999"), status: 404, type: "unknown-run"),
    Row(request: request("GET /v1/jobs/nope"), status: 404, type: "unknown-job"),
    Row(
      request: request("POST /v1/stop", "Content-Length: 1048577\r\n"),
      status: 413,
      type: "body-too-large"
    ),
    Row(
      request: request("POST /v1/stop", "Content-Length: 999999999999999999\r\n"),
      status: 413,
      type: "body-too-large"
    ),
    Row(
      request: request("POST /v1/stop", "Transfer-Encoding: chunked\r\n", body: "2\r\n{}\r\n0\r\n\r\n"),
      status: 411,
      type: "length-required"
    ),
    Row(
      request: request("POST /v1/stop", "Content-Length: 2\r\n", body: "{}"),
      status: 415,
      type: "unsupported-media-type"
    ),
    Row(
      request: request("POST /v1/stop", "Content-Type: text/json\r\nContent-Length: 2\r\n", body: "{}"),
      status: 415,
      type: "unsupported-media-type"
    ),
    Row(
      request: request(
        "POST /v1/stop",
        "Content-Type: application/json\r\nContent-Length: 2\r\n",
        body: "[]"
      ),
      status: 400,
      type: "malformed-body"
    ),
    Row(
      request: request(
        "POST /v1/stop",
        "Content-Type: application/json; charset=utf-8\r\nContent-Length: 11\r\n",
        body: "{\"force\":1}"
      ),
      status: 400,
      type: "malformed-body"
    ),
  ]

  @Test(arguments: rows)
  func `what it does not understand`(_ row: Row) throws {
    let harness = try ControlHarness()
    harness.target.openRuns = [.open(17)]
    let response = try harness.ask(row.request)
    #expect(response.status == row.status)
    #expect(response.headers["content-type"] == "application/problem+json")
    #expect(try response.value(ProblemDocument.self).type == "urn:schedd:problem:\(row.type)")
    #expect(harness.target.requests.isEmpty)
  }

  @Test func `a method that a path has not, and says which it has`() throws {
    let harness = try ControlHarness()
    #expect(try harness.post("/v1/jobs").headers["allow"] == "GET, HEAD")
    #expect(try harness.get("/v1/reload").headers["allow"] == "POST")
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var response: Response
    var status: Int
    var type: String

    var testDescription: String { type }
  }

  static let refusals: [Refusal] = [
    Refusal(response: .unknownJob(JobID("backup")), status: 404, type: "unknown-job"),
    Refusal(response: .refused(.ended(17, .skipped)), status: 409, type: "run-skipped"),
    Refusal(response: .stopping, status: 503, type: "stopping"),
    Refusal(response: .ledgerUnavailable, status: 503, type: "ledger-not-writable"),
  ]

  @Test(arguments: refusals)
  func `a run by hand that the core refuses`(_ row: Refusal) throws {
    let harness = try ControlHarness()
    harness.target.immediateResponse = row.response
    let response = try harness.post("/v1/jobs/backup/runs")
    #expect(response.status == row.status)
    let document = try response.value(ProblemDocument.self)
    #expect(document.type == "urn:schedd:problem:\(row.type)")
    #expect(document.run?.id == (row.status == 409 ? 17 : nil))
  }

  @Test func `a job file with problems, and passes all of them on`() throws {
    let harness = try ControlHarness()
    harness.target.immediateReload = .refused([
      Problem(line: 3, column: 5, job: "a", path: "trigger.cron", message: "minute: 61 is too large"),
      Problem(severity: .warning, line: 4, column: 1, message: "doubtful"),
    ])
    let response = try harness.post("/v1/reload")
    #expect(response.status == 422)
    let problems = try #require(try response.value(ProblemDocument.self).problems)
    #expect(
      problems.map(\.text) == [
        "jobs.json:3:5: error: job \"a\": trigger.cron: minute: 61 is too large",
        "jobs.json:4:1: warning: doubtful",
      ]
    )
    #expect(problems[0].path == "trigger.cron")
  }

  @Test func `whoever is neither the daemon's user nor root`() throws {
    let harness = try ControlHarness()
    func status(of user: UInt32?) -> Int? {
      let peer = user.map { PeerCredentials(user: $0, group: 0, process: 1) }
      return harness.server.refusal(of: HTTPRequest(method: "GET", path: "/healthz", peer: peer))?.status
    }
    #expect(status(of: geteuid()) == nil)
    #expect(status(of: 0) == nil)
    #expect(status(of: geteuid() + 1) == 403)
    #expect(status(of: nil) == 403)
  }

  @Test func `nothing else while the ledger cannot be read`() throws {
    let harness = try ControlHarness()
    harness.target.statuses = [.sample("backup")]
    harness.target.openRuns = [.open(17)]
    harness.target.ledgerError = .contradiction("torn")
    for path in ["/v1/jobs", "/v1/jobs/backup", "/v1/runs", "/v1/runs/18"] {
      #expect(try harness.get(path).status == 503)
    }
    #expect(try harness.get("/v1/runs/17").status == 200)
    #expect(try harness.get("/v1/status").status == 200)
  }
}
