extension SchedulerCore {
  /// The first request drains, the second skips the grace, the third kills.
  mutating func advanceShutdown() {
    switch phase {
    case .running:
      phase = .draining(until: now.uptime + configuration.shutdownGrace)
      perform(
        .log(.draining(running: slotsInUse, queued: waiting.count, grace: configuration.shutdownGrace))
      )
    case .draining:
      phase = .stopping
      for id in openRunIDs { stop(id, .shutdown) }
    case .stopping:
      phase = .killing
      for id in openRunIDs { kill(id, .shutdown) }
    case .killing, .exited:
      break
    }
  }

  /// A process that was started while the shutdown went on is treated like those that were there before.
  mutating func joinShutdown(_ id: RunID) {
    switch phase {
    case .running, .draining, .exited: break
    case .stopping: stop(id, .shutdown)
    case .killing: kill(id, .shutdown)
    }
  }

  /// Once no process is left, the daemon may leave; runs that wait keep their rows and their places.
  mutating func exitWhenDrained() {
    switch phase {
    case .running, .exited: return
    case .draining, .stopping, .killing: break
    }
    let held = openRunIDs.filter { openRuns[$0]?.isHeld == true }
    guard slotsInUse == held.count else { return }
    for id in held { returnToQueue(id) }
    phase = .exited
    perform(.exit)
  }

  /// A start that was never performed: should its record reach the ledger after all, the run only waits.
  mutating func returnToQueue(_ id: RunID) {
    openRuns[id]?.isHeld = false
    openRuns[id]?.run.state = .queued
    openRuns[id]?.run.startedAt = nil
    openRuns[id]?.run.attempt -= 1
    record(id)
  }
}
