extension SchedulerCore {
  /// Takes the jobs whose fire times have come, oldest first, up to the bound of a turn.
  mutating func fireDueJobs() {
    for _ in 0..<Self.maximumFiresPerTurn {
      guard let entry = due.first, entry.instant <= now.wall else { return }
      fire(slot: Int(entry.slot))
    }
  }

  /// Accounts for every fire time of a job that has come: claims it, or counts it on what stands for it.
  mutating func fire(slot: Int) {
    if let until = schedules[slot].pause?.until { return resume(schedules[slot].job.id, at: until) }
    guard let trigger = schedules[slot].timedTrigger, let first = schedules[slot].nextFireTime else { return }
    let following = trigger.next(after: first)
    if let following, dueInstant(following, of: trigger, slot) <= now.wall {
      catchUp(slot, trigger, from: first, through: lastDue(slot, trigger))
    } else {
      admitScheduled(slot, at: first, standingFor: nil)
      advance(slot, past: first, next: following)
    }
  }

  /// Accounts for what has passed before a trigger goes out of force; what still waited for its jitter counts too.
  mutating func settle(slot: Int) {
    if isPaused(slot) { return skipPaused(slot, before: now.wall + .nanoseconds(1)) }
    guard let trigger = schedules[slot].timedTrigger, let first = schedules[slot].nextFireTime,
      first <= now.wall, let last = trigger.latest(through: now.wall, after: schedules[slot].cursor)
    else { return }
    catchUp(slot, trigger, from: first, through: last)
  }

  /// Several fire times have come at once: after an outage, a suspend, a clock step or a late turn.
  private mutating func catchUp(
    _ slot: Int,
    _ trigger: TimedTrigger,
    from first: Instant,
    through last: Instant
  ) {
    let cursor = schedules[slot].cursor
    let count = first == last ? 1 : trigger.count(after: cursor, through: last)
    switch (schedules[slot].job.policies.coalesce, count > 1) {
    case (_, false):
      admitScheduled(slot, at: first, standingFor: nil)
    case (.latest, true):
      let previous = trigger.latest(through: last.previous, after: cursor) ?? first
      let coalesced = CoalescedFireTimes(count: count - 1, first: first, last: previous)
      admitScheduled(slot, at: last, standingFor: coalesced)
    case (.earliest, true):
      let second = trigger.next(after: first) ?? last
      let coalesced = CoalescedFireTimes(count: count - 1, first: second, last: last)
      admitScheduled(slot, at: first, standingFor: coalesced)
    case (.all, true):
      admitChain(slot, trigger, from: first, through: last, count: count)
    }
    advance(slot, past: last, next: trigger.next(after: last))
  }

  /// The newest fire time that has come, its jitter included.
  ///
  /// Jitter ends before the next fire time, so only the newest one at or before now can still be waiting for it.
  private func lastDue(_ slot: Int, _ trigger: TimedTrigger) -> Instant {
    let cursor = schedules[slot].cursor
    guard let last = trigger.latest(through: now.wall, after: cursor) else { return cursor }
    guard dueInstant(last, of: trigger, slot) > now.wall else { return last }
    return trigger.latest(through: last.previous, after: cursor) ?? cursor
  }

  /// `coalesce: all`: the newest run one after the other as one instance; the older ones are missed.
  private mutating func admitChain(
    _ slot: Int,
    _ trigger: TimedTrigger,
    from first: Instant,
    through last: Instant,
    count: Int
  ) {
    let job = schedules[slot].job
    var fireTimes: [Instant] = []
    var candidate: Instant? = last
    while let fireTime = candidate, fireTimes.count < job.policies.maxCatchUp {
      fireTimes.append(fireTime)
      candidate = trigger.latest(through: fireTime.previous, after: schedules[slot].cursor)
    }
    if let newestMissed = candidate {
      pass(job.id, first, newestMissed, count - fireTimes.count, .missed, .maxCatchUp)
    }
    admitChain(slot, fireTimes.reversed())
  }

  /// Accounts for fire times that pass without a run.
  mutating func pass(
    _ job: JobID,
    _ first: Instant,
    _ last: Instant,
    _ count: Int,
    _ outcome: Outcome,
    _ reason: Reason
  ) {
    let span = Span(job: job, first: first, last: last, count: count, outcome: outcome, reason: reason)
    perform(.record(.span(span)))
    perform(.log(.span(span)))
    notify(of: span)
  }

  /// Everything up to here is accounted for; the next fire time is already known.
  private mutating func advance(_ slot: Int, past fireTime: Instant, next: Instant?) {
    schedules[slot].cursor = fireTime
    perform(.record(.cursor(schedules[slot].job.id, fireTime)))
    setNextFireTime(slot, next)
  }

  /// Computes the next fire time of a slot from its cursor.
  mutating func rearm(_ slot: Int) {
    setNextFireTime(slot, schedules[slot].timedTrigger?.next(after: schedules[slot].cursor))
  }

  /// Says when a slot is due: at its next fire time and the jitter of that, or when its pause ends.
  mutating func setNextFireTime(_ slot: Int, _ fireTime: Instant?) {
    schedules[slot].nextFireTime = fireTime
    var instant: Instant?
    if let pause = schedules[slot].pause {
      instant = pause.until
    } else if let fireTime, let trigger = schedules[slot].timedTrigger {
      instant = dueInstant(fireTime, of: trigger, slot)
    }
    due.set(slot: slot, to: instant, priority: schedules[slot].job.policies.priority)
  }

  /// When a fire time may start: itself and its jitter.
  func dueInstant(_ fireTime: Instant, of trigger: TimedTrigger, _ slot: Int) -> Instant {
    let job = schedules[slot].job.id
    return fireTime + trigger.delay(of: fireTime, job: job, seed: configuration.jitterSeed)
  }
}

extension Instant {
  /// The instant just before, for a search that leaves this one out.
  var previous: Instant { self - .nanoseconds(1) }
}
