extension SchedulerCore {
  /// Pauses a job, or with nil every job; a pause that is in force is replaced.
  mutating func pause(_ job: JobID?, _ pause: Pause) {
    endExpiredPauses()
    perform(.record(.paused(job, pause)))
    perform(.log(.paused(job, pause)))
    guard let job else {
      // What has come up to now is not paused yet.
      if globalPause == nil { for slot in schedules.indices { settle(slot: slot) } }
      return globalPause = pause
    }
    guard let slot = slot(of: job) else { return }
    if !isPaused(slot) { settle(slot: slot) }
    schedules[slot].pause = pause
    rearm(slot)
  }

  /// Ends a pause: what passed in it is skipped and not caught up.
  mutating func resume(_ job: JobID?, at instant: Instant) {
    perform(.record(.resumed(job, at: instant)))
    perform(.log(.resumed(job)))
    if let job {
      guard let slot = slot(of: job) else { return }
      schedules[slot].pause = nil
      // Under a pause of every job the fire times are still paused.
      if globalPause == nil { skipPaused(slot, before: instant) }
      rearm(slot)
    } else {
      globalPause = nil
      for slot in schedules.indices { resumeFromGlobalPause(slot, at: instant) }
    }
  }

  /// A job's own pause goes on, unless it was to end while every job was paused.
  private mutating func resumeFromGlobalPause(_ slot: Int, at instant: Instant) {
    if let pause = schedules[slot].pause {
      guard let until = pause.until, until <= instant else { return }
      schedules[slot].pause = nil
      perform(.record(.resumed(schedules[slot].job.id, at: until)))
    }
    skipPaused(slot, before: instant)
    rearm(slot)
  }

  /// Accounts for the fire times of a pause: one span, however many there are.
  mutating func skipPaused(_ slot: Int, before end: Instant) {
    guard let trigger = schedules[slot].timedTrigger else { return }
    let cursor = schedules[slot].cursor
    guard let first = trigger.next(after: cursor), first < end,
      let last = trigger.latest(through: end.previous, after: cursor)
    else { return }
    let count = trigger.count(after: cursor, through: last)
    pass(schedules[slot].job.id, first, last, count, .skipped, .paused)
    schedules[slot].cursor = last
    perform(.record(.cursor(schedules[slot].job.id, last)))
  }

  /// Whether a job's trigger counts for nothing just now; a pause that was to end by now has ended.
  func isPaused(_ slot: Int) -> Bool {
    isInForce(globalPause) || isInForce(schedules[slot].pause)
  }

  private func isInForce(_ pause: Pause?) -> Bool {
    guard let pause else { return false }
    return pause.until.map { $0 > now.wall } ?? true
  }

  /// A pause of every job that was to end by now has ended at its instant.
  mutating func endExpiredGlobalPause() {
    guard let until = globalPause?.until, until <= now.wall else { return }
    resume(nil, at: until)
  }

  /// Every pause that was to end by now has ended at its instant, before anything else is decided about pauses.
  ///
  /// A turn that comes late has its events before it is told that time has passed.
  mutating func endExpiredPauses() {
    endExpiredGlobalPause()
    for slot in schedules.indices {
      if let until = schedules[slot].pause?.until, until <= now.wall {
        resume(schedules[slot].job.id, at: until)
      }
    }
  }
}
