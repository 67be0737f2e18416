import Scheduler
import Testing

/// The audit over what the core itself puts on record, whatever happens to its clock and to the daemon.
@Suite struct `The audit of a simulated life` {
  /// What the ledger would hold, from the records alone.
  private struct Account {
    var current: (since: Instant, cursor: Instant)?
    var versions: [(since: Instant, until: Instant)] = []
    var runs: [RunID: Run] = [:]
    var spans: [Span] = []

    mutating func take(_ actions: [Action], refused: (RunID) -> Bool) {
      for action in actions {
        guard case .record(let record) = action else { continue }
        switch record {
        case .schedule(_, _, let cursor, let instant):
          close(at: instant)
          current = (cursor + .nanoseconds(1), cursor)
        case .unscheduled(_, let instant):
          close(at: instant)
          current = nil
        case .cursor(_, let cursor): current?.cursor = cursor
        case .claimed(let run), .changed(let run): if !refused(run.id) { runs[run.id] = run }
        case .span, .clockStepped, .attempt, .paused, .resumed, .deferred, .undeferred, .answered, .notified:
          break
        }
      }
    }

    private mutating func close(at instant: Instant) {
      guard let current else { return }
      let until = max(instant, current.cursor + .nanoseconds(1))
      if current.since < until { versions.append((current.since, until)) }
    }

    /// Whether two versions account for an instant.
    func isShownTwice(_ instant: Instant) -> Bool {
      let open = current.map { [($0.since, $0.cursor + .nanoseconds(1))] } ?? []
      return (versions + open).filter { $0.0 <= instant && instant < $0.1 }.count > 1
    }

    func audited(_ trigger: TimedTrigger, leavingOut left: RunID? = nil) -> JobAudit {
      var all = versions.map {
        JobAudit.Version(trigger: trigger, since: $0.since, through: $0.until - .nanoseconds(1))
      }
      if let current { all.append(.init(trigger: trigger, since: current.since, through: current.cursor)) }
      all.sort { $0.since < $1.since }
      var marks: [JobAudit.Mark] = []
      for run in runs.values where run.cause == .schedule {
        if let fireTime = run.fireTime, run.id != left {
          marks.append(.init(.run(run.id, run.outcome), first: fireTime, last: fireTime, count: 1))
        }
        if let other = run.coalesced {
          marks.append(.init(.coalesced(run.id), first: other.first, last: other.last, count: other.count))
        }
      }
      marks += spans.map {
        .init(.span($0.outcome, $0.reason), first: $0.first, last: $0.last, count: $0.count)
      }
      var audit = JobAudit(all, in: .epoch...Instant(nanoseconds: .max))
      for mark in marks.sorted(by: { ($0.first, $0.last) < ($1.first, $1.last) }) { audit.take(mark) }
      audit.finish()
      return audit
    }
  }

  private static let start = Moment(wall: Instant(seconds: 1_767_225_600), uptime: Uptime(nanoseconds: 1))

  private static func job(_ coalesce: Coalesce) throws -> (job: Job, trigger: TimedTrigger) {
    let trigger = try TimedTrigger(.interval(Interval(every: .minutes(10))))
    let command = CommandJob(invocation: .arguments(["true"]))
    let policies = Policies(coalesce: coalesce, maxCatchUp: 3)
    return (
      Job(id: JobID("tens"), trigger: .timed(trigger), kind: .command(command), policies: policies), trigger
    )
  }

  private static func live(_ seed: UInt64, _ job: Job) -> Account {
    var generator = SeededGenerator(seed: seed)
    var account = Account()
    var daemon = SimulatedDaemon(at: start) { _ in ProcessScript(duration: .minutes(4)) }
    let configuration = Configuration(jobs: [job])
    func observe() {
      let ledger = daemon.ledger
      account.take(daemon.takeTranscript()) { ledger.runs[$0] == nil }
    }
    daemon.boot(configuration) { _, _ in job.trigger }
    observe()
    for _ in 0..<60 {
      let minutes = Int64.random(in: 1...90, using: &generator)
      switch Int.random(in: 0...11, using: &generator) {
      case 0: daemon.stepWall(by: .hours(Int64.random(in: 1...9, using: &generator)))
      case 1, 2: daemon.stepWall(by: .hours(-Int64.random(in: 1...9, using: &generator)))
      case 3:
        daemon.crash()
        daemon.pass(.minutes(minutes * 3))
        if Bool.random(using: &generator) {
          daemon.stepWall(by: .hours(Int64.random(in: -9...9, using: &generator)))
        }
        daemon.boot(configuration) { _, _ in job.trigger }
      case 4: daemon.turn([.requested(RequestID(1), .pause(job.id, until: nil, reason: "", actor: nil))])
      case 5: daemon.turn([.requested(RequestID(1), .resume(job.id))])
      default: daemon.pass(.minutes(minutes))
      }
      daemon.turn()
      observe()
    }
    // The ledger itself accounts for what a claim stood for that it refused.
    account.spans = daemon.ledger.spans
    return account
  }

  @Test(arguments: Coalesce.allCases)
  func `proves it, though clocks leap, daemons die and jobs are paused`(_ coalesce: Coalesce) throws {
    let (job, trigger) = try Self.job(coalesce)
    for seed in 1...60 as ClosedRange<UInt64> {
      let audit = Self.live(seed, job).audited(trigger)
      #expect(audit.findings == [], "seed \(seed)")
      #expect(audit.fireTimes > 20, "seed \(seed)")
    }
  }

  @Test func `misses each run that is taken away, but where the clock showed its time twice`() throws {
    let (job, trigger) = try Self.job(.latest)
    var found = 0
    for seed in 1...20 as ClosedRange<UInt64> {
      let account = Self.live(seed, job)
      for run in account.runs.values where run.cause == .schedule {
        guard let fireTime = run.fireTime, !account.isShownTwice(fireTime) else {
          continue
        }
        let audit = account.audited(trigger, leavingOut: run.id)
        #expect(audit.findings.map(\.kind) == [.hole], "seed \(seed), run \(run.id)")
        #expect(audit.findings.first?.first == fireTime, "seed \(seed), run \(run.id)")
        found += 1
      }
    }
    #expect(found > 100)
  }
}
