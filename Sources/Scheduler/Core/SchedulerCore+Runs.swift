extension SchedulerCore {
  /// Starts the runs that wait, while there are slots.
  mutating func startWaitingRuns() {
    guard phase == .running, isLedgerWritable else { return }
    while slotsInUse < configuration.maxConcurrentRuns, let id = waiting.popFirst() {
      slotsInUse += 1
      startOrMiss(id)
    }
  }

  /// A run has a slot: it starts, unless it is too late by now; then the next of its chain has its turn.
  private mutating func startOrMiss(_ first: RunID) {
    var candidate: RunID? = first
    while let id = candidate, let open = openRuns[id], let job = job(open.run.job) {
      guard isTooLate(open, job) else { return start(id, job) }
      candidate = end(id, .missed, .misfireGraceTime)
    }
    slotsInUse -= 1
  }

  private func isTooLate(_ open: OpenRun, _ job: Job) -> Bool {
    guard let due = open.due, let grace = job.policies.misfireGraceTime else { return false }
    return now.wall - due > grace
  }

  private mutating func start(_ id: RunID, _ job: Job) {
    openRuns[id]?.isFollower = false
    openRuns[id]?.run.state = .starting
    openRuns[id]?.run.startedAt = now.wall
    openRuns[id]?.run.attempt += 1
    openRuns[id]?.killAfter = job.policies.killAfter
    openRuns[id]?.timeout = job.policies.timeout
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
    if let timeout = open.timeout { setDeadline(id, now.uptime + timeout) }
    record(id)
    joinShutdown(id)
  }

  mutating func spawnFailed(_ id: RunID, _ detail: String) {
    guard openRuns[id]?.run.state == .starting else { return }
    openRuns[id]?.run.detail = detail
    finishRun(id, .failed, .spawnFailed)
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
    case (.timeout?, _): finishRun(id, .timedOut, .timeout)
    case (let reason?, _): finishRun(id, .cancelled, reason)
    case (nil, .exited(0)): finishRun(id, .succeeded, .exitCode)
    case (nil, .exited): finishRun(id, .failed, .exitCode)
    case (nil, .signaled): finishRun(id, .failed, .signal)
    }
  }

  /// A run that held a slot is over: the next of its chain inherits the slot, else it is free.
  private mutating func finishRun(_ id: RunID, _ outcome: Outcome, _ reason: Reason) {
    let follower = end(id, outcome, reason)
    guard let follower else { return slotsInUse -= 1 }
    if phase == .running, isLedgerWritable {
      startOrMiss(follower)
    } else {
      slotsInUse -= 1
      requeue(follower)
    }
  }

  /// Gives an open run its outcome.
  ///
  /// - Returns: The run that follows it in its chain; without one the instance is over.
  private mutating func end(_ id: RunID, _ outcome: Outcome, _ reason: Reason) -> RunID? {
    guard let open = close(id, outcome, reason) else { return nil }
    if let follower = promoteFollower(of: open) { return follower }
    instanceEnded(of: open.run.job)
    return nil
  }

  /// Gives an open run its outcome and forgets it; what hangs on it is the caller's.
  mutating func close(_ id: RunID, _ outcome: Outcome, _ reason: Reason) -> OpenRun? {
    openRuns[id]?.run.finish(outcome, reason, at: now.wall)
    record(id)
    guard let open = openRuns.removeValue(forKey: id) else { return nil }
    perform(.log(.ended(open.run)))
    return open
  }

  // MARK: Chains and instances

  /// Hands the rest of a chain to the next run in it.
  mutating func promoteFollower(of open: OpenRun) -> RunID? {
    guard let follower = open.followers.first else { return nil }
    openRuns[follower]?.followers = Array(open.followers.dropFirst())
    return follower
  }

  /// A chain whose next run cannot start now waits in the queue like any other instance.
  mutating func requeue(_ id: RunID) {
    openRuns[id]?.isFollower = false
    if let open = openRuns[id] { wait(open.run) }
  }

  mutating func instanceEnded(of job: JobID) {
    if let slot = slot(of: job) { schedules[slot].instances -= 1 }
  }

  // MARK: Ending a process

  /// Tells a run's process group to end, and plans its kill.
  mutating func stop(_ id: RunID, _ reason: Reason) {
    guard let open = openRuns[id], open.run.state == .running, open.stopReason == nil else { return }
    openRuns[id]?.stopReason = reason
    setDeadline(id, now.uptime + open.killAfter)
    perform(.log(.stopping(open.run, .terminate, reason)))
    perform(.signal(id, .terminate))
  }

  /// Ends a run's process group without asking.
  mutating func kill(_ id: RunID, _ reason: Reason) {
    guard let open = openRuns[id], open.run.state == .running else { return }
    openRuns[id]?.stopReason = open.stopReason ?? reason
    openRuns[id]?.deadline = nil
    perform(.log(.stopping(open.run, .kill, open.stopReason ?? reason)))
    perform(.signal(id, .kill))
  }

  private mutating func setDeadline(_ id: RunID, _ uptime: Uptime) {
    openRuns[id]?.deadline = uptime
    deadlines.insert(Deadline(uptime: uptime, run: id))
  }

  /// Runs whose timeout has passed are told to end; runs that were told and have not ended are killed.
  mutating func expireDeadlines() {
    while let deadline = deadlines.first, deadline.uptime <= now.uptime {
      _ = deadlines.popFirst()
      guard let open = openRuns[deadline.run], open.deadline == deadline.uptime else { continue }
      if open.stopReason == nil {
        stop(deadline.run, .timeout)
      } else {
        kill(deadline.run, .timeout)
      }
    }
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
