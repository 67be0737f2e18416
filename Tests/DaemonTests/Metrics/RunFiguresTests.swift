import Daemon
import Scheduler
import Testing

@Suite struct `The figures of runs` {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var notice: Notice
    var ended: [RunFigures.Ending: Int] = [:]
    var passed: [RunFigures.Ending: Int] = [:]
    var coalesced = 0
    var retries = 0
    var durations = 0
  }

  static func run(_ outcome: Outcome, _ reason: Reason, attempt: Int = 1, took seconds: Int64 = 2) -> Run {
    var run = Run(
      id: RunID(7),
      job: JobID("a"),
      fireTime: Instant(seconds: 100),
      cause: .schedule,
      state: .ended,
      createdAt: Instant(seconds: 100)
    )
    run.outcome = outcome
    run.reason = reason
    run.attempt = attempt
    run.startedAt = attempt > 0 ? Instant(seconds: 100) : nil
    run.endedAt = Instant(seconds: 100 + seconds)
    return run
  }

  static func coalesced(_ run: Run, _ count: Int) -> Run {
    var run = run
    run.coalesced = CoalescedFireTimes(count: count, first: .zero, last: .zero)
    return run
  }

  static let span = Span(
    job: JobID("a"),
    first: .zero,
    last: Instant(seconds: 9),
    count: 5,
    outcome: .missed,
    reason: .maxCatchUp
  )

  static let rows: [Row] = [
    Row(
      testDescription: "a success, which took some time",
      notice: .ended(run(.succeeded, .exitCode)),
      ended: [.init(.succeeded, .exitCode): 1],
      durations: 1
    ),
    Row(
      testDescription: "a skip, which took none",
      notice: .ended(run(.skipped, .maxInstances, attempt: 0)),
      ended: [.init(.skipped, .maxInstances): 1]
    ),
    Row(
      testDescription: "a process that could not be started",
      notice: .ended(run(.failed, .spawnFailed)),
      ended: [.init(.failed, .spawnFailed): 1]
    ),
    Row(
      testDescription: "a run that the daemon's death ended, of which nobody knows how long it took",
      notice: .ended(run(.abandoned, .daemonDied)),
      ended: [.init(.abandoned, .daemonDied): 1]
    ),
    Row(
      testDescription: "a run that stands for others",
      notice: .ended(coalesced(run(.succeeded, .exitCode), 3)),
      ended: [.init(.succeeded, .exitCode): 1],
      coalesced: 3,
      durations: 1
    ),
    Row(
      testDescription: "fire times that passed",
      notice: .span(span),
      passed: [.init(.missed, .maxCatchUp): 5]
    ),
    Row(testDescription: "a retry", notice: .retrying(run(.failed, .exitCode), .seconds(1)), retries: 1),
    Row(testDescription: "a start, which its process tells", notice: .starting(run(.failed, .exitCode))),
    Row(testDescription: "a run that waits", notice: .queued(run(.failed, .exitCode))),
    Row(testDescription: "a resume", notice: .resumed(nil)),
  ]

  @Test(arguments: rows)
  func `count what the operator is told`(_ row: Row) {
    var figures = RunFigures()
    figures.take(row.notice)
    #expect(figures.ended == row.ended)
    #expect(figures.passed == row.passed)
    #expect(figures.coalesced == row.coalesced)
    #expect(figures.retries == row.retries)
    #expect(figures.durations.count == row.durations)
  }

  @Test func `take the delay of first attempts of scheduled runs alone`() {
    var figures = RunFigures()
    let run = Self.run(.succeeded, .exitCode)
    var second = run
    second.attempt = 2
    var byHand = run
    (byHand.fireTime, byHand.cause) = (nil, .manual)
    for run in [run, second, byHand] { figures.started(run, at: Instant(seconds: 103)) }
    #expect(figures.startDelays.count == 1)
    #expect(figures.startDelays.sum == .seconds(3))
  }

  @Test func `know every reason as one of a run or of fire times that passed`() {
    let known = Set((RunFigures.Ending.ofRuns + RunFigures.Ending.ofPassedFireTimes).map(\.reason))
    #expect(known == Set(Reason.allCases))
  }
}

@Suite struct `The last ends of jobs` {
  private func ended(_ outcome: Outcome, at seconds: Int64) -> Run {
    var run = RunFiguresRow.run(outcome, .exitCode)
    run.endedAt = Instant(seconds: seconds)
    return run
  }

  private typealias RunFiguresRow = `The figures of runs`

  @Test func `are asked of the ledger once, and kept up from then on`() throws {
    var cache = LastEndsCache()
    cache.begin(with: [ended(.succeeded, at: 50)])
    var asked = 0
    func ends() throws -> LastEnds {
      try cache.ends(of: JobID("a")) { _ throws(LedgerError) in
        asked += 1
        return LastEnds(success: Instant(seconds: 10), failure: Instant(seconds: 20))
      }
    }
    #expect(try ends() == LastEnds(success: Instant(seconds: 50), failure: Instant(seconds: 20)))
    cache.take(ended(.timedOut, at: 60))
    cache.take(ended(.cancelled, at: 70))
    #expect(try ends() == LastEnds(success: Instant(seconds: 50), failure: Instant(seconds: 60)))
    #expect(asked == 1)
  }

  @Test func `are not kept before somebody asks`() throws {
    var cache = LastEndsCache()
    cache.take(ended(.succeeded, at: 50))
    #expect(cache == LastEndsCache())
  }

  @Test func `are found in the ledger behind runs that say nothing of their job`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    let outcomes: [Outcome] = [.succeeded, .failed, .succeeded, .skipped, .cancelled]
    for (index, outcome) in outcomes.enumerated() {
      var run = ended(outcome, at: Int64(1000 + index))
      run.id = RunID(Int64(index + 1))
      run.fireTime = Instant(seconds: Int64(index))
      try ledger.commit([.claimed(run)], at: .zero)
    }
    #expect(
      try ledger.lastEnds(of: JobID("a"))
        == LastEnds(success: Instant(seconds: 1002), failure: Instant(seconds: 1001))
    )
    #expect(try ledger.lastEnds(of: JobID("b")) == LastEnds())
  }
}
