import Scheduler
import Testing

private let job = CoreStory.job(_:every:_:)

/// What the simulation has found, each as the shortest story that shows it.
@Suite struct `What the simulation found` {
  private func ask(_ request: Request) -> Event { .requested(RequestID(7), request) }

  private func pause(_ job: String?, until minutes: Int64?) -> Event {
    let until = minutes.map { CoreStory.start + .minutes($0) }
    return ask(.pause(job.map { JobID($0) }, until: until, reason: "", actor: nil))
  }

  /// A job every minute that is paused from 10:00:30 to 10:03.
  private func paused() throws -> CoreStory {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1), CoreStory.ended(1))
    _ = story.after(.seconds(30), pause("tick", until: 3))
    return story
  }

  static let afterThePause = [
    "resumed tick", "span tick 10:01:00…10:02:00 ×2 skipped/paused",
  ]

  @Test(arguments: [nil, "tick"])
  func `a pause that is over has ended before the next begins`(_ name: String?) throws {
    var story = try paused()
    let lines = story.after(.minutes(5), pause(name, until: nil))
    #expect(
      lines == Self.afterThePause + [
        "paused \(name ?? "all")", "done", "new 2 tick 10:05:00 +2 starting", "start 2",
      ]
    )
  }

  @Test func `a pause that is over has ended when it is resumed late`() throws {
    var story = try paused()
    let lines = story.after(.minutes(5), ask(.resume(JobID("tick"))))
    #expect(lines == Self.afterThePause + ["done", "new 2 tick 10:05:00 +2 starting", "start 2"])
  }

  @Test func `a pause that is over has ended before a reload settles`() throws {
    var story = try paused()
    let lines = story.after(.minutes(5), .reloaded(Configuration(jobs: [try job("tick", 3600, Policies())])))
    #expect(
      lines == Self.afterThePause + [
        "schedule tick 10:05:30", "new 2 tick 10:05:00 +2 starting", "start 2",
      ]
    )
  }

  @Test func `a pause that ended while the daemon was down holds nothing back at its start`() throws {
    let pause = Pause(since: CoreStory.start - .minutes(9), until: CoreStory.start - .minutes(1))
    let snapshot = Snapshot(schedules: [], openRuns: [], pauses: [nil: pause], nextRun: RunID(1))
    let boot = CoreStory.job("boot", .startup)
    var story = CoreStory(Configuration(jobs: [boot]), recovering: snapshot)
    #expect(story.after(.zero, .launched) == ["new 1 boot starting", "start 1", "resumed all"])
  }

  @Test func `a cursor from a clock that was years ahead is put right on record`() throws {
    let tick = try job("tick", 60, Policies())
    let known = Snapshot.Schedule(
      job: tick.id,
      cursor: CoreStory.start + .hours(24 * 365),
      text: tick.trigger.text(in: tick.zone),
      trigger: tick.trigger
    )
    let snapshot = Snapshot(schedules: [known], openRuns: [], nextRun: RunID(1))
    var core = SchedulerCore(Configuration(jobs: [tick]), recovering: snapshot)
    let moment = Moment(wall: CoreStory.start + .seconds(1), uptime: Uptime(nanoseconds: 0))
    let cursor = CoreStory.start + .nanoseconds(999_999_999)
    let step = moment.wall - known.cursor
    #expect(
      core.handle(.launched, at: moment) == [
        .record(.schedule(tick.id, known.text, cursor: cursor, at: moment.wall)),
        .record(.clockStepped(step, to: moment.wall)), .log(.clockStepped(step)),
      ]
    )
  }

  @Test func `the rest of a chain whose retry is replaced was never started, and is skipped`() throws {
    let retry = Retry(maxAttempts: 2, delay: .hours(1))
    let policies = Policies(coalesce: .all, overlap: .replace, retry: retry)
    var story = CoreStory([try job("tick", 60, policies)])
    _ = story.after(.seconds(1), .launched)
    _ = story.after(.seconds(121))
    _ = story.after(.zero, CoreStory.started(1), CoreStory.ended(1, 1))
    #expect(
      story.after(.seconds(60)) == [
        "1 tick 10:01:00 cancelled/replaced", "2 tick 10:02:00 skipped/replaced",
        "new 3 tick 10:03:00 starting", "start 3",
      ]
    )
  }

  @Test func `runs for a later instant that are cancelled again leave nothing behind`() throws {
    var story = CoreStory([try job("a", nil, Policies())])
    _ = story.after(.zero, .launched)
    for number in 1...1_000 {
      _ = story.after(.zero, ask(.triggerLater(JobID("a"), at: CoreStory.start + .hours(9_999), actor: nil)))
      _ = story.after(.zero, ask(.cancelDeferred(Int64(number))))
    }
    #expect(story.core.footprint.deferredDue < 100)
  }

  @Test func `a refused claim says what becomes of the fire times that it stood for`() throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.seconds(1), .launched)
    _ = story.after(.minutes(5))
    let claim = try #require(story.core.openRun(RunID(1)))
    let first = CoreStory.start + .minutes(1)
    let span = Span(
      job: claim.job,
      first: first,
      last: first + .minutes(3),
      count: 4,
      outcome: .missed,
      reason: .alreadyClaimed
    )
    #expect(claim.spanIfRefused == span)
    // The ledger has it already, in the transaction that refused the claim.
    #expect(story.after(.zero, .claimsRefused([claim])) == [])
  }

  @Test func `the next of a chain waits where an edit has moved its job to a full group`() throws {
    let groups = [ConcurrencyGroup(name: "disk", limit: 1)]
    let chain = try job("chain", 60, Policies(coalesce: .all))
    let other = try job("other", nil, Policies(concurrencyGroup: "disk"))
    var story = CoreStory(Configuration(concurrencyGroups: groups, jobs: [chain, other]))
    _ = story.after(.seconds(1), .launched)
    _ = story.after(.seconds(121), ask(.trigger(other.id, actor: nil)))
    _ = story.after(.zero, CoreStory.started(1), CoreStory.started(2))
    let moved = try job("chain", 60, Policies(coalesce: .all, concurrencyGroup: "disk"))
    _ = story.after(.zero, .reloaded(Configuration(concurrencyGroups: groups, jobs: [moved, other])))
    #expect(story.after(.zero, CoreStory.ended(2)) == ["2 chain 10:01:00 succeeded/exit_code"])
    #expect(story.after(.zero, CoreStory.ended(1)).suffix(1) == ["start 3"])
  }

  /// A run by hand whose start is held back since the ledger cannot be written.
  private func held(_ policies: Policies = Policies(), _ events: Event...) throws -> CoreStory {
    var story = CoreStory([try job("a", 60, policies)])
    _ = story.after(.seconds(1), .launched)
    _ = story.after(.seconds(60))
    for event in events + [.ledgerFailed(held: [RunID(1)])] { _ = story.after(.zero, event) }
    return story
  }

  @Test func `a start that was held back is not made up for a job that is disabled since`() throws {
    var story = try held()
    var disabled = try job("a", 60, Policies())
    disabled.isEnabled = false
    _ = story.after(.zero, .reloaded(Configuration(jobs: [disabled])))
    #expect(
      story.after(.zero, .ledgerHealed) == ["1 a 10:01:00 queued", "1 a 10:01:00 cancelled/removed"]
    )
    #expect(story.core.brokenInvariants() == [])
  }

  @Test func `a start that was held back is not made up for a run that was cancelled since`() throws {
    var story = try held(Policies(), ask(.cancel(RunID(1), actor: nil)))
    #expect(
      story.after(.zero, .ledgerHealed) == ["1 a 10:01:00 queued", "1 a 10:01:00 cancelled/requested"]
    )
    #expect(story.core.brokenInvariants() == [])
  }

  @Test func `retries wait for each other where max_instances was lowered meanwhile`() throws {
    let retry = Retry(maxAttempts: 2, delay: .seconds(30))
    func manual(_ most: Int) throws -> Job { try job("a", nil, Policies(maxInstances: most, retry: retry)) }
    var story = CoreStory([try manual(2)])
    _ = story.after(.zero, .launched)
    for run in 1...2 as ClosedRange<Int64> {
      _ = story.after(.zero, ask(.trigger(JobID("a"), actor: nil)))
      _ = story.after(.zero, CoreStory.started(run), CoreStory.ended(run, 1))
    }
    _ = story.after(.zero, .reloaded(Configuration(jobs: [try manual(1)])))
    let lines = story.after(.seconds(30))
    #expect(lines.filter { $0.hasPrefix("start") } == ["start 2"])
    #expect(story.after(.zero, CoreStory.started(2), CoreStory.ended(2)).suffix(1) == ["start 1"])
    #expect(story.core.brokenInvariants() == [])
  }

  @Test func `a run that is replaced while it waits for its second attempt is cancelled`() throws {
    let retry = Retry(maxAttempts: 2, delay: .seconds(30))
    let policies = Policies(overlap: .replace, retry: retry)
    var story = CoreStory([try job("a", nil, policies), try job("b", nil, Policies())], cap: 1)
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, ask(.trigger(JobID("a"), actor: nil)))
    _ = story.after(.zero, CoreStory.started(1), CoreStory.ended(1, 1))
    _ = story.after(.zero, ask(.trigger(JobID("b"), actor: nil)))
    _ = story.after(.seconds(30))
    #expect(
      story.after(.zero, ask(.trigger(JobID("a"), actor: nil))).prefix(1) == ["1 a cancelled/replaced"]
    )
  }

  @Test func `what waits is no instance beside what runs, once max_instances is lowered`() throws {
    func jobs(_ most: Int) throws -> [Job] {
      [try job("a", 60, Policies(maxInstances: most)), try job("b", nil, Policies())]
    }
    var story = CoreStory(Configuration(maxConcurrentRuns: 1, jobs: try jobs(2)))
    _ = story.after(.seconds(1), .launched)
    _ = story.after(.zero, ask(.trigger(JobID("b"), actor: nil)))
    // The turn is late: the run by hand has the smaller number, and the fire time is older.
    _ = story.after(.seconds(90), CoreStory.started(1), ask(.trigger(JobID("a"), actor: nil)))
    #expect(story.after(.zero, CoreStory.ended(1)).suffix(1) == ["start 3"])
    _ = story.after(.zero, CoreStory.started(3))
    _ = story.after(.zero, .reloaded(Configuration(maxConcurrentRuns: 9, jobs: try jobs(1))))
    #expect(story.core.overview.running == 1)
    #expect(story.core.brokenInvariants() == [])
  }

  @Test func `the next of a chain waits for a retry where max_instances was lowered meanwhile`() throws {
    let retry = Retry(maxAttempts: 2, delay: .hours(1))
    func chain(_ most: Int, _ group: String?) throws -> Configuration {
      let policies = Policies(coalesce: .all, maxInstances: most, concurrencyGroup: group, retry: retry)
      let groups = [ConcurrencyGroup(name: "disk", limit: 9)]
      return Configuration(concurrencyGroups: groups, jobs: [try job("a", 60, policies)])
    }
    var story = CoreStory(try chain(2, nil))
    _ = story.after(.seconds(1), .launched)
    _ = story.after(.zero, ask(.trigger(JobID("a"), actor: nil)))
    _ = story.after(.zero, CoreStory.started(1), CoreStory.ended(1, 1))
    _ = story.after(.seconds(121))
    _ = story.after(.zero, CoreStory.started(2))
    _ = story.after(.zero, .reloaded(try chain(1, "disk")))
    #expect(story.after(.zero, CoreStory.ended(2)) == ["2 a 10:01:00 succeeded/exit_code"])
    #expect(story.core.brokenInvariants() == [])
  }
}
