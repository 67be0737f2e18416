extension SchedulerCore {
  /// Tells a run to end, whatever state it is in; one that is being started is told as soon as it has.
  mutating func stop(_ id: RunID, _ reason: Reason) {
    guard let open = openRuns[id], open.stopReason == nil else { return }
    switch open.run.state {
    case .starting: openRuns[id]?.stopReason = reason
    case .running: terminate(id, reason)
    case .queued, .waitingRetry, .ended: break
    }
  }

  /// Sends SIGTERM to a run's process group, and plans its kill.
  mutating func terminate(_ id: RunID, _ reason: Reason) {
    guard var open = openRuns[id] else { return }
    open.stopReason = reason
    setDeadline(of: &open, now.uptime + open.policies.killAfter)
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

  mutating func setDeadline(of open: inout OpenRun, _ uptime: Uptime) {
    open.deadline = uptime
    openRuns[open.run.id] = open
    deadlines.insert(Deadline(uptime: uptime, run: open.run.id))
    guard deadlines.count > 2 * openRuns.count + 64 else { return }
    // Runs that ended long before their timeouts would pile up until those pass.
    let current = openRuns
    deadlines.removeAll { current[$0.run]?.deadline != .some($0.uptime) }
  }

  /// What the uptime clock has brought: timeouts, kills and retries.
  mutating func expireDeadlines() {
    while let deadline = deadlines.first, deadline.uptime <= now.uptime {
      _ = deadlines.popFirst()
      guard let open = openRuns[deadline.run], open.deadline == deadline.uptime else { continue }
      switch (open.run.state, open.stopReason) {
      case (.waitingRetry, _): retryIsDue(deadline.run)
      case (.running, nil): terminate(deadline.run, .timeout)
      case (.running, .some(let reason)): kill(deadline.run, reason)
      case (.queued, _), (.starting, _), (.ended, _): break
      }
    }
  }
}
