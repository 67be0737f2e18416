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
    let job = schedules[slot].job
    guard schedules[slot].instances < job.policies.maxInstances else {
      switch job.policies.overlap {
      case .skip: return .refuse(.maxInstances)
      case .queue:
        return schedules[slot].backlog.count < job.policies.maxQueued ? .backlog : .refuse(.maxQueued)
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
    guard let first = fireTimes.first, let last = fireTimes.last else { return }
    let verdict = verdict(on: slot)
    if case .refuse(let reason) = verdict {
      return pass(schedules[slot].job.id, first, last, fireTimes.count, .skipped, reason)
    }
    var head = newOpenRun(slot, at: first)
    let followers = fireTimes.dropFirst().map { newOpenRun(slot, at: $0) }
    head.followers = followers.map(\.run.id)
    head.run.chain = followers.isEmpty ? nil : head.run.id
    unrecorded.append(head.run.id)
    for var follower in followers {
      follower.run.chain = head.run.id
      follower.place = .chain
      openRuns[follower.run.id] = follower
      unrecorded.append(follower.run.id)
    }
    takePlace(head, slot, verdict)
  }

  private mutating func newOpenRun(_ slot: Int, at fireTime: Instant) -> OpenRun {
    var run = newRun(slot, .schedule)
    run.fireTime = fireTime
    return OpenRun(run: run, slot: slot, due: dueInstant(of: run, slot))
  }

  /// Admits a run, or refuses it on the record.
  ///
  /// - Returns: The run, waiting or, when it was refused, ended.
  mutating func admit(_ slot: Int, _ run: Run, due: Instant? = nil) -> Run {
    let verdict = verdict(on: slot)
    if case .refuse(let reason) = verdict { return refuse(run, reason) }
    unrecorded.append(run.id)
    takePlace(OpenRun(run: run, slot: slot, due: due ?? dueInstant(of: run, slot)), slot, verdict)
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

  /// Gives a run that was admitted its place to wait; what follows it in its chain waits with it.
  private mutating func takePlace(_ open: OpenRun, _ slot: Int, _ verdict: Verdict) {
    switch verdict {
    case .queue, .refuse: becomeInstance(open, slot)
    case .backlog: joinBacklog(open, slot)
    case .replace:
      openRuns[open.run.id] = open.at(.backlog)
      replaceOldest(slot, by: open.run.id)
    }
  }

  /// A run counts as an instance of its job from now on, and waits for a slot.
  mutating func becomeInstance(_ open: OpenRun, _ slot: Int) {
    schedules[slot].instances += 1
    enqueue(open)
  }

  /// A run waits for an instance of its job to end.
  mutating func joinBacklog(_ open: OpenRun, _ slot: Int) {
    openRuns[open.run.id] = open.at(.backlog)
    schedules[slot].backlog.append(open.run.id)
  }

  /// Gives a run its place in the queue for a slot.
  mutating func enqueue(_ open: OpenRun) {
    openRuns[open.run.id] = open.at(.queue)
    waiting.insert(
      open.run.id,
      priority: open.slot.map { schedules[$0].job.policies.priority } ?? 0,
      since: open.run.waitsSince,
      group: open.slot.map { schedules[$0].group } ?? 0
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
    let instances = openRuns.ids(of: job).filter { other in
      guard other != id, let open = openRuns[other] else { return false }
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
    var run = Run(id: nextRun, job: job, fireTime: nil, cause: cause, state: .queued, createdAt: now.wall)
    setParameters(of: &run, slot, given: [])
    return run
  }

  /// Gives a run its parameters.
  ///
  /// Where a reload has declared others since they were given, they stand as they are; then the start fails, which says
  /// what is wrong.
  func setParameters(of run: inout Run, _ slot: Int, given: [ParameterValue]) {
    let declared = schedules[slot].job.kind.parameters
    guard !declared.isEmpty || !given.isEmpty else { return }
    run.parameters = (try? declared.values(given: given)) ?? given
  }

  /// Gives the runs that were admitted in this turn and did not start at once their rows.
  mutating func recordAdmittedRuns() {
    for id in unrecorded {
      guard var open = openRuns[id], !open.isRecorded else { continue }
      record(&open)
      if open.place != .chain { perform(.log(.queued(open.run))) }
    }
    unrecorded.removeAll(keepingCapacity: true)
  }

  /// Keeps a run as it stands now and makes that durable: a new row, or a change of the one that is there.
  mutating func record(_ open: inout OpenRun) {
    perform(.record(open.isRecorded ? .changed(open.run) : .claimed(open.run)))
    open.isRecorded = true
    openRuns[open.run.id] = open
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
