import CronParser
import Daemon
import Scheduler
import Testing

/// A daemon's core with a real ledger: what the one records, the account is read from.
@Suite struct `An account that is read from the ledger` {
  private let directory: TemporaryDirectory
  private let ledger: Ledger
  private static let start = Instant(seconds: 1_767_261_600)  // 2026-01-01T10:00:00Z

  init() throws {
    directory = try TemporaryDirectory()
    ledger = try Ledger(stateDirectory: directory.path)
  }

  /// A core that is told what happens, and whose records are committed.
  private struct Story {
    var core: SchedulerCore
    let ledger: Ledger
    var now = Moment(wall: start, uptime: Uptime(nanoseconds: 0))
    private var requests: UInt64 = 0

    init(_ jobs: [Job], _ ledger: Ledger) {
      core = SchedulerCore(Configuration(jobs: jobs))
      self.ledger = ledger
    }

    mutating func after(_ amount: TimeAmount, _ events: Event...) throws {
      now.wall = now.wall + amount
      now.uptime = now.uptime + amount
      var actions: [Action] = []
      for event in events + [.woke] { actions += core.handle(event, at: now) }
      let records = actions.compactMap { action in
        if case .record(let record) = action { record } else { nil }
      }
      try ledger.commit(records, at: now.wall)
    }

    mutating func ask(after amount: TimeAmount, _ request: Request) throws {
      requests += 1
      try after(amount, .requested(RequestID(requests), request))
    }

    /// What is said of a time that lies so many minutes after the start.
    func account(_ minutes: Int64, of job: String = "tick") throws -> JobAccount {
      let status = try #require(core.status(of: JobID(job)))
      let circumstances = AccountReading.Circumstances(
        status: status,
        overview: core.overview,
        now: now.wall,
        deferred: core.deferredTriggers(limit: 100)
      )
      let asked = AskedTime(start + .minutes(minutes), unit: .minutes(1))
      let zones = SystemZones(folders: ["/nowhere"], local: SystemZones.Local())
      return try AccountReading(ledger, zones: zones).account(of: circumstances, at: asked)
    }

    func line(_ minutes: Int64) throws -> String { try account(minutes).lines.first ?? "" }
  }

  private static func job(_ expression: String, _ policies: Policies = Policies()) throws -> Job {
    let kind = JobKind.command(CommandJob(invocation: .arguments(["/bin/true"])))
    let trigger = Trigger.timed(try TimedTrigger(.cron(CronExpression(expression))))
    return Job(id: JobID("tick"), trigger: trigger, kind: kind, policies: policies)
  }

  private static func started(_ run: Int64) -> Event {
    .started(RunID(run), ProcessIdentity(pid: 100, startTicks: 1))
  }

  @Test func `follows a run from its start through what it was in the way of to its end`() throws {
    var story = Story([try Self.job("*/10 * * * *")], ledger)
    try story.after(.zero, .launched, Self.started(1))
    #expect(try story.line(0) == "2026-01-01T10:00:00+00:00: run 1 is running, since 10:00")
    try story.after(.minutes(10))
    let skipped = "2026-01-01T10:10:00+00:00: skipped: one instance was still running (run 1, since 10:00)"
    #expect(try story.line(10) == skipped)
    try story.after(.minutes(1), .exited(RunID(1), .exited(7)))
    let account = try story.account(0)
    #expect(account.verdict == .ran)
    #expect(
      account.lines == [
        "2026-01-01T10:00:00+00:00: run 1 failed (exit code 7)",
        "started at 10:00, ended at 10:11 after 11 min",
      ]
    )
    #expect(try story.line(10) == skipped)
    #expect(try story.account(10).evidence.inTheWay.map(\.id) == [RunID(1)])
    #expect(try story.account(20).verdict == .ahead)
  }

  @Test func `knows the pause that is over, and its reason`() throws {
    var story = Story([try Self.job("*/10 * * * *")], ledger)
    try story.after(.seconds(1), .launched)
    try story.ask(after: .minutes(1), .pause(JobID("tick"), until: nil, reason: "new disk", actor: "uid=0"))
    try story.after(.minutes(30))
    #expect(try story.account(10).verdict == .paused)
    #expect(
      try story.line(10)
        == "2026-01-01T10:10:00+00:00: skipped: paused since 10:01:01: new disk (by uid=0); the pause goes on"
    )
    try story.ask(after: .minutes(1), .resume(JobID("tick")))
    #expect(try story.account(10).verdict == .skipped)
    #expect(
      try story.line(10)
        == "2026-01-01T10:10:00+00:00: skipped: paused since 10:01:01 until 10:32:01: new disk (by uid=0) "
        + "(one of 3, 10:10 to 10:30)"
    )
    #expect(try story.account(10).span?.count == 3)
  }

  @Test func `finds what came together on the run that stands for it`() throws {
    var story = Story([try Self.job("*/10 * * * *")], ledger)
    try story.after(.seconds(1), .launched)
    try story.after(.minutes(35))
    let account = try story.account(10)
    #expect(account.verdict == .coalesced)
    #expect(account.run?.id == RunID(1))
    #expect(try story.account(30).verdict == .running)
    #expect(try story.account(30).lines.last == "it stands for 2 more: 10:10 to 10:20")
  }

  @Test func `explains an old time by the trigger that was in force then`() throws {
    var story = Story([try Self.job("*/10 * * * *")], ledger)
    try story.after(.seconds(1), .launched)
    try story.after(.minutes(10))
    try story.after(.seconds(1), Self.started(1), .exited(RunID(1), .exited(0)))
    try story.after(.minutes(5), .reloaded(Configuration(jobs: [try Self.job("15,45 * * * *")])))
    #expect(try story.account(10).verdict == .ran)
    #expect(try story.account(20).verdict == .notAFireTime)
    #expect(try story.account(45).verdict == .ahead)
    try story.after(.minutes(1), .reloaded(Configuration(jobs: [])))
    try story.after(.hours(1), .reloaded(Configuration(jobs: [try Self.job("15,45 * * * *")])))
    #expect(try story.account(45).verdict == .notScheduled)
    #expect(try story.account(10).verdict == .ran)
    #expect(try story.account(-10).verdict == .beforeFirstSeen)
    #expect(try story.account(10).times.trigger?.summary == "cron */10 * * * * (UTC)")
  }

  @Test func `says why a run of a job without fire times was not wanted, or waits`() throws {
    var skipping = try Self.job("*/10 * * * *")
    skipping.trigger = .manual
    var queueing = skipping
    queueing.id = JobID("queue")
    queueing.policies.overlap = .queue
    var story = Story([skipping, queueing], ledger)
    try story.after(.zero, .launched)
    for job in ["tick", "queue"] {
      try story.ask(after: .seconds(1), .trigger(JobID(job), actor: nil))
    }
    try story.after(.zero, Self.started(1), Self.started(2))
    for job in ["tick", "queue"] {
      try story.ask(after: .minutes(1), .trigger(JobID(job), actor: nil))
    }
    let skipped = try story.account(1)
    #expect(skipped.verdict == .skipped)
    #expect(
      skipped.lines.first
        == "2026-01-01T10:01:00+00:00: skipped: one instance was still running (run 1, since "
        + "10:00:01)"
    )
    let queued = try story.account(2, of: "queue")
    #expect(queued.verdict == .queued)
    #expect(queued.lines.first == "2026-01-01T10:02:00+00:00: run 4 waits for run 2 to end, since 10:02:02")
  }

  @Test func `tells runs by hand, made and to come`() throws {
    var story = Story([try Self.job("*/10 * * * *")], ledger)
    try story.after(.seconds(1), .launched)
    try story.ask(after: .minutes(1), .trigger(JobID("tick"), actor: "uid=5"))
    try story.ask(after: .zero, .triggerLater(JobID("tick"), at: Self.start + .minutes(15), actor: "uid=6"))
    let made = try story.account(1)
    #expect(made.verdict == .notAFireTime)
    #expect(made.otherRuns.map(\.actor) == ["uid=5"])
    // It is still under way then.
    try story.after(.minutes(3))
    #expect(try story.account(3).otherRuns.map(\.id) == made.otherRuns.map(\.id))
    #expect(try story.account(15).deferred.map(\.actor) == ["uid=6"])
    #expect(try story.account(14).deferred == [])
  }
}
