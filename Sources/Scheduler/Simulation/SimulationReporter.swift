/// Tells what a simulated daemon did, from nothing but the actions that it performed.
struct SimulationReporter {
  /// Up to so many fire times that passed together are told one by one.
  private let mostToldSingly: Int

  private var triggers: [Recorded: Trigger] = [:]

  /// The triggers that each job had, the newest last: a span may be of one that is out of force already.
  private var timed: [JobID: [TimedTrigger]] = [:]

  /// Runs that stand for other fire times, and have been told.
  private var told: Set<RunID> = []

  /// How the last attempt of a run ended that tries again.
  private var attempts: [RunID: Attempt] = [:]

  /// When each process was started that has not ended.
  private var starts: [RunID: Uptime] = [:]

  /// Runs whose retry is due, and that may have to wait for a slot.
  private var dueRetries: [RunID] = []

  /// Why the last request was refused.
  private var refusal: String?

  /// A reporter of a daemon that starts with a job file.
  init(_ configuration: Configuration, mostToldSingly: Int) {
    self.mostToldSingly = mostToldSingly
    expect(configuration)
  }

  /// Another job file will be put in force.
  mutating func expect(_ configuration: Configuration) {
    for job in configuration.jobs {
      let text = job.trigger.text(in: job.zone, seed: configuration.jitterSeed)
      triggers[Recorded(job: job.id, text: text)] = job.trigger
      guard case .timed(let trigger) = job.trigger, timed[job.id]?.last != trigger else { continue }
      timed[job.id, default: []].append(trigger)
    }
  }

  /// The trigger that a ledger keeps as text; equal texts of two jobs differ where there is an `H` in them.
  func trigger(of job: JobID, _ text: TriggerText) -> Trigger? { triggers[Recorded(job: job, text: text)] }

  private struct Recorded: Hashable {
    var job: JobID
    var text: TriggerText
  }

  /// Reports what was performed since the last call.
  mutating func report(_ daemon: inout SimulatedDaemon, _ report: (SimulatedEvent) -> Void) {
    for action in daemon.takeTranscript() {
      switch action {
      case .record(.attempt(let run, let attempt)):
        attempts[run] = attempt
        // A lost attempt is followed by another without a word to the operator.
        if attempt.outcome == .abandoned, let rerun = daemon.core?.openRun(run) {
          reportRetry(rerun, of: attempt, daemon.clock, report)
        }
      case .record(.changed(let run)) where run.state == .queued && run.attempt > 0: dueRetries.append(run.id)
      case .start(let start):
        starts[start.run.id] = daemon.clock.uptime
        dueRetries.removeAll { $0 == start.run.id }
        reportStart(start.run, daemon.clock.wall, report)
      case .log(let notice): self.report(notice, daemon, report)
      case .reply(_, let response): refusal = response.refusal
      case .record, .signal, .notify, .exit: break
      }
    }
    reportDueRetries(daemon, report)
  }

  /// Hands over why the last request was refused; nil where it was not.
  mutating func takeRefusal() -> String? {
    defer { refusal = nil }
    return refusal
  }

  /// A retry that is due and finds no slot waits without a word to the operator.
  private mutating func reportDueRetries(_ daemon: SimulatedDaemon, _ report: (SimulatedEvent) -> Void) {
    for id in dueRetries {
      guard let run = daemon.core?.openRun(id), run.state == .queued else { continue }
      var event = SimulatedEvent(.queued, of: run, at: daemon.clock.wall)
      event.reason = daemon.core?.whatIsWaitedFor(by: id)
      report(event)
    }
    dueRetries.removeAll(keepingCapacity: true)
  }

  private mutating func report(
    _ notice: Notice,
    _ daemon: SimulatedDaemon,
    _ report: (SimulatedEvent) -> Void
  ) {
    let now = daemon.clock.wall
    switch notice {
    case .queued(let run):
      reportCoalesced(run, now, report)
      var event = SimulatedEvent(.queued, of: run, at: now)
      event.reason = daemon.core?.whatIsWaitedFor(by: run.id)
      report(event)
    case .ended(let run): reportEnd(run, daemon.clock, report)
    case .span(let span): reportSpan(span, now, report)
    case .retrying(let run, _):
      if let attempt = attempts[run.id] { reportRetry(run, of: attempt, daemon.clock, report) }
    case .paused(let job, let pause):
      var event = SimulatedEvent(.paused, at: now)
      event.job = job
      event.reason = pause.reason.isEmpty ? nil : pause.reason
      event.until = pause.until
      report(event)
    case .resumed(let job):
      var event = SimulatedEvent(.resumed, at: now)
      event.job = job
      report(event)
    case .reloaded(let summary):
      var event = SimulatedEvent(.reloaded, at: now)
      event.detail = summary.text
      report(event)
    case .starting, .stopping, .clockStepped, .draining: break
    }
  }

  // MARK: Runs

  private mutating func reportStart(_ run: Run, _ now: Instant, _ report: (SimulatedEvent) -> Void) {
    reportCoalesced(run, now, report)
    var event = SimulatedEvent(.started, of: run, at: now)
    event.cause = run.cause
    event.attempt = run.attempt
    event.causedBy = run.causedBy
    report(event)
  }

  private mutating func reportEnd(_ run: Run, _ now: Moment, _ report: (SimulatedEvent) -> Void) {
    reportCoalesced(run, now.wall, report)
    told.remove(run.id)
    attempts[run.id] = nil
    let kind: SimulatedEvent.Kind =
      switch run.outcome {
      case .skipped: .skipped
      case .missed: .missed
      case .succeeded, .failed, .timedOut, .cancelled, .abandoned, nil: .ended
      }
    var event = SimulatedEvent(kind, of: run, at: now.wall)
    event.outcome = run.outcome
    event.duration = takeDuration(run.id, isLost: run.outcome == .abandoned, now)
    event.status = run.exitCode.map { .exited($0) } ?? run.signal.map { .signaled($0) }
    event.detail = run.detail
    report(event)
  }

  private mutating func reportRetry(
    _ run: Run,
    of attempt: Attempt,
    _ now: Moment,
    _ report: (SimulatedEvent) -> Void
  ) {
    var event = SimulatedEvent(.retry, of: run, at: now.wall)
    event.duration = takeDuration(run.id, isLost: attempt.outcome == .abandoned, now)
    event.attempt = attempt.number
    event.until = run.retryAt
    event.outcome = attempt.outcome
    event.reason = attempt.reason.rawValue
    event.status = attempt.exitCode.map { .exited($0) } ?? attempt.signal.map { .signaled($0) }
    event.detail = attempt.detail
    report(event)
  }

  /// How long a process took; of one that was lost with the daemon nobody knows.
  private mutating func takeDuration(_ run: RunID, isLost: Bool, _ now: Moment) -> TimeAmount? {
    guard let start = starts.removeValue(forKey: run), !isLost else { return nil }
    return now.uptime - start
  }

  /// A run tells once what it stands for, before anything else is told of it.
  private mutating func reportCoalesced(_ run: Run, _ now: Instant, _ report: (SimulatedEvent) -> Void) {
    guard let coalesced = run.coalesced, told.insert(run.id).inserted else { return }
    var event = SimulatedEvent(.coalesced, at: now)
    event.job = run.job
    event.run = run.id
    reportEach(of: coalesced, event, report)
  }

  // MARK: Fire times without a run

  private func reportSpan(_ span: Span, _ now: Instant, _ report: (SimulatedEvent) -> Void) {
    var event = SimulatedEvent(span.outcome == .missed ? .missed : .skipped, at: now)
    event.job = span.job
    event.reason = span.reason.rawValue
    event.outcome = span.outcome
    reportEach(of: CoalescedFireTimes(count: span.count, first: span.first, last: span.last), event, report)
  }

  /// Reports an event for each of several fire times, or one for all where they are many.
  private func reportEach(
    of passed: CoalescedFireTimes,
    _ event: SimulatedEvent,
    _ report: (SimulatedEvent) -> Void
  ) {
    var event = event
    guard let job = event.job, let fireTimes = fireTimes(passed, of: job) else {
      event.fireTime = passed.first
      event.lastFireTime = passed.last
      event.count = passed.count
      return report(event)
    }
    for fireTime in fireTimes {
      event.fireTime = fireTime
      report(event)
    }
  }

  private func fireTimes(_ passed: CoalescedFireTimes, of job: JobID) -> [Instant]? {
    if passed.count == 1 { return [passed.first] }
    guard passed.count <= mostToldSingly else { return nil }
    for trigger in (timed[job] ?? []).reversed() {
      let fireTimes = trigger.fireTimes(from: passed.first, through: passed.last, limit: passed.count)
      if fireTimes.count == passed.count, fireTimes.last == passed.last { return fireTimes }
    }
    return nil
  }
}

extension TimedTrigger {
  /// The first fire times of a closed range.
  fileprivate func fireTimes(from first: Instant, through last: Instant, limit: Int) -> [Instant] {
    var fireTimes: [Instant] = []
    var next = next(after: first.previous)
    while let fireTime = next, fireTime <= last, fireTimes.count < limit {
      fireTimes.append(fireTime)
      next = self.next(after: fireTime)
    }
    return fireTimes
  }
}

extension SchedulerCore {
  /// What keeps a run from starting that is queued: the name of the job file's key.
  fileprivate func whatIsWaitedFor(by run: RunID) -> String {
    guard let open = openRuns[run] else { return "max_concurrent_runs" }
    if open.place == .backlog { return "max_instances" }
    let group = slot(of: open.run.job).map { schedules[$0].group } ?? 0
    return hasRoom(group: group) ? "max_concurrent_runs" : "concurrency_group"
  }
}

extension Response {
  /// Why nothing was done; nil where something was, or a run on the record says it.
  fileprivate var refusal: String? {
    switch self {
    case .accepted, .refused, .deferred, .repeated, .done, .stopped: nil
    case .badParameters(let job, let fault): "\(job): \(fault.message)"
    case .keyReused(let known): "key \(known.key.text) is that of another request"
    case .tooManyKeys: "too many keys are in use"
    case .unknownJob(let job): "there is no job \(job)"
    case .unknownRun(let run): "run \(run) has ended, or never was"
    case .unknownDeferred(let id): "there is no deferred trigger \(id)"
    case .tooMany: "too many deferred triggers wait"
    case .stopping: "the daemon stops"
    case .ledgerUnavailable: "the ledger cannot be written"
    }
  }
}

extension ReloadSummary {
  /// "2 added, 1 changed, 5 unchanged".
  fileprivate var text: String {
    let counts = [("added", added), ("changed", changed), ("removed", removed), ("unchanged", unchanged)]
    let words = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
    return words.isEmpty ? "no jobs" : words.joined(separator: ", ")
  }
}
