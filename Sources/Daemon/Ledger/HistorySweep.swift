package import Scheduler

/// A run whose row was let go, and how many processes it had.
package struct PrunedRun: Hashable, Sendable {
  package var id: RunID
  package var attempts: Int
}

/// A walk over the jobs of a ledger that lets go of what their limits do not keep, a step at a time.
///
/// A step is so small that the loop can take it between two things that are due.
package struct HistorySweep {
  /// So many rows are let go in one transaction.
  package static let rowsAtOnce = 8

  /// So many idempotency keys are let go in one transaction.
  static let keysAtOnce = 32

  /// So many jobs are looked at in one step.
  static let jobsAtOnce = 8

  /// So many runs are counted in one step.
  static let runsCountedAtOnce = 2000

  /// The job that it stands at.
  struct Place {
    var job: JobID

    /// How many of its newest runs were counted.
    var counted = 0

    /// The oldest of those; everything before it is not counted yet.
    var oldestCounted = Int64.max

    /// Whether it is known which runs are more than are kept.
    var isCounted = false

    /// Runs before this one are more than are kept.
    var firstKept = Int64.min
  }

  var place: Place?

  /// The last job that it is done with; empty before the first.
  var lastJob = ""

  /// How many rows it has let go.
  package internal(set) var pruned = 0

  /// Whether no idempotency key is left that is too old.
  var isDoneWithKeys = false

  /// The runs among those whose output is still there.
  fileprivate(set) var prunedRuns: [PrunedRun] = []

  /// Takes the runs that were let go since the last call.
  package mutating func takePrunedRuns() -> [PrunedRun] {
    defer { prunedRuns = [] }
    return prunedRuns
  }

  /// A walk that has not begun.
  package init() {}
}

extension Ledger {
  /// Goes one step on in letting go of what the limits do not keep.
  ///
  /// Oldest first; what is let go of fire times is counted on a `PrunedStretch` in the same transaction.
  ///
  /// - Parameters:
  ///   - sweep: Where the walk stands.
  ///   - limits: How much is kept of a job.
  ///   - now: What the wall clock says.
  /// - Returns: Whether there is more to do; else the walk is over.
  /// - Throws: `LedgerError`; nothing of the step was done.
  package func prune(
    _ sweep: inout HistorySweep,
    limits: (JobID) -> HistoryLimits,
    at now: Instant
  ) throws(LedgerError) -> Bool {
    if !sweep.isDoneWithKeys {
      let forgotten = try forgetAnswers(at: now, atMost: HistorySweep.keysAtOnce)
      sweep.isDoneWithKeys = forgotten < HistorySweep.keysAtOnce
      if forgotten > 0 { return true }
    }
    var runsLeft = HistorySweep.runsCountedAtOnce
    for _ in 0..<HistorySweep.jobsAtOnce {
      if sweep.place == nil { sweep.place = try nextPlace(after: sweep.lastJob) }
      guard var place = sweep.place else { return false }
      let kept = limits(place.job)
      if !place.isCounted { runsLeft -= try count(&place, upTo: kept.keepRuns, atMost: runsLeft) }
      sweep.place = place
      guard place.isCounted else { return true }
      let (pruned, runs) = try pruneRows(of: place.job, before: RunID(place.firstKept), kept.horizon(at: now))
      sweep.pruned += pruned
      sweep.prunedRuns += runs
      if pruned < HistorySweep.rowsAtOnce {
        sweep.lastJob = place.job.description
        sweep.place = nil
      }
      if pruned > 0 { return true }
    }
    return true
  }

  /// The next job that has something to be let go.
  private func nextPlace(after job: String) throws(LedgerError) -> HistorySweep.Place? {
    let names = try rows(
      """
      SELECT min(name) FROM (
        SELECT (SELECT min(job) FROM runs WHERE outcome IS NOT NULL AND job > ?1) AS name
        UNION ALL SELECT (SELECT min(job) FROM spans WHERE job > ?1))
      """,
      bind: { statement throws(SQLiteError) in try statement.bind(1, job) }
    ) { row throws(LedgerError) in row.optionalText(0) }
    return names.first.flatMap { $0 }.map { HistorySweep.Place(job: JobID($0)) }
  }

  /// Goes on in counting a job's newest runs.
  ///
  /// - Returns: How many were looked at.
  private func count(
    _ place: inout HistorySweep.Place,
    upTo limit: Int?,
    atMost budget: Int
  ) throws(LedgerError) -> Int {
    guard let limit, place.counted < limit, budget > 0 else {
      place.isCounted = limit.map { place.counted >= $0 } ?? true
      return 0
    }
    let wanted = min(limit - place.counted, budget)
    let (job, before) = (place.job, place.oldestCounted)
    let oldest = try rows(
      HistoryPruning.counting,
      bind: { statement throws(SQLiteError) in
        try statement.bind(1, job.description)
        try statement.bind(2, before)
        try statement.bind(3, Int64(wanted - 1))
      }
    ) { row throws(LedgerError) in row.int64(0) }.first
    guard let oldest else {
      // It has fewer than are kept.
      place.isCounted = true
      return wanted
    }
    place.counted += wanted
    place.oldestCounted = oldest
    place.isCounted = place.counted == limit
    if place.isCounted { place.firstKept = oldest }
    return wanted
  }
}
