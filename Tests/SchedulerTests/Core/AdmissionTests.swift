import Scheduler
import Testing

private let job = CoreStory.job(_:every:_:)

@Suite struct `A fire time` {
  @Test func `is claimed before its process starts, and ends in one outcome`() throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    #expect(
      story.after(.zero, .launched) == ["schedule tick 10:00:00", "new 1 tick 10:00:00 starting", "start 1"]
    )
    #expect(story.after(.zero, CoreStory.started(1)) == ["1 tick 10:00:00 running"])
    #expect(story.after(.seconds(5), CoreStory.ended(1)) == ["1 tick 10:00:00 succeeded/exit_code"])
    #expect(story.after(.seconds(55)) == ["new 2 tick 10:01:00 starting", "start 2"])
  }

  @Test func `is not looked at before it has come`() throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.seconds(1), .launched)
    #expect(story.after(.seconds(58)) == [])
    #expect(story.core.nextWake.wall == CoreStory.start + .seconds(60))
    #expect(story.after(.seconds(1)) == ["new 1 tick 10:01:00 starting", "start 1"])
  }

  @Test(arguments: [
    (Scheduler.ExitStatus.exited(3), "1 tick 10:00:00 failed/exit_code"),
    (.signaled(11), "1 tick 10:00:00 failed/signal"),
  ])
  func `fails as its process does`(_ status: Scheduler.ExitStatus, _ line: String) throws {
    var story = CoreStory([try job("tick", 60, Policies())])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    #expect(story.after(.seconds(1), .exited(RunID(1), status)) == [line])
  }

  @Test func `fails when its process cannot be started, and leaves the slot to the next`() throws {
    var story = CoreStory([try job("a", 60, Policies()), try job("b", 60, Policies())], cap: 1)
    _ = story.after(.zero, .launched)
    #expect(
      story.after(.zero, .spawnFailed(RunID(1), detail: "execve: No such file")) == [
        "1 a 10:00:00 failed/spawn_failed", "2 b 10:00:00 starting", "start 2",
      ]
    )
  }
}

@Suite struct `Fire times that come together` {
  private func wake(_ policies: Policies, after amount: TimeAmount) throws -> [String] {
    var story = CoreStory([try job("tick", 10, policies)])
    _ = story.after(.seconds(1), .launched)
    return story.after(amount)
  }

  @Test func `run once at the newest`() throws {
    #expect(
      try wake(Policies(coalesce: .latest), after: .seconds(35)) == [
        "new 1 tick 10:00:30 +2 starting", "start 1",
      ]
    )
  }

  @Test func `run once at the oldest`() throws {
    #expect(
      try wake(Policies(coalesce: .earliest), after: .seconds(35)) == [
        "new 1 tick 10:00:10 +2 starting", "start 1",
      ]
    )
  }

  @Test func `run one after the other as one instance`() throws {
    var story = CoreStory([try job("tick", 10, Policies(coalesce: .all))])
    _ = story.after(.seconds(1), .launched)
    #expect(
      story.after(.seconds(35)) == [
        "new 1 tick 10:00:10 starting", "start 1", "new 2 tick 10:00:20 queued", "new 3 tick 10:00:30 queued",
      ]
    )
    #expect(story.core.overview.queued == 0, "followers hold no place of their own")
    _ = story.after(.zero, CoreStory.started(1))
    #expect(
      story.after(.seconds(1), CoreStory.ended(1, 1)) == [
        "1 tick 10:00:10 failed/exit_code", "2 tick 10:00:20 starting", "start 2",
      ]
    )
  }

  @Test func `run no more than max_catch_up of them`() throws {
    let lines = try wake(Policies(coalesce: .all, maxCatchUp: 2), after: .seconds(3600))
    #expect(
      lines == [
        "span tick 10:00:10…10:59:40 ×358 missed/max_catch_up", "new 1 tick 10:59:50 starting", "start 1",
        "new 2 tick 11:00:00 queued",
      ]
    )
  }

  @Test func `are counted, not walked, however many they are`() throws {
    var story = CoreStory([try job("tick", 1, Policies())])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1), CoreStory.ended(1))
    let lines = story.after(.hours(24 * 365))
    #expect(lines == ["new 2 tick 10:00:00 +31535999 starting", "start 2"])
  }
}

@Suite struct `The misfire grace time` {
  @Test(arguments: [
    (TimeAmount.seconds(5), "new 1 tick 10:00:10 starting"),
    (.milliseconds(5001), "new 1 tick 10:00:10 missed/misfire_grace_time"),
  ])
  func `lets through what is exactly as late, and no more`(_ late: TimeAmount, _ line: String) throws {
    var story = CoreStory([try job("tick", 10, Policies(misfireGraceTime: .seconds(5)))])
    _ = story.after(.seconds(1), .launched)
    #expect(story.after(.seconds(9) + late).first == line)
  }

  @Test func `counts the time that a run waits for a slot`() throws {
    let late = Policies(misfireGraceTime: .seconds(5))
    var story = CoreStory([try job("a", 60, Policies()), try job("b", 60, late)], cap: 1)
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    #expect(
      story.after(.seconds(6), CoreStory.ended(1)) == [
        "1 a 10:00:00 succeeded/exit_code", "2 b 10:00:00 missed/misfire_grace_time",
      ]
    )
  }

  @Test func `is judged for each run of a chain when its turn comes`() throws {
    let policies = Policies(misfireGraceTime: .seconds(30), coalesce: .all)
    var story = CoreStory([try job("tick", 10, policies)])
    _ = story.after(.seconds(1), .launched)
    _ = story.after(.seconds(29))
    _ = story.after(.zero, CoreStory.started(1))
    #expect(
      story.after(.seconds(25), CoreStory.ended(1)) == [
        "1 tick 10:00:10 succeeded/exit_code", "2 tick 10:00:20 missed/misfire_grace_time",
        "3 tick 10:00:30 starting", "start 3", "span tick 10:00:40…10:00:50 ×2 skipped/max_instances",
      ]
    )
  }
}

@Suite struct `The limits` {
  @Test func `skip a fire time while max_instances runs are under way`() throws {
    var story = CoreStory([try job("tick", 10, Policies(maxInstances: 2))])
    _ = story.after(.zero, .launched)
    _ = story.after(.seconds(10), CoreStory.started(1))
    #expect(story.after(.seconds(10)) == ["new 3 tick 10:00:20 skipped/max_instances"])
  }

  @Test func `hold over all jobs, and let the larger priority go first`() throws {
    let urgent = Policies(priority: 5)
    var story = CoreStory(
      [try job("a", 60, Policies()), try job("b", 60, Policies()), try job("c", 60, urgent)],
      cap: 1
    )
    #expect(
      story.after(.zero, .launched).suffix(4) == [
        "new 1 c 10:00:00 starting", "start 1", "new 2 a 10:00:00 queued", "new 3 b 10:00:00 queued",
      ]
    )
    _ = story.after(.zero, CoreStory.started(1))
    #expect(
      story.after(.seconds(1), CoreStory.ended(1)) == [
        "1 c 10:00:00 succeeded/exit_code", "2 a 10:00:00 starting", "start 2",
      ]
    )
  }

  @Test func `skip what finds the queue full`() throws {
    var story = CoreStory([try job("a", 60, Policies()), try job("b", 60, Policies())], cap: 1, queue: 0)
    #expect(
      story.after(.zero, .launched).suffix(3) == [
        "new 2 b 10:00:00 skipped/queue_full", "new 1 a 10:00:00 starting", "start 1",
      ]
    )
  }

  /// Ten thousand wait, five find no room, and as there is room again each of the others runs.
  @Test func `run in their turn, however many wait`() throws {
    let jobs = try (0..<10_015).map { number in try job("j\(10_000 + number)", 86_400, Policies()) }
    var core = SchedulerCore(Configuration(maxConcurrentRuns: 10, maxQueuedRuns: 10_000, jobs: jobs))
    let midnight = Instant(seconds: CoreStory.start.seconds / 86_400 * 86_400)
    let moment = Moment(wall: midnight, uptime: Uptime(nanoseconds: 0))
    var outcomes: [Outcome: Int] = [:]
    var running: [RunID] = []
    func take(_ actions: [Action]) {
      for action in actions {
        switch action {
        case .start(let start): running.append(start.run.id)
        case .record(.claimed(let run)), .record(.changed(let run)):
          if let outcome = run.outcome { outcomes[outcome, default: 0] += 1 }
        default: break
        }
      }
    }
    take(core.handle(.launched, at: moment))
    while core.nextWake.wall.map({ $0 <= midnight }) ?? false { take(core.handle(.woke, at: moment)) }
    #expect(running.count == 10)
    #expect(core.overview.queued == 10_000)
    while let run = running.popLast() {
      take(core.handle(.started(run, ProcessIdentity(pid: 1, startTicks: 1)), at: moment))
      take(core.handle(.exited(run, .exited(0)), at: moment))
    }
    #expect(outcomes == [.succeeded: 10_010, .skipped: 5])
    #expect(core.overview.queued == 0 && core.overview.running == 0)
  }

  @Test func `may be as large as a number can be`() throws {
    var story = CoreStory([try job("a", 60, Policies(maxInstances: .max))], cap: .max, queue: .max)
    #expect(story.after(.zero, .launched).suffix(2) == ["new 1 a 10:00:00 starting", "start 1"])
    #expect(story.after(.seconds(60)) == ["new 2 a 10:01:00 starting", "start 2"])
  }

  @Test func `bound what one turn takes in, and ask to come back at once`() throws {
    let jobs = try (100..<400).map { try job("job-\($0)", 60, Policies()) }
    var story = CoreStory(jobs, cap: 1000)
    let first = story.after(.zero, .launched).filter { $0.hasPrefix("start ") }
    #expect(first.count == 128)
    #expect(story.core.nextWake.wall == CoreStory.start)
    #expect(story.after(.zero).filter { $0.hasPrefix("start ") }.count == 128)
    #expect(story.after(.zero).filter { $0.hasPrefix("start ") }.count == 44)
    #expect(story.core.nextWake.wall == CoreStory.start + .seconds(60))
  }
}

extension TimeAmount {
  fileprivate static func + (one: TimeAmount, other: TimeAmount) -> TimeAmount {
    .nanoseconds(one.nanoseconds + other.nanoseconds)
  }
}
