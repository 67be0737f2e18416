import ControlFixtures
import CronParser
import Daemon
import Scheduler
import Testing

@Suite struct `A question why a job ran or did not` {
  /// A daemon with a job at half past two in Berlin, which was first seen long ago; it is one o'clock in January.
  private func harness() throws -> ControlHarness {
    let harness = try ControlHarness()
    let zone = try SystemZones().zone(named: "Europe/Berlin")
    let trigger = Trigger.timed(try TimedTrigger(.cron(CronExpression("30 2 * * *")), zone: zone))
    var status = JobStatus.sample("report")
    status.job.trigger = trigger
    status.job.zone = zone
    harness.target.statuses = [status]
    let version = TriggerVersion(since: .epoch, until: nil, text: trigger.text(in: zone))
    harness.target.versions = [FireTimesAsked.Version(version, trigger)]
    return harness
  }

  private static func run(_ number: Int64) -> Run {
    var run = Run.ended(number, job: "report")
    run.cause = .schedule
    run.fireTime = Instant(seconds: 1_767_058_200)  // 2025-12-30T02:30:00+01:00
    return run
  }

  @Test func `is answered in the job's zone, with the run`() throws {
    let harness = try harness()
    harness.target.findings.fireTime.run = Self.run(12)
    let response = try harness.get("/v1/jobs/report/explain?at=2025-12-30%2002:30")
    #expect(response.status == 200)
    let account = try response.value(AccountObject.self)
    #expect(account.job == "report")
    #expect(account.at == "2025-12-30T01:30:00Z")
    #expect(account.fireTime == "2025-12-30T01:30:00Z")
    #expect(account.timezone == "Europe/Berlin")
    #expect(account.triggerSummary == "cron 30 2 * * * (Europe/Berlin)")
    #expect(account.verdict == "ran")
    #expect(account.run?.id == 12)
    #expect(account.text.hasPrefix("2025-12-30T02:30:00+01:00: run 12 succeeded (exit code 0)\n"))
    #expect(account.previous == nil)
  }

  @Test func `is answered with every key, null where nothing is known`() throws {
    let harness = try harness()
    harness.target.findings.previous.run = Self.run(12)
    let text = try harness.get("/v1/jobs/report/explain?at=2025-12-30T02:31").text
    let keys = [
      "at", "attempts", "deferred", "fire_time", "in_the_way", "job", "next", "other_runs", "pause",
      "previous",
      "run", "shift", "span", "text", "timezone", "trigger_summary", "verdict",
    ]
    guard case .object(let object) = JSONValue(parsing: text) else { return #expect(Bool(false), "\(text)") }
    #expect(object.keys.sorted() == keys)
    #expect(object["fire_time"] == .null)
    #expect(object["verdict"] == .string("not_a_fire_time"))
    guard case .object(let previous)? = object["previous"] else { return #expect(Bool(false), "\(text)") }
    #expect(previous["fire_time"] == .string("2025-12-30T01:30:00Z"))
    #expect(previous["verdict"] == .string("ran"))
  }

  @Test func `shows the span, the attempts, what was in the way and the pause`() throws {
    let harness = try harness()
    let fireTime = Instant(seconds: 1_767_058_200)
    let span = Span(
      job: JobID("report"),
      first: fireTime,
      last: fireTime,
      count: 1,
      outcome: .skipped,
      reason: .paused
    )
    harness.target.findings.fireTime.span = span
    harness.target.findings.fireTime.globalPause = Pause(
      since: .epoch,
      until: fireTime + .hours(1),
      reason: "move"
    )
    harness.target.findings.fireTime.inTheWay = [.open(3, job: "report")]
    harness.target.findings.fireTime.attempts = [
      Attempt(
        number: 1,
        startedAt: fireTime,
        endedAt: fireTime,
        outcome: .failed,
        reason: .exitCode,
        exitCode: 7
      )
    ]
    let account = try harness.get("/v1/jobs/report/explain?at=2025-12-30").value(AccountObject.self)
    #expect(account.verdict == "skipped")
    #expect(account.span == SpanObject(span))
    #expect(account.inTheWay.map(\.id) == [3])
    #expect(account.attempts.map(\.exitCode) == [7])
    #expect(account.pause?.reason == "move")
    #expect(account.pause?.everyJob == true)
  }

  @Test(arguments: [
    ("/v1/jobs/unknown/explain?at=02:30", 404, "unknown-job"),
    ("/v1/jobs/report/explain", 400, "malformed-parameter"),
    ("/v1/jobs/report/explain?at=half+past+two", 400, "malformed-parameter"),
    ("/v1/jobs/report/explain?at=02:30&when=03:30", 400, "unknown-parameter"),
  ])
  func `is refused where it makes no sense`(_ path: String, _ status: Int, _ type: String) throws {
    let problem = try harness().get(path).value(ProblemDocument.self)
    #expect(problem.status == status)
    #expect(problem.type == "urn:schedd:problem:\(type)")
  }
}

@Suite struct `Spans that are listed` {
  private func recorded(_ id: Int64, _ job: String, _ outcome: Outcome) -> RecordedSpan {
    let (first, last) = (Instant(seconds: id * 100), Instant(seconds: id * 100 + 60))
    let span = Span(job: JobID(job), first: first, last: last, count: 2, outcome: outcome, reason: .paused)
    return RecordedSpan(id: id, span: span, recordedAt: last + .seconds(1))
  }

  @Test func `come in pages, narrowed as asked`() throws {
    let harness = try ControlHarness()
    harness.target.spans = (1...5).map { recorded($0, $0 % 2 == 0 ? "even" : "odd", .skipped) }
    let page = try harness.get("/v1/spans?job=odd&outcome=skipped&limit=2").value(PageObject<SpanObject>.self)
    #expect(page.items.map(\.first) == ["1970-01-01T00:08:20Z", "1970-01-01T00:05:00Z"])
    #expect(page.items.first?.recordedAt == "1970-01-01T00:09:21Z")
    #expect(page.next == "3")
    let rest = try harness.get("/v1/spans?job=odd&limit=2&before=3").value(PageObject<SpanObject>.self)
    #expect(rest.items.count == 1)
    #expect(rest.next == nil)
    #expect(try harness.get("/v1/spans?outcome=missed").value(PageObject<SpanObject>.self).items.isEmpty)
  }
}

@Suite struct `A request by hand that is refused` {
  @Test func `names the run that is in the way`() throws {
    let harness = try ControlHarness()
    harness.target.statuses = [.sample("backup", openRuns: [.open(16)])]
    var skipped = Run.ended(17, .skipped)
    skipped.reason = .maxInstances
    harness.target.immediateResponse = .refused(skipped)
    let problem = try harness.post("/v1/jobs/backup/runs").value(ProblemDocument.self)
    let expected =
      "run 17 of \"backup\" was skipped: max_instances: run 16 has been running since 00:00:00.123"
    #expect(problem.detail == expected)
    #expect(problem.run?.id == 17)
  }

  @Test func `names none where the queue is full`() throws {
    let harness = try ControlHarness()
    harness.target.statuses = [.sample("backup", openRuns: [.open(16)])]
    var skipped = Run.ended(17, .skipped)
    skipped.reason = .queueFull
    harness.target.immediateResponse = .refused(skipped)
    let problem = try harness.post("/v1/jobs/backup/runs").value(ProblemDocument.self)
    #expect(problem.detail == "run 17 of \"backup\" was skipped: queue_full")
  }
}
