package import Scheduler

/// Many runs at a time, as far as pictures of them need it.
extension LedgerReader {
  /// A job's ended runs, newest first.
  ///
  /// - Parameters:
  ///   - job: Whose.
  ///   - first: Only this one and those with larger numbers; nil for every one.
  ///   - before: Only those with smaller numbers; nil for every one.
  ///   - limit: How many at most.
  /// - Returns: The runs.
  /// - Throws: `LedgerError`.
  /// - Complexity: O(limit) rows, however many runs there are.
  package func endedRuns(
    of job: JobID,
    from first: RunID? = nil,
    before: RunID? = nil,
    limit: Int
  ) throws(LedgerError) -> [EndedRun] {
    try rows(
      LedgerQuestion.endedRuns,
      bind: { statement throws(SQLiteError) in
        try statement.bind(1, job.description)
        try statement.bind(2, first?.number ?? 0)
        try statement.bind(3, before?.number ?? .max)
        try statement.bind(4, Int64(max(0, limit)))
      }
    ) { row throws(LedgerError) in try Self.endedRun(row) }
  }

  private static func endedRun(_ row: Statement) throws(LedgerError) -> EndedRun {
    let created = Instant(nanoseconds: row.int64(2))
    return EndedRun(
      id: RunID(row.int64(0)),
      outcome: try row.word(1, "run \(row.int64(0))", "outcome"),
      createdAt: created,
      startedAt: row.instant(3),
      endedAt: row.instant(4) ?? created
    )
  }
}

extension LedgerReader {
  /// For each of some jobs how the newest run ended that has an outcome; nil where there is none.
  package func newestEnds(of jobs: [JobID]) throws(LedgerError) -> [EndedRun?] {
    try eachOf(jobs, LedgerQuestion.newestEnd) { row throws(LedgerError) in try Self.endedRun(row) }
  }
}

extension LedgerQuestion {
  package static let newestEnd = """
    SELECT id, outcome, created_at, started_at, ended_at FROM runs \
    WHERE outcome IS NOT NULL AND job = ?1 ORDER BY id DESC LIMIT 1
    """

  package static let endedRuns = """
    SELECT id, outcome, created_at, started_at, ended_at FROM runs \
    WHERE outcome IS NOT NULL AND job = ?1 AND id >= ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4
    """
}
