import Scheduler
import Testing

@Suite struct `What an attempt has used` {
  private static func usage(_ number: Int64) -> ProcessUsage {
    ProcessUsage(
      userTime: .seconds(number),
      systemTime: .milliseconds(number),
      peakMemory: number,
      outputBytes: number
    )
  }

  @Test func `is recorded with it, and the run has that of its last one`() throws {
    let policies = Policies(retry: Retry(maxAttempts: 2, delay: .seconds(1)))
    let jobs = [try CoreStory.job("a", every: 60, policies)]
    let configuration = Configuration(
      maxConcurrentRuns: 10,
      maxQueuedRuns: 100,
      shutdownGrace: .zero,
      jobs: jobs
    )
    var core = SchedulerCore(configuration, recovering: .empty)
    var now = Moment(wall: CoreStory.start, uptime: Uptime(nanoseconds: 0))
    func tell(_ events: [Event]) -> [Record] {
      (events + [.woke]).flatMap { core.handle($0, at: now) }
        .compactMap { (action: Action) -> Record? in
          if case .record(let record) = action { record } else { nil }
        }
    }
    _ = tell([.launched])
    let status = Scheduler.ExitStatus.exited(1)
    let first = tell([CoreStory.started(1), .exited(RunID(1), status, usage: Self.usage(1), detail: "left")])
    let attempts = first.compactMap { record in
      if case .attempt(_, let attempt) = record { attempt } else { nil }
    }
    #expect(attempts.map(\.usage) == [Self.usage(1)] && attempts.map(\.detail) == ["left"])

    now = Moment(wall: now.wall + .seconds(2), uptime: now.uptime + .seconds(2))
    _ = tell([])
    let last = tell([CoreStory.started(1), .exited(RunID(1), status, usage: Self.usage(2))])
    let ended = last.compactMap { record in
      if case .changed(let run) = record, run.outcome != nil { run } else { nil }
    }
    #expect(ended.map(\.usage) == [Self.usage(2)] && ended.map(\.detail) == [nil])
  }
}
