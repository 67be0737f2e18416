import Scheduler

/// The account of fire times: each is claimed or counted exactly once, none is lost.
///
/// Event by event: what the records of an event claim and count must cover, without gap or overlap, exactly the fire
/// times by which the job's cursor moves.
extension Checker {
  /// Fire times that something accounts for.
  private struct Piece {
    var first: Instant
    var last: Instant
    var count: Int
  }

  // MARK: Its records

  mutating func checkClaim(_ run: Run, _ incident: inout Incident) {
    guard let fireTime = run.fireTime else { return fault("run \(run.id) of a schedule has no fire time") }
    let name = "\(run.job) at \(fireTime)"
    incident.touched.insert(run.job)
    require(fireTime <= incident.wall, "\(name) is claimed before its time")
    require(
      incident.triggers[run.job] != nil || seen.triggers[run.job] != nil,
      "\(name): there is no such trigger"
    )
    // A date that was past when its job came is late, and was not paused: there was nothing to pause.
    let isKnown = seen.scheduledAt[run.job].map { $0 <= fireTime } ?? false
    require(!isKnown || !seen.isPaused(run.job, at: fireTime), "\(name) is claimed, and was paused")
    if seen.claims[Replica.Claim(job: run.job, fireTime: fireTime)] != nil {
      let isKnown = seen.claimableAgain[run.job].map { fireTime <= $0 } ?? false
      require(isKnown, "\(name) is claimed twice")
      owed[run.id] = run.coalesced
    }
    // What goes out of force is settled, whether its jitter has passed or not.
    guard let trigger = seen.triggers[run.job], !incident.isReload, !incident.isPauseRequest else { return }
    let delay = trigger.delay(of: fireTime, job: run.job, seed: configuration.jitterSeed)
    require(fireTime + delay <= incident.wall, "\(name) is claimed before its jitter has passed")
  }

  mutating func checkSpan(_ span: Span, _ incident: inout Incident) {
    let ending = Ending(span.outcome, span.reason)
    note(ending)
    require(span.count > 0 && span.first <= span.last, "\(span.job) counts \(span.count) fire times")
    incident.touched.insert(span.job)
    incident.spans.append(span)
    switch span.reason {
    case .paused:
      let isPaused = seen.mayBePaused(span.job, at: span.first) && seen.mayBePaused(span.job, at: span.last)
      // A date that was past when its job came, and came paused; or what new rules of a zone have named since.
      let isOld = seen.scheduledAt[span.job].map { span.first <= $0 } ?? false
      require(isPaused || isOld, "\(span.job) skips fire times as paused that were not")
    case .maxCatchUp, .maxInstances, .maxQueued, .queueFull:
      require(jobs[span.job]?.policies.coalesce == .all || incident.isReload, "\(span.job) has no chains")
    case .triggerChanged, .removed:
      require(incident.isLaunch, "\(span.job) loses fire times to an edit while the daemon is up")
    default: fault("fire times of \(span.job) end as \(ending) without a run")
    }
  }

  mutating func checkCursor(_ job: JobID, _ cursor: Instant, _ incident: inout Incident) {
    incident.touched.insert(job)
    require(cursor <= incident.wall, "\(job) accounts for fire times to come")
    guard let old = seen.cursors[job], cursor < old else {
      return require(seen.cursors[job] != nil, "\(job) has a cursor and no schedule")
    }
    let mayCountAgain = incident.isSetBackByHours || (incident.isLaunch && old - incident.wall > .hours(3))
    require(mayCountAgain, "\(job) counts fire times again")
    require(cursor == incident.wall - .nanoseconds(1), "\(job) counts again from another time than now")
    seen.claimableAgain[job] = highest
  }

  mutating func checkSchedule(_ id: JobID, _ text: TriggerText, _ cursor: Instant, _ incident: inout Incident)
  {
    incident.touched.insert(id)
    guard let job = jobs[id], let trigger = job.countingTrigger else {
      return fault("\(id) is scheduled and has no fire times")
    }
    let expected = job.trigger.text(in: job.zone, seed: configuration.jitterSeed)
    require(text == expected, "\(id) is recorded with another trigger")
    // The rules of a zone are others now: what passed unwatched is late by those.
    if incident.isLaunch, cursor == seen.cursors[id], seen.texts[id]?.says(text) == true {
      incident.continued.insert(id)
      return
    }
    if trigger == seen.triggers[id], let old = seen.cursors[id] {
      if cursor == old { return }
      let mayCountAgain = incident.isSetBackByHours || (incident.isLaunch && old - incident.wall > .hours(3))
      if cursor < old, mayCountAgain { return checkCursor(id, cursor, &incident) }
    }
    incident.rescheduled.insert(id)
    require(incident.isReload || incident.isLaunch, "\(id) is scheduled for no reason")
    let now = incident.wall - .nanoseconds(1)
    let isDate = if case .date(let date) = trigger.rule { cursor == date - .nanoseconds(1) } else { false }
    require(
      isDate || (cursor >= now && cursor <= max(incident.wall, highest)),
      "\(id) counts from another time than now"
    )
  }

  // MARK: After the event

  mutating func checkAccount(_ incident: Incident) {
    for job in incident.touched.sorted() { checkAccount(of: job, incident) }
    checkClock(incident)
    guard incident.isLaunch || incident.isReload, life.stage == 0 else { return }
    for (id, job) in jobs {
      let trigger = job.countingTrigger
      require(
        (seen.cursors[id] != nil) == (trigger != nil),
        "\(id) has fire times and no schedule, or a schedule without"
      )
      let isKept = !incident.rescheduled.contains(id) && !incident.continued.contains(id)
      let isSame = incident.triggers[id] == trigger
      require(!isKept || isSame, "\(id) goes on counting by a trigger that is gone")
    }
    for (id, cursor) in seen.cursors {
      require(jobs[id] != nil, "\(id) is gone and has a schedule")
      let isSilent = incident.isLaunch && cursor - incident.wall > .hours(3)
      require(!isSilent, "\(id) stays silent until \(cursor)")
    }
  }

  private mutating func checkClock(_ incident: Incident) {
    let isStep = incident.expectedStep != .zero
    require(
      incident.steppedRecords == (isStep ? 1 : 0),
      "a step of the clock is recorded \(incident.steppedRecords) times"
    )
    if incident.isSetBackByHours {
      for (job, cursor) in seen.cursors where cursor > incident.wall {
        fault("\(job) stays silent for hours")
      }
    }
  }

  private mutating func checkAccount(of job: JobID, _ incident: Incident) {
    guard let trigger = incident.triggers[job], let before = incident.cursors[job] else {
      let isEmpty = !incident.claimed.contains { $0.job == job && $0.cause == .schedule }
      return require(isEmpty, "\(job) claims a fire time before it counts")
    }
    let now = incident.wall
    let countsAgain = incident.isSetBackByHours || (incident.isLaunch && before - now > .hours(3))
    let start = countsAgain ? min(before, now - .nanoseconds(1)) : before
    let isOver = incident.rescheduled.contains(job)
    // The instant of an edit belongs to whichever of the two triggers came first.
    let end = isOver ? now - .nanoseconds(1) : (seen.cursors[job] ?? now)
    checkTiles(job, trigger, after: start, through: end, pieces(of: job, incident))
  }

  private func pieces(of job: JobID, _ incident: Incident) -> [Piece] {
    var pieces: [Piece] = []
    for run in incident.claimed where run.job == job && run.cause == .schedule {
      if let fireTime = run.fireTime { pieces.append(Piece(first: fireTime, last: fireTime, count: 1)) }
      if let more = run.coalesced {
        pieces.append(Piece(first: more.first, last: more.last, count: more.count))
      }
    }
    for span in incident.spans where span.job == job {
      pieces.append(Piece(first: span.first, last: span.last, count: span.count))
    }
    return pieces.sorted { $0.first < $1.first }
  }

  private mutating func checkTiles(
    _ job: JobID,
    _ trigger: TimedTrigger,
    after start: Instant,
    through end: Instant,
    _ pieces: [Piece]
  ) {
    var last = start
    for piece in pieces {
      guard trigger.next(after: last) == piece.first else {
        return fault("\(job) accounts for \(piece.first), not for what comes after \(last)")
      }
      let count = Self.count(trigger, from: piece.first, through: piece.last, atMost: piece.count)
      guard count == piece.count else {
        return fault("\(job): \(piece.count) from \(piece.first) to \(piece.last) are \(count)")
      }
      last = piece.last
    }
    guard let next = trigger.next(after: last), next <= end else { return }
    fault("\(job): nothing accounts for \(next)")
  }

  /// Counts by going from one to the next, where they are not very many.
  private static func count(
    _ trigger: TimedTrigger,
    from first: Instant,
    through last: Instant,
    atMost claimed: Int
  ) -> Int {
    guard claimed <= 3_000 else { return trigger.count(after: first - .nanoseconds(1), through: last) }
    var count = 0
    var instant: Instant? = first
    while let current = instant, current <= last, count <= claimed {
      count += 1
      if current == last { return count }
      instant = trigger.next(after: current)
    }
    return -1
  }
}
