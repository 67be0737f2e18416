import Scheduler
import Testing

@Suite struct `The account of a time that is no fire time` {
  private static let now: Instant = "2026-07-01T12:00:00Z"

  private func account(
    of job: Job,
    at text: String,
    since: Instant? = .epoch,
    _ findings: JobAccount.Findings = .init()
  ) throws -> JobAccount {
    let asked = try #require(AskedTime(text, in: job.trigger.zone ?? job.zone, now: Self.now))
    let versions = since.map { since in
      let version = TriggerVersion(since: since, until: nil, text: job.trigger.text(in: job.zone))
      return [FireTimesAsked.Version(version, job.trigger)]
    }
    let times = FireTimesAsked(asked, of: job, versions ?? [])
    let status = JobStatus(job: job, nextFireTime: nil, openRuns: [])
    let standing = JobStanding(status: status, now: Self.now, cursor: "2026-07-01T00:30:00Z")
    return JobAccount(asked, times, findings, standing)
  }

  private func nightly() throws -> Job {
    CoreStory.job("report", .timed(try .cron("30 2 * * *", in: "Europe/Berlin")))
  }

  private static func manual(_ number: Int64, at instant: Instant) -> Run {
    var run = AccountRow.run(number, .ended, at: instant)
    run.fireTime = nil
    run.cause = .manual
    run.outcome = .succeeded
    run.reason = .exitCode
    run.exitCode = 0
    run.actor = "uid=0"
    run.endedAt = instant + .seconds(1)
    return run
  }

  @Test func `says so plainly, and how the fire times around it ended`() throws {
    var findings = JobAccount.Findings()
    findings.previous.run = AccountRow.ended(.failed, .exitCode, exit: 7)
    let account = try account(of: nightly(), at: "2026-07-01 02:31", findings)
    #expect(account.verdict == .notAFireTime)
    #expect(account.run == nil)
    let expected = [
      "2026-07-01T02:31:00+02:00 is no fire time of report: cron 30 2 * * * (Europe/Berlin), at 02:30 every day",
      "the fire time before: 2026-07-01T02:30:00+02:00, run 12 failed (exit code 7)",
      "the one after: 2026-07-02T02:30:00+02:00, it lies ahead",
    ]
    #expect(account.lines == expected)
  }

  @Test func `tells what else ran, and will`() throws {
    var findings = JobAccount.Findings()
    findings.runs = [Self.manual(14, at: "2026-07-01T10:00:30Z")]
    findings.deferred = [
      DeferredTrigger(id: 3, job: JobID("report"), at: "2026-07-01T10:00:59Z", actor: "uid=5")
    ]
    let account = try account(of: nightly(), at: "12:00", findings)
    #expect(account.verdict == .notAFireTime)
    let expected = [
      "besides, by hand, by uid=0, at 12:00:30.004: run 14 succeeded (exit code 0)",
      "a run by hand is due at 12:00:59, asked for by uid=5",
    ]
    #expect(account.lines.suffix(2) == expected)
  }

  @Test func `says when the job was first seen`() throws {
    let account = try account(of: nightly(), at: "2026-06-01 02:30", since: "2026-06-15T10:00:00.25Z")
    #expect(account.verdict == .beforeFirstSeen)
    let expected = [
      "report was first seen at 2026-06-15T12:00:00+02:00; earlier fire times are not accounted for",
      "the one after: 2026-06-16T02:30:00+02:00, the ledger says nothing of it",
    ]
    #expect(account.lines == expected)
  }

  @Test func `says that the job is disabled`() throws {
    var job = try nightly()
    job.isEnabled = false
    let account = try account(of: job, at: "2026-07-03 02:30", since: nil)
    #expect(account.verdict == .disabled)
    #expect(account.lines == ["report is disabled; its trigger counts for nothing"])
  }

  @Test func `names the run of a job that has no fire times`() throws {
    let job = CoreStory.job("report", .startup)
    let nothing = try account(of: job, at: "2026-07-01 10:00", since: nil)
    #expect(nothing.verdict == .notAFireTime)
    #expect(nothing.lines == ["report has no fire times, it runs at every start of the daemon"])
    var findings = JobAccount.Findings()
    findings.runs = [Self.manual(14, at: "2026-07-01T10:00:30Z")]
    let account = try account(of: job, at: "2026-07-01 10:00", since: nil, findings)
    #expect(account.verdict == .ran)
    #expect(account.run?.id == RunID(14))
    let expected = [
      "2026-07-01T10:00:00+00:00: run 14 succeeded (exit code 0)",
      "started at 10:00:30.004, ended at 10:00:31 after 996 ms, asked for by uid=0",
    ]
    #expect(account.lines == expected)
  }

  @Test func `takes a recorded run for true, whatever the zone's rules say today`() throws {
    var findings = JobAccount.Findings()
    findings.runs = [AccountRow.run(12, .running, at: "2026-07-01T00:31:00Z")]
    let account = try account(of: nightly(), at: "2026-07-01 02:31", findings)
    #expect(account.verdict == .running)
    #expect(account.occurrence?.instant == "2026-07-01T00:31:00Z")
  }

  @Test(arguments: NamedByNothing.absences)
  func `has words for every reason`(_ row: NamedByNothing.Named) throws {
    let account = try account(of: CoreStory.job("report", .timed(row.trigger())), at: row.asked)
    #expect(account.lines.first == row.line)
  }
}

/// Times that are named by nothing, and what is said first of each.
enum NamedByNothing {
  struct Named: Sendable, CustomTestStringConvertible {
    var asked: String
    var line: String
    var trigger: @Sendable () throws -> TimedTrigger

    var testDescription: String { line }
  }

  private static func nightly() throws -> TimedTrigger { try .cron("30 2 * * *", in: "Europe/Berlin") }

  static let absences: [Named] = [
    Named(
      asked: "2026-07-01 02:30",
      line: "2026-07-01T02:30:00+02:00 is excluded, and so no fire time of report: "
        + "cron 30 2 * * * (Europe/Berlin), except 2026-07-01, at 02:30 every day"
    ) {
      let day = try #require(CivilDate("2026-07-01"))
      return try TimedTrigger(nightly().rule, zone: nightly().zone, exclusions: [.days(day, day)])
    },
    Named(
      asked: "2026-03-29 02:31",
      line: "02:31 on 2026-03-29 does not exist in Europe/Berlin, and is no fire time of report: "
        + "cron 30 2 * * * (Europe/Berlin), at 02:30 every day"
    ) { try nightly() },
    Named(
      asked: "2025-10-26T02:30:00+01:00",
      line:
        "2025-10-26T02:30:00+01:00 is no fire time of report: the clocks show this time twice, and what counts is "
        + "2025-10-26T02:30:00+02:00"
    ) { try nightly() },
    Named(
      asked: "2026-07-01 02:30",
      line: "2026-07-01T02:30:00+02:00 lies before the start_date of report, 2026-08-01T02:00:00+02:00"
    ) { try TimedTrigger(nightly().rule, zone: nightly().zone, startDate: "2026-08-01T00:00:00Z") },
    Named(
      asked: "2026-07-01 02:30",
      line: "2026-07-01T02:30:00+02:00 lies after the end_date of report, 2026-06-15T02:00:00+02:00"
    ) { try TimedTrigger(nightly().rule, zone: nightly().zone, endDate: "2026-06-15T00:00:00Z") },
  ]
}
