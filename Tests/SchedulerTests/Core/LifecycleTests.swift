import CronParser
import Scheduler
import Testing

private let job = CoreStory.job(_:every:_:)

@Suite struct `A run by hand` {
  private func request(_ name: String) -> Event {
    .requested(RequestID(7), .trigger(JobID(name), actor: "uid=0"))
  }

  @Test func `starts at once and leaves the schedule alone`() throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.seconds(1), .launched)
    #expect(
      story.after(.seconds(1), request("tick")) == ["new 1 tick starting", "start 1", "accepted 1 starting"]
    )
    #expect(story.core.status(of: JobID("tick"))?.nextFireTime == CoreStory.start + .seconds(60))
  }

  @Test func `waits for a slot like any other`() throws {
    var story = CoreStory([try job("a", nil, Policies()), try job("b", nil, Policies())], cap: 1)
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, request("a"))
    #expect(story.after(.zero, request("b")) == ["new 2 b queued", "accepted 2 queued"])
  }

  @Test func `is refused beyond max_instances, and the refusal is recorded`() throws {
    var story = CoreStory([try job("a", nil, Policies())])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, request("a"))
    #expect(story.after(.zero, request("a")) == ["new 2 a skipped/max_instances", "refused 2 max_instances"])
  }

  @Test func `of a job that is not there is refused`() throws {
    var story = CoreStory([try job("a", nil, Policies())])
    _ = story.after(.zero, .launched)
    #expect(story.after(.zero, request("b")) == ["no job b"])
  }

  @Test func `of a disabled job starts`() throws {
    var disabled = try job("a", 60, Policies())
    disabled.isEnabled = false
    var story = CoreStory([disabled])
    #expect(story.after(.zero, .launched) == [])
    #expect(story.core.nextWake == .never)
    #expect(story.after(.zero, request("a")) == ["new 1 a starting", "start 1", "accepted 1 starting"])
  }
}

@Suite struct `A timeout` {
  private func running(_ policies: Policies) throws -> CoreStory {
    var story = CoreStory([try job("slow", 3600, policies)])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    return story
  }

  @Test func `asks the group to end, then kills it`() throws {
    var story = try running(Policies(timeout: .seconds(5), killAfter: .seconds(2)))
    #expect(story.core.nextWake.uptime == Uptime(nanoseconds: 5_000_000_000))
    #expect(story.after(.seconds(5)) == ["TERM 1"])
    #expect(story.after(.seconds(2)) == ["KILL 1"])
    #expect(
      story.after(.zero, .exited(RunID(1), .signaled(9))) == ["1 slow 10:00:00 timed_out/timeout"]
    )
  }

  @Test func `decides the outcome even of a process that then ends well`() throws {
    var story = try running(Policies(timeout: .seconds(5)))
    _ = story.after(.seconds(5))
    #expect(story.after(.zero, CoreStory.ended(1)) == ["1 slow 10:00:00 timed_out/timeout"])
    #expect(story.after(.seconds(10)) == [], "nothing is killed afterwards")
  }

  @Test func `does not move when the wall clock is set`() throws {
    var story = try running(Policies(timeout: .seconds(5)))
    #expect(story.at(CoreStory.start + .minutes(30)) == [])
    #expect(story.after(.seconds(5)) == ["TERM 1"])
  }
}

@Suite struct `A shutdown` {
  private func busy(grace: TimeAmount = .seconds(10)) throws -> CoreStory {
    var story = CoreStory(
      [try job("a", 60, Policies(killAfter: .seconds(3))), try job("b", 60, Policies())],
      cap: 1,
      grace: grace
    )
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    return story
  }

  @Test func `with nothing under way ends at once`() throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.seconds(1), .launched)
    #expect(story.after(.zero, .shutdownRequested) == ["exit"])
    #expect(story.core.nextWake == .never)
  }

  @Test func `lets runs finish within the grace, and starts none that waits`() throws {
    var story = try busy()
    #expect(story.after(.seconds(1), .shutdownRequested) == [])
    #expect(story.after(.seconds(60)).contains { $0.hasPrefix("new") } == false)
    var other = try busy()
    _ = other.after(.seconds(1), .shutdownRequested)
    #expect(other.after(.seconds(1), CoreStory.ended(1)) == ["1 a 10:00:00 succeeded/exit_code", "exit"])
  }

  @Test func `tells runs to end after the grace, kills them after kill_after`() throws {
    var story = try busy()
    _ = story.after(.seconds(1), .shutdownRequested)
    #expect(story.core.nextWake == Wake(wall: nil, uptime: Uptime(nanoseconds: 11_000_000_000)))
    #expect(story.after(.seconds(10)) == ["TERM 1"])
    #expect(story.after(.seconds(3)) == ["KILL 1"])
    #expect(
      story.after(.zero, .exited(RunID(1), .signaled(9))) == ["1 a 10:00:00 cancelled/shutdown", "exit"]
    )
  }

  @Test func `asked for twice skips the grace, three times kills`() throws {
    var story = try busy()
    #expect(story.after(.zero, .shutdownRequested) == [])
    #expect(story.after(.zero, .shutdownRequested) == ["TERM 1"])
    #expect(story.after(.zero, .shutdownRequested) == ["KILL 1"])
  }

  @Test func `refuses what is asked for meanwhile`() throws {
    var story = try busy()
    _ = story.after(.zero, .shutdownRequested)
    #expect(story.after(.zero, .requested(RequestID(1), .trigger(JobID("a"), actor: nil))) == ["stopping"])
  }

  @Test func `tells a process to end that started while it went on`() throws {
    var story = CoreStory([try job("a", 60, Policies())])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, .shutdownRequested)
    _ = story.after(.zero, .shutdownRequested)
    #expect(story.after(.zero, CoreStory.started(1)) == ["1 a 10:00:00 running", "TERM 1"])
  }
}

@Suite struct `A ledger that cannot be written` {
  @Test func `holds starts, not timeouts, and claims nothing`() throws {
    var story = CoreStory([try job("a", 10, Policies(timeout: .seconds(5)))])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    _ = story.after(.zero, .ledgerFailed(held: []))
    #expect(story.core.nextWake.wall == nil)
    #expect(story.after(.seconds(5)) == ["TERM 1"])
    #expect(story.after(.zero, .requested(RequestID(1), .trigger(JobID("a"), actor: nil))) == ["no ledger"])
    _ = story.after(.zero, CoreStory.ended(1))
    #expect(story.after(.seconds(20)) == [])
    #expect(story.after(.zero, .ledgerHealed) == ["new 2 a 10:00:20 +1 starting", "start 2"])
  }

  @Test func `that heals has the held starts judged anew`() throws {
    var story = CoreStory([try job("a", 3600, Policies(misfireGraceTime: .seconds(5)))])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, .ledgerFailed(held: [RunID(1)]))
    #expect(
      story.after(.seconds(6), .ledgerHealed) == [
        "1 a 10:00:00 queued", "1 a 10:00:00 missed/misfire_grace_time",
      ]
    )
  }

  @Test func `does not keep the daemon from stopping`() throws {
    var story = CoreStory([try job("a", 3600, Policies())])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, .ledgerFailed(held: [RunID(1)]))
    #expect(story.after(.zero, .shutdownRequested) == ["1 a 10:00:00 queued", "exit"])
  }
}

@Suite struct `A reload` {
  private func reload(_ jobs: Job..., cap: Int = 10) -> Event {
    .reloaded(Configuration(maxConcurrentRuns: cap, jobs: jobs))
  }

  @Test func `leaves an unchanged job its phase`() throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.seconds(1), .launched)
    #expect(story.after(.seconds(30), reload(try job("tick", 60, Policies(timeout: .seconds(1))))) == [])
    #expect(story.after(.seconds(29)) == ["new 1 tick 10:01:00 starting", "start 1"])
  }

  @Test func `settles what a changed trigger named, then counts from the reload`() throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.seconds(1), .launched)
    #expect(
      story.after(.seconds(119), reload(try job("tick", 7, Policies()))) == [
        "schedule tick 10:02:00", "new 1 tick 10:02:00 +1 starting", "start 1",
      ]
    )
  }

  @Test func `cancels what waits for a job that is gone, and lets what runs finish`() throws {
    var story = CoreStory([try job("a", 60, Policies()), try job("b", 60, Policies())], cap: 1)
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    #expect(
      story.after(.zero, reload(cap: 1)) == [
        "unscheduled a", "unscheduled b", "2 b 10:00:00 cancelled/removed",
      ]
    )
    #expect(story.after(.seconds(1), CoreStory.ended(1)) == ["1 a 10:00:00 succeeded/exit_code"])
  }

  @Test func `kills nothing when the cap is lowered`() throws {
    var story = CoreStory([try job("a", 60, Policies()), try job("b", 60, Policies())])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1), CoreStory.started(2))
    #expect(
      story.after(.zero, reload(try job("a", 60, Policies()), try job("b", 60, Policies()), cap: 1)) == []
    )
    #expect(story.core.overview.running == 2)
  }

  @Test func `still counts the instance of a job that was removed and added again`() throws {
    var story = CoreStory([try job("a", 60, Policies())])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    _ = story.after(.seconds(1), reload())
    _ = story.after(.seconds(1), reload(try job("a", 60, Policies())))
    #expect(story.after(.seconds(58)) == ["new 2 a 10:01:00 skipped/max_instances"])
  }
}

@Suite struct `A start on a ledger that knows something` {
  private func snapshot(_ job: Job, cursor: TimeAmount, runs: [Run] = []) -> Snapshot {
    let text = job.trigger.text(in: job.zone)
    let schedule = Snapshot.Schedule(
      job: job.id,
      cursor: CoreStory.start + cursor,
      text: text,
      trigger: job.trigger
    )
    return Snapshot(schedules: [schedule], openRuns: runs, nextRun: RunID(9))
  }

  private func run(_ id: Int64, _ state: RunState, chain: Int64? = nil) -> Run {
    var run = Run(
      id: RunID(id),
      job: JobID("a"),
      fireTime: CoreStory.start - .minutes(3) + .minutes(id),
      cause: .schedule,
      state: state,
      createdAt: CoreStory.start
    )
    run.chain = chain.map { RunID($0) }
    return run
  }

  @Test func `catches up from the recorded cursor`() throws {
    let a = try job("a", 60, Policies())
    var story = CoreStory(Configuration(jobs: [a]), recovering: snapshot(a, cursor: .minutes(-3)))
    #expect(story.after(.zero, .launched) == ["new 9 a 10:00:00 +2 starting", "start 9"])
  }

  @Test func `closes what was under way and queues what waited`() throws {
    let a = try job("a", 60, Policies(maxInstances: 2))
    let known = snapshot(a, cursor: .zero, runs: [run(1, .running), run(2, .queued)])
    var story = CoreStory(Configuration(jobs: [a]), recovering: known)
    #expect(
      story.after(.zero, .launched) == [
        "1 a 09:58:00 abandoned/daemon_died", "2 a 09:59:00 starting", "start 2",
      ]
    )
  }

  @Test func `takes up a chain as one instance`() throws {
    let a = try job("a", 3600, Policies(coalesce: .all))
    let known = snapshot(
      a,
      cursor: .zero,
      runs: [run(1, .running, chain: 1), run(2, .queued, chain: 1), run(3, .queued, chain: 1)]
    )
    var story = CoreStory(Configuration(jobs: [a]), recovering: known)
    _ = story.after(.zero, .launched)
    #expect(story.core.overview.running == 1)
    #expect(story.core.overview.queued == 0)
    _ = story.after(.zero, CoreStory.started(2))
    #expect(
      story.after(.zero, CoreStory.ended(2)) == [
        "2 a 09:59:00 succeeded/exit_code", "3 a 10:00:00 starting", "start 3",
      ]
    )
  }

  @Test func `goes on by the rules that a zone has got meanwhile`() throws {
    let tokyo = try TestZones.read("Asia/Tokyo")
    let reformed = try Zone(name: "Asia/Tokyo", bytes: TestZones.bytes(of: "Asia/Kathmandu"))
    let noon = try CronExpression("0 12 * * *")
    func job(_ zone: Zone) throws -> Job {
      Job(
        id: JobID("a"),
        trigger: .timed(try TimedTrigger(.cron(noon), zone: zone)),
        zone: zone,
        kind: .command(CommandJob(invocation: .arguments(["true"])))
      )
    }
    // Noon was at 03:00, and is at 06:15 now; the daemon comes back at 10:00.
    let known = snapshot(try job(tokyo), cursor: .hours(-5))
    var story = CoreStory(Configuration(jobs: [try job(reformed)]), recovering: known)
    #expect(
      story.after(.zero, .launched) == [
        "schedule a 05:00:00", "new 9 a 06:15:00 starting", "start 9",
      ]
    )
  }

  @Test func `counts as missed what a trigger named that was changed meanwhile`() throws {
    let old = try job("a", 60, Policies())
    let new = try job("a", 50, Policies())
    var story = CoreStory(Configuration(jobs: [new]), recovering: snapshot(old, cursor: .minutes(-5)))
    #expect(
      story.after(.seconds(1), .launched) == [
        "span a 09:56:00…10:00:00 ×5 missed/trigger_changed", "schedule a 10:00:01",
      ]
    )
  }

  @Test func `cancels what waited for a job that is gone`() throws {
    let a = try job("a", 60, Policies())
    let known = snapshot(a, cursor: .minutes(-2), runs: [run(1, .queued)])
    var story = CoreStory(Configuration(jobs: []), recovering: known)
    #expect(
      story.after(.seconds(1), .launched) == [
        "span a 09:59:00…10:00:00 ×2 missed/removed", "unscheduled a", "1 a 09:58:00 cancelled/removed",
      ]
    )
  }

  @Test func `runs what runs at a start, once`() throws {
    var story = CoreStory([CoreStory.job("boot", .startup)])
    #expect(story.after(.zero, .launched) == ["new 1 boot starting", "start 1"])
    #expect(story.after(.zero, .reloaded(Configuration(jobs: [CoreStory.job("boot", .startup)]))) == [])
  }

  @Test(arguments: [
    (TimeAmount?.none, "new 1 once 09:00:00 starting"),
    (.hours(2), "new 1 once 09:00:00 starting"),
    (.minutes(1), "new 1 once 09:00:00 missed/misfire_grace_time"),
  ])
  func `takes a date that is past already for late`(_ grace: TimeAmount?, _ line: String) throws {
    let date = Trigger.timed(try TimedTrigger(.date(CoreStory.start - .hours(1))))
    var story = CoreStory([CoreStory.job("once", date, Policies(misfireGraceTime: grace))])
    #expect(story.after(.zero, .launched).dropFirst().first == line)
  }
}

@Suite struct `The wall clock` {
  @Test func `set back by minutes leaves the jobs silent until it has caught up`() throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1), CoreStory.ended(1))
    #expect(story.at(CoreStory.start - .minutes(10)) == [])
    #expect(story.core.nextWake.wall == CoreStory.start + .minutes(1))
  }

  @Test func `set back by more than three hours lets them count from there`() throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1), CoreStory.ended(1))
    #expect(
      story.at(CoreStory.start - .hours(4)) == [
        "schedule tick 06:00:00", "new 2 tick 06:00:00 starting", "start 2",
      ]
    )
  }

  @Test func `may name a fire time again that the ledger has, and the run is forgotten`() throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.zero, .launched)
    let claim = try #require(story.core.openRun(RunID(1)))
    #expect(story.after(.zero, .claimsRefused([claim])) == [])
    #expect(story.core.overview.running == 0)
    #expect(story.core.brokenInvariants() == [])
  }

  @Test func `set forward takes the way of late fire times`() throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.seconds(1), .launched)
    #expect(story.at(CoreStory.start + .hours(1)) == ["new 1 tick 11:00:00 +59 starting", "start 1"])
  }
}
