extension SchedulerCore {
  /// Puts a new job file in force; what did not change keeps its phase and its state.
  ///
  /// A trigger that goes out of force is settled first: what it named up to now is accounted for. A daemon on its way
  /// out takes no new file.
  mutating func reload(_ new: Configuration) {
    guard phase == .running else { return }
    let jobs = new.jobs.sorted { $0.id < $1.id }
    endExpiredPauses()
    settleTriggers(replacedBy: jobs)
    let old = schedules
    configuration = new
    tagged = TagIndex(new.jobs)
    arrangeSchedules(jobs)
    let summary = takeOver(old)
    arrangeRuns()
    cancelUnwantedRuns()
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
        rearm(slot)
      }
    }
    for lost in remaining { lose(lost, &summary) }
    return summary
  }

  private mutating func lose(_ schedule: Schedule, _ summary: inout ReloadSummary) {
    summary.removed += 1
    if schedule.pause != nil { perform(.record(.resumed(schedule.job.id, at: now.wall))) }
    if schedule.timedTrigger != nil { perform(.record(.unscheduled(schedule.job.id, at: now.wall))) }
  }

  /// Only what names other instants than before is computed anew.
  private mutating func keep(_ slot: Int, _ known: Schedule) {
    schedules[slot].pause = known.pause
    switch (known.timedTrigger, schedules[slot].timedTrigger) {
    case (let old?, let new?) where old == new:
      schedules[slot].cursor = known.cursor
      if known.job.zone != schedules[slot].job.zone { recordSchedule(slot) }
      return setNextFireTime(slot, known.nextFireTime)
    case (_, .some):
      firstSeen(slot, accountedThrough: known.cursor, isOld: known.job.trigger == schedules[slot].job.trigger)
    case (.some, nil):
      schedules[slot].cursor = known.cursor
      perform(.record(.unscheduled(known.job.id, at: now.wall)))
    case (nil, nil):
      schedules[slot].cursor = known.cursor
    }
    rearm(slot)
  }
}
