import Scheduler

/// Processes: their caps, their timeouts, how they are told to end.
extension Checker {
  mutating func processIsKnown(_ run: RunID, _ incident: Incident) {
    guard let process = life.live[run] else { return }
    life.live[run]?.isKnown = true
    life.live[run]?.timeoutAt = process.policies.timeout.map { incident.uptime + $0 }
  }

  mutating func processEnded(_ run: RunID, _ status: ExitStatus, _ incident: inout Incident) {
    guard let process = life.live.removeValue(forKey: run) else { return }
    incident.expectedEnd = (run, ending(of: process, status))
  }

  /// What a process was told decides before how it ended.
  private func ending(of process: Life.LiveProcess, _ status: ExitStatus) -> Ending {
    if let ending = endingAsTold(process) { return ending }
    guard case .exited(let code) = status else { return Ending(.failed, .signal) }
    return Ending(process.policies.successExitCodes.contains(code) ? .succeeded : .failed, .exitCode)
  }

  private func endingAsTold(_ process: Life.LiveProcess) -> Ending? {
    process.told.map { $0.reason == .timeout ? Ending(.timedOut, .timeout) : Ending(.cancelled, $0.reason) }
  }

  /// There is no process, or its program could not begin.
  mutating func startFailed(_ run: RunID, _ incident: inout Incident) {
    guard let process = life.live.removeValue(forKey: run) else { return }
    incident.expectedEnd = (run, endingAsTold(process) ?? Ending(.failed, .spawnFailed))
  }

  mutating func checkSignal(_ run: Run, _ signal: StopSignal, _ reason: Reason, _ incident: Incident) {
    guard let process = life.live[run.id] else { return fault("run \(run.id) has no process to stop") }
    switch signal {
    case .terminate:
      require(process.told == nil, "run \(run.id) is told to end twice")
      require(mayStop(run, reason, process, incident), "run \(run.id) is told to end: \(reason.rawValue)")
      life.live[run.id]?.told = (reason, incident.uptime + process.policies.killAfter)
    case .kill:
      let isDue = process.told.map { $0.killAt <= incident.uptime } ?? false
      require(isDue || life.stage == 3, "run \(run.id) is killed too early")
      life.live[run.id]?.isKilled = true
      if process.told == nil { life.live[run.id]?.told = (reason, incident.uptime) }
    }
  }

  private func mayStop(
    _ run: Run,
    _ reason: Reason,
    _ process: Life.LiveProcess,
    _ incident: Incident
  ) -> Bool {
    switch reason {
    case .timeout: process.timeoutAt.map { $0 <= incident.uptime } ?? false
    case .requested: life.cancelled.contains(run.id)
    // Decided perhaps before the last edit, while the run was being started.
    case .replaced: life.replacing.contains(run.job)
    case .shutdown: life.stage >= 2
    default: false
    }
  }

  // MARK: Caps

  /// No cap is exceeded, that of a group and that of a job neither; where one was lowered it is not exceeded further.
  mutating func checkSlots(_ incident: Incident) {
    let now = slots(of: seen.open.values)
    let before = slots(of: incident.open.values)
    require(now.all <= max(configuration.maxConcurrentRuns, before.all), "\(now.all) runs at once")
    for group in configuration.concurrencyGroups {
      let count = now.groups[group.name, default: 0]
      require(
        count <= max(group.limit, before.groups[group.name, default: 0]),
        "\(count) runs in \(group.name)"
      )
    }
    let places = seen.places
    for (id, place) in places {
      guard let job = jobs[id] else { continue }
      let old = incident.places[id] ?? Replica.Places()
      require(place.busy <= max(job.policies.maxInstances, old.busy), "\(place.busy) instances of \(id)")
      let rules = incident.isReload ? policies(of: id, incident) : [job.policies]
      let behind = rules.map { $0.overlap.mostBehind($0) }.max() ?? 0
      let most = life.mostInstances[id, default: 0] + behind
      require(place.all <= max(most, old.all), "\(place.all) runs of \(id) under way or waiting, \(most) may")
    }
  }

  private func slots(of runs: some Sequence<Run>) -> (all: Int, groups: [String: Int]) {
    var all = 0
    var groups: [String: Int] = [:]
    for run in runs where run.state == .starting || run.state == .running {
      all += 1
      // Where a run has left the group by an edit it goes on counting to the one that it was started in.
      if let group = life.startPolicies[run.id]?.concurrencyGroup { groups[group, default: 0] += 1 }
    }
    return (all, groups)
  }

  // MARK: After a turn

  /// What the uptime clock has brought must have been done, and what it will bring must not be slept through.
  mutating func checkDeadlines(_ core: SchedulerCore, _ now: Moment) {
    let wake = core.nextWake.uptime
    var due: [(Uptime, String)] = []
    // Who is told to end by a wake, and is not given any time, is killed by the next one.
    var isAtOnce = false
    for (run, process) in life.live where process.isKnown {
      if let told = process.told {
        if told.killAt == now.uptime, process.policies.killAfter == .zero, !process.isKilled {
          isAtOnce = true
        } else if !process.isKilled {
          due.append((told.killAt, "the kill of run \(run)"))
        }
      } else if let timeoutAt = process.timeoutAt {
        due.append((timeoutAt, "the timeout of run \(run)"))
      }
      if life.stage >= 2 { require(process.told != nil, "run \(run) is not told that the daemon stops") }
      if life.stage == 3 { require(process.isKilled, "run \(run) is not killed") }
    }
    if life.stage == 1, let end = life.drainEnd { due.append((end, "the end of the grace")) }
    if life.stage == 0 {
      for run in seen.open.values where run.state == .waitingRetry {
        if let retry = life.retries[run.id] { due.append((retry.upperBound, "the retry of run \(run.id)")) }
      }
    }
    for (uptime, what) in due {
      if life.lastWasWoke { require(uptime > now.uptime, "\(what) is overdue") }
      require(wake.map { $0 <= uptime } ?? false, "the core sleeps through \(what)")
    }
    if isAtOnce { return require(wake.map { $0 <= now.uptime } ?? false, "the core sleeps through a kill") }
    if life.lastWasWoke { require(wake.map { $0 > now.uptime } ?? true, "the core does not sleep") }
  }
}

extension Overlap {
  /// How many runs of a job may wait behind its instances.
  func mostBehind(_ policies: Policies) -> Int {
    switch self {
    case .skip: 0
    case .queue: policies.maxQueued
    case .replace: 1
    }
  }
}
