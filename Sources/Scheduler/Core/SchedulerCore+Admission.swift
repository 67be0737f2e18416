extension SchedulerCore {
  /// What becomes of a run that its trigger, or a person, asks for.
  private enum Verdict {
    /// It waits for a slot of its group and of the global cap.
    case queue

    /// It waits for an instance of its job to end.
    case backlog

    /// It takes the place of the oldest instance of its job.
    case replace

    /// It is not wanted.
    case refuse(Reason)
  }

  /// **The one admission function**, asked after coalescing: `max_instances` with `overlap`, then room to wait.
  ///
  /// A pause was dealt with before: instants that pass in it never come here. The group and the global cap decide when
  /// the run starts, not whether; and the grace time is judged then, so that waiting counts.
  private func verdict(on slot: Int) -> Verdict {
    let schedule = schedules[slot]
    guard schedule.instances < schedule.job.policies.maxInstances else {
      switch schedule.job.policies.overlap {
      case .skip: return .refuse(.maxInstances)
      case .queue:
        return schedule.backlog.count < schedule.job.policies.maxQueued ? .backlog : .refuse(.maxQueued)
      case .replace: return .replace
      }
    }
    return hasRoomToWait(slot) ? .queue : .refuse(.queueFull)
  }

  /// Whether one more run may wait for a slot: one that will start at once needs no room.
  private func hasRoomToWait(_ slot: Int) -> Bool {
    let free =
      hasRoom(group: schedules[slot].group) ? max(0, configuration.maxConcurrentRuns - slotsInUse) : 0
    // Both limits may be as large as a number can be, so they are never added.
    return waiting.count - free < configuration.maxQueuedRuns
  }

  /// Admits one fire time, or refuses it on the record.
  mutating func admitScheduled(_ slot: Int, at fireTime: Instant, standingFor coalesced: CoalescedFireTimes?)
  {
    var run = newRun(slot, .schedule)
    run.fireTime = fireTime
    run.coalesced = coalesced
    _ = admit(slot, run)
  }

  /// `coalesce: all`: admits several fire times as one instance, or refuses them together.
  mutating func admitChain(_ slot: Int, _ fireTimes: [Instant]) {
    if case .refuse(let reason) = verdict(on: slot), let first = fireTimes.first, let last = fireTimes.last {
      return pass(schedules[slot].job.id, first, last, fireTimes.count, .skipped, reason)
    }
    let chain = fireTimes.map { fireTime in
      var run = newRun(slot, .schedule)
      run.fireTime = fireTime
      return run
    }
    admit(slot, chain: chain, verdict(on: slot))
  }

  /// Admits a run, or refuses it on the record.
  ///
  /// - Returns: The run, waiting or, when it was refused, ended.
  mutating func admit(_ slot: Int, _ run: Run, due: Instant? = nil) -> Run {
    let verdict = verdict(on: slot)
    if case .refuse(let reason) = verdict { return refuse(run, reason) }
    admit(slot, chain: [run], verdict)
    if let due { openRuns[run.id]?.due = due }
    return run
  }

  /// Records that a run was not wanted.
  mutating func refuse(_ run: Run, _ reason: Reason) -> Run {
    var refused = run
    refused.finish(.skipped, reason, at: now.wall)
    perform(.record(.claimed(refused)))
    perform(.log(.ended(refused)))
    followUp(refused)
    return refused
  }

  /// Takes runs in as one instance with one place to wait; the first runs, the others follow it.
  private mutating func admit(_ slot: Int, chain: [Run], _ verdict: Verdict) {
    guard let head = chain.first else { return }
    for (index, run) in chain.enumerated() {
      var open = OpenRun(run: run, due: dueInstant(of: run, slot))
      open.run.chain = chain.count > 1 ? head.id : nil
      open.place = index > 0 ? .chain : .backlog
      open.followers = index > 0 ? [] : chain.dropFirst().map(\.id)
      openRuns[run.id] = open
      unrecorded.append(run.id)
    }
    switch verdict {
    case .queue, .refuse: becomeInstance(head.id, slot)
    case .backlog: schedules[slot].backlog.append(head.id)
    case .replace: replaceOldest(slot, by: head.id)
    }
  }

  /// A run that was admitted counts as an instance from now on, and waits for a slot.
  mutating func becomeInstance(_ id: RunID, _ slot: Int) {
    schedules[slot].instances += 1
    enqueue(id)
  }

  /// Gives a run its place in the queue for a slot.
  mutating func enqueue(_ id: RunID) {
    guard let run = openRuns[id]?.run else { return }
    openRuns[id]?.place = .queue
    let schedule = slot(of: run.job).map { schedules[$0] }
    waiting.insert(
      id,
      priority: schedule?.job.policies.priority ?? 0,
      since: run.waitsSince,
      group: schedule?.group ?? 0
    )
  }

  // MARK: Replacing

  /// `overlap: replace`: the oldest instance is told to end, and the new run starts once it is gone.
  ///
  /// One run at most waits to replace; a further one takes its place.
  private mutating func replaceOldest(_ slot: Int, by id: RunID) {
    for waiting in schedules[slot].backlog { endChain(waiting, .replaced) }
    schedules[slot].backlog = [id]
    let job = schedules[slot].job.id
    let instances = openRunIDs.filter { other in
      guard other != id, let open = openRuns[other], open.run.job == job else { return false }
      return open.run.state != .queued || open.place == .queue
    }
    guard let oldest = instances.first, let open = openRuns[oldest] else { return }
    switch open.run.state {
    case .queued, .waitingRetry: endChain(oldest, .replaced)
    case .starting, .running: stop(oldest, .replaced)
    case .ended: break
    }
  }

  // MARK: Runs and their rows

  /// What the lateness of a run counts from: its fire time and the jitter of that.
  func dueInstant(of run: Run, _ slot: Int) -> Instant? {
    guard let fireTime = run.fireTime else { return nil }
    guard let trigger = schedules[slot].timedTrigger else { return fireTime }
    return dueInstant(fireTime, of: trigger, slot)
  }

  mutating func newRun(_ slot: Int, _ cause: Cause) -> Run {
    defer { nextRun = RunID(nextRun.number + 1) }
    let job = schedules[slot].job.id
    return Run(id: nextRun, job: job, fireTime: nil, cause: cause, state: .queued, createdAt: now.wall)
  }

  /// Gives the runs that were admitted in this turn and did not start at once their rows.
  mutating func recordAdmittedRuns() {
    for id in unrecorded {
      guard let open = openRuns[id], !open.isRecorded else { continue }
      record(id)
      if open.place != .chain { perform(.log(.queued(open.run))) }
    }
    unrecorded.removeAll(keepingCapacity: true)
  }

  /// Makes a run's present state durable: a new row, or a change of the one that is there.
  mutating func record(_ id: RunID) {
    guard let open = openRuns[id] else { return }
    perform(.record(open.isRecorded ? .changed(open.run) : .claimed(open.run)))
    openRuns[id]?.isRecorded = true
  }
}

extension Run {
  /// The oldest fire time that it stands for: among runs of one priority the one that was due first starts first.
  fileprivate var waitsSince: Instant {
    guard let fireTime else { return createdAt }
    return min(fireTime, coalesced?.first ?? fireTime)
  }

  /// Gives the run its outcome.
  mutating func finish(_ outcome: Outcome, _ reason: Reason, at instant: Instant) {
    state = .ended
    self.outcome = outcome
    self.reason = reason
    retryAt = nil
    endedAt = instant
  }
}
