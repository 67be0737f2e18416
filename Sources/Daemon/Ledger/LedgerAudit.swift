package import Scheduler

/// The proof that a ledger's account is whole: each fire time of each job is accounted for exactly once.
///
/// It reads the file alone, with or without a daemon beside it, a job at a time, so that no transaction is long.
package struct LedgerAudit {
  /// One job's part.
  package struct JobPart {
    /// Whose.
    package var job: JobID

    /// What was compared, and what does not add up.
    package var audit: JobAudit

    /// Why versions of its trigger cannot be read today; their fire times are not proved.
    package var unreadable: [String]
  }

  /// The jobs, ordered by name.
  package private(set) var jobs: [JobPart] = []

  /// What SQLite says of the file where it is not whole.
  package private(set) var damage: String?

  /// The lives of the daemons, newest first: what a hole most often has to do with.
  package private(set) var lives: [DaemonLife] = []

  /// Whether everything adds up.
  package var isProved: Bool {
    damage == nil && jobs.allSatisfy { $0.audit.findingCount == 0 && $0.unreadable.isEmpty }
  }

  /// Audits a ledger.
  ///
  /// - Parameters:
  ///   - ledger: The ledger.
  ///   - only: One job; nil for all.
  ///   - range: Only fire times in it count.
  ///   - zones: Where the zones of recorded triggers come from.
  /// - Throws: `LedgerError`.
  package init(
    _ ledger: LedgerReader,
    only: JobID? = nil,
    in range: ClosedRange<Instant>,
    zones: any ZoneSource
  ) throws(LedgerError) {
    damage = try ledger.damage()
    lives = try ledger.daemonLives(limit: 10_000)
    for job in try ledger.auditedJobs() where only == nil || only == job {
      jobs.append(
        try ledger.snapshot { () throws(LedgerError) in
          try Self.part(job, ledger, range, zones)
        }
      )
    }
  }

  private static func part(
    _ job: JobID,
    _ ledger: LedgerReader,
    _ range: ClosedRange<Instant>,
    _ zones: any ZoneSource
  ) throws(LedgerError) -> JobPart {
    let cursor = try ledger.cursor(of: job)
    var versions: [JobAudit.Version] = []
    var unreadable: [String] = []
    for version in try ledger.triggerVersions(of: job) {
      let through = version.until.map { $0 - .nanoseconds(1) } ?? cursor ?? version.since
      do throws(TriggerTextError) {
        guard case .timed(let trigger) = try Trigger(text: version.text, zones: zones, jobID: job) else {
          continue
        }
        versions.append(JobAudit.Version(trigger: trigger, since: version.since, through: through))
      } catch {
        unreadable.append("\(version.text.json) since \(version.since): \(error)")
      }
    }
    var audit = JobAudit(versions, in: range)
    try ledger.forEachMark(of: job) { audit.take($0) }
    audit.finish()
    return JobPart(job: job, audit: audit, unreadable: unreadable)
  }

  /// What a finding most likely comes from, in words.
  package func likelyCause(of finding: JobAudit.Finding) -> String {
    switch finding.kind {
    case .hole:
      let mend = "rows were deleted or changed, or schedd has a fault"
      guard let life = lives.first(where: { $0.startedAt <= finding.first }) else {
        return "no daemon had started yet: \(mend)"
      }
      let isNewest = life.id == lives.first?.id
      if let stoppedAt = life.stoppedAt, stoppedAt < finding.first {
        return isNewest
          ? "no daemon was running then, and none has started since"
          : "no daemon was running then, and the next one did not account for it: \(mend)"
      }
      return life.stoppedAt == nil && !isNewest
        ? "the daemon of then (pid \(life.pid)) died, and the next one did not account for it: \(mend)"
        : "a daemon was running (pid \(life.pid)): \(mend)"
    case .double: return "the clock was set back while no daemon ran, or rows were added by hand"
    case .stray:
      return
        "rows, or what is recorded of the trigger, were changed, or an older schedd did not keep its zone's rules"
    }
  }
}
