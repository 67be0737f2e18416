extension SchedulerCore {
  /// Takes over what the ledger knows.
  ///
  /// It closes the runs that a dead daemon left, queues those that waited, counts the fire times that passed, and
  /// admits what runs at every start.
  mutating func launch() {
    let recovered = snapshot
    snapshot = .empty
    install(recovered.schedules)
    for run in recovered.openRuns where run.state != .queued { abandon(run) }
    readmit(recovered.openRuns.filter { $0.state == .queued })
    for slot in schedules.indices where schedules[slot].job.isEnabled {
      guard case .startup = schedules[slot].job.trigger else { continue }
      _ = admitUnscheduled(slot, cause: .startup, actor: nil)
    }
  }

  private mutating func install(_ known: [Snapshot.Schedule]) {
    var remaining = Dictionary(known.map { ($0.job, $0) }, uniquingKeysWith: { one, _ in one })
    let jobs = configuration.jobs.sorted { $0.id < $1.id }
    due = DueQueue(slots: jobs.count)
    schedules = jobs.map { job in Schedule(job: job, cursor: now.wall.previous) }
    for slot in schedules.indices {
      takeOver(slot, remaining.removeValue(forKey: schedules[slot].job.id))
      rearm(slot)
    }
    for schedule in known where remaining[schedule.job] != nil {
      settleUnwatched(schedule, .removed)
      perform(.record(.unscheduled(schedule.job)))
    }
  }

  /// Gives a job the cursor that the ledger has for it, if its trigger is still the recorded one.
  private mutating func takeOver(_ slot: Int, _ known: Snapshot.Schedule?) {
    let job = schedules[slot].job
    guard schedules[slot].timedTrigger != nil else {
      if let known {
        settleUnwatched(known, job.isEnabled ? .triggerChanged : .removed)
        perform(.record(.unscheduled(job.id)))
      }
      return
    }
    guard let known else { return firstSeen(slot) }
    if known.text == job.trigger.text(in: job.zone) {
      schedules[slot].cursor = trusted(known.cursor)
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
    let text = schedule.job.trigger.text(in: schedule.job.zone)
    perform(.record(.schedule(schedule.job.id, text, cursor: schedule.cursor)))
  }

  /// The fire times that a recorded trigger named while the daemon was down, now that it is not in force any more.
  private mutating func settleUnwatched(_ schedule: Snapshot.Schedule, _ reason: Reason) {
    guard case .timed(let trigger)? = schedule.trigger,
      let first = trigger.next(after: schedule.cursor),
      let last = trigger.latest(through: now.wall.previous, after: schedule.cursor)
    else { return }
    let span = Span(
      job: schedule.job,
      first: first,
      last: last,
      count: trigger.count(after: schedule.cursor, through: last),
      outcome: .missed,
      reason: reason
    )
    perform(.record(.span(span)))
    perform(.log(.span(span)))
  }

  // MARK: Runs that were open

  /// The daemon died while this run was under way, and nobody knows how it ended.
  private mutating func abandon(_ run: Run) {
    openRuns[run.id] = OpenRun(run: run, isRecorded: true)
    _ = close(run.id, .abandoned, .daemonDied)
  }

  /// Runs that waited wait again, the runs of one chain again as one instance; their grace is judged at their start.
  private mutating func readmit(_ runs: [Run]) {
    var heads: [RunID: RunID] = [:]
    for run in runs {
      var open = OpenRun(run: run, isRecorded: true)
      defer { openRuns[run.id] = open }
      open.due = slot(of: run.job).map { dueInstant(of: run, $0) } ?? run.fireTime
      if let chain = run.chain, let head = heads[chain] {
        open.isFollower = true
        openRuns[head]?.followers.append(run.id)
        continue
      }
      if let chain = run.chain { heads[chain] = run.id }
      if let slot = slot(of: run.job) { schedules[slot].instances += 1 }
      wait(run)
    }
    cancelUnwantedRuns()
  }
}
