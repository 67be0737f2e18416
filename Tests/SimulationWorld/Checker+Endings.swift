import Scheduler

/// The ends of runs: whether each has the outcome and the reason that what happened asks for.
extension Checker {
  mutating func checkEnding(of run: Run, from state: RunState, _ incident: inout Incident) {
    guard let outcome = run.outcome, let reason = run.reason else { return }
    let ending = Ending(outcome, reason)
    note(ending)
    incident.ended.append(run)
    require(run.endedAt == incident.wall, "run \(run.id) ended at another time than now")
    switch state {
    case .starting, .running: checkEndOfProcess(run, ending, incident)
    case .queued, .waitingRetry: checkEndOfWait(run, ending, state, incident)
    case .ended: break
    }
  }

  private mutating func checkEndOfProcess(_ run: Run, _ ending: Ending, _ incident: Incident) {
    if incident.isLaunch {
      require(ending == Ending(.abandoned, .daemonDied), "run \(run.id) ends as \(ending) with its daemon")
      require(
        incident.open[run.id].map { !mayRerun($0) } ?? true,
        "run \(run.id) should run again after a crash"
      )
    } else {
      let isExpected = incident.expectedEnd.map { $0.run == run.id && $0.ending == ending } ?? false
      require(
        isExpected,
        "run \(run.id) ends as \(ending), not \(incident.expectedEnd.map { "\($0)" } ?? "now")"
      )
    }
  }

  private mutating func checkEndOfWait(
    _ run: Run,
    _ ending: Ending,
    _ state: RunState,
    _ incident: Incident
  ) {
    let job = jobs[run.job]
    let isNew = incident.open[run.id] == nil
    switch (ending.outcome, ending.reason) {
    case (.cancelled, .requested):
      require(life.cancelled.contains(run.id), "run \(run.id) is cancelled and nobody asked for it")
    case (.cancelled, .removed):
      let isWanted = job.map { $0.isEnabled || run.cause == .manual } ?? false
      require(
        !isWanted && (incident.isReload || incident.isLaunch || incident.event == .ledgerHealed),
        "run \(run.id) is cancelled, and its job is there"
      )
    case (.skipped, .replaced):
      // The rest of a chain goes with the run that was replaced, perhaps under an older job file.
      let isRest =
        incident.expectedEnd?.ending == Ending(.cancelled, .replaced) || incident.event == .ledgerHealed
      let isReplaced = replaces(run.job, incident) || isRest
      require(state == .queued && isReplaced && run.attempt == 0, "run \(run.id) is replaced by nothing")
    case (.cancelled, .replaced):
      // Decided perhaps before the last edit, while the ledger took nothing.
      require(run.attempt > 0 && life.replacing.contains(run.job), "run \(run.id) is replaced by nothing")
    case (.missed, .misfireGraceTime): checkMissed(run, incident)
    case (.skipped, .paused):
      require(isNew && seen.isPaused(run.job, now: incident.wall), "\(run.job) is not paused")
    case (.skipped, .maxInstances), (.skipped, .maxQueued), (.skipped, .queueFull):
      require(isNew, "run \(run.id) is refused after it was taken")
    default: fault("run \(run.id) ends as \(ending) while it is \(state)")
    }
  }

  func replaces(_ job: JobID, _ incident: Incident) -> Bool {
    policies(of: job, incident).contains { $0.overlap == .replace }
  }

  private mutating func checkMissed(_ run: Run, _ incident: Incident) {
    guard let grace = jobs[run.job]?.policies.misfireGraceTime else {
      return fault("run \(run.id) is missed without a grace time")
    }
    require(run.attempt == 0, "run \(run.id) is missed after an attempt")
    guard let fireTime = run.fireTime else { return }
    require(incident.wall - fireTime > grace, "run \(run.id) is missed within its grace time")
  }

  /// A start: not after a stop, not too late, not before its fire time.
  mutating func checkStart(_ start: Start, _ incident: Incident) {
    let run = start.run
    life.startPolicies[run.id] = jobs[run.job]?.policies
    require(life.stage == 0, "run \(run.id) starts after a stop was asked for")
    require(life.isWritable, "run \(run.id) starts while the ledger takes nothing")
    require(jobs[run.job] != nil, "run \(run.id) starts and its job is gone")
    require(seen.refused.contains(run.id) || seen.open[run.id] == run, "run \(run.id) starts unlike its row")
    if let job = jobs[run.job] {
      require(job.isEnabled || run.cause == .manual, "run \(run.id) starts and its job is disabled")
      require(start.kind == job.kind && start.zone == job.zone, "run \(run.id) starts something else")
    }
    guard run.attempt == 1, let fireTime = run.fireTime, let grace = jobs[run.job]?.policies.misfireGraceTime
    else { return }
    let slack = jittered.contains(run.job) ? longestJitter : .zero
    require(incident.wall - (fireTime + slack) <= grace, "run \(run.id) starts too late")
  }

  // MARK: After the event

  /// Every process that has ended, and every run that was under way when a daemon died, has its record.
  mutating func checkEnds(_ incident: Incident) {
    if let (run, ending) = incident.expectedEnd, let row = incident.open[run] {
      let attempts = (life.startPolicies[run] ?? Policies()).retry.maxAttempts
      let isAgain = shouldRetry(row, ending, incident)
      let isEnded = incident.ended.contains { $0.id == run }
      require(
        isEnded != isAgain,
        "run \(run), attempt \(row.attempt) of \(attempts), \(ending): the next step is wrong"
      )
      require(isEnded || incident.attempts[run] != nil, "run \(run) has ended and stands open")
    }
    guard incident.isLaunch else { return }
    for run in incident.open.values where run.state == .starting || run.state == .running {
      let isAbandoned = incident.ended.contains { $0.id == run.id }
      require(isAbandoned || incident.attempts[run.id] != nil, "run \(run.id) outlives its daemon")
    }
    for run in seen.open.values where run.state == .waitingRetry { planRecoveredRetry(run, incident) }
  }

  private func shouldRetry(_ run: Run, _ ending: Ending, _ incident: Incident) -> Bool {
    guard let policies = life.startPolicies[run.id], run.attempt < policies.retry.maxAttempts,
      ending.outcome == .failed || ending.outcome == .timedOut,
      let job = jobs[run.job], job.isEnabled || run.cause == .manual
    else { return false }
    guard let codes = policies.retry.onExitCodes else { return true }
    guard ending.outcome == .failed, case .exited(_, .exited(let code), _, _) = incident.event else {
      return false
    }
    return codes.contains(code)
  }

  // MARK: Retries

  /// The shortest and the longest that an attempt may wait.
  private func delays(_ retry: Retry, afterAttempt attempt: Int) -> ClosedRange<TimeAmount> {
    var delay = retry.delay
    if retry.backoff == .exponential {
      for _ in 1..<max(attempt, 1) { delay = TimeAmount(nanoseconds: 2 * delay.nanoseconds) }
    }
    if let longest = retry.maxDelay { delay = min(delay, longest) }
    return delay...TimeAmount(nanoseconds: delay.nanoseconds + retry.jitter.nanoseconds)
  }

  mutating func checkRetry(_ run: Run, _ delay: TimeAmount, _ incident: Incident) {
    let range = delays((life.startPolicies[run.id] ?? Policies()).retry, afterAttempt: run.attempt)
    require(range.contains(delay), "run \(run.id) is tried again after \(delay.nanoseconds) ns")
    require(run.retryAt == incident.wall + delay, "run \(run.id) says another time of its retry")
    life.retries[run.id] = (incident.uptime + delay)...(incident.uptime + delay)
  }

  /// After a restart the rest of a delay is waited for, never more than all of it.
  private mutating func planRecoveredRetry(_ run: Run, _ incident: Incident) {
    let longest = delays((jobs[run.job]?.policies ?? Policies()).retry, afterAttempt: run.attempt)
    let rest = max((run.retryAt ?? incident.wall) - incident.wall, .zero)
    let earliest = incident.uptime + min(rest, longest.lowerBound)
    life.retries[run.id] = earliest...(incident.uptime + min(rest, longest.upperBound))
  }
}
