import Scheduler
import Testing

private let job = CoreStory.job(_:every:_:)

@Suite struct `Overlapping runs` {
  private func busy(_ policies: Policies) throws -> CoreStory {
    var story = CoreStory([try job("tick", 10, policies)])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    return story
  }

  @Test func `queue up to max_queued, and start in order`() throws {
    var story = try busy(Policies(overlap: .queue, maxQueued: 2))
    #expect(story.after(.seconds(10)) == ["new 2 tick 10:00:10 queued"])
    #expect(story.after(.seconds(10)) == ["new 3 tick 10:00:20 queued"])
    #expect(story.after(.seconds(10)) == ["new 4 tick 10:00:30 skipped/max_queued"])
    #expect(
      story.after(.seconds(1), CoreStory.ended(1)) == [
        "1 tick 10:00:00 succeeded/exit_code", "2 tick 10:00:10 starting", "start 2",
      ]
    )
    #expect(story.core.brokenInvariants() == [])
  }

  @Test func `replace the one that runs, which must be gone first`() throws {
    var story = try busy(Policies(overlap: .replace, killAfter: .seconds(2)))
    #expect(story.after(.seconds(10)) == ["TERM 1", "new 2 tick 10:00:10 queued"])
    #expect(story.after(.seconds(2)) == ["KILL 1"])
    #expect(
      story.after(.zero, .exited(RunID(1), .signaled(9))) == [
        "1 tick 10:00:00 cancelled/replaced", "2 tick 10:00:10 starting", "start 2",
      ]
    )
  }

  @Test func `replace the one that waits to replace`() throws {
    var story = try busy(Policies(overlap: .replace))
    _ = story.after(.seconds(10))
    #expect(
      story.after(.seconds(10), .woke).suffix(2) == [
        "2 tick 10:00:10 skipped/replaced", "new 3 tick 10:00:20 queued",
      ]
    )
    #expect(story.core.brokenInvariants() == [])
  }

  @Test func `tell one to end that is being started, as soon as it has`() throws {
    var story = CoreStory([try job("tick", 10, Policies(overlap: .replace))])
    _ = story.after(.zero, .launched)
    #expect(story.after(.seconds(10)) == ["new 2 tick 10:00:10 queued"])
    #expect(story.after(.zero, CoreStory.started(1)) == ["1 tick 10:00:00 running", "TERM 1"])
  }

  @Test func `cancel a retry that waits`() throws {
    let retry = Retry(maxAttempts: 2, delay: .seconds(60))
    var story = try busy(Policies(overlap: .replace, retry: retry))
    _ = story.after(.seconds(1), CoreStory.ended(1, 1))
    #expect(
      story.after(.seconds(9)) == [
        "1 tick 10:00:00 cancelled/replaced", "new 2 tick 10:00:10 starting", "start 2",
      ]
    )
  }
}

@Suite struct `A concurrency group` {
  private func story(limit: Int = 1) throws -> CoreStory {
    let inGroup = Policies(concurrencyGroup: "disk")
    let jobs = [try job("a", 60, inGroup), try job("b", 60, inGroup), try job("c", 60, Policies())]
    let groups = [ConcurrencyGroup(name: "disk", limit: limit)]
    return CoreStory(Configuration(maxConcurrentRuns: 10, concurrencyGroups: groups, jobs: jobs))
  }

  @Test func `that is full does not block the runs behind it`() throws {
    var story = try story()
    let lines = story.after(.zero, .launched)
    #expect(lines.filter { $0.hasPrefix("start ") } == ["start 1", "start 3"])
    _ = story.after(.zero, CoreStory.started(1), CoreStory.started(3))
    #expect(
      story.after(.seconds(1), CoreStory.ended(1)) == [
        "1 a 10:00:00 succeeded/exit_code", "2 b 10:00:00 starting", "start 2",
      ]
    )
  }

  @Test func `that a reload makes larger lets more start`() throws {
    var story = try story()
    _ = story.after(.zero, .launched)
    var wider = story.core.configuration
    wider.concurrencyGroups[0].limit = 2
    #expect(story.after(.seconds(1), .reloaded(wider)) == ["2 b 10:00:00 starting", "start 2"])
    #expect(story.core.brokenInvariants() == [])
  }
}

@Suite struct `A retry` {
  private func failing(_ retry: Retry, code: Int32 = 1) throws -> (CoreStory, [String]) {
    var story = CoreStory([try job("flaky", 3600, Policies(retry: retry))])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    let lines = story.after(.seconds(1), CoreStory.ended(1, code))
    return (story, lines)
  }

  @Test func `is a row, keeps the instance and gives up the slot`() throws {
    var (story, lines) = try failing(Retry(maxAttempts: 2, delay: .seconds(30)))
    #expect(lines == ["attempt 1.1 failed/exit_code", "1 flaky 10:00:00 waiting_retry"])
    #expect(story.core.overview.running == 0)
    let byHand = Event.requested(RequestID(1), .trigger(JobID("flaky"), actor: nil))
    #expect(story.after(.zero, byHand).last == "refused 2 max_instances")
    #expect(story.after(.seconds(29)) == [])
    #expect(
      story.after(.seconds(1)) == ["1 flaky 10:00:00 queued", "1 flaky 10:00:00 starting", "start 1"]
    )
    _ = story.after(.zero, CoreStory.started(1))
    #expect(story.after(.seconds(1), CoreStory.ended(1, 1)) == ["1 flaky 10:00:00 failed/exit_code"])
  }

  @Test func `backs off exponentially up to its cap`() throws {
    let retry = Retry(maxAttempts: 9, delay: .seconds(10), backoff: .exponential, maxDelay: .seconds(35))
    var (story, _) = try failing(retry)
    for delay: Int64 in [10, 20, 35, 35] {
      #expect(story.after(.seconds(delay - 1)) == [])
      #expect(story.after(.seconds(1)).last == "start 1")
      _ = story.after(.zero, CoreStory.started(1))
      _ = story.after(.zero, CoreStory.ended(1, 1))
    }
  }

  @Test func `follows only the exit codes that are worth it`() throws {
    let retry = Retry(maxAttempts: 3, onExitCodes: [75])
    #expect(try failing(retry, code: 1).1 == ["1 flaky 10:00:00 failed/exit_code"])
    #expect(try failing(retry, code: 75).1.first == "attempt 1.1 failed/exit_code")
  }

  @Test func `has no grace of its own`() throws {
    let policies = Policies(misfireGraceTime: .seconds(5), retry: Retry(maxAttempts: 2, delay: .minutes(1)))
    var story = CoreStory([try job("flaky", 3600, policies)])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    _ = story.after(.seconds(1), CoreStory.ended(1, 1))
    #expect(story.after(.minutes(1)).last == "start 1")
  }

  @Test func `stands over a shutdown and goes on after the next start`() throws {
    var (story, _) = try failing(Retry(maxAttempts: 2, delay: .seconds(30)))
    #expect(story.after(.zero, .shutdownRequested) == ["exit"])
    let waiting = try #require(story.core.openRun(RunID(1)))
    let snapshot = Snapshot(schedules: [], openRuns: [waiting], nextRun: RunID(2))
    var next = CoreStory(story.core.configuration, recovering: snapshot)
    _ = next.after(.seconds(11), .launched)
    #expect(next.after(.seconds(19)) == [])
    #expect(next.after(.seconds(1)).contains("start 1"))
  }

  @Test func `counts only what its job calls a failure`() throws {
    let policies = Policies(successExitCodes: [0, 3], retry: Retry(maxAttempts: 2))
    var story = CoreStory([try job("flaky", 3600, policies)])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    #expect(story.after(.seconds(1), CoreStory.ended(1, 3)) == ["1 flaky 10:00:00 succeeded/exit_code"])
  }
}

@Suite struct `A run that the daemon died in` {
  private func recover(_ policies: Policies, reruns: Int) throws -> [String] {
    let a = try job("a", nil, policies)
    var run = Run(
      id: RunID(1),
      job: a.id,
      fireTime: CoreStory.start - .minutes(1),
      cause: .schedule,
      state: .running,
      createdAt: CoreStory.start
    )
    run.attempt = 1 + reruns
    run.reruns = reruns
    let snapshot = Snapshot(schedules: [], openRuns: [run], nextRun: RunID(2))
    var story = CoreStory(Configuration(jobs: [a]), recovering: snapshot)
    return story.after(.zero, .launched)
  }

  @Test func `is abandoned, unless its job asks for another attempt`() throws {
    #expect(try recover(Policies(), reruns: 0) == ["1 a 09:59:00 abandoned/daemon_died"])
    #expect(
      try recover(Policies(onAbandoned: .rerun), reruns: 0) == [
        "attempt 1.1 abandoned/daemon_died", "1 a 09:59:00 queued", "1 a 09:59:00 starting", "start 1",
      ]
    )
  }

  @Test func `is tried again at most three times in a row`() throws {
    #expect(try recover(Policies(onAbandoned: .rerun), reruns: 3) == ["1 a 09:59:00 abandoned/daemon_died"])
  }
}
