import ControlFixtures
import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `The control server` {
  @Test func `says how the daemon is`() throws {
    let harness = try ControlHarness()
    harness.target.overview = Overview(
      isStopping: false,
      isLedgerWritable: true,
      jobs: 3,
      running: 2,
      queued: 1
    )
    harness.target.facts.figures.turns.add(.milliseconds(4))
    harness.target.facts.figures.turns.add(.milliseconds(300))
    let response = try harness.get("/v1/status")
    #expect(response.status == 200)
    #expect(response.headers["content-type"] == "application/json")
    #expect(
      response.text == """
        {"cgroups":{"reason":"this is a test","used":false},\
        "commits":{"count":0,"max":0,"p50":0,"p99":0},"degraded":null,\
        "job_file":"jobs.json","jobs":3,\
        "last_reload":{"at":"2026-01-01T00:00:01Z","good":true},"loaded_at":"2026-01-01T00:00:01Z",\
        "loop":{"count":2,"max":0.3,"p50":0.005,"p99":0.3},"max_concurrent_runs":10,\
        "now":"2026-01-01T00:00:02Z","paused":null,"pid":4711,"queued":1,"running":2,"socket":"\(harness.server.socketPath)",\
        "started_at":"2026-01-01T00:00:00Z","state":"running","state_directory":"/var/lib/schedd",\
        "timezone":"UTC","version":"\(Version.current)"}
        """
    )
  }

  struct Health: Sendable, CustomTestStringConvertible {
    var isStopping: Bool
    var isLedgerWritable: Bool
    var status: Int
    var state: StatusObject.State

    var testDescription: String { state.rawValue }
  }

  static let healths: [Health] = [
    Health(isStopping: false, isLedgerWritable: true, status: 200, state: .running),
    Health(isStopping: false, isLedgerWritable: false, status: 503, state: .degraded),
    Health(isStopping: true, isLedgerWritable: true, status: 503, state: .stopping),
    Health(isStopping: true, isLedgerWritable: false, status: 503, state: .stopping),
  ]

  @Test(arguments: healths)
  func `is well only while runs can start`(_ row: Health) throws {
    let harness = try ControlHarness()
    harness.target.overview.isStopping = row.isStopping
    harness.target.overview.isLedgerWritable = row.isLedgerWritable
    let response = try harness.get("/healthz")
    #expect(response.status == row.status)
    #expect(try response.value(HealthObject.self).status == row.state)
  }

  @Test func `says what keeps it from its work, and since when`() throws {
    let harness = try ControlHarness()
    harness.target.overview.isLedgerWritable = false
    harness.target.facts.degradation = Degradation(
      since: Instant(seconds: 1_767_225_600),
      reason: "no room left"
    )
    let health = try harness.get("/healthz").value(HealthObject.self)
    #expect(health == HealthObject(.degraded, reason: "no room left"))
    let degraded = try harness.get("/v1/status").value(StatusObject.self).degraded
    #expect(degraded?.reason == "no room left")
    #expect(degraded?.since == "2026-01-01T00:00:00Z")
  }

  @Test func `shows a run with every key, those that are not known as null`() throws {
    let harness = try ControlHarness()
    harness.target.openRuns = [.open(17)]
    #expect(
      try harness.get("/v1/runs/17").text == """
        {"actor":"uid=0 pid=9","attempt":1,"cause":"manual","caused_by":null,"coalesced":0,"detail":null,\
        "ended_at":null,"exit_code":null,"fire_time":null,"id":17,"job":"backup","outcome":null,\
        "output_bytes":null,"parameters":{},"peak_memory":null,"reason":null,"signal":null,\
        "started_at":"2026-01-01T00:00:00.123Z","state":"running","system_time":null,"user_time":null}
        """
    )
  }

  @Test func `shows jobs in pages`() throws {
    let harness = try ControlHarness()
    harness.target.statuses = (0..<5).map { .sample("job-\($0)") }
    harness.target.endedRuns = [.ended(3, job: "job-0"), .ended(9, job: "job-0", .failed)]
    let first = try harness.get("/v1/jobs?limit=2").value(PageObject<JobObject>.self)
    #expect(first.items.map(\.id) == ["job-0", "job-1"])
    #expect(first.items[0].lastRun?.id == 9)
    #expect(first.next == "2")
    let second = try harness.get("/v1/jobs?limit=2&after=2").value(PageObject<JobObject>.self)
    #expect(second.items.map(\.id) == ["job-2", "job-3"])
    let last = try harness.get("/v1/jobs?limit=2&after=4").value(PageObject<JobObject>.self)
    #expect(last.items.map(\.id) == ["job-4"])
    #expect(last.next == nil)
    #expect(try harness.get("/v1/jobs?after=99999999999").value(PageObject<JobObject>.self).items.isEmpty)
  }

  @Test func `shows the jobs of a tag in pages, and says what an unknown one was meant to be`() throws {
    let harness = try ControlHarness()
    harness.target.statuses = (0..<5).map { .sample("job-\($0)", tags: $0 % 2 == 0 ? ["even"] : []) }
    let first = try harness.get("/v1/jobs?tag=even&limit=2").value(PageObject<JobObject>.self)
    #expect(first.items.map(\.id) == ["job-0", "job-2"])
    #expect(first.items.map(\.tags) == [["even"], ["even"]])
    let next = try #require(first.next)
    let second = try harness.get("/v1/jobs?tag=even&limit=2&after=\(next)").value(PageObject<JobObject>.self)
    #expect(second.items.map(\.id) == ["job-4"])
    #expect(second.next == nil)
    let response = try harness.get("/v1/jobs?tag=eevn")
    #expect(response.status == 404)
    #expect(
      try response.value(ProblemDocument.self).detail == "no job has the tag \"eevn\"; did you mean \"even\"?"
    )
  }

  @Test func `narrows runs and spans to the jobs of a tag`() throws {
    let harness = try ControlHarness()
    harness.target.statuses = [
      .sample("backup", tags: ["nightly"]), .sample("other"), .sample("tidy", tags: ["nightly"]),
    ]
    harness.target.endedRuns = ["backup", "other", "tidy"].enumerated().map {
      .ended(Int64($0 + 1), job: $1)
    }
    let first = try harness.get("/v1/runs?tag=nightly&limit=1&outcome=succeeded").value(
      PageObject<RunObject>.self
    )
    #expect(first.items.map(\.id) == [3])
    let jobs = ["backup", "tidy"].map(JobID.init)
    #expect(harness.target.queries == [RunQuery(jobs: jobs, outcome: .succeeded, limit: 2)])
    let second = try harness.get("/v1/runs?tag=nightly&before=3").value(PageObject<RunObject>.self)
    #expect(second.items.map(\.id) == [1])
    let start = Instant(seconds: 1_767_225_600)
    harness.target.spans = [
      RecordedSpan(id: 1, span: .skipped(3, from: start, to: start), recordedAt: start)
    ]
    #expect(try harness.get("/v1/spans?tag=nightly").value(PageObject<SpanObject>.self).items.count == 1)
    for path in ["/v1/runs", "/v1/spans"] {
      let unknown = try harness.get(path + "?tag=nighlty")
      #expect(unknown.status == 404)
      #expect(unknown.text.contains(#"did you mean \"nightly\"?"#))
      #expect(try harness.get(path + "?tag=nightly&job=backup").status == 400)
    }
  }

  @Test func `shows a job with its definition and its open runs`() throws {
    let harness = try ControlHarness()
    harness.target.statuses = [.sample("backup", openRuns: [.open(4)])]
    let job = try harness.get("/v1/jobs/backup").value(JobDetailObject.self)
    #expect(job.summary.id == "backup")
    #expect(job.summary.running == 1)
    #expect(job.command == ["/bin/true"])
    #expect(job.shell == nil)
    #expect(job.openRuns.map(\.id) == [4])
    #expect(job.policies.killAfter == 10)
    #expect(job.policies.retry.maxAttempts == 1)
    #expect(job.statistics == StatisticsObject(JobStatistics(window: RunStatistics([], isComplete: true))))
  }

  @Test func `shows the statistics of a job with every key`() throws {
    let harness = try ControlHarness()
    harness.target.statuses = [.sample("backup")]
    let text = try harness.get("/v1/jobs/backup").text
    #expect(
      text.contains(
        """
        "statistics":{"complete":true,"last_success":null,"mean_duration":null,"p50_duration":null,\
        "p95_duration":null,"pruned":{"runs":0,"succeeded":0},"runs":0,"since":null,"streak":null,"succeeded":0,\
        "success_rate":null}
        """
      )
    )
    let end = Instant(seconds: 1_767_225_600)
    let run = RunStatistics.Entry(outcome: .timedOut, startedAt: end - .milliseconds(1500), endedAt: end)
    harness.target.statistics = JobStatistics(
      window: RunStatistics([run], isComplete: false),
      pruned: 3,
      prunedSuccesses: 2
    )
    let statistics = try harness.get("/v1/jobs/backup").value(JobDetailObject.self).statistics
    #expect(statistics == StatisticsObject(harness.target.statistics))
    #expect(statistics.p95Duration == 1.5)
    #expect(statistics.streak?.outcome == "failed")
    #expect(statistics.streak?.mayBeLonger == true)
    #expect(statistics.streak?.since == "2026-01-01T00:00:00Z")
    #expect(statistics.pruned.runs == 3)
    #expect(statistics.pruned.succeeded == 2)
  }

  @Test func `counts what waits for a retry among the runs that wait`() throws {
    let harness = try ControlHarness()
    let states: [RunState] = [.queued, .starting, .running, .waitingRetry]
    let runs = states.enumerated().map { index, state in
      var run = Run.open(Int64(index + 1))
      run.state = state
      return run
    }
    harness.target.statuses = [.sample("backup", openRuns: runs)]
    let job = try #require(try harness.get("/v1/jobs").value(PageObject<JobObject>.self).items.first)
    #expect(job.running == 2)
    #expect(job.queued == 2)
  }

  @Test func `shows runs newest first, in pages, narrowed as asked`() throws {
    let harness = try ControlHarness()
    harness.target.endedRuns = (1...6).map { .ended($0, job: $0 % 2 == 0 ? "even" : "odd", .failed) }
    let page = try harness.get("/v1/runs?job=odd&outcome=failed&limit=2&before=6").value(
      PageObject<RunObject>.self
    )
    #expect(page.items.map(\.id) == [5, 3])
    #expect(page.next == "3")
    var query = RunQuery()
    query.job = JobID("odd")
    query.outcome = .failed
    query.limit = 3
    query.before = RunID(6)
    #expect(harness.target.queries == [query])
    _ = try harness.get("/v1/runs?cause=manual&since=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00%2B01:00")
    #expect(
      harness.target.queries.last
        == RunQuery(
          cause: .manual,
          since: Instant(seconds: 1_767_225_600),
          until: Instant(seconds: 1_767_308_400),
          limit: 51
        )
    )
    #expect(try harness.get("/v1/runs?job=odd&before=3").value(PageObject<RunObject>.self).next == nil)
  }

  @Test func `passes a request by hand on with who asks, and answers when the core has`() throws {
    let harness = try ControlHarness()
    let client = try harness.begin(
      "POST /v1/jobs/backup/runs HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
    ) { harness.target.replies.count == 1 }
    #expect(
      harness.target.requests == [
        .trigger(JobID("backup"), actor: "uid=\(geteuid()) gid=\(getegid()) pid=\(getpid())")
      ]
    )
    #expect(client.response == nil)
    harness.target.replies[0](.accepted(.open(17)))
    try harness.turn(client) { client.response != nil }
    let response = try #require(client.response)
    #expect(response.status == 202)
    #expect(response.headers["location"] == "/v1/runs/17")
    #expect(try response.value(RunObject.self).id == 17)
  }

  @Test func `answers a request by hand that the core answers at once`() throws {
    let harness = try ControlHarness()
    harness.target.immediateResponse = .accepted(.open(17))
    #expect(try harness.post("/v1/jobs/backup/runs", body: "{}").status == 202)
  }

  @Test func `reloads and tells what came of it`() throws {
    let harness = try ControlHarness()
    let warning = Problem(severity: .warning, line: 3, column: 9, job: "a", message: "doubtful")
    harness.target.immediateReload = .reloaded(
      added: 1,
      changed: 2,
      removed: 3,
      unchanged: 4,
      warnings: [warning]
    )
    let reload = try harness.post("/v1/reload").value(ReloadObject.self)
    #expect(reload.added == 1 && reload.changed == 2 && reload.removed == 3 && reload.unchanged == 4)
    #expect(reload.warnings.map(\.text) == ["jobs.json:3:9: warning: job \"a\": doubtful"])
  }

  @Test func `passes a stop on`() throws {
    let harness = try ControlHarness()
    harness.target.immediateResponse = .stopped
    let response = try harness.post("/v1/stop")
    #expect(response.status == 202)
    #expect(response.text == "{\"status\":\"stopping\"}")
    #expect(harness.target.requests == [.stop])
  }

  @Test func `answers several requests on one connection`() throws {
    let harness = try ControlHarness()
    let client = try RawClient(path: harness.server.socketPath)
    let request = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    client.send(request + request + request)
    try harness.turn(client) { occurrences(of: "HTTP/1.1 200", in: client.received) == 3 }
    #expect(!client.isClosed)
  }

  @Test func `answers HEAD without a body`() throws {
    let harness = try ControlHarness()
    let client = try RawClient(path: harness.server.socketPath)
    client.send("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    try harness.turn(client) { client.isClosed }
    let text = String(decoding: client.received, as: UTF8.self)
    #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(text.hasSuffix("\r\n\r\n"))
  }
}

/// How often a text stands in bytes.
func occurrences(of text: String, in bytes: [UInt8]) -> Int {
  String(decoding: bytes, as: UTF8.self).ranges(of: text).count
}
