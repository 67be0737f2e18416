import Scheduler

/// What must hold while the daemon sleeps.
extension Checker {
  mutating func checkRest(_ core: SchedulerCore, _ daemon: SimulatedDaemon) {
    guard let now = life.moment else { return }
    faultsOf(core)
    checkFootprint(core.footprint, daemon)
    checkDeadlines(core, now)
    if life.stage > 0 { require(!life.live.isEmpty, "it has nothing left to do and stays") }
    for run in daemon.processes.keys
    where daemon.leftBehind[run].map({ $0.isAlive(at: daemon.clock) }) ?? false {
      fault("run \(run) has two processes")
    }
    guard life.isWritable else { return }
    checkAgreement(daemon)
    require(life.asked.count == life.answered.count, "a request has no answer")
    guard life.stage == 0 else { return }
    if !daemon.hasPendingRecords { checkFlow() }
    checkWake(core, now)
  }

  private mutating func faultsOf(_ core: SchedulerCore) {
    for text in core.brokenInvariants() { fault(text) }
  }

  private mutating func checkFootprint(_ kept: Footprint, _ daemon: SimulatedDaemon) {
    // A claim that the ledger will refuse is known to the core once that has happened.
    let isKnown = !daemon.hasPendingRecords
    require(
      !isKnown || kept.openRuns == seen.open.count,
      "it keeps \(kept.openRuns) runs, and \(seen.open.count) are open"
    )
    require(kept.deferred == seen.deferred.count, "it keeps \(kept.deferred) deferred triggers")
    require(kept.deadlines <= 2 * kept.openRuns + 65, "\(kept.deadlines) deadlines for \(kept.openRuns) runs")
    require(
      kept.deferredDue <= 2 * kept.deferred + 65,
      "\(kept.deferredDue) instants for \(kept.deferred) triggers"
    )
  }

  /// What is recorded as under way has a process, and the other way round.
  private mutating func checkAgreement(_ daemon: SimulatedDaemon) {
    let recorded = Set(seen.holding.map(\.id))
    for run in recorded.symmetricDifference(life.live.keys) {
      fault(
        "run \(run) is \(recorded.contains(run) ? "under way without a process" : "a process and not under way")"
      )
    }
    for run in recorded.symmetricDifference(daemon.processes.keys) {
      fault("run \(run) is unlike its process")
    }
  }

  /// Nothing waits that could run, and nothing waits that is not wanted.
  private mutating func checkFlow() {
    let heads = seen.heads
    let groups = Dictionary(grouping: seen.holding) { life.startPolicies[$0.id]?.concurrencyGroup }
    let places = seen.places
    for run in heads where run.state == .queued || run.state == .waitingRetry {
      guard let job = jobs[run.job], job.isEnabled || run.cause == .manual else {
        fault("run \(run.id) waits, and its job is gone or disabled")
        continue
      }
      let group = job.policies.concurrencyGroup
      let limit = configuration.concurrencyGroups.first { $0.name == group }?.limit ?? .max
      let hasRoom =
        seen.holding.count < configuration.maxConcurrentRuns && groups[group, default: []].count < limit
        && places[run.job, default: Replica.Places()].busy < job.policies.maxInstances
      require(!hasRoom || run.state != .queued, "run \(run.id) waits, and there is room")
    }
  }

  /// `nextWake` is never later than what is due first, and nothing that is due is left.
  private mutating func checkWake(_ core: SchedulerCore, _ now: Moment) {
    let wake = core.nextWake.wall
    var due = seen.deferred.values.map { ($0.at, "deferred trigger \($0.id)") }
    if let pause = seen.pauseInForce(nil) {
      if let until = pause.until { due.append((until, "the end of the pause of everything")) }
    } else {
      for id in seen.cursors.keys { if let instant = nextInstant(of: id) { due.append((instant, "\(id)")) } }
    }
    for (instant, what) in due {
      if life.lastWasWoke { require(instant > now.wall, "\(what) is overdue") }
      require(wake.map { $0 <= instant } ?? false, "the core sleeps through \(what) at \(instant)")
    }
    if life.lastWasWoke { require(wake.map { $0 > now.wall } ?? true, "the core does not sleep") }
  }

  /// When a job wants to be looked at: at its next fire time, or when its pause ends.
  private func nextInstant(of id: JobID) -> Instant? {
    guard let trigger = seen.triggers[id], let cursor = seen.cursors[id] else { return nil }
    if let pause = seen.pauseInForce(id) { return pause.until }
    return trigger.next(after: cursor).map { fireTime in
      fireTime + trigger.delay(of: fireTime, job: id, seed: configuration.jitterSeed)
    }
  }
}

extension SimulatedDaemon.Process {
  /// Whether it has not ended by then.
  func isAlive(at moment: Moment) -> Bool {
    endsAt.map { $0 > moment.uptime } ?? true
  }
}
