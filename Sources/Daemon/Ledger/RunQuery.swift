package import Scheduler

/// Which runs are asked for; what is left out does not restrict.
package struct RunQuery: Hashable, Sendable {
  /// Of this job alone.
  package var job: JobID?

  /// Of these jobs alone; it counts where `job` does not say one.
  package var jobs: [JobID]?

  /// With this outcome alone.
  package var outcome: Outcome?

  /// With this cause alone.
  package var cause: Cause?

  /// Admitted at this instant or later.
  package var since: Instant?

  /// Admitted before this instant.
  package var until: Instant?

  /// Those that come after this run in the answer's order: the cursor of a list in pages.
  package var before: RunID?

  /// How many at most.
  package var limit = 50

  package init(
    job: JobID? = nil,
    jobs: [JobID]? = nil,
    outcome: Outcome? = nil,
    cause: Cause? = nil,
    since: Instant? = nil,
    until: Instant? = nil,
    before: RunID? = nil,
    limit: Int = 50
  ) {
    self.job = job
    self.jobs = jobs
    self.outcome = outcome
    self.cause = cause
    self.since = since
    self.until = until
    self.before = before
    self.limit = limit
  }
}
