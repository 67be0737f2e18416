extension SchedulerCore {
  /// Puts a new job file in force; what did not change keeps its phase and its state.
  ///
  /// A trigger that goes out of force is settled first: what it named up to now is accounted for. A daemon on its way
  /// out takes no new file.
  mutating func reload(_ new: Configuration) {
    guard phase == .running else { return }
    let jobs = new.jobs.sorted { $0.id < $1.id }
    settleTriggers(replacedBy: jobs)
    let old = schedules
    configuration = new
    due = DueQueue(slots: jobs.count)
    schedules = jobs.map { job in Schedule(job: job, cursor: now.wall.previous) }
    let summary = takeOver(old)
    cancelUnwantedRuns()
    countInstances()
    perform(.log(.reloaded(summary)))
  }

  private mutating func settleTriggers(replacedBy jobs: [Job]) {
    var remaining = jobs[...]
    for slot in schedules.indices {
      let job = schedules[slot].job
      while let next = remaining.first, next.id < job.id { remaining.removeFirst() }
      if let next = remaining.first, next.id == job.id, next.trigger == job.trigger, next.isEnabled {
        continue
      }
      settle(slot: slot)
    }
  }

  /// Walks the old and the new schedules, both ordered by id, side by side.
  private mutating func takeOver(_ old: [Schedule]) -> ReloadSummary {
    var summary = ReloadSummary()
    var remaining = old[...]
    for slot in schedules.indices {
      let id = schedules[slot].job.id
      while let next = remaining.first, next.job.id < id {
        remaining.removeFirst()
        lose(next, &summary)
      }
      if let known = remaining.first, known.job.id == id {
        remaining.removeFirst()
        if known.job == schedules[slot].job { summary.unchanged += 1 } else { summary.changed += 1 }
        keep(slot, known)
      } else {
        summary.added += 1
        if schedules[slot].timedTrigger != nil { firstSeen(slot) }
      }
      rearm(slot)
    }
    for lost in remaining { lose(lost, &summary) }
    return summary
  }

  private mutating func lose(_ schedule: Schedule, _ summary: inout ReloadSummary) {
    summary.removed += 1
    if schedule.timedTrigger != nil { perform(.record(.unscheduled(schedule.job.id))) }
  }

  private mutating func keep(_ slot: Int, _ known: Schedule) {
    switch (known.timedTrigger, schedules[slot].timedTrigger) {
    case (let old?, let new?) where old == new:
      schedules[slot].cursor = known.cursor
      if known.job.zone != schedules[slot].job.zone { recordSchedule(slot) }
    case (_, .some):
      firstSeen(slot, accountedThrough: known.cursor, isOld: known.job.trigger == schedules[slot].job.trigger)
    case (.some, nil):
      schedules[slot].cursor = known.cursor
      perform(.record(.unscheduled(known.job.id)))
    case (nil, nil):
      schedules[slot].cursor = known.cursor
    }
  }

  /// Runs that wait, and whose job is gone or disabled, never start; what was asked for by hand needs only the job.
  mutating func cancelUnwantedRuns() {
    var cancelled: Set<RunID> = []
    for id in openRunIDs {
      guard let run = openRuns[id]?.run, run.state == .queued, !isWanted(run) else { continue }
      _ = close(id, .cancelled, .removed)
      cancelled.insert(id)
    }
    guard !cancelled.isEmpty else { return }
    waiting.remove(cancelled)
    for id in openRunIDs { openRuns[id]?.followers.removeAll { cancelled.contains($0) } }
    countInstances()
  }

  private func isWanted(_ run: Run) -> Bool {
    guard let job = job(run.job) else { return false }
    return job.isEnabled || run.cause == .manual
  }

  /// An instance of a job that was removed and added again still counts.
  private mutating func countInstances() {
    for slot in schedules.indices { schedules[slot].instances = 0 }
    for open in openRuns.values where !open.isFollower {
      if let slot = slot(of: open.run.job) { schedules[slot].instances += 1 }
    }
  }
}
