import CronParser
import Scheduler

/// A core on a virtual clock, told step by step what happens; its answers come back as short lines.
struct CoreStory {
  static let start = Instant(seconds: 1_767_261_600)  // 2026-01-01T10:00:00Z

  private(set) var core: SchedulerCore
  private var now = Moment(wall: start, uptime: Uptime(nanoseconds: 0))

  init(_ jobs: [Job], cap: Int = 10, queue: Int = 100, grace: TimeAmount = .seconds(10)) {
    self.init(
      Configuration(maxConcurrentRuns: cap, maxQueuedRuns: queue, shutdownGrace: grace, jobs: jobs)
    )
  }

  init(_ configuration: Configuration, recovering snapshot: Snapshot = .empty) {
    core = SchedulerCore(configuration, recovering: snapshot)
  }

  /// Time passes on both clocks, then the events happen, then the core is woken.
  mutating func after(_ amount: TimeAmount, _ events: Event...) -> [String] {
    now.wall = now.wall + amount
    now.uptime = now.uptime + amount
    return tell(events + [.woke])
  }

  mutating func at(_ wall: Instant, _ events: Event...) -> [String] {
    now.wall = wall
    return tell(events + [.woke])
  }

  private mutating func tell(_ events: [Event]) -> [String] {
    events.flatMap { core.handle($0, at: now) }.compactMap(Self.line)
  }

  // MARK: Jobs

  static func job(
    _ name: String,
    every seconds: Int64? = nil,
    _ policies: Policies = Policies()
  ) throws -> Job {
    var trigger = Trigger.manual
    if let seconds { trigger = .timed(try TimedTrigger(.interval(try Interval(every: .seconds(seconds))))) }
    return job(name, trigger, policies)
  }

  static func job(_ name: String, _ trigger: Trigger, _ policies: Policies = Policies()) -> Job {
    let kind = JobKind.command(CommandJob(invocation: .arguments(["/bin/true"])))
    return Job(id: JobID(name), trigger: trigger, kind: kind, policies: policies)
  }

  static func started(_ run: Int64) -> Event {
    .started(RunID(run), ProcessIdentity(pid: Int32(run) + 100, startTicks: 1))
  }

  static func ended(_ run: Int64, _ code: Int32 = 0) -> Event {
    .exited(RunID(run), .exited(code))
  }

  // MARK: Lines

  static func line(_ action: Action) -> String? {
    switch action {
    case .record(let record): line(record)
    case .start(let start): "start \(start.run.id)"
    case .signal(let run, .terminate): "TERM \(run)"
    case .signal(let run, .kill): "KILL \(run)"
    case .reply(_, .accepted(let run)): "accepted \(run.id) \(run.state)"
    case .reply(_, .refused(let run)): "refused \(run.id) \(run.reason?.rawValue ?? "")"
    case .reply(_, .deferred(let trigger)): "deferred \(trigger.id)"
    case .reply(_, .repeated(let known)): "repeated \(describe(known))"
    case .reply(_, .keyReused(let known)): "key \(known.key.text) is that of \(known.made)"
    case .reply(_, .tooManyKeys): "too many keys"
    case .reply(_, .badParameters(_, let fault)): fault.message
    case .reply(_, .unknownJob(let job)): "no job \(job)"
    case .reply(_, .unknownRun(let run)): "no run \(run)"
    case .reply(_, .unknownDeferred(let id)): "no deferred \(id)"
    case .reply(_, .tooMany): "too many"
    case .reply(_, .stopping): "stopping"
    case .reply(_, .ledgerUnavailable): "no ledger"
    case .reply(_, .done): "done"
    case .reply(_, .stopped): "stopped"
    case .log: nil
    case .notify(let notification): line(notification)
    case .exit: "exit"
    }
  }

  private static func line(_ notification: Notification) -> String {
    let place = notification.job
    var words = ["tell \(place) \(notification.event.rawValue)"]
    if notification.failures > 0 { words.append("failures \(notification.failures)") }
    if notification.suppressed > 0 { words.append("suppressed \(notification.suppressed)") }
    return words.joined(separator: ", ")
  }

  private static func line(_ record: Record) -> String? {
    switch record {
    case .claimed(let run): "new \(describe(run))"
    case .changed(let run): describe(run)
    case .span(let span):
      "span \(span.job) \(clock(span.first))…\(clock(span.last)) ×\(span.count) \(span.outcome.rawValue)/\(span.reason.rawValue)"
    case .cursor: nil
    case .schedule(let job, _, let cursor, _): "schedule \(job) \(clock(cursor + .nanoseconds(1)))"
    case .unscheduled(let job, _): "unscheduled \(job)"
    case .attempt(let run, let attempt):
      "attempt \(run).\(attempt.number) \(attempt.outcome.rawValue)/\(attempt.reason.rawValue)"
    case .paused(let job, _): "paused \(job?.description ?? "all")"
    case .resumed(let job, _): "resumed \(job?.description ?? "all")"
    case .deferred(let trigger): "defer \(trigger.id) \(trigger.job) \(clock(trigger.at))"
    case .undeferred(let id): "undefer \(id)"
    case .answered(let answer): "kept \(describe(answer))"
    case .notified, .clockStepped: nil
    }
  }

  private static func describe(_ kept: KeptAnswer) -> String {
    switch kept.answer {
    case .accepted(let run): "\(kept.key.text): accepted \(run)"
    case .refused(let run): "\(kept.key.text): refused \(run)"
    case .deferred(let trigger): "\(kept.key.text): deferred \(trigger.id)"
    }
  }

  private static func describe(_ run: Run) -> String {
    var words = ["\(run.id) \(run.job)"]
    if let fireTime = run.fireTime { words.append(clock(fireTime)) }
    if let coalesced = run.coalesced { words.append("+\(coalesced.count)") }
    if let outcome = run.outcome, let reason = run.reason {
      words.append("\(outcome.rawValue)/\(reason.rawValue)")
    } else {
      words.append(run.state.rawValue)
    }
    return words.joined(separator: " ")
  }

  private static func clock(_ instant: Instant) -> String {
    let second = Int(instant.seconds % 86_400)
    let parts = [second / 3600, second / 60 % 60, second % 60]
    return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}
