extension SchedulerCore {
  /// Makes room for the jobs of a configuration: the slots in the order of ids, the groups, who follows whom.
  mutating func arrangeSchedules(_ jobs: [Job]) {
    due = DueQueue(slots: jobs.count)
    schedules = jobs.map { job in Schedule(job: job, cursor: now.wall.previous) }
    downstream = [:]
    for slot in schedules.indices {
      let job = schedules[slot].job
      schedules[slot].group = groupIndex(job.policies.concurrencyGroup)
      if job.isEnabled, case .after(let trigger) = job.trigger {
        downstream[trigger.job, default: []].append(slot)
      }
    }
    groupCaps = [Int.max] + configuration.concurrencyGroups.map(\.limit)
  }

  /// Finds each open run its place anew, from nothing but the runs: after a start, and when jobs and groups changed.
  mutating func arrangeRuns() {
    waiting = WaitingQueue(groups: configuration.concurrencyGroups.count)
    groupsInUse = Array(repeating: 0, count: configuration.concurrencyGroups.count + 1)
    slotsInUse = 0
    for slot in schedules.indices {
      schedules[slot].instances = 0
      schedules[slot].backlog = []
    }
    linkChains()
    for id in openRunIDs {
      guard var open = openRuns[id] else { continue }
      open.slot = slot(of: open.run.job)
      openRuns[id] = open
    }
    let runs = openRunIDs.compactMap { openRuns[$0] }.filter { $0.place != .chain }
    // Those under way are instances whatever the limit; those that wait take what is left of it.
    for open in runs where open.run.state != .queued { arrange(open) }
    for open in runs where open.run.state == .queued { arrange(open) }
  }

  private mutating func arrange(_ open: OpenRun) {
    switch open.run.state {
    case .starting, .running:
      slotsInUse += 1
      groupsInUse[groupIndex(open.job?.policies.concurrencyGroup)] += 1
      if let slot = open.slot { schedules[slot].instances += 1 }
    case .waitingRetry:
      if let slot = open.slot { schedules[slot].instances += 1 }
    case .queued:
      guard let slot = open.slot else { return enqueue(open) }
      // An instance again, if its job has room for one; else it waits for one to end.
      let hasRoom = schedules[slot].instances < schedules[slot].job.policies.maxInstances
      if hasRoom { becomeInstance(open, slot) } else { joinBacklog(open, slot) }
    case .ended: break
    }
  }

  /// The open runs of one chain follow each other in the order of their numbers.
  private mutating func linkChains() {
    var heads: [RunID: RunID] = [:]
    for id in openRunIDs {
      guard let chain = openRuns[id]?.run.chain else { continue }
      openRuns[id]?.followers = []
      if let head = heads[chain] {
        openRuns[head]?.followers.append(id)
        openRuns[id]?.place = .chain
      } else {
        heads[chain] = id
        if openRuns[id]?.place == .chain { openRuns[id]?.place = .queue }
      }
    }
  }

  /// Runs that wait, and whose job is gone or disabled, never start; what was asked for by hand needs only the job.
  mutating func cancelUnwantedRuns() {
    for id in openRunIDs {
      guard let open = openRuns[id], !isWanted(open.run) else { continue }
      if open.run.state == .queued || open.run.state == .waitingRetry { close(open, .cancelled, .removed) }
    }
    for trigger in deferred.values.sorted(by: { $0.id < $1.id }) where slot(of: trigger.job) == nil {
      deferred[trigger.id] = nil
      perform(.record(.undeferred(trigger.id)))
      dropDeferred(trigger)
    }
    forgetCancelledInstants()
    arrangeRuns()
  }

  /// It was promised, and its job is gone: that is on record, too.
  private mutating func dropDeferred(_ trigger: DeferredTrigger) {
    var run = Run(
      id: nextRun,
      job: trigger.job,
      fireTime: nil,
      cause: .manual,
      state: .queued,
      createdAt: now.wall
    )
    nextRun = RunID(nextRun.number + 1)
    run.actor = trigger.actor
    run.parameters = trigger.parameters
    run.detail = "it was to run at \(trigger.at)"
    run.finish(.cancelled, .removed, at: now.wall)
    perform(.record(.claimed(run)))
    perform(.log(.ended(run)))
  }

  func isWanted(_ run: Run) -> Bool {
    guard let job = job(run.job) else { return false }
    return job.isEnabled || run.cause == .manual
  }
}
