extension SchedulerCore {
  /// Plans another attempt, if the job's policy wants one: a row and a place in the heap, not a sleep.
  ///
  /// While the daemon stops, the row stands like any other, and the next start takes it up.
  ///
  /// - Returns: Whether the run goes on.
  mutating func retries(_ id: RunID, _ outcome: Outcome, _ reason: Reason) -> Bool {
    guard let open = openRuns[id] else { return false }
    let retry = open.policies.retry
    guard open.run.attempt < retry.maxAttempts, retry.appliesTo(outcome, exitCode: open.run.exitCode),
      isWanted(open.run)
    else { return false }
    perform(.record(.attempt(id, Attempt(of: open.run, outcome, reason, at: now.wall))))
    let delay = retry.delay(afterAttempt: open.run.attempt, of: id, seed: configuration.jitterSeed)
    waitForRetry(id, delay)
    record(id)
    if let run = openRuns[id]?.run { perform(.log(.retrying(run, delay))) }
    return true
  }

  /// A run keeps its instance, gives up its slot, and has nothing left of its last attempt.
  private mutating func waitForRetry(_ id: RunID, _ delay: TimeAmount) {
    openRuns[id]?.stopReason = nil
    openRuns[id]?.due = nil
    openRuns[id]?.run.state = .waitingRetry
    openRuns[id]?.run.retryAt = now.wall + delay
    openRuns[id]?.run.reruns = 0
    clearAttempt(id)
    setDeadline(id, now.uptime + delay)
  }

  /// Forgets how the last attempt went; its own row keeps that.
  mutating func clearAttempt(_ id: RunID) {
    openRuns[id]?.run.startedAt = nil
    openRuns[id]?.run.exitCode = nil
    openRuns[id]?.run.signal = nil
    openRuns[id]?.run.process = nil
    openRuns[id]?.run.detail = nil
  }

  /// The backoff is over: the run queues again, by its priority; grace and pause do not apply to it.
  ///
  /// Past a shutdown nothing starts; the row stands, and the next start takes it up.
  mutating func retryIsDue(_ id: RunID) {
    openRuns[id]?.deadline = nil
    guard phase == .running else { return }
    openRuns[id]?.run.state = .queued
    openRuns[id]?.run.retryAt = nil
    record(id)
    queueAgain(id)
  }

  /// A run keeps its instance while it waits for its retry, as a chain does from one run to the next; where a reload has
  /// lowered `max_instances` meanwhile, it waits for another to end.
  mutating func queueAgain(_ id: RunID) {
    guard let job = openRuns[id]?.run.job, let slot = slot(of: job),
      schedules[slot].instances > schedules[slot].job.policies.maxInstances
    else { return enqueue(id) }
    schedules[slot].instances -= 1
    schedules[slot].backlog.insert(id, at: 0)
    openRuns[id]?.place = .backlog
  }
}
