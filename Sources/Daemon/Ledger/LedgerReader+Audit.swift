package import Scheduler

/// What the audit of a job is made from.
extension LedgerReader {
  /// Goes through the marks that a job's fire times have left, in the order of their first fire times.
  ///
  /// - Parameters:
  ///   - job: Whose.
  ///   - take: Told each mark.
  /// - Throws: `LedgerError`.
  /// - Complexity: O(the job's runs · log) in SQLite; nothing is kept here.
  package func forEachMark(of job: JobID, _ take: (JobAudit.Mark) -> Void) throws(LedgerError) {
    var pruned = try prunedStretches(of: job)[...]
    try forEachRow(
      """
      SELECT fire_time, fire_time, 1, 'run', id, outcome, NULL FROM runs \
      WHERE job = ?1 AND outcome IS NOT NULL AND cause = 'schedule' \
      UNION ALL SELECT fire_time, fire_time, 1, 'run', id, NULL, NULL FROM runs \
      WHERE +job = ?1 AND outcome IS NULL AND cause = 'schedule' \
      UNION ALL SELECT coalesced_first, coalesced_last, coalesced, 'coalesced', id, NULL, NULL FROM runs \
      WHERE job = ?1 AND outcome IS NOT NULL AND coalesced > 0 \
      UNION ALL SELECT coalesced_first, coalesced_last, coalesced, 'coalesced', id, NULL, NULL FROM runs \
      WHERE +job = ?1 AND outcome IS NULL AND coalesced > 0 \
      UNION ALL SELECT first, last, count, 'span', id, outcome, reason FROM spans WHERE job = ?1 \
      ORDER BY 1, 2
      """,
      bind: { statement throws(SQLiteError) in try statement.bind(1, job.description) }
    ) { row throws(LedgerError) in
      let first = Instant(nanoseconds: row.int64(0))
      while let stretch = pruned.first, stretch.first <= first {
        take(JobAudit.Mark(stretch))
        pruned.removeFirst()
      }
      let id = RunID(row.int64(4))
      let kind: JobAudit.Mark.Kind =
        switch row.text(3) {
        case "run": .run(id, try row.optionalWord(5, "run \(id)", "outcome"))
        case "coalesced": .coalesced(id)
        default: .span(try row.word(5, "span \(id)", "outcome"), try row.word(6, "span \(id)", "reason"))
        }
      take(
        JobAudit.Mark(
          kind,
          first: first,
          last: Instant(nanoseconds: row.int64(1)),
          count: Int(row.int64(2))
        )
      )
    }
    for stretch in pruned { take(JobAudit.Mark(stretch)) }
  }

  /// Every job that has, or had, a trigger with fire times, or marks of such, ordered by name.
  package func auditedJobs() throws(LedgerError) -> [JobID] {
    let scheduled = try rows(
      "SELECT job FROM schedules UNION SELECT job FROM trigger_history UNION SELECT job FROM pruned"
    ) { row throws(LedgerError) in JobID(row.text(0)) }
    return Set(try jobs() + scheduled).sorted()
  }

  /// Whether SQLite finds the file whole; else what it says.
  package func damage() throws(LedgerError) -> String? {
    let words = try rows("PRAGMA quick_check(1)") { row throws(LedgerError) in row.text(0) }
    return words.first.flatMap { $0 == "ok" ? nil : $0 }
  }
}

extension JobAudit.Mark {
  /// The mark of fire times whose rows were pruned.
  fileprivate init(_ stretch: PrunedStretch) {
    self.init(.pruned(stretch), first: stretch.first, last: stretch.last, count: stretch.count)
  }
}
