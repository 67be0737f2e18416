import Scheduler

/// One record: whether it may be made, as things stand.
extension Checker {
  mutating func checkRecord(_ record: Record, _ incident: inout Incident) {
    switch record {
    case .claimed(let run): checkClaimed(run, &incident)
    case .changed(let run): checkChanged(run, &incident)
    case .span(let span): checkSpan(span, &incident)
    case .cursor(let job, let cursor): checkCursor(job, cursor, &incident)
    case .schedule(let job, let text, let cursor, let instant):
      require(instant == incident.wall, "\(job) is scheduled at another time than now")
      checkSchedule(job, text, cursor, &incident)
    case .unscheduled(let job, let instant):
      require(instant == incident.wall, "\(job) is unscheduled at another time than now")
      require(seen.cursors[job] != nil, "\(job) is unscheduled and had no schedule")
      require(jobs[job]?.countingTrigger == nil, "\(job) is unscheduled and has fire times")
      incident.touched.insert(job)
      incident.rescheduled.insert(job)
    case .attempt(let run, let attempt):
      let row = seen.open[run]
      require(row != nil && row?.attempt == attempt.number, "run \(run) has no attempt \(attempt.number)")
      require(
        row?.state == .starting || row?.state == .running,
        "an attempt ends of \(run), which is not running"
      )
      incident.attempts[run] = attempt
      note(Ending(attempt.outcome, attempt.reason))
    case .paused(let job, let pause):
      require(pause.since == incident.wall, "a pause begins at another time than now")
      require(job.map { jobs[$0] != nil } ?? true, "a job is paused that is not there")
    case .resumed(let job, let instant):
      let name = job?.description ?? "everything"
      guard let pause = seen.pauseInForce(job) else { return fault("\(name) is resumed and was not paused") }
      let isGone = job.map { jobs[$0] == nil } ?? false
      let end = min(pause.until ?? incident.wall, incident.wall)
      require(
        instant == end || (isGone && instant == incident.wall),
        "\(name) is resumed at \(instant), not at \(end)"
      )
    case .deferred(let trigger):
      require(trigger.id > seen.newestDeferred, "deferred trigger \(trigger.id) is not new")
    case .undeferred(let id):
      guard let trigger = seen.deferred[id] else { return fault("deferred trigger \(id) is over twice") }
      incident.undeferred.append(trigger)
    case .answered(let answer):
      require(answer.createdAt == incident.wall, "an answer is kept of another time than now")
      let known = seen.answers[answer.key.text]
      // A clock that was set back does not bring a key back that was out of use.
      let isOld = known.map { $0.createdAt <= max(highest, incident.wall) - KeptAnswer.lifetime } ?? true
      require(isOld, "the key \(answer.key.text) is used twice")
    case .notified(let job, let rule, let mark):
      require(mark.at <= incident.wall, "rule \(rule) of \(job) has told something in the future")
    case .clockStepped(let step, let wall):
      incident.steppedRecords += 1
      require(step == incident.expectedStep && wall == incident.wall, "the clock was set otherwise")
    }
  }

  mutating func note(_ ending: Ending) {
    require(Ending.all.contains(ending), "something ends as \(ending)")
    endings.insert(ending)
  }

  // MARK: Rows

  private mutating func checkClaimed(_ run: Run, _ incident: inout Incident) {
    require(!seen.knows(run.id), "run \(run.id) is made twice")
    require(run.createdAt == incident.wall, "run \(run.id) is made at another time than now")
    checkShape(run)
    incident.claimed.append(run)
    switch run.cause {
    case .schedule: checkClaim(run, &incident)
    case .after:
      guard let causedBy = run.causedBy else { return fault("run \(run.id) follows nothing") }
      let consequence = Replica.Consequence(job: run.job, causedBy: causedBy)
      require(seen.consequences[consequence] == nil, "\(run.job) follows run \(causedBy) twice")
    case .manual, .startup: break
    }
    if run.cause != .schedule { require(run.fireTime == nil, "run \(run.id) has a fire time and no trigger") }
    if run.state == .ended { checkEnding(of: run, from: .queued, &incident) }
  }

  private mutating func checkShape(_ run: Run) {
    let hasEnded = run.state == .ended
    require(
      (run.outcome != nil) == hasEnded,
      "run \(run.id) is \(run.state) and its outcome \(run.outcome as Any)"
    )
    require(
      (run.reason != nil) == hasEnded,
      "run \(run.id) is \(run.state) and its reason \(run.reason as Any)"
    )
    require((run.endedAt != nil) == hasEnded, "run \(run.id) is \(run.state) and ended \(run.endedAt as Any)")
    require(
      (run.retryAt != nil) == (run.state == .waitingRetry),
      "run \(run.id) is \(run.state) and has a retry"
    )
    require(run.reruns <= 3, "run \(run.id) has \(run.reruns) attempts after crashes in a row")
  }

  private mutating func checkChanged(_ run: Run, _ incident: inout Incident) {
    guard let old = seen.open[run.id] else {
      let isRefused = seen.refused.contains(run.id)
      return require(isRefused, "run \(run.id) changes and \(seen.knows(run.id) ? "has ended" : "never was")")
    }
    checkShape(run)
    let isSame =
      run.job == old.job && run.fireTime == old.fireTime && run.cause == old.cause
      && run.coalesced == old.coalesced
      && run.chain == old.chain && run.causedBy == old.causedBy && run.createdAt == old.createdAt
    require(isSame, "run \(run.id) becomes another")
    switch (old.state, run.state) {
    case (.queued, .starting):
      require(run.attempt == old.attempt + 1, "run \(run.id) starts as attempt \(run.attempt)")
    case (.starting, .running): require(run.attempt == old.attempt, "run \(run.id) skips an attempt")
    case (.starting, .queued), (.running, .queued): checkReturn(run, old, incident)
    case (.starting, .waitingRetry), (.running, .waitingRetry): checkRetryRow(run, incident)
    case (.waitingRetry, .queued):
      let isDue = life.retries[run.id].map { $0.lowerBound <= incident.uptime } ?? false
      require(isDue, "run \(run.id) is tried again too early")
    case (_, .ended): checkEnding(of: run, from: old.state, &incident)
    default: fault("run \(run.id) goes from \(old.state) to \(run.state)")
    }
  }

  /// Back into the queue: after a crash for another attempt, or because the start never was performed.
  private mutating func checkReturn(_ run: Run, _ old: Run, _ incident: Incident) {
    if incident.isLaunch {
      require(mayRerun(old), "run \(run.id) runs again after a crash")
      require(
        run.attempt == old.attempt && run.reruns == old.reruns + 1,
        "run \(run.id) counts its attempts wrong"
      )
      require(
        incident.attempts[run.id]?.outcome == .abandoned,
        "the lost attempt of run \(run.id) has no row"
      )
    } else {
      require(old.state == .starting && life.live[run.id] == nil, "run \(run.id) queues again while it runs")
      require(run.attempt == old.attempt - 1, "run \(run.id) counts an attempt that never was")
    }
  }

  private mutating func checkRetryRow(_ run: Run, _ incident: Incident) {
    let attempt = incident.attempts[run.id]
    let recorded = attempt.map { Ending($0.outcome, $0.reason) }
    let isExpected = incident.expectedEnd.map { $0.run == run.id && $0.ending == recorded } ?? false
    require(isExpected, "run \(run.id) waits for a retry after \(recorded.map(\.description) ?? "nothing")")
  }

  /// Whether a run that was under way when the daemon died gets another attempt.
  func mayRerun(_ run: Run) -> Bool {
    guard let job = jobs[run.job], job.isEnabled || run.cause == .manual else { return false }
    return job.policies.onAbandoned == .rerun && run.reruns < 3
  }
}
