extension SchedulerCore {
  /// Starts the runs that wait, while there are slots for them.
  mutating func startWaitingRuns() {
    guard phase == .running, isLedgerWritable else { return }
    while slotsInUse < configuration.maxConcurrentRuns,
      let id = waiting.popFirst(inUse: groupsInUse, caps: groupCaps)
    {
      takeSlot(for: id)
      startOrMiss(id)
    }
  }

  /// A run has a slot: it starts, unless it is too late by now; then the next of its chain has its turn.
  private mutating func startOrMiss(_ first: RunID) {
    var candidate: RunID? = first
    while let id = candidate, let open = openRuns[id], let job = job(open.run.job) {
      guard isTooLate(open, job) else { return start(id, job) }
      releaseSlot(of: id)
      candidate = end(id, .missed, .misfireGraceTime)
      if let candidate { takeSlot(for: candidate) }
    }
  }

  private func isTooLate(_ open: OpenRun, _ job: Job) -> Bool {
    guard let due = open.due, let grace = job.policies.misfireGraceTime else { return false }
    return now.wall - due > grace
  }

  private mutating func start(_ id: RunID, _ job: Job) {
    openRuns[id]?.place = .queue
    openRuns[id]?.policies = job.policies
    openRuns[id]?.deadline = nil
    openRuns[id]?.run.state = .starting
    openRuns[id]?.run.startedAt = now.wall
    openRuns[id]?.run.retryAt = nil
    openRuns[id]?.run.attempt += 1
    record(id)
    guard let run = openRuns[id]?.run else { return }
    perform(.log(.starting(run)))
    perform(.start(Start(run: run, kind: job.kind, zone: job.zone)))
  }

  /// The shell has started the process: from now on the timeout counts.
  mutating func runStarted(_ id: RunID, _ process: ProcessIdentity) {
    guard let open = openRuns[id], open.run.state == .starting else { return }
    openRuns[id]?.run.state = .running
    openRuns[id]?.run.process = process
    record(id)
    if let reason = open.stopReason {
      terminate(id, reason)
    } else if let timeout = open.policies.timeout {
      setDeadline(id, now.uptime + timeout)
    }
    joinShutdown(id)
  }

  mutating func spawnFailed(_ id: RunID, _ detail: String) {
    guard openRuns[id]?.run.state == .starting else { return }
    openRuns[id]?.run.detail = detail
    finishAttempt(id, .failed, .spawnFailed)
  }

  /// A process has ended.
  ///
  /// What it was told decides before how it ended: a run that is stopped for its timeout and then exits with 0 has
  /// timed out.
  mutating func runExited(_ id: RunID, _ status: ExitStatus) {
    guard let open = openRuns[id], open.run.state == .running || open.run.state == .starting else { return }
    switch status {
    case .exited(let code): openRuns[id]?.run.exitCode = code
    case .signaled(let signal): openRuns[id]?.run.signal = signal
    }
    switch (open.stopReason, status) {
    case (.timeout?, _): finishAttempt(id, .timedOut, .timeout)
    case (let reason?, _): finishAttempt(id, .cancelled, reason)
    case (nil, .exited(let code)) where open.policies.successExitCodes.contains(code):
      finishAttempt(id, .succeeded, .exitCode)
    case (nil, .exited): finishAttempt(id, .failed, .exitCode)
    case (nil, .signaled): finishAttempt(id, .failed, .signal)
    }
  }

  /// An attempt is over: another follows, or the run is over too.
  private mutating func finishAttempt(_ id: RunID, _ outcome: Outcome, _ reason: Reason) {
    let group = openRuns[id]?.group
    releaseSlot(of: id)
    guard !retries(id, outcome, reason) else { return }
    guard let follower = end(id, outcome, reason) else { return }
    // It has the place of the run before it, unless an edit has moved the job to another group, which may be full.
    let keepsPlace = openRuns[follower].flatMap { job($0.run.job) }?.policies.concurrencyGroup == group
    if phase == .running, isLedgerWritable, keepsPlace {
      takeSlot(for: follower)
      startOrMiss(follower)
    } else {
      queueAgain(follower)
    }
  }

  // MARK: Outcomes

  /// Gives an open run its outcome, and starts what follows its end.
  ///
  /// - Returns: The run that follows it in its chain; without one the instance is over.
  private mutating func end(_ id: RunID, _ outcome: Outcome, _ reason: Reason) -> RunID? {
    guard let open = close(id, outcome, reason) else { return nil }
    if let follower = promoteFollower(of: open) {
      guard reason != .replaced else {
        endChain(follower, .replaced)
        return nil
      }
      return follower
    }
    instanceEnded(of: open.run.job)
    return nil
  }

  /// Gives a run that holds no slot, and what follows it in its chain, an outcome; the instance is over.
  ///
  /// What was never started is skipped, what waits for another attempt is cancelled.
  mutating func endChain(_ id: RunID, _ reason: Reason) {
    guard var head = openRuns[id] else { return }
    leavePlace(id, head)
    for member in [id] + head.followers {
      let wasStarted = openRuns[member].map { $0.run.attempt > 0 } ?? false
      _ = close(member, wasStarted ? .cancelled : .skipped, reason)
    }
    head.followers = []
    if head.place == .chain { instanceEnded(of: head.run.job) } else { passPlace(of: head) }
  }

  /// Gives an open run its outcome and forgets it; what hangs on its instance is the caller's.
  mutating func close(_ id: RunID, _ outcome: Outcome, _ reason: Reason) -> OpenRun? {
    openRuns[id]?.run.finish(outcome, reason, at: now.wall)
    record(id)
    guard let open = openRuns.removeValue(forKey: id) else { return nil }
    perform(.log(.ended(open.run)))
    followUp(open.run)
    return open
  }

  // MARK: Chains and instances

  /// Hands the rest of a chain to the next run in it.
  mutating func promoteFollower(of open: OpenRun) -> RunID? {
    guard let follower = open.followers.first else { return nil }
    openRuns[follower]?.followers = Array(open.followers.dropFirst())
    return follower
  }

  /// Takes a run out of the middle of its chain.
  mutating func unlink(_ id: RunID) {
    for head in openRunIDs where openRuns[head]?.followers.contains(id) == true {
      openRuns[head]?.followers.removeAll { $0 == id }
    }
  }

  /// Takes a run that waits out of where it waits.
  mutating func leavePlace(_ id: RunID, _ open: OpenRun) {
    guard open.run.state == .queued else { return }
    switch open.place {
    case .queue: waiting.remove([id])
    case .backlog: if let slot = slot(of: open.run.job) { schedules[slot].backlog.removeAll { $0 == id } }
    case .chain: break
    }
  }

  /// The place that a run had goes to the next of its chain; without one, the instance that it was is over.
  mutating func passPlace(of open: OpenRun) {
    guard open.place != .chain else { return }
    let waitsForInstance = open.run.state == .queued && open.place == .backlog
    if let follower = promoteFollower(of: open) {
      guard waitsForInstance, let slot = slot(of: open.run.job) else { return enqueue(follower) }
      openRuns[follower]?.place = .backlog
      schedules[slot].backlog.append(follower)
    } else if !waitsForInstance {
      instanceEnded(of: open.run.job)
    }
  }

  /// One instance of a job less: the next run of its backlog becomes one.
  mutating func instanceEnded(of job: JobID) {
    guard let slot = slot(of: job) else { return }
    schedules[slot].instances -= 1
    guard schedules[slot].instances < schedules[slot].job.policies.maxInstances,
      !schedules[slot].backlog.isEmpty
    else { return }
    becomeInstance(schedules[slot].backlog.removeFirst(), slot)
  }

  // MARK: Slots

  /// Whether a group has room for one more run; group 0 is everything that is in none.
  func hasRoom(group: Int) -> Bool {
    groupsInUse[group] < groupCaps[group]
  }

  mutating func takeSlot(for id: RunID) {
    slotsInUse += 1
    guard let job = openRuns[id]?.run.job, let slot = slot(of: job) else { return }
    openRuns[id]?.group = schedules[slot].job.policies.concurrencyGroup
    groupsInUse[schedules[slot].group] += 1
  }

  mutating func releaseSlot(of id: RunID) {
    slotsInUse -= 1
    groupsInUse[groupIndex(openRuns[id]?.group)] -= 1
    openRuns[id]?.group = nil
  }

  /// Where a group stands; 0 for none, and for one that a reload took away.
  func groupIndex(_ name: String?) -> Int {
    guard let name else { return 0 }
    return configuration.concurrencyGroups.firstIndex { $0.name == name }.map { $0 + 1 } ?? 0
  }

  // MARK: Finding things

  /// Where a job's schedule stands, or nil when there is none of that name.
  func slot(of job: JobID) -> Int? {
    var low = 0
    var high = schedules.count
    while low < high {
      let middle = (low + high) / 2
      if schedules[middle].job.id < job { low = middle + 1 } else { high = middle }
    }
    return low < schedules.count && schedules[low].job.id == job ? low : nil
  }

  /// The definition in force of a job.
  func job(_ id: JobID) -> Job? {
    slot(of: id).map { schedules[$0].job }
  }

  /// The open runs in the order of their numbers; a Dictionary's own order differs from process to process.
  var openRunIDs: [RunID] { openRuns.keys.sorted() }
}
