import Scheduler
import Testing

private let job = CoreStory.job(_:every:_:)

private func ask(_ request: Request) -> Event { .requested(RequestID(1), request) }

@Suite struct `A pause` {
  private func paused(_ target: JobID?, until: Instant? = nil) throws -> CoreStory {
    var story = CoreStory([try job("tick", 60, Policies(maxInstances: 3))])
    _ = story.after(.seconds(1), .launched)
    let lines = story.after(.seconds(1), ask(.pause(target, until: until, reason: "maintenance", actor: nil)))
    #expect(lines == ["paused \(target?.description ?? "all")", "done"])
    return story
  }

  @Test(arguments: [JobID("tick"), nil])
  func `skips what passes in it, as one span, and catches nothing up`(_ target: JobID?) throws {
    var story = try paused(target)
    #expect(story.core.nextWake == .never)
    #expect(story.after(.minutes(10)) == [])
    #expect(
      story.after(.zero, ask(.resume(target))) == [
        "resumed \(target?.description ?? "all")", "span tick 10:01:00…10:10:00 ×10 skipped/paused", "done",
      ]
    )
    #expect(story.after(.seconds(58)) == ["new 1 tick 10:11:00 starting", "start 1"])
  }

  @Test(arguments: [JobID("tick"), nil])
  func `ends by itself at its instant, which counts again`(_ target: JobID?) throws {
    let until = CoreStory.start + .minutes(5)
    var story = try paused(target, until: until)
    #expect(story.core.nextWake.wall == until)
    #expect(
      story.at(until + .seconds(90)) == [
        "resumed \(target?.description ?? "all")", "span tick 10:01:00…10:04:00 ×4 skipped/paused",
        "new 1 tick 10:06:00 +1 starting", "start 1",
      ]
    )
  }

  @Test func `lets runs by hand start`() throws {
    var story = try paused(JobID("tick"))
    #expect(
      story.after(.zero, ask(.trigger(JobID("tick"), actor: nil))) == [
        "new 1 tick starting", "start 1", "accepted 1 starting",
      ]
    )
  }

  @Test func `of a job that is not there is refused`() throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.seconds(1), .launched)
    let request = Request.pause(JobID("tock"), until: nil, reason: "", actor: nil)
    #expect(story.after(.zero, ask(request)) == ["no job tock"])
  }

  @Test func `stands over a restart, and ends at its instant meanwhile`() throws {
    let tick = try job("tick", 60, Policies())
    let until = CoreStory.start + .minutes(5)
    let known = Snapshot.Schedule(
      job: tick.id,
      cursor: CoreStory.start,
      text: tick.trigger.text(in: tick.zone),
      trigger: tick.trigger
    )
    let pauses: [JobID?: Pause] = [tick.id: Pause(since: CoreStory.start, until: until)]
    let snapshot = Snapshot(schedules: [known], openRuns: [], pauses: pauses, nextRun: RunID(1))
    var story = CoreStory(Configuration(jobs: [tick]), recovering: snapshot)
    #expect(
      story.after(.minutes(7), .launched) == [
        "resumed tick", "span tick 10:01:00…10:04:00 ×4 skipped/paused", "new 1 tick 10:07:00 +2 starting",
        "start 1",
      ]
    )
  }

  @Test func `is recorded on what starts with the daemon or follows another job`() throws {
    let boot = CoreStory.job("boot", .startup)
    let pauses: [JobID?: Pause] = [nil: Pause(since: CoreStory.start)]
    let snapshot = Snapshot(schedules: [], openRuns: [], pauses: pauses, nextRun: RunID(1))
    var story = CoreStory(Configuration(jobs: [boot]), recovering: snapshot)
    #expect(story.after(.zero, .launched) == ["new 1 boot skipped/paused"])
  }
}

@Suite struct `A run by hand at a later instant` {
  private func deferred(_ policies: Policies = Policies()) throws -> CoreStory {
    var story = CoreStory([try job("a", nil, policies)])
    _ = story.after(.zero, .launched)
    let at = CoreStory.start + .minutes(5)
    #expect(
      story.after(.zero, ask(.triggerLater(JobID("a"), at: at, actor: nil))) == [
        "defer 1 a 10:05:00", "deferred 1",
      ]
    )
    return story
  }

  @Test func `is made at its instant`() throws {
    var story = try deferred()
    #expect(story.core.nextWake.wall == CoreStory.start + .minutes(5))
    #expect(story.after(.minutes(4)) == [])
    #expect(story.after(.minutes(1)) == ["undefer 1", "new 1 a starting", "start 1"])
  }

  @Test func `is judged by the grace of its job, from that instant`() throws {
    var story = try deferred(Policies(misfireGraceTime: .seconds(30)))
    #expect(story.after(.minutes(6)) == ["undefer 1", "new 1 a missed/misfire_grace_time"])
  }

  @Test func `can be cancelled until then`() throws {
    var story = try deferred()
    #expect(story.after(.zero, ask(.cancelDeferred(1))) == ["undefer 1", "done"])
    #expect(story.after(.minutes(10)) == [])
    #expect(story.after(.zero, ask(.cancelDeferred(1))) == ["no deferred 1"])
  }

  @Test func `is on record when a reload takes its job away`() throws {
    var story = try deferred()
    let lines = story.after(.zero, .reloaded(Configuration(jobs: [])))
    #expect(lines == ["undefer 1", "new 1 a cancelled/removed"])
  }

  @Test func `stands over a restart`() throws {
    let a = try job("a", nil, Policies())
    let trigger = DeferredTrigger(id: 4, job: a.id, at: CoreStory.start + .minutes(1))
    let snapshot = Snapshot(
      schedules: [],
      openRuns: [],
      deferred: [trigger],
      nextRun: RunID(1),
      nextDeferred: 5
    )
    var story = CoreStory(Configuration(jobs: [a]), recovering: snapshot)
    #expect(story.after(.zero, .launched) == [])
    #expect(story.after(.minutes(1)) == ["undefer 4", "new 1 a starting", "start 1"])
  }
}

@Suite struct `Cancelling a run` {
  @Test func `that waits ends it at once`() throws {
    var story = CoreStory([try job("a", 60, Policies()), try job("b", 60, Policies())], cap: 1)
    _ = story.after(.zero, .launched)
    #expect(
      story.after(.zero, ask(.cancel(RunID(2), actor: "uid=0"))) == [
        "2 b 10:00:00 cancelled/requested", "done",
      ]
    )
    #expect(story.core.brokenInvariants() == [])
  }

  @Test func `that runs tells it to end`() throws {
    var story = CoreStory([try job("a", 60, Policies())])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    #expect(story.after(.zero, ask(.cancel(RunID(1), actor: nil))) == ["TERM 1", "done"])
    #expect(story.after(.zero, CoreStory.ended(1)) == ["1 a 10:00:00 cancelled/requested"])
  }

  @Test func `that has ended says so`() throws {
    var story = CoreStory([try job("a", 60, Policies())])
    _ = story.after(.zero, .launched)
    #expect(story.after(.zero, ask(.cancel(RunID(9), actor: nil))) == ["no run 9"])
  }
}

@Suite struct `A job that follows another` {
  private func pair(_ outcome: Outcome?) throws -> CoreStory {
    let load = CoreStory.job("load", .after(AfterTrigger(job: JobID("extract"), outcome: outcome)))
    var story = CoreStory([try job("extract", 3600, Policies()), load])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    return story
  }

  @Test func `starts in the turn in which that ends so`() throws {
    var story = try pair(.succeeded)
    #expect(
      story.after(.seconds(1), CoreStory.ended(1)) == [
        "1 extract 10:00:00 succeeded/exit_code", "new 2 load starting", "start 2",
      ]
    )
    #expect(story.core.openRun(RunID(2))?.causedBy == RunID(1))
  }

  @Test func `does not start when that ends otherwise`() throws {
    var story = try pair(.succeeded)
    #expect(story.after(.seconds(1), CoreStory.ended(1, 1)) == ["1 extract 10:00:00 failed/exit_code"])
  }

  @Test func `starts at any end where it says so`() throws {
    var story = try pair(nil)
    #expect(story.after(.seconds(1), CoreStory.ended(1, 1)).last == "start 2")
  }

  @Test func `is queued, not lost, when the daemon stops meanwhile`() throws {
    var story = try pair(.succeeded)
    _ = story.after(.zero, .shutdownRequested)
    #expect(
      story.after(.seconds(1), CoreStory.ended(1)) == [
        "1 extract 10:00:00 succeeded/exit_code", "new 2 load queued", "exit",
      ]
    )
  }
}
