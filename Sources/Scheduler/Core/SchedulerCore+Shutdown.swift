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
    let held = openRunIDs.compactMap { openRuns[$0] }.filter(\.isHeld)
    guard slotsInUse == held.count else { return }
    for open in held { _ = returnToQueue(open) }
    phase = .exited
    perform(.exit)
  }

  /// A start that was never performed: should its record reach the ledger after all, the run only waits.
  ///
  /// - Returns: The run as it waits.
  mutating func returnToQueue(_ held: OpenRun) -> OpenRun {
    var open = held
    open.isHeld = false
    open.run.state = .queued
    open.run.startedAt = nil
    open.run.attempt -= 1
    record(&open)
    return open
  }
}
