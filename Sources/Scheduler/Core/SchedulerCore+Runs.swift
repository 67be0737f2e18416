extension SchedulerCore {
  /// Starts the runs that wait, while there are slots for them.
  mutating func startWaitingRuns() {
    guard phase == .running, isLedgerWritable else { return }
    while slotsInUse < configuration.maxConcurrentRuns,
      let id = waiting.popFirst(inUse: groupsInUse, caps: groupCaps)
    {
      startOrMiss(id)
    }
  }

  /// There is a slot for a run: it starts, unless it is too late by now; then the next of its chain has its turn.
  private mutating func startOrMiss(_ first: RunID) {
    var candidate: RunID? = first
    while let id = candidate, let open = openRuns[id], let slot = open.slot {
      guard isTooLate(open, schedules[slot].job) else { return start(open, slot) }
      candidate = end(open, .missed, .misfireGraceTime)
    }
  }

  private func isTooLate(_ open: OpenRun, _ job: Job) -> Bool {
    guard let due = open.due, let grace = job.policies.misfireGraceTime else { return false }
    return now.wall - due > grace
  }

  private mutating func start(_ ready: OpenRun, _ slot: Int) {
    let job = schedules[slot].job
    slotsInUse += 1
    groupsInUse[schedules[slot].group] += 1
    var open = ready.at(.queue)
    open.job = job
    open.deadline = nil
    open.run.state = .starting
    open.run.startedAt = now.wall
    open.run.retryAt = nil
    open.run.attempt += 1
    record(&open)
    perform(.log(.starting(open.run)))
    let output = job.policies.output
    perform(.start(Start(run: open.run, kind: job.kind, zone: job.zone, output: output)))
  }

  /// The shell has started the process: from now on the timeout counts.
  mutating func runStarted(_ id: RunID, _ process: ProcessIdentity) {
    guard var open = openRuns[id], open.run.state == .starting else { return }
    open.run.state = .running
    open.run.process = process
    record(&open)
    if let reason = open.stopReason {
      terminate(id, reason)
    } else if let timeout = open.job?.policies.timeout {
      setDeadline(of: &open, now.uptime + timeout)
    }
    joinShutdown(id)
  }

  /// There is no process, or its program has not begun and never will.
  mutating func spawnFailed(_ id: RunID, _ detail: String, mayPass: Bool) {
    guard var open = openRuns[id], open.run.state == .starting || open.run.state == .running else { return }
    let wasMade = open.run.state == .running
    open.run.process = nil
    open.run.detail = detail
    // What a process was told meanwhile decides, as it does for one that has ended.
    switch wasMade ? open.stopReason : nil {
    case .timeout?: finishAttempt(open, .timedOut, .timeout)
    case let reason?: finishAttempt(open, .cancelled, reason)
    case nil: finishAttempt(open, .failed, .spawnFailed, mayRetry: mayPass)
    }
  }

  /// A process has ended.
  ///
  /// What it was told decides before how it ended: a run that is stopped for its timeout and then exits with 0 has
  /// timed out.
  mutating func runExited(_ id: RunID, _ status: ExitStatus, _ usage: ProcessUsage?, _ detail: String?) {
    guard var open = openRuns[id], open.run.state == .running || open.run.state == .starting else { return }
    open.run.usage = usage
    open.run.detail = detail
    switch status {
    case .exited(let code): open.run.exitCode = code
    case .signaled(let signal): open.run.signal = signal
    }
    switch (open.stopReason, status) {
    case (.timeout?, _): finishAttempt(open, .timedOut, .timeout)
    case (let reason?, _): finishAttempt(open, .cancelled, reason)
    case (nil, .exited(let code)) where open.policies.successExitCodes.contains(code):
      finishAttempt(open, .succeeded, .exitCode)
    case (nil, .exited): finishAttempt(open, .failed, .exitCode)
    case (nil, .signaled(let signal)):
      let details = [open.job?.kind.explanation(of: signal), detail].compactMap(\.self)
      open.run.detail = details.isEmpty ? nil : details.joined(separator: "; ")
      finishAttempt(open, .failed, .signal)
    }
  }

  /// An attempt is over: another follows, or the run is over too.
  private mutating func finishAttempt(
    _ open: OpenRun,
    _ outcome: Outcome,
    _ reason: Reason,
    mayRetry: Bool = true
  ) {
    releaseSlot(of: open)
    guard !(mayRetry && retries(open, outcome, reason)) else { return }
    guard let follower = end(open, outcome, reason).flatMap({ openRuns[$0] }) else { return }
    // It has the place of the run before it, unless an edit has moved the job to another group, which may be full.
    let group = follower.slot.flatMap { schedules[$0].job.policies.concurrencyGroup }
    let keepsPlace = group == open.job?.policies.concurrencyGroup
    if phase == .running, isLedgerWritable, keepsPlace {
      startOrMiss(follower.run.id)
    } else {
      queueAgain(follower)
    }
  }

  // MARK: Outcomes

  /// Gives an open run its outcome, and starts what follows its end.
  ///
  /// - Returns: The run that follows it in its chain; without one the instance is over.
  private mutating func end(_ open: OpenRun, _ outcome: Outcome, _ reason: Reason) -> RunID? {
    close(open, outcome, reason)
    if let follower = promoteFollower(of: open) {
      guard reason != .replaced else {
        endChain(follower, .replaced)
        return nil
      }
      return follower
    }
    instanceEnded(of: open.slot)
    return nil
  }

  /// Gives a run that holds no slot, and what follows it in its chain, an outcome; the instance is over.
  ///
  /// What was never started is skipped, what waits for another attempt is cancelled.
  mutating func endChain(_ id: RunID, _ reason: Reason) {
    guard var head = openRuns[id] else { return }
    leavePlace(id, head)
    for member in [id] + head.followers {
      guard let open = openRuns[member] else { continue }
      close(open, open.run.attempt > 0 ? .cancelled : .skipped, reason)
    }
    head.followers = []
    if head.place == .chain { instanceEnded(of: head.slot) } else { passPlace(of: head) }
  }

  /// Gives an open run its outcome and forgets it; what hangs on its instance is the caller's.
  mutating func close(_ open: OpenRun, _ outcome: Outcome, _ reason: Reason) {
    var run = open.run
    run.finish(outcome, reason, at: now.wall)
    openRuns[run.id] = nil
    perform(.record(open.isRecorded ? .changed(run) : .claimed(run)))
    perform(.log(.ended(run)))
    notify(of: run, under: open.job)
    followUp(run)
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
    case .backlog: if let slot = open.slot { schedules[slot].backlog.removeAll { $0 == id } }
    case .chain: break
    }
  }

  /// The place that a run had goes to the next of its chain; without one, the instance that it was is over.
  mutating func passPlace(of open: OpenRun) {
    guard open.place != .chain else { return }
    let waitsForInstance = open.run.state == .queued && open.place == .backlog
    if let id = promoteFollower(of: open), let follower = openRuns[id] {
      guard waitsForInstance, let slot = open.slot else { return enqueue(follower) }
      joinBacklog(follower, slot)
    } else if !waitsForInstance {
      instanceEnded(of: open.slot)
    }
  }

  /// One instance of a job less: the next run of its backlog becomes one.
  mutating func instanceEnded(of slot: Int?) {
    guard let slot else { return }
    schedules[slot].instances -= 1
    guard schedules[slot].instances < schedules[slot].job.policies.maxInstances,
      let id = schedules[slot].backlog.first, let next = openRuns[id]
    else { return }
    schedules[slot].backlog.removeFirst()
    becomeInstance(next, slot)
  }

  // MARK: Slots

  /// Whether a group has room for one more run; group 0 is everything that is in none.
  func hasRoom(group: Int) -> Bool {
    groupsInUse[group] < groupCaps[group]
  }

  /// A run holds no slot any more, nor room in the group that it was started in.
  mutating func releaseSlot(of open: OpenRun) {
    slotsInUse -= 1
    groupsInUse[groupIndex(open.job?.policies.concurrencyGroup)] -= 1
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
  var openRunIDs: [RunID] { openRuns.ids }
}
