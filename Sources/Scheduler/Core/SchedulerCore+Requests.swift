extension SchedulerCore {
  /// Answers a request.
  mutating func answer(_ id: RequestID, _ request: Request) {
    perform(.reply(id, response(to: request)))
  }

  mutating func response(to request: Request) -> Response {
    if case .stop = request {
      if phase == .running { advanceShutdown() }
      return .stopped
    }
    guard phase == .running else { return .stopping }
    guard isLedgerWritable else { return .ledgerUnavailable }
    switch request {
    case .trigger(let job, let actor, let parameters): return trigger(job, actor, parameters)
    case .triggerLater(let job, let instant, let actor, let parameters):
      return deferTrigger(job, instant, actor, parameters)
    case .cancelDeferred(let id): return cancelDeferred(id)
    case .once(let key, let request): return once(key, request)
    case .cancel(let run, let actor): return cancel(run, actor)
    case .pause(let job, let until, let reason, let actor):
      if let job, slot(of: job) == nil { return .unknownJob(job) }
      pause(job, Pause(since: now.wall, until: until, reason: reason, actor: actor))
      return .done
    case .resume(let job):
      if let job, slot(of: job) == nil { return .unknownJob(job) }
      endExpiredPauses()
      let isPaused =
        job.map { slot(of: $0).map { schedules[$0].pause != nil } ?? false } ?? (globalPause != nil)
      if isPaused { resume(job, at: now.wall) }
      return .done
    case .stop: return .stopped
    }
  }

  /// A run by hand goes the way of every run, but has no fire time and no grace; the schedule's phase is untouched.
  private mutating func trigger(_ job: JobID, _ actor: String?, _ given: [ParameterValue]) -> Response {
    guard let slot = slot(of: job) else { return .unknownJob(job) }
    let parameters: [ParameterValue]
    do throws(ParameterFault) {
      parameters = try schedules[slot].job.kind.parameters.values(given: given)
    } catch {
      return .badParameters(job, error)
    }
    var run = newRun(slot, .manual)
    run.actor = actor
    run.parameters = parameters
    run = admit(slot, run)
    guard run.outcome == nil else { return .refused(run) }
    startWaitingRuns()
    recordAdmittedRuns()
    return .accepted(openRuns[run.id]?.run ?? run)
  }

  /// Cancels a run: one that waits ends at once, one that runs is told to end.
  private mutating func cancel(_ id: RunID, _ actor: String?) -> Response {
    guard var open = openRuns[id] else { return .unknownRun(id) }
    if let actor { open.run.detail = "cancelled by \(actor)" }
    openRuns[id] = open
    switch open.run.state {
    case .queued, .waitingRetry:
      if open.place == .chain { unlink(id) }
      leavePlace(id, open)
      close(open, .cancelled, .requested)
      passPlace(of: open)
    case .starting, .running: stop(id, .requested)
    case .ended: break
    }
    return .done
  }

  // MARK: Later

  private mutating func deferTrigger(
    _ job: JobID,
    _ instant: Instant,
    _ actor: String?,
    _ parameters: [ParameterValue]
  ) -> Response {
    guard let slot = slot(of: job) else { return .unknownJob(job) }
    do throws(ParameterFault) {
      _ = try schedules[slot].job.kind.parameters.values(given: parameters)
    } catch {
      return .badParameters(job, error)
    }
    guard deferred.count < Self.mostDeferred else { return .tooMany }
    let trigger = DeferredTrigger(
      id: nextDeferred,
      job: job,
      at: instant,
      actor: actor,
      parameters: parameters
    )
    nextDeferred += 1
    remember(trigger)
    perform(.record(.deferred(trigger)))
    return .deferred(trigger)
  }

  mutating func remember(_ trigger: DeferredTrigger) {
    deferred[trigger.id] = trigger
    deferredDue.insert(DeferredDue(at: trigger.at, id: trigger.id))
  }

  private mutating func cancelDeferred(_ id: Int64) -> Response {
    guard deferred.removeValue(forKey: id) != nil else { return .unknownDeferred(id) }
    perform(.record(.undeferred(id)))
    forgetCancelledInstants()
    return .done
  }

  /// The instants of what was cancelled would pile up until they pass, and they may lie years ahead.
  mutating func forgetCancelledInstants() {
    guard deferredDue.count > 2 * deferred.count + 64 else { return }
    let standing = deferred
    deferredDue.removeAll { standing[$0.id] == nil }
  }

  /// Runs what was asked for earlier and is due by now; the job's grace counts from the instant that was asked for.
  mutating func fireDeferred() {
    while let next = deferredDue.first, next.at <= now.wall {
      _ = deferredDue.popFirst()
      guard let trigger = deferred.removeValue(forKey: next.id) else { continue }
      perform(.record(.undeferred(trigger.id)))
      guard let slot = slot(of: trigger.job) else { continue }
      var run = newRun(slot, .manual)
      run.actor = trigger.actor
      setParameters(of: &run, slot, given: trigger.parameters)
      _ = admit(slot, run, due: trigger.at)
    }
  }

  // MARK: After

  /// Admits what follows the end of a run, in the transaction that ends it; once, since a run ends once.
  mutating func followUp(_ run: Run) {
    guard let outcome = run.outcome else { return }
    for slot in downstream[run.job] ?? [] {
      guard case .after(let trigger) = schedules[slot].job.trigger, trigger.follows(outcome) else { continue }
      var next = newRun(slot, .after)
      next.causedBy = run.id
      if isPaused(slot) { _ = refuse(next, .paused) } else { _ = admit(slot, next) }
    }
  }
}
