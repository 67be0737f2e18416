package import Scheduler

/// The SQL of letting go.
package enum HistoryPruning {
  /// The oldest of so many of a job's newest runs.
  package static let counting = """
    SELECT id FROM runs WHERE outcome IS NOT NULL AND job = ?1 AND id < ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3
    """

  /// A job's oldest runs that have an outcome, but not the newest of them.
  package static let oldestRuns = """
    SELECT id, created_at, cause, fire_time, outcome, coalesced, coalesced_first, coalesced_last, attempt FROM runs \
    WHERE outcome IS NOT NULL AND job = ?1 \
    AND id < (SELECT max(id) FROM runs WHERE outcome IS NOT NULL AND job = ?1) ORDER BY id LIMIT ?2
    """

  /// A job's oldest spans.
  package static let oldestSpans = """
    SELECT id, recorded_at, first, last, count, outcome FROM spans WHERE job = ?1 ORDER BY first, id LIMIT ?2
    """

  /// The fire times that stay and may lie between those that go: of open runs, of runs that were open while newer ones
  /// went, and of the newest run, which stays however old it is.
  package static let kept = """
    SELECT id, fire_time, coalesced_first FROM runs WHERE outcome IS NULL AND +job = ?1 \
    UNION ALL SELECT id, fire_time, coalesced_first FROM runs WHERE outcome IS NOT NULL AND job = ?1 AND id <= ?2 \
    UNION ALL SELECT id, fire_time, coalesced_first FROM runs \
    WHERE id = (SELECT max(id) FROM runs WHERE outcome IS NOT NULL AND job = ?1)
    """

  /// What is kept of what went.
  package static let stretches = """
    SELECT first, last, \(outcomes), coalesced, last_run FROM pruned WHERE job = ?1 AND first IS NOT NULL ORDER BY first
    """

  /// The columns of the counts, in the order of `Outcome.allCases`, whose words they are.
  static let outcomes = Outcome.allCases.map(\.rawValue).joined(separator: ", ")
}

/// A row that may go, and what it was of the account.
private struct PrunableRow {
  enum Table: String {
    case runs, spans
  }

  var table: Table
  var id: Int64

  /// When it was recorded.
  var recordedAt: Instant

  /// How many processes a run had, each with output of its own.
  var attempts = 0

  /// How a run has ended that no fire time named.
  var unscheduled: Outcome?

  /// What is kept of its fire times.
  var stretches: [PrunedStretch]

  /// The first of them; nil for none.
  var first: Instant? { stretches.map(\.first).min() }
}

/// A fire time that is kept one by one.
private struct KeptFireTime {
  var run: RunID
  var fireTime: Instant
}

extension PrunedStretch {
  /// The stretch as one that comes after the kept runs before it: those are looked for again when it is joined with
  /// others, also once they have ended.
  fileprivate func after(_ kept: [KeptFireTime]) -> PrunedStretch {
    var stretch = self
    for one in kept where one.fireTime < first { stretch.lastRun = max(stretch.lastRun, one.run) }
    return stretch
  }
}

extension Ledger {
  /// Lets go of a job's oldest rows, in one transaction.
  ///
  /// After a power cut they may be there again, and go again.
  ///
  /// - Parameters:
  ///   - job: Whose.
  ///   - firstKept: Runs before this one are more than are kept.
  ///   - horizon: What was recorded before this is too old.
  /// - Returns: How many rows, fewer than `HistorySweep.rowsAtOnce` where no more are to go, and the runs among them.
  /// - Throws: `LedgerError`; nothing was done.
  func pruneRows(of job: JobID, before firstKept: RunID, _ horizon: Instant) throws(LedgerError) -> (
    count: Int, runs: [PrunedRun]
  ) {
    let runs = try prunableRuns(of: job).prefix { $0.id < firstKept.number || $0.recordedAt < horizon }
    let rows = Self.inOrder(runs, try prunableSpans(of: job), horizon)
    guard !rows.isEmpty else { return (0, []) }
    try lazyTransaction { writer throws(LedgerError) in
      try attempt { () throws(SQLiteError) in
        for row in rows { try writer.delete(row.id, from: row.table.rawValue) }
        for row in rows {
          if let outcome = row.unscheduled { try writer.countPruned(outcome, RunID(row.id), of: job) }
        }
      }
      let new = rows.flatMap(\.stretches)
      guard !new.isEmpty else { return }
      let old = try prunedStretches(of: job)
      let kept = try keptFireTimes(of: job, through: (old + new).map(\.lastRun).max() ?? RunID(0))
      let all = old + new.map { $0.after(kept) }
      try attempt { () throws(SQLiteError) in
        try writer.write(PrunedStretch.joined(all, around: kept.map(\.fireTime)), of: job)
      }
    }
    let gone = rows.filter { $0.table == .runs }.map { PrunedRun(id: RunID($0.id), attempts: $0.attempts) }
    return (rows.count, gone)
  }

  /// The rows that go, in the order of their fire times: a span goes with the runs after it, or for its own age.
  private static func inOrder(
    _ runs: some Collection<PrunableRow>,
    _ spans: [PrunableRow],
    _ horizon: Instant
  ) -> [PrunableRow] {
    var (runs, spans) = (runs[...], spans[...])
    // Where not all runs were looked at, spans may lie between those.
    let hasMoreRuns = runs.count == HistorySweep.rowsAtOnce
    var rows: [PrunableRow] = []
    while rows.count < HistorySweep.rowsAtOnce {
      let span = spans.first
      if let run = runs.first {
        if let span, let first = span.first, let runFirst = run.first, first <= runFirst {
          rows.append(span)
          spans.removeFirst()
        } else {
          rows.append(run)
          runs.removeFirst()
        }
      } else if let span, !hasMoreRuns, span.recordedAt < horizon {
        rows.append(span)
        spans.removeFirst()
      } else {
        break
      }
    }
    return rows
  }

  private func prunableRuns(of job: JobID) throws(LedgerError) -> [PrunableRow] {
    try rows(HistoryPruning.oldestRuns, bind: Self.binding(job, Int64(HistorySweep.rowsAtOnce))) {
      row throws(LedgerError) in
      let id = RunID(row.int64(0))
      let outcome: Outcome = try row.word(4, "run \(id)", "outcome")
      var stretches: [PrunedStretch] = []
      let isScheduled = row.text(2) == Cause.schedule.rawValue
      if isScheduled, let fireTime = row.instant(3) {
        stretches.append(PrunedStretch(first: fireTime, last: fireTime, outcomes: [outcome: 1], lastRun: id))
      }
      if let first = row.instant(6), let last = row.instant(7) {
        let count = Int(row.int64(5))
        stretches.append(PrunedStretch(first: first, last: last, coalesced: count, lastRun: id))
      }
      return PrunableRow(
        table: .runs,
        id: id.number,
        recordedAt: Instant(nanoseconds: row.int64(1)),
        attempts: Int(row.int64(8)),
        unscheduled: isScheduled ? nil : outcome,
        stretches: stretches
      )
    }
  }

  private func prunableSpans(of job: JobID) throws(LedgerError) -> [PrunableRow] {
    try rows(HistoryPruning.oldestSpans, bind: Self.binding(job, Int64(HistorySweep.rowsAtOnce))) {
      row throws(LedgerError) in
      let id = row.int64(0)
      let outcome: Outcome = try row.word(5, "span \(id)", "outcome")
      let stretch = PrunedStretch(
        first: Instant(nanoseconds: row.int64(2)),
        last: Instant(nanoseconds: row.int64(3)),
        outcomes: [outcome: Int(row.int64(4))]
      )
      let recordedAt = Instant(nanoseconds: row.int64(1))
      return PrunableRow(table: .spans, id: id, recordedAt: recordedAt, stretches: [stretch])
    }
  }

  private func keptFireTimes(of job: JobID, through run: RunID) throws(LedgerError) -> [KeptFireTime] {
    try rows(HistoryPruning.kept, bind: Self.binding(job, run.number)) { row throws(LedgerError) in
      let id = RunID(row.int64(0))
      return [row.instant(1), row.instant(2)].compactMap { time in
        time.map { KeptFireTime(run: id, fireTime: $0) }
      }
    }.flatMap(\.self)
  }

  private static func binding(
    _ job: JobID,
    _ number: Int64
  ) -> (Statement) throws(SQLiteError) -> Void {
    { statement throws(SQLiteError) in
      try statement.bind(1, job.description)
      try statement.bind(2, number)
    }
  }
}

extension LedgerReader {
  /// The numbers in a range that there is a run of.
  package func runNumbers(in range: ClosedRange<Int64>) throws(LedgerError) -> [Int64] {
    try rows(
      "SELECT id FROM runs WHERE id BETWEEN ?1 AND ?2",
      bind: { statement throws(SQLiteError) in
        try statement.bind(1, range.lowerBound)
        try statement.bind(2, range.upperBound)
      }
    ) { row throws(LedgerError) in row.int64(0) }
  }

  /// What is kept of a fire time whose row was pruned; nil where it was not.
  package func prunedStretch(of job: JobID, covering fireTime: Instant) throws(LedgerError) -> PrunedStretch?
  {
    try prunedStretches(of: job).last { $0.first <= fireTime && fireTime <= $0.last }
  }

  /// What is kept of a job's fire times whose rows were pruned, in the order of the fire times.
  package func prunedStretches(of job: JobID) throws(LedgerError) -> [PrunedStretch] {
    try rows(
      HistoryPruning.stretches,
      bind: { statement throws(SQLiteError) in try statement.bind(1, job.description) }
    ) { row throws(LedgerError) in
      var stretch = PrunedStretch(
        first: Instant(nanoseconds: row.int64(0)),
        last: Instant(nanoseconds: row.int64(1))
      )
      for (column, outcome) in zip(Int32(2)..., Outcome.allCases) {
        let count = Int(row.int64(column))
        if count > 0 { stretch.outcomes[outcome] = count }
      }
      let rest = Int32(2 + Outcome.allCases.count)
      stretch.coalesced = Int(row.int64(rest))
      stretch.lastRun = RunID(row.int64(rest + 1))
      return stretch
    }
  }
}

extension LedgerWriter {
  /// Deletes a run with its attempts, or a span.
  fileprivate func delete(_ id: Int64, from table: String) throws(SQLiteError) {
    let texts =
      table == PrunableRow.Table.runs.rawValue
      ? ["DELETE FROM runs WHERE id = ?1", "DELETE FROM attempts WHERE run = ?1"]
      : ["DELETE FROM spans WHERE id = ?1"]
    for text in texts {
      try write(text) { statement throws(SQLiteError) in try statement.bind(1, id) }
    }
  }

  /// Counts a run that no fire time named, in the one row of its job for these.
  fileprivate func countPruned(_ outcome: Outcome, _ run: RunID, of job: JobID) throws(SQLiteError) {
    let bind = { (statement: Statement) throws(SQLiteError) in
      try statement.bind(1, job.description)
      try statement.bind(2, run.number)
    }
    try write(
      """
      INSERT INTO pruned (job, last_run) SELECT ?1, ?2 \
      WHERE NOT EXISTS (SELECT 1 FROM pruned WHERE job = ?1 AND first IS NULL)
      """,
      bind: bind
    )
    let column = outcome.rawValue
    try write(
      """
      UPDATE pruned SET \(column) = \(column) + 1, last_run = max(last_run, ?2) WHERE job = ?1 AND first IS NULL
      """,
      bind: bind
    )
  }

  /// Writes all of a job's stretches anew: nearly always there is one.
  fileprivate func write(_ stretches: [PrunedStretch], of job: JobID) throws(SQLiteError) {
    try write("DELETE FROM pruned WHERE job = ?1 AND first IS NOT NULL") { statement throws(SQLiteError) in
      try statement.bind(1, job.description)
    }
    for stretch in stretches {
      try write(
        """
        INSERT INTO pruned (job, first, last, \(HistoryPruning.outcomes), coalesced, last_run) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """
      ) { statement throws(SQLiteError) in
        try statement.bind(1, job.description)
        try statement.bind(2, stretch.first.nanoseconds)
        try statement.bind(3, stretch.last.nanoseconds)
        for (index, outcome) in zip(Int32(4)..., Outcome.allCases) {
          try statement.bind(index, Int64(stretch.outcomes[outcome] ?? 0))
        }
        try statement.bind(11, Int64(stretch.coalesced))
        try statement.bind(12, stretch.lastRun.number)
      }
      notePruned(through: stretch.last)
    }
  }
}
