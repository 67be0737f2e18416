import Scheduler
import Testing

@Suite struct `A run whose process cannot be started` {
  @Test(
    arguments: [
      (true, ["1 tick 10:00:00 waiting_retry"]),
      (false, ["1 tick 10:00:00 failed/spawn_failed"]),
    ],
    [true, false]
  )
  func `gets another attempt only where that may help`(_ row: (Bool, [String]), _ wasMade: Bool) throws {
    let (mayPass, lines) = row
    let policies = Policies(retry: Retry(maxAttempts: 3, delay: .seconds(5)))
    var story = CoreStory([try CoreStory.job("tick", every: 60, policies)])
    _ = story.after(.zero, .launched)
    // What is on another mount may be missed only after the process was made.
    if wasMade { _ = story.after(.zero, CoreStory.started(1)) }
    let told = story.after(.zero, .spawnFailed(RunID(1), detail: "fork", mayPass: mayPass))
    #expect(told.filter { $0.contains(" tick ") } == lines)
  }
}

@Suite struct `A run that is told to end before its program has begun` {
  /// A mount that hangs lets a process go with an error when it comes back, perhaps with one that may pass.
  @Test(arguments: [
    (true, "1 tick 10:00:00 cancelled/requested"), (false, "1 tick 10:00:00 timed_out/timeout"),
  ])
  func `has ended as it was told`(_ isCancelled: Bool, _ line: String) throws {
    // What has timed out may be tried again, what was cancelled may not.
    let retry = Retry(maxAttempts: isCancelled ? 3 : 1, delay: .seconds(5))
    let policies = Policies(timeout: .seconds(10), retry: retry)
    var story = CoreStory([try CoreStory.job("tick", every: 3600, policies)])
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, CoreStory.started(1))
    if isCancelled {
      _ = story.after(.zero, .requested(RequestID(1), .cancel(RunID(1), actor: "me")))
    } else {
      _ = story.after(.seconds(10))
    }
    let told = story.after(.zero, .spawnFailed(RunID(1), detail: "execve", mayPass: true))
    #expect(told.filter { $0.contains(" tick ") } == [line])
  }
}

@Suite struct `A run that a limit ends` {
  static let limits = ResourceLimits(cpuTime: .seconds(90), fileSize: 4096)

  @Test(
    arguments: [
      (24, "resource_limits.cpu_time of 1m30s was used up (SIGXCPU)"),
      (25, "a file would have exceeded resource_limits.file_size of 4096 bytes (SIGXFSZ)"),
      (11, nil),
    ] as [(Int32, String?)]
  )
  func `says which`(_ signal: Int32, _ detail: String?) throws {
    #expect(try self.detail(of: signal, Self.limits) == detail)
  }

  @Test func `says nothing where the job has no such limit`() throws {
    #expect(try detail(of: 24, ResourceLimits()) == nil)
    #expect(try detail(of: 25, ResourceLimits(cpuTime: .seconds(1))) == nil)
  }

  private func detail(of signal: Int32, _ limits: ResourceLimits) throws -> String? {
    let command = CommandJob(invocation: .shell("x"), settings: ProcessSettings(limits: limits))
    let job = Job(id: JobID("j"), trigger: .startup, kind: .command(command))
    var core = SchedulerCore(Configuration(jobs: [job]), recovering: .empty)
    let now = Moment(wall: CoreStory.start, uptime: Uptime(nanoseconds: 0))
    for event in [Event.launched, .woke, CoreStory.started(1)] { _ = core.handle(event, at: now) }
    let actions = core.handle(.exited(RunID(1), .signaled(signal)), at: now)
    let runs = actions.compactMap { action -> Run? in
      if case .record(.changed(let run)) = action { run } else { nil }
    }
    let run = try #require(runs.last)
    #expect(run.reason == .signal)
    return run.detail
  }
}
