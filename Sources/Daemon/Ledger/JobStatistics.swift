package import Scheduler

/// What the ledger can say of a job's runs in all.
package struct JobStatistics: Hashable, Sendable {
  /// The newest runs that count.
  package var window: RunStatistics

  /// How many runs that count were pruned.
  package var pruned = 0

  /// How many of them succeeded.
  package var prunedSuccesses = 0

  package init(window: RunStatistics, pruned: Int = 0, prunedSuccesses: Int = 0) {
    self.window = window
    self.pruned = pruned
    self.prunedSuccesses = prunedSuccesses
  }
}

extension JobStatistics {
  /// How many runs the window has at most.
  ///
  /// Each is a row of its own to read, and no request may hold the loop for long.
  package static let mostRuns = 1000

  /// How many of a job's newest runs are looked through for them.
  ///
  /// A job that hangs may be skipped millions of times; these are passed over in the index alone.
  package static let mostRowsSearched = 5000
}

extension LedgerReader {
  /// How a job's newest runs ended and how long they took.
  ///
  /// - Parameters:
  ///   - job: Whose.
  ///   - limit: How many runs that count are taken at most.
  ///   - searched: How many of the newest ended runs are looked through for them.
  /// - Returns: The statistics, and what was pruned.
  /// - Throws: `LedgerError`.
  /// - Complexity: O(limit) rows, O(searched) entries of an index.
  package func statistics(
    of job: JobID,
    limit: Int = JobStatistics.mostRuns,
    searching searched: Int = JobStatistics.mostRowsSearched
  ) throws(LedgerError) -> JobStatistics {
    try snapshot { () throws(LedgerError) in
      // One more than is wanted tells whether there are more.
      let runs = try rows(
        JobStatistics.window,
        bind: { statement throws(SQLiteError) in
          try statement.bind(1, job.description)
          try statement.bind(2, Int64(searched))
          try statement.bind(3, Int64(limit + 1))
        }
      ) { row throws(LedgerError) in
        RunStatistics.Entry(
          outcome: try row.word(0, "a run of job \(job)", "outcome"),
          startedAt: row.instant(1),
          endedAt: Instant(nanoseconds: row.int64(2))
        )
      }
      let isComplete = runs.count > limit ? false : try !hasMore(job, than: searched)
      var statistics = JobStatistics(window: RunStatistics(runs.prefix(limit), isComplete: isComplete))
      try forEachRow(
        JobStatistics.prunedCounts,
        bind: { statement throws(SQLiteError) in try statement.bind(1, job.description) }
      ) { row throws(LedgerError) in
        statistics.pruned = Int(row.int64(0))
        statistics.prunedSuccesses = Int(row.int64(1))
      }
      return statistics
    }
  }

  private func hasMore(_ job: JobID, than searched: Int) throws(LedgerError) -> Bool {
    try !rows(
      "SELECT id FROM runs WHERE outcome IS NOT NULL AND job = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2",
      bind: { statement throws(SQLiteError) in
        try statement.bind(1, job.description)
        try statement.bind(2, Int64(searched))
      }
    ) { row throws(LedgerError) in row.int64(0) }.isEmpty
  }
}

extension JobStatistics {
  private static let counted = Outcome.allCases.filter(RunStatistics.counts).map(\.rawValue)

  /// The outer query reads rows of the table, the inner one the index alone.
  package static let window = """
    SELECT outcome, started_at, ended_at FROM runs WHERE id IN (
      SELECT id FROM (
        SELECT id, outcome FROM runs WHERE outcome IS NOT NULL AND job = ?1 ORDER BY id DESC LIMIT ?2
      ) WHERE outcome IN (\(counted.map { "'\($0)'" }.joined(separator: ", "))) LIMIT ?3
    ) ORDER BY id DESC
    """

  package static let prunedCounts = """
    SELECT coalesce(sum(\(counted.joined(separator: " + "))), 0), coalesce(sum(succeeded), 0) FROM pruned WHERE job = ?1
    """
}
