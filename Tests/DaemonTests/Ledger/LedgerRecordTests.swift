import Daemon
import Scheduler
import Testing

@Suite struct `A ledger` {
  @Test(arguments: RunRow.rows) func `gives a run back as it was claimed`(_ row: RunRow) throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit([.claimed(row.run)], at: .zero)
    #expect(try ledger.run(row.run.id) == row.run)
  }

  @Test(arguments: RunRow.rows) func `gives a run back as it was changed`(_ row: RunRow) throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    var first = row.run
    first.state = .queued
    first.outcome = nil
    first.reason = nil
    first.detail = "what it was before"
    first.attempt = 77
    try ledger.commit([.claimed(first), .changed(row.run)], at: .zero)
    #expect(try ledger.run(row.run.id) == row.run)
  }

  @Test func `keeps every outcome with every reason`() throws {
    let directory = try TemporaryDirectory()
    var runs: [Run] = []
    for outcome in Outcome.allCases {
      for reason in Reason.allCases {
        let number = Int64(runs.count + 1)
        runs.append(Run.queued(number, at: number).ended(outcome, reason))
      }
    }
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit(runs.map { .claimed($0) }, at: .zero)
    #expect(try ledger.runs(of: JobID("backup"), limit: 1_000) == runs)
  }

  @Test func `keeps attempts, pauses and deferred triggers`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    let attempts = (1...2).map { number in
      Attempt(
        number: number,
        startedAt: .zero,
        endedAt: Instant(seconds: 9),
        outcome: .failed,
        reason: .signal,
        signal: 9,
        usage: number == 1 ? .sample : nil
      )
    }
    let pause = Pause(since: .zero, until: Instant(seconds: 60), reason: "maintenance", actor: "uid=0")
    let deferred = (1...3).map {
      DeferredTrigger(id: $0, job: JobID("b"), at: Instant(seconds: $0), actor: nil)
    }
    try ledger.commit(
      attempts.map { .attempt(RunID(4), $0) } + [
        .paused(JobID("a"), pause), .paused(JobID("b"), pause), .paused(nil, pause),
      ]
        + deferred.map { .deferred($0) } + [.clockStepped(.hours(-4), to: .zero)],
      at: .zero
    )
    try ledger.commit([.resumed(JobID("b"), at: .zero), .undeferred(3)], at: .zero)
    #expect(try ledger.attempts(of: RunID(4)) == attempts)
    let snapshot = try ledger.snapshot()
    #expect(snapshot.pauses == [JobID("a"): pause, nil: pause])
    #expect(snapshot.deferred == Array(deferred.prefix(2)))
    #expect(snapshot.nextDeferred == 4, "numbers are not given twice")
  }

  @Test func `follows a run with a job once`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    func follower(_ number: Int64) -> Run {
      var run = Run.queued(number, at: 60)
      run.fireTime = nil
      run.cause = .after
      run.causedBy = RunID(1)
      return run
    }
    try ledger.commit([.claimed(follower(2))], at: .zero)
    #expect(throws: LedgerError.claimsRefused([RunID(3)])) {
      try ledger.commit([.claimed(follower(3))], at: .zero)
    }
  }

  @Test func `has no run of a number that was never given`() throws {
    let directory = try TemporaryDirectory()
    #expect(try Ledger(stateDirectory: directory.path).run(RunID(1)) == nil)
  }

  @Test func `is empty at first and then what was committed`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    #expect(try ledger.snapshot() == .empty)

    let text = TriggerText(json: #"{"interval":"15m"}"#, zone: "Europe/Berlin")
    let noon = Instant(seconds: 43_200)
    var running = Run.queued(7, at: 60)
    running.state = .running
    let records: [Record] = [
      .schedule(JobID("b"), text, cursor: .zero, at: .zero),
      .schedule(JobID("a"), text, cursor: .zero, at: .zero),
      .schedule(JobID("gone"), text, cursor: .zero, at: .zero),
      .cursor(JobID("b"), noon),
      .unscheduled(JobID("gone"), at: .zero),
      .claimed(.queued(9, of: "b", at: 120)),
      .claimed(running),
      .claimed(Run.queued(12, at: 180).ended()),
    ]
    try ledger.commit(records, at: noon)

    let snapshot = try ledger.snapshot { $1 == text ? .startup : nil }
    let expected = Snapshot(
      schedules: [
        Snapshot.Schedule(job: JobID("a"), cursor: .zero, text: text, trigger: .startup),
        Snapshot.Schedule(job: JobID("b"), cursor: noon, text: text, trigger: .startup),
      ],
      openRuns: [running, .queued(9, of: "b", at: 120)],
      nextRun: RunID(13)
    )
    #expect(snapshot == expected)
  }

  @Test func `replaces a schedule that is there`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    let text = TriggerText(json: "2", zone: "UTC")
    let noon = Instant(seconds: 43_200)
    try ledger.commit(
      [.schedule(JobID("a"), TriggerText(json: "1", zone: "Asia/Tokyo"), cursor: .zero, at: .zero)],
      at: .zero
    )
    try ledger.commit([.schedule(JobID("a"), text, cursor: noon, at: .zero)], at: .zero)
    let expected = [Snapshot.Schedule(job: JobID("a"), cursor: noon, text: text, trigger: nil)]
    #expect(try ledger.snapshot().schedules == expected)
  }

  @Test func `keeps spans in the order of their fire times`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    let late = Span.missed("a", from: 600, to: 900, count: 6)
    let early = Span.missed("a", from: 60, to: 120, count: 2)
    try ledger.commit([.span(late), .span(early), .span(.missed("b", from: 0, to: 0, count: 1))], at: .zero)
    #expect(try ledger.spans(of: JobID("a")) == [early, late])
  }

  @Test func `counts a job's runs by their outcomes`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    let records: [Record] = [
      .claimed(Run.queued(1, at: 1).ended()), .claimed(Run.queued(2, at: 2).ended()),
      .claimed(Run.queued(3, at: 3).ended(.failed)), .claimed(.queued(4, at: 4)),
      .claimed(Run.queued(5, of: "other", at: 4).ended(.missed, .misfireGraceTime)),
    ]
    try ledger.commit(records, at: .zero)
    #expect(try ledger.outcomeCounts(of: JobID("backup")) == [.succeeded: 2, .failed: 1])
    #expect(try ledger.outcomeCounts(of: JobID("nobody")) == [:])
  }

  @Test func `knows which daemons it had`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    #expect(try ledger.daemonLives() == [])
    let first = try ledger.recordStart(pid: 10, version: "1.0", bootID: "boot-a", at: Instant(seconds: 1))
    try ledger.recordStop(first, reason: "SIGTERM", at: Instant(seconds: 2))
    let second = try ledger.recordStart(pid: 11, version: "1.1", bootID: "boot-b", at: Instant(seconds: 3))

    var stopped = DaemonLife(
      id: first,
      pid: 10,
      version: "1.0",
      bootID: "boot-a",
      startedAt: Instant(seconds: 1)
    )
    stopped.stoppedAt = Instant(seconds: 2)
    stopped.reason = "SIGTERM"
    let running = DaemonLife(
      id: second,
      pid: 11,
      version: "1.1",
      bootID: "boot-b",
      startedAt: Instant(seconds: 3)
    )
    #expect(try ledger.daemonLives() == [running, stopped])
    #expect(try ledger.daemonLives(limit: 1) == [running])
  }

  @Test func `gives its state directory an id that stays`() throws {
    let (one, other) = (try TemporaryDirectory(), try TemporaryDirectory())
    let id = try Ledger(stateDirectory: one.path).stateDirectoryID()
    #expect(id.count == 32)
    #expect(try Ledger(stateDirectory: one.path).stateDirectoryID() == id)
    #expect(try Ledger(stateDirectory: other.path).stateDirectoryID() != id)
  }
}

struct RunRow: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var run: Run

  private init(_ name: String, _ change: (inout Run) -> Void) {
    testDescription = name
    run = .queued(41, at: 1_774_753_800)
    change(&run)
  }

  static let rows: [RunRow] =
    [
      RunRow("nothing but what every run has") { _ in },
      RunRow("before the epoch") { $0.fireTime = Instant(nanoseconds: -1) },
      RunRow("the first instant there is") { $0.fireTime = Instant(nanoseconds: .min) },
      RunRow("the last instant there is") { $0.fireTime = Instant(nanoseconds: .max) },
      RunRow("the largest number") { $0 = .queued(.max, at: 60) },
      RunRow("by hand, by somebody") { run in
        run.fireTime = nil
        run.cause = .manual
        run.actor = "uid=1000 pid=4711"
      },
      RunRow("at the daemon's start") { run in
        run.fireTime = nil
        run.cause = .startup
      },
      RunRow("after another run, once abandoned, waiting for its retry") { run in
        run.fireTime = nil
        run.cause = .after
        run.causedBy = RunID(40)
        run.state = .waitingRetry
        run.retryAt = Instant(nanoseconds: 7)
        run.reruns = 2
      },
      RunRow("a process whose start ticks fill 64 bits") { run in
        run.state = .running
        run.attempt = 3
        run.startedAt = Instant(nanoseconds: 1_774_753_800_000_000_001)
        run.process = ProcessIdentity(pid: .max, startTicks: .max)
      },
      RunRow("an exit code") { run in
        run = run.ended(.failed)
        run.exitCode = 255
      },
      RunRow("a signal") { run in
        run = run.ended(.failed, .signal)
        run.signal = 64
      },
      RunRow("what its process used") { run in
        run = run.ended()
        run.usage = .sample
      },
      RunRow("many fire times in one") { run in
        run.coalesced = CoalescedFireTimes(count: 1_000_000, first: .zero, last: Instant(seconds: 999_999))
      },
      RunRow("one of a chain") { $0.chain = RunID(40) },
      RunRow("a detail with quotes, a zero byte and many scripts") { run in
        run = run.ended(.failed, .spawnFailed)
        run.detail = "execve '/bin/nope\0\"; DROP TABLE runs; --': Datei nicht gefunden 🕰️ ファイル"
      },
      RunRow("an empty detail, which is not none") { run in
        run = run.ended(.failed, .spawnFailed)
        run.detail = ""
      },
      RunRow("a long name and a long detail") { run in
        run = .queued(41, of: String(repeating: "j", count: 128), at: 60).ended()
        run.detail = String(repeating: "0123456789", count: 10_000)
      },
      RunRow("everything at once") { run in
        run = run.ended(.timedOut, .timeout)
        run.detail = "d"
        run.attempt = 2
        run.startedAt = Instant(nanoseconds: 5)
        run.exitCode = -1
        run.signal = 9
        run.process = ProcessIdentity(pid: 4, startTicks: 8)
        run.coalesced = CoalescedFireTimes(count: 2, first: .zero, last: Instant(seconds: 1))
        run.chain = RunID(1)
        run.actor = "a"
      },
    ] + RunState.allCases.filter { $0 != .ended }.map { state in RunRow("\(state)") { $0.state = state } }
}

extension ProcessUsage {
  fileprivate static let sample = ProcessUsage(
    userTime: .nanoseconds(1_000),
    systemTime: .hours(3),
    peakMemory: 1 << 40,
    outputBytes: .max
  )
}
