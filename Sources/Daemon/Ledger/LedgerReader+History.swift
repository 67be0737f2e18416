package import Scheduler

/// What was in force at some time.
extension LedgerReader {
  /// The versions of a job's trigger that were in force in a stretch of time, and the one that came next.
  ///
  /// - Parameters:
  ///   - job: Whose.
  ///   - range: The stretch.
  ///   - limit: How many versions of the stretch at most; the newest are taken.
  /// - Returns: The versions, oldest first; they may lie beside the stretch, and never miss what lies in it.
  /// - Throws: `LedgerError`.
  package func triggerVersions(
    of job: JobID,
    around range: Range<Instant>,
    limit: Int = 32
  ) throws(LedgerError) -> [TriggerVersion] {
    let earlier = try versions(
      of: job,
      "FROM trigger_history WHERE job = ?1 AND since < ?2 ORDER BY since DESC, until DESC LIMIT ?3",
      range.upperBound,
      limit
    )
    let later = try versions(
      of: job,
      "FROM trigger_history WHERE job = ?1 AND since >= ?2 ORDER BY since, until LIMIT ?3",
      range.upperBound,
      1
    )
    let current = try rows(
      "SELECT since, NULL, \(TriggerColumns.list) FROM schedules WHERE job = ?1",
      bind: { statement throws(SQLiteError) in try statement.bind(1, job.description) },
      version
    )
    return earlier.reversed() + later + current
  }

  /// A job's whole history of triggers, oldest first; the one in force is the last.
  ///
  /// - Parameter job: Whose.
  /// - Returns: Every version that the ledger has.
  /// - Throws: `LedgerError`.
  package func triggerVersions(of job: JobID) throws(LedgerError) -> [TriggerVersion] {
    try rows(
      """
      SELECT since, until, \(TriggerColumns.list) FROM trigger_history WHERE job = ?1 \
      UNION ALL SELECT since, NULL, \(TriggerColumns.list) FROM schedules WHERE job = ?1 \
      ORDER BY 1, 2 NULLS LAST
      """,
      bind: { statement throws(SQLiteError) in try statement.bind(1, job.description) },
      version
    )
  }

  /// Up to which instant a job's fire times are accounted for; nil where it has no trigger that counts.
  package func cursor(of job: JobID) throws(LedgerError) -> Instant? {
    try rows(
      "SELECT cursor FROM schedules WHERE job = ?1",
      bind: { statement throws(SQLiteError) in try statement.bind(1, job.description) }
    ) { row throws(LedgerError) in Instant(nanoseconds: row.int64(0)) }.first
  }

  /// The pause that was in force at an instant and has ended since, of a job or, with nil, of every job.
  ///
  /// - Parameters:
  ///   - job: Whose, or nil.
  ///   - instant: When.
  /// - Returns: The pause with its real end, or nil where there was none.
  /// - Throws: `LedgerError`.
  package func endedPause(of job: JobID?, at instant: Instant) throws(LedgerError) -> Pause? {
    let newest = try rows(
      """
      SELECT since, until, reason, actor FROM pause_history WHERE job = ?1 AND since <= ?2 \
      ORDER BY since DESC LIMIT 1
      """,
      bind: { statement throws(SQLiteError) in
        try statement.bind(1, LedgerWriter.name(ofPaused: job))
        try statement.bind(2, instant.nanoseconds)
      }
    ) { row throws(LedgerError) in
      Pause(
        since: Instant(nanoseconds: row.int64(0)),
        until: row.instant(1),
        reason: row.text(2),
        actor: row.optionalText(3)
      )
    }.first
    return newest.flatMap { pause in pause.until.flatMap { $0 > instant ? pause : nil } }
  }

  private func versions(
    of job: JobID,
    _ source: String,
    _ bound: Instant,
    _ limit: Int
  ) throws(LedgerError) -> [TriggerVersion] {
    try rows(
      "SELECT since, until, \(TriggerColumns.list) " + source,
      bind: { statement throws(SQLiteError) in
        try statement.bind(1, job.description)
        try statement.bind(2, bound.nanoseconds)
        try statement.bind(3, Int64(limit))
      },
      version
    )
  }

  private func version(_ row: Statement) throws(LedgerError) -> TriggerVersion {
    TriggerVersion(
      since: Instant(nanoseconds: row.int64(0)),
      until: row.instant(1),
      text: try triggerText(row, from: 2)
    )
  }
}
