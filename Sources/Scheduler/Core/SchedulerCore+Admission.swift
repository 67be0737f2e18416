extension SchedulerCore {
  /// **The admission of one fire time**, after coalescing: `max_instances`, then a place to wait for the global cap.
  ///
  /// The grace time is judged later, when the run would really start, so that waiting counts.
  mutating func admitScheduled(_ slot: Int, at fireTime: Instant, standingFor coalesced: CoalescedFireTimes?)
  {
    var run = scheduledRun(slot, at: fireTime)
    run.coalesced = coalesced
    _ = admit(slot, run)
  }

  /// Admits a run that no fire time asked for.
  ///
  /// - Returns: The run, waiting or, when it was refused, ended.
  mutating func admitUnscheduled(_ slot: Int, cause: Cause, actor: String?) -> Run {
    var run = Run(
      id: takeRunID(),
      job: schedules[slot].job.id,
      fireTime: nil,
      cause: cause,
      state: .queued,
      createdAt: now.wall
    )
    run.actor = actor
    return admit(slot, run)
  }

  /// Why one more run of a job may not even wait; nil when it may.
  func refusal(_ slot: Int) -> Reason? {
    if schedules[slot].instances >= schedules[slot].job.policies.maxInstances { return .maxInstances }
    return hasRoomToWait ? nil : .queueFull
  }

  /// Whether one more run may wait: those that will start at once need no room.
  var hasRoomToWait: Bool {
    let free = max(0, configuration.maxConcurrentRuns - slotsInUse)
    return waiting.count < configuration.maxQueuedRuns + free
  }

  private mutating func admit(_ slot: Int, _ run: Run) -> Run {
    if let reason = refusal(slot) {
      var refused = run
      refused.finish(.skipped, reason, at: now.wall)
      perform(.record(.claimed(refused)))
      perform(.log(.ended(refused)))
      return refused
    }
    admit(slot, chain: [run])
    return run
  }

  /// Takes runs in as one instance with one place in the queue; the first runs, the others follow it.
  mutating func admit(_ slot: Int, chain: [Run]) {
    guard let head = chain.first else { return }
    schedules[slot].instances += 1
    let isChain = chain.count > 1
    for (index, run) in chain.enumerated() {
      var open = OpenRun(run: run, due: dueInstant(of: run, slot))
      open.run.chain = isChain ? head.id : nil
      open.isFollower = index > 0
      open.followers = index > 0 ? [] : chain.dropFirst().map(\.id)
      openRuns[run.id] = open
      unrecorded.append(run.id)
    }
    wait(head)
  }

  /// Gives a run its place in the queue for a slot of the global cap.
  mutating func wait(_ run: Run) {
    let priority = job(run.job)?.policies.priority ?? 0
    waiting.insert(run.id, priority: priority, since: run.fireTime ?? run.createdAt)
  }

  /// What the lateness of a run counts from.
  func dueInstant(of run: Run, _ slot: Int) -> Instant? {
    guard let fireTime = run.fireTime else { return nil }
    guard let trigger = schedules[slot].timedTrigger else { return fireTime }
    return dueInstant(fireTime, of: trigger, slot)
  }

  mutating func scheduledRun(_ slot: Int, at fireTime: Instant) -> Run {
    Run(
      id: takeRunID(),
      job: schedules[slot].job.id,
      fireTime: fireTime,
      cause: .schedule,
      state: .queued,
      createdAt: now.wall
    )
  }

  private mutating func takeRunID() -> RunID {
    defer { nextRun = RunID(nextRun.number + 1) }
    return nextRun
  }

  /// Gives the runs that were admitted in this turn and did not start at once their rows.
  mutating func recordAdmittedRuns() {
    for id in unrecorded {
      guard let open = openRuns[id], !open.isRecorded else { continue }
      record(id)
      if !open.isFollower { perform(.log(.queued(open.run))) }
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
  /// Gives the run its outcome.
  mutating func finish(_ outcome: Outcome, _ reason: Reason, at instant: Instant) {
    state = .ended
    self.outcome = outcome
    self.reason = reason
    endedAt = instant
  }
}
