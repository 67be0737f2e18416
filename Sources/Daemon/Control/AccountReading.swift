package import Scheduler

/// Puts together what the ledger holds about a job at a time; the account itself is decided by its type.
package struct AccountReading {
  /// What is known without the ledger.
  package struct Circumstances {
    package var status: JobStatus
    package var overview: Overview
    package var now: Instant
    package var jitterSeed: UInt64

    /// Every run by hand that waits for its instant.
    package var deferred: [DeferredTrigger]

    package init(
      status: JobStatus,
      overview: Overview,
      now: Instant,
      jitterSeed: UInt64 = 0,
      deferred: [DeferredTrigger] = []
    ) {
      self.status = status
      self.overview = overview
      self.now = now
      self.jitterSeed = jitterSeed
      self.deferred = deferred
    }
  }

  private let ledger: LedgerReader
  private let zones: any ZoneSource

  /// Reads from a ledger.
  ///
  /// - Parameters:
  ///   - ledger: The ledger.
  ///   - zones: Where the zones of earlier triggers come from.
  package init(_ ledger: LedgerReader, zones: any ZoneSource) {
    self.ledger = ledger
    self.zones = zones
  }

  /// The account of a job at a time.
  package func account(of circumstances: Circumstances, at asked: AskedTime) throws(LedgerError) -> JobAccount
  {
    let job = circumstances.status.job
    let end = max(asked.range.upperBound, asked.repetition?.upperBound ?? asked.range.upperBound)
    let versions = try ledger.triggerVersions(of: job.id, around: asked.range.lowerBound..<end)
    let current = job.trigger.text(in: job.zone, seed: circumstances.jitterSeed)
    let times = FireTimesAsked(asked, of: job, versions.map { readBack($0, job, current) })
    let standing = JobStanding(
      status: circumstances.status,
      now: circumstances.now,
      cursor: try ledger.cursor(of: job.id),
      isStopping: circumstances.overview.isStopping,
      isLedgerWritable: circumstances.overview.isLedgerWritable,
      jitterSeed: circumstances.jitterSeed
    )
    var findings = JobAccount.Findings()
    findings.fireTime = try evidence(of: times.fireTime, standing)
    findings.previous = try evidence(of: times.previous, standing)
    findings.next = try evidence(of: times.next, standing)
    findings.runs = try runs(in: times, standing)
    if times.absence == .namesNone,
      let run = findings.runs.first(where: { times.range.contains($0.createdAt) })
    {
      findings.fireTime = try evidence(of: run, standing)
    }
    findings.deferred = circumstances.deferred.filter { $0.job == job.id && times.range.contains($0.at) }
    return JobAccount(asked, times, findings, standing)
  }

  /// The trigger in force is the one that the core has; an earlier one is read from its text.
  private func readBack(
    _ version: TriggerVersion,
    _ job: Job,
    _ current: TriggerText
  ) -> FireTimesAsked.Version {
    if version.until == nil, version.text == current {
      return FireTimesAsked.Version(version, job.trigger)
    }
    return FireTimesAsked.Version(version, try? Trigger(text: version.text, zones: zones, jobID: job.id))
  }

  private func evidence(of fireTime: Instant?, _ standing: JobStanding) throws(LedgerError)
    -> FireTimeEvidence
  {
    guard let fireTime, fireTime <= standing.now else { return FireTimeEvidence() }
    let job = standing.status.job.id
    if let run = try ledger.run(of: job, firedAt: fireTime) { return try evidence(of: run, standing) }
    var evidence = FireTimeEvidence()
    if let run = try ledger.run(of: job, standingFor: fireTime) {
      evidence.coalescedInto = standing.current(run)
    } else if let recorded = try ledger.span(of: job, covering: fireTime) {
      evidence.span = recorded.span
      let after = try ledger.firstRun(madeFrom: recorded.recordedAt + .nanoseconds(1))
      try explain(&evidence, recorded.span.reason, fireTime, recorded.recordedAt, after, standing)
    } else {
      evidence.pruned = try ledger.prunedStretch(of: job, covering: fireTime)
    }
    return evidence
  }

  /// What belongs to a run: its attempts, and what was in its way.
  private func evidence(of recorded: Run, _ standing: JobStanding) throws(LedgerError) -> FireTimeEvidence {
    let run = standing.current(recorded)
    var evidence = FireTimeEvidence()
    evidence.run = run
    // The core knows every run that has not ended.
    evidence.isEndUnrecorded = run.outcome == nil && !standing.status.openRuns.contains { $0.id == run.id }
    if run.attempt > 1 || run.state == .waitingRetry { evidence.attempts = try ledger.attempts(of: run.id) }
    if run.outcome == .skipped {
      try explain(&evidence, run.reason, run.fireTime ?? run.createdAt, run.createdAt, run.id, standing)
    } else if run.state == .queued {
      let status = standing.status
      let others = status.openRuns.filter { $0.id < run.id && $0.state != .queued }
      // With fewer of them it waits for a slot.
      if others.count >= status.job.policies.maxInstances { evidence.inTheWay = others }
    }
    return evidence
  }

  /// Finds what a fire time was refused for.
  private func explain(
    _ evidence: inout FireTimeEvidence,
    _ reason: Reason?,
    _ fireTime: Instant,
    _ refusal: Instant,
    _ run: RunID?,
    _ standing: JobStanding
  ) throws(LedgerError) {
    let status = standing.status
    switch reason {
    case .maxInstances, .maxQueued:
      evidence.inTheWay = try ledger.runsUnderWay(of: status.job.id, at: refusal, before: run)
    case .paused:
      evidence.pause = try ledger.endedPause(of: status.job.id, at: fireTime)
      evidence.globalPause = try ledger.endedPause(of: nil, at: fireTime)
      guard evidence.pause == nil, evidence.globalPause == nil else { return }
      evidence.pause = status.pause.flatMap { $0.since <= fireTime ? $0 : nil }
      evidence.globalPause = status.globalPause.flatMap { $0.since <= fireTime ? $0 : nil }
    default: return
    }
  }

  /// The job's runs that were made in the time that was asked for; where that is no fire time, also what was under way.
  private func runs(in times: FireTimesAsked, _ standing: JobStanding) throws(LedgerError) -> [Run] {
    let (range, job) = (times.range, standing.status.job.id)
    guard range.lowerBound <= standing.now else { return [] }
    let first = try ledger.firstRun(madeFrom: range.lowerBound)
    var runs: [Run] = []
    if times.fireTime == nil {
      runs = try ledger.runsUnderWay(of: job, at: range.lowerBound, before: first)
    }
    if let first {
      runs += try ledger.runs(of: job, after: RunID(first.number - 1), limit: 16).filter {
        $0.createdAt < range.upperBound
      }
    }
    return runs.map(standing.current)
  }
}

extension JobStanding {
  /// A run as it stands: the core knows better than the ledger how far an open one is.
  fileprivate func current(_ run: Run) -> Run {
    run.outcome == nil ? status.openRuns.first { $0.id == run.id } ?? run : run
  }
}
