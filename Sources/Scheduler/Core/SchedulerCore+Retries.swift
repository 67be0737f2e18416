extension SchedulerCore {
  /// Plans another attempt, if the job's policy wants one: a row and a place in the heap, not a sleep.
  ///
  /// While the daemon stops, the row stands like any other, and the next start takes it up.
  ///
  /// - Returns: Whether the run goes on.
  mutating func retries(_ failed: OpenRun, _ outcome: Outcome, _ reason: Reason) -> Bool {
    var open = failed
    guard let retry = open.job?.policies.retry, open.run.attempt < retry.maxAttempts,
      retry.appliesTo(outcome, exitCode: open.run.exitCode), isWanted(open.run)
    else { return false }
    perform(.record(.attempt(open.run.id, Attempt(of: open.run, outcome, reason, at: now.wall))))
    let delay = retry.delay(afterAttempt: open.run.attempt, of: open.run.id, seed: configuration.jitterSeed)
    // A run keeps its instance, gives up its slot, and has nothing left of its last attempt.
    open.stopReason = nil
    open.due = nil
    open.run.state = .waitingRetry
    open.run.retryAt = now.wall + delay
    open.run.reruns = 0
    open.run.forgetAttempt()
    setDeadline(of: &open, now.uptime + delay)
    record(&open)
    perform(.log(.retrying(open.run, delay)))
    return true
  }

  /// The backoff is over: the run queues again, by its priority; grace and pause do not apply to it.
  ///
  /// Past a shutdown nothing starts; the row stands, and the next start takes it up.
  mutating func retryIsDue(_ id: RunID) {
    openRuns[id]?.deadline = nil
    guard phase == .running, var open = openRuns[id] else { return }
    open.run.state = .queued
    open.run.retryAt = nil
    record(&open)
    queueAgain(open)
  }

  /// A run keeps its instance while it waits for its retry, as a chain does from one run to the next; where a reload has
  /// lowered `max_instances` meanwhile, it waits for another to end.
  mutating func queueAgain(_ open: OpenRun) {
    guard let slot = open.slot, schedules[slot].instances > schedules[slot].job.policies.maxInstances else {
      return enqueue(open)
    }
    schedules[slot].instances -= 1
    schedules[slot].backlog.insert(open.run.id, at: 0)
    openRuns[open.run.id] = open.at(.backlog)
  }
}

extension Run {
  /// Forgets how the last attempt went; its own row keeps that.
  mutating func forgetAttempt() {
    startedAt = nil
    exitCode = nil
    signal = nil
    usage = nil
    process = nil
    detail = nil
  }
}
