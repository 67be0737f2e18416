package import Scheduler

/// What an account of a job's fire times is made from.
extension LedgerReader {
  /// A job's runs, oldest first.
  ///
  /// - Parameters:
  ///   - job: Whose runs.
  ///   - cursor: Only those that were made after this one, where one is given: read on in slices, so that no
  ///     transaction is long.
  ///   - limit: How many at most.
  /// - Returns: The runs; fewer than `limit` when there are no more.
  /// - Throws: `LedgerError`.
  package func runs(
    of job: JobID,
    after cursor: RunID = RunID(.min),
    limit: Int
  ) throws(LedgerError) -> [Run] {
    try rows(
      """
      SELECT \(RunColumns.list) FROM runs WHERE outcome IS NOT NULL AND job = ?1 AND id > ?2 \
      UNION ALL SELECT \(RunColumns.list) FROM runs WHERE outcome IS NULL AND +job = ?1 AND id > ?2 \
      ORDER BY id LIMIT ?3
      """,
      bind: { statement throws(SQLiteError) in
        try statement.bind(1, job.description)
        try statement.bind(2, cursor.number)
        try statement.bind(3, Int64(max(0, limit)))
      },
      RunColumns.run
    )
  }

  /// A job's spans, in the order of their first fire times.
  ///
  /// - Parameter job: Whose spans.
  /// - Returns: Every one.
  /// - Throws: `LedgerError`.
  package func spans(of job: JobID) throws(LedgerError) -> [Span] {
    try rows(
      "SELECT job, first, last, count, outcome, reason FROM spans WHERE job = ?1 ORDER BY first, id",
      bind: { statement throws(SQLiteError) in try statement.bind(1, job.description) }
    ) { row throws(LedgerError) in
      Span(
        job: JobID(row.text(0)),
        first: Instant(nanoseconds: row.int64(1)),
        last: Instant(nanoseconds: row.int64(2)),
        count: Int(row.int64(3)),
        outcome: try row.word(4, "a span of job \(job)", "outcome"),
        reason: try row.word(5, "a span of job \(job)", "reason")
      )
    }
  }

  /// Every job that the ledger has a run or a span of, ordered by name.
  ///
  /// - Complexity: O(jobs · log runs + open runs + spans).
  package func jobs() throws(LedgerError) -> [JobID] {
    try rows(
      """
      WITH RECURSIVE names(job) AS (
        SELECT (SELECT min(job) FROM runs WHERE outcome IS NOT NULL)
        UNION ALL
        SELECT (SELECT min(job) FROM runs WHERE outcome IS NOT NULL AND job > names.job)
        FROM names WHERE job IS NOT NULL
      )
      SELECT job FROM names WHERE job IS NOT NULL
      UNION SELECT job FROM runs WHERE outcome IS NULL
      UNION SELECT job FROM spans ORDER BY job
      """
    ) { row throws(LedgerError) in JobID(row.text(0)) }
  }

  /// How many of a job's runs have each outcome; outcomes that none has are not in it.
  ///
  /// - Complexity: O(the job's runs), in the index alone.
  package func outcomeCounts(of job: JobID) throws(LedgerError) -> [Outcome: Int] {
    let counts = try rows(
      "SELECT outcome, count(*) FROM runs WHERE job = ?1 AND outcome IS NOT NULL GROUP BY outcome",
      bind: { statement throws(SQLiteError) in try statement.bind(1, job.description) }
    ) { row throws(LedgerError) in
      (try row.word(0, "runs of job \(job)", "outcome") as Outcome, Int(row.int64(1)))
    }
    return Dictionary(uniqueKeysWithValues: counts)
  }
}
