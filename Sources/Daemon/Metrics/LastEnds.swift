package import Scheduler

/// When a job's runs last ended well, and when not.
package struct LastEnds: Hashable {
  /// When the newest that succeeded ended; nil where none is known.
  package var success: Instant?

  /// When the newest ended that failed, timed out or was lost with the daemon; nil where none is known.
  package var failure: Instant?

  package init(success: Instant? = nil, failure: Instant? = nil) {
    self.success = success
    self.failure = failure
  }

  /// Takes in the end of a run; one that says nothing of its job changes nothing.
  package mutating func take(_ run: Run) {
    guard let outcome = run.outcome, RunStatistics.counts(outcome), let end = run.endedAt else { return }
    if outcome == .succeeded {
      success = max(success ?? end, end)
    } else {
      failure = max(failure ?? end, end)
    }
  }

  /// Takes in what was found elsewhere.
  package mutating func merge(_ other: LastEnds) {
    success = [success, other.success].compactMap(\.self).max()
    failure = [failure, other.failure].compactMap(\.self).max()
  }
}

/// The last ends of the jobs that somebody asks for, so that the ledger is asked once for each.
///
/// It costs nothing until the first question: a daemon with a million jobs keeps none.
package struct LastEndsCache: Hashable {
  private struct Entry: Hashable {
    var ends = LastEnds()

    /// Whether the ledger was asked for what came before.
    var isRead = false
  }

  private var entries: [JobID: Entry] = [:]

  /// Whether ends are taken note of.
  package private(set) var isInUse = false

  package init() {}

  /// Takes note of ends from now on.
  ///
  /// - Parameter runs: Ended ones that the ledger may not have yet.
  package mutating func begin(with runs: [Run]) {
    guard !isInUse else { return }
    isInUse = true
    for run in runs { take(run) }
  }

  /// Takes note of a run's end.
  package mutating func take(_ run: Run) {
    guard isInUse else { return }
    entries[run.job, default: Entry()].ends.take(run)
  }

  /// The last ends of a job.
  ///
  /// - Parameters:
  ///   - job: Whose.
  ///   - read: What the ledger says of it.
  /// - Returns: Both together.
  /// - Throws: What `read` throws; it is asked again the next time.
  package mutating func ends(
    of job: JobID,
    reading read: (JobID) throws(LedgerError) -> LastEnds
  ) throws(LedgerError) -> LastEnds {
    var entry = entries[job] ?? Entry()
    guard !entry.isRead else { return entry.ends }
    entry.ends.merge(try read(job))
    entry.isRead = true
    entries[job] = entry
    return entry.ends
  }

  /// Lets go of everything, jobs that are gone among it.
  package mutating func forget() {
    self = LastEndsCache()
  }
}

extension LedgerReader {
  /// When a job's newest runs ended well, and when not.
  ///
  /// - Parameter job: Whose.
  /// - Returns: What is found among the newest 2,000 ended ones; a job that is skipped again and again must not cost more.
  /// - Throws: `LedgerError`.
  /// - Complexity: O(1) in the number of runs.
  package func lastEnds(of job: JobID) throws(LedgerError) -> LastEnds {
    LastEnds(
      success: try newestEnd(of: job, [.succeeded]),
      failure: try newestEnd(of: job, [.failed, .timedOut, .abandoned])
    )
  }

  private func newestEnd(of job: JobID, _ outcomes: [Outcome]) throws(LedgerError) -> Instant? {
    let words = outcomes.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    // The inner queries read the index alone.
    return try rows(
      """
      SELECT ended_at FROM runs WHERE id = (
        SELECT id FROM (
          SELECT id, outcome FROM runs WHERE outcome IS NOT NULL AND job = ?1 ORDER BY id DESC LIMIT 2000
        ) WHERE outcome IN (\(words)) LIMIT 1
      )
      """,
      bind: { statement throws(SQLiteError) in try statement.bind(1, job.description) }
    ) { row throws(LedgerError) in Instant(nanoseconds: row.int64(0)) }.first
  }
}
