extension SchedulerCore {
  /// Takes over what the ledger knows.
  ///
  /// It closes the runs that a dead daemon left, queues those that waited, counts the fire times that passed, and
  /// admits what runs at every start.
  mutating func launch() {
    let recovered = snapshot
    snapshot = .empty
    globalPause = recovered.pauses[nil]
    recoverNotifications(recovered)
    install(recovered)
    for trigger in recovered.deferred { remember(trigger) }
    for answer in recovered.answers { keptAnswers.keep(answer) }
    let abandoned = recovered.openRuns.filter { !readmit($0) }
    arrangeRuns()
    for run in abandoned { abandon(run) }
    cancelUnwantedRuns()
    for slot in schedules.indices where schedules[slot].job.isEnabled {
      guard case .startup = schedules[slot].job.trigger else { continue }
      let run = newRun(slot, .startup)
      if isPaused(slot) { _ = refuse(run, .paused) } else { _ = admit(slot, run) }
    }
  }

  private mutating func install(_ recovered: Snapshot) {
    var remaining = Dictionary(recovered.schedules.map { ($0.job, $0) }, uniquingKeysWith: { one, _ in one })
    arrangeSchedules(configuration.jobs.sorted { $0.id < $1.id })
    for slot in schedules.indices {
      schedules[slot].pause = recovered.pauses[schedules[slot].job.id]
      takeOver(slot, remaining.removeValue(forKey: schedules[slot].job.id))
      rearm(slot)
    }
    noticeStepWhileDown(recovered.schedules)
    for schedule in recovered.schedules where remaining[schedule.job] != nil {
      settleUnwatched(schedule, .removed)
      perform(.record(.unscheduled(schedule.job, at: now.wall)))
    }
    for job in recovered.pauses.keys.compactMap({ $0 }).sorted() where slot(of: job) == nil {
      perform(.record(.resumed(job, at: now.wall)))
    }
  }

  /// A clock that was set back by hours while no daemon ran, as the cursors show it.
  private mutating func noticeStepWhileDown(_ known: [Snapshot.Schedule]) {
    guard let farthest = known.map(\.cursor).max(), trusted(farthest) != farthest else { return }
    let step = now.wall - farthest
    perform(.record(.clockStepped(step, to: now.wall)))
    perform(.log(.clockStepped(step)))
  }

  /// Gives a job the cursor that the ledger has for it, if its trigger is still the recorded one.
  ///
  /// It is, too, where only the rules of a zone are others now: nobody knows when they came, and what passed unwatched
  /// is late by those that hold. A machine that was brought up to date and started anew must not lose its runs.
  private mutating func takeOver(_ slot: Int, _ known: Snapshot.Schedule?) {
    let job = schedules[slot].job
    guard schedules[slot].timedTrigger != nil else {
      if let known {
        settleUnwatched(known, job.isEnabled ? .triggerChanged : .removed)
        perform(.record(.unscheduled(job.id, at: now.wall)))
      }
      return
    }
    guard let known else { return firstSeen(slot) }
    let text = text(of: job)
    if known.text.says(text) || known.trigger == job.trigger {
      schedules[slot].cursor = trusted(known.cursor)
      // Else the next start would count from then, and what passes until then would have no account.
      if schedules[slot].cursor != known.cursor || known.text != text { recordSchedule(slot) }
    } else {
      settleUnwatched(known, .triggerChanged)
      firstSeen(slot, accountedThrough: trusted(known.cursor))
    }
  }

  /// A recorded cursor, unless it lies so far ahead that the clock must have been wrong when it was written.
  private func trusted(_ cursor: Instant) -> Instant {
    cursor - now.wall > Self.longestSilence ? now.wall.previous : cursor
  }

  /// A job that counts from now on; now itself included.
  ///
  /// A date that is past already counts too: it is late, and goes the way of late fire times. What the job accounted
  /// for before, this very instant among it, stays accounted for; but a new date is new.
  mutating func firstSeen(_ slot: Int, accountedThrough known: Instant? = nil, isOld: Bool = false) {
    let cursor = max(now.wall.previous, known ?? now.wall.previous)
    schedules[slot].cursor = cursor
    if !isOld, let date = schedules[slot].timedTrigger?.date, date <= cursor {
      schedules[slot].cursor = date.previous
    }
    recordSchedule(slot)
  }

  mutating func recordSchedule(_ slot: Int) {
    let schedule = schedules[slot]
    let text = text(of: schedule.job)
    perform(.record(.schedule(schedule.job.id, text, cursor: schedule.cursor, at: now.wall)))
  }

  private func text(of job: Job) -> TriggerText {
    job.trigger.text(in: job.zone, seed: configuration.jitterSeed)
  }

  /// The fire times that a recorded trigger named while the daemon was down, now that it is not in force any more.
  private mutating func settleUnwatched(_ schedule: Snapshot.Schedule, _ reason: Reason) {
    guard case .timed(let trigger)? = schedule.trigger,
      let first = trigger.next(after: schedule.cursor),
      let last = trigger.latest(through: now.wall.previous, after: schedule.cursor)
    else { return }
    pass(schedule.job, first, last, trigger.count(after: schedule.cursor, through: last), .missed, reason)
  }

  // MARK: Runs that were open

  /// Takes a run up as the ledger has it; `arrangeRuns` finds its place.
  ///
  /// - Returns: Whether it goes on; a run that was under way does not, unless its job asks for another attempt.
  private mutating func readmit(_ run: Run) -> Bool {
    var open = OpenRun(run: run, isRecorded: true)
    open.slot = slot(of: run.job)
    open.job = open.slot.map { schedules[$0].job }
    // Another attempt has no grace.
    if run.attempt == 0 { open.due = open.slot.flatMap { dueInstant(of: run, $0) } }
    openRuns[run.id] = open
    switch run.state {
    case .queued: break
    case .waitingRetry:
      let longest = open.policies.retry.delay(
        afterAttempt: run.attempt,
        of: run.id,
        seed: configuration.jitterSeed
      )
      let rest = (run.retryAt ?? now.wall) - now.wall
      setDeadline(of: &open, now.uptime + min(max(rest, .zero), longest))
    case .starting, .running:
      guard open.policies.onAbandoned == .rerun, run.reruns < OnAbandoned.mostReruns, isWanted(run) else {
        openRuns[run.id] = nil
        return false
      }
      rerun(open)
    case .ended: openRuns[run.id] = nil
    }
    return true
  }

  /// The daemon died while this run was under way, and nobody knows how it ended.
  private mutating func abandon(_ run: Run) {
    var closed = run
    closed.finish(.abandoned, .daemonDied, at: now.wall)
    perform(.record(.changed(closed)))
    perform(.log(.ended(closed)))
    notify(of: closed, under: nil)
    followUp(closed)
  }

  /// It gets another attempt, as after a failure; neither grace nor pause apply to it.
  private mutating func rerun(_ abandoned: OpenRun) {
    var open = abandoned
    let attempt = Attempt(of: open.run, .abandoned, .daemonDied, at: now.wall)
    perform(.record(.attempt(open.run.id, attempt)))
    open.run.forgetAttempt()
    open.run.state = .queued
    open.run.reruns += 1
    record(&open)
  }
}
