package import Scheduler

/// What became of one fire time: each question is answered from an index, and looks at no more rows than it says.
extension LedgerReader {
  /// The run that claims a fire time.
  package func run(of job: JobID, firedAt fireTime: Instant) throws(LedgerError) -> Run? {
    try rows(
      LedgerQuestion.claim,
      bind: { statement throws(SQLiteError) in
        try statement.bind(1, job.description)
        try statement.bind(2, fireTime.nanoseconds)
      },
      RunColumns.run
    ).first
  }

  /// The span that a fire time was counted on; of the 64 that begin last before it.
  package func span(of job: JobID, covering fireTime: Instant) throws(LedgerError) -> RecordedSpan? {
    try rows(
      LedgerQuestion.span,
      bind: { statement throws(SQLiteError) in
        try statement.bind(1, job.description)
        try statement.bind(2, fireTime.nanoseconds)
      },
      SpanColumns.span
    ).first
  }

  /// The number of the first run of any job that was made at an instant or later; nil where none was.
  package func firstRun(madeFrom instant: Instant) throws(LedgerError) -> RunID? {
    try rows(
      LedgerQuestion.firstMade,
      bind: { statement throws(SQLiteError) in try statement.bind(1, instant.nanoseconds) }
    ) { row throws(LedgerError) in RunID(row.int64(0)) }.first
  }

  /// The run of another fire time that stands for one.
  ///
  /// A fire time is accounted for by the first run that its schedule makes after it, and run numbers grow with time; where
  /// the clock was set back a few others may come between.
  ///
  /// - Parameters:
  ///   - job: Whose.
  ///   - fireTime: The fire time.
  /// - Returns: Nil where none of the sixteen runs after it does.
  /// - Throws: `LedgerError`.
  package func run(of job: JobID, standingFor fireTime: Instant) throws(LedgerError) -> Run? {
    guard let first = try firstRun(madeFrom: fireTime) else { return nil }
    return try runs(of: job, after: RunID(first.number - 1), limit: 16).first { run in
      run.coalesced.map { $0.first <= fireTime && fireTime <= $0.last } ?? false
    }
  }

  /// A job's runs that were under way at an instant: admitted, and not ended.
  ///
  /// - Parameters:
  ///   - job: Whose.
  ///   - instant: When.
  ///   - run: Only runs that were made before this one.
  /// - Returns: Those of the job's 32 last runs before that one that were neither skipped nor missed, ordered by number.
  /// - Throws: `LedgerError`.
  package func runsUnderWay(of job: JobID, at instant: Instant, before run: RunID?) throws(LedgerError)
    -> [Run]
  {
    try rows(
      LedgerQuestion.underWay,
      bind: { statement throws(SQLiteError) in
        try statement.bind(1, job.description)
        try statement.bind(2, run?.number ?? .max)
        try statement.bind(3, instant.nanoseconds)
      },
      RunColumns.run
    )
  }

  /// Spans, newest first: by number, or a job's by their first fire times.
  ///
  /// - Parameters:
  ///   - job: Of this job alone; nil for all.
  ///   - outcome: With this outcome alone; nil for both.
  ///   - before: Those that come after this one in the answer's order.
  ///   - limit: How many at most.
  /// - Returns: The spans.
  /// - Throws: `LedgerError`.
  package func spans(
    of job: JobID?,
    outcome: Outcome?,
    before: Int64?,
    limit: Int
  ) throws(LedgerError) -> [RecordedSpan] {
    try rows(
      LedgerQuestion.spans(hasJob: job != nil, hasOutcome: outcome != nil, hasCursor: before != nil),
      bind: { statement throws(SQLiteError) in
        if let job { try statement.bind(1, job.description) }
        if let outcome { try statement.bind(2, outcome.rawValue) }
        if let before { try statement.bind(3, before) }
        try statement.bind(4, Int64(max(0, limit)))
      },
      SpanColumns.span
    )
  }
}

/// A span as the ledger holds it.
package struct RecordedSpan: Hashable, Sendable {
  /// Its number.
  package var id: Int64

  package var span: Span

  /// When it was found that the fire times had passed.
  package var recordedAt: Instant

  package init(id: Int64, span: Span, recordedAt: Instant) {
    self.id = id
    self.span = span
    self.recordedAt = recordedAt
  }
}

/// The columns of a span's row.
enum SpanColumns {
  static let list = "id, job, first, last, count, outcome, reason, recorded_at"

  /// The span of the row that a SELECT of `list` stands on.
  static func span(_ row: Statement) throws(LedgerError) -> RecordedSpan {
    let id = row.int64(0)
    let span = Span(
      job: JobID(row.text(1)),
      first: Instant(nanoseconds: row.int64(2)),
      last: Instant(nanoseconds: row.int64(3)),
      count: Int(row.int64(4)),
      outcome: try row.word(5, "span \(id)", "outcome"),
      reason: try row.word(6, "span \(id)", "reason")
    )
    return RecordedSpan(id: id, span: span, recordedAt: Instant(nanoseconds: row.int64(7)))
  }
}

/// The SQL of the questions about one fire time.
package enum LedgerQuestion {
  package static let claim =
    "SELECT \(RunColumns.list) FROM runs WHERE cause = 'schedule' AND fire_time = ?2 AND job = ?1"

  package static let span = """
    SELECT * FROM (SELECT \(SpanColumns.list) FROM spans WHERE job = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 64) \
    WHERE last >= ?2 LIMIT 1
    """

  package static let firstMade = "SELECT id FROM runs WHERE created_at >= ?1 ORDER BY created_at, id LIMIT 1"

  /// Skipped runs may lie in their thousands between a run that hangs and the one that it was in the way of; they are
  /// passed over in the index, and no more than 20,000 of them.
  package static let underWay = """
    SELECT \(RunColumns.list) FROM runs WHERE id IN (
      SELECT id FROM (
        SELECT id, outcome FROM runs WHERE outcome IS NOT NULL AND job = ?1 AND id < ?2 ORDER BY id DESC LIMIT 20000
      ) WHERE outcome NOT IN ('skipped', 'missed') LIMIT 32
    ) AND created_at <= ?3 AND ended_at > ?3 \
    UNION ALL SELECT \(RunColumns.list) FROM runs \
    WHERE outcome IS NULL AND +job = ?1 AND id < ?2 AND +created_at <= ?3 ORDER BY id
    """

  /// Spans come by the stretch and not by the run, so that a job's are few.
  package static func spansOfJobs(hasOutcome: Bool, hasCursor: Bool) -> String {
    let cursor = hasCursor ? " AND id < ?3" : ""
    let outcome = hasOutcome ? " AND +outcome = ?2" : ""
    return """
      WITH members(member) AS (SELECT value FROM json_each(?1))
      SELECT \(SpanColumns.list) FROM spans WHERE id IN (
        SELECT id FROM members CROSS JOIN spans INDEXED BY spans_of_job ON job = member\(cursor)\(outcome)
        ORDER BY id DESC LIMIT ?4
      ) ORDER BY id DESC
      """
  }

  /// The order is that of the index that finds the rows, so that nothing is sorted.
  package static func spans(hasJob: Bool, hasOutcome: Bool, hasCursor: Bool) -> String {
    var terms: [String] = []
    if hasJob { terms.append("job = ?1") }
    if hasOutcome { terms.append(hasJob ? "+outcome = ?2" : "outcome = ?2") }
    if hasCursor {
      terms.append(hasJob ? "(first, id) < (SELECT first, id FROM spans WHERE id = ?3)" : "id < ?3")
    }
    let condition = terms.isEmpty ? "" : " WHERE " + terms.joined(separator: " AND ")
    let order = hasJob ? "first DESC, id DESC" : "id DESC"
    return "SELECT \(SpanColumns.list) FROM spans\(condition) ORDER BY \(order) LIMIT ?4"
  }
}
