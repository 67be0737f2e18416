package import Scheduler

/// What is read less often than runs: attempts, pauses, deferred triggers.
extension LedgerReader {
  /// The attempts of a run that were followed by another, in order.
  package func attempts(of run: RunID) throws(LedgerError) -> [Attempt] {
    try rows(
      """
      SELECT number, started_at, ended_at, outcome, reason, detail, exit_code, signal, user_time, system_time, \
      peak_memory, output_bytes FROM attempts WHERE run = ?1 ORDER BY number
      """,
      bind: { statement throws(SQLiteError) in try statement.bind(1, run.number) }
    ) { row throws(LedgerError) in
      let number = row.int64(0)
      return Attempt(
        number: Int(number),
        startedAt: row.instant(1),
        endedAt: Instant(nanoseconds: row.int64(2)),
        outcome: try row.word(3, "attempt \(number) of run \(run)", "outcome"),
        reason: try row.word(4, "attempt \(number) of run \(run)", "reason"),
        detail: row.optionalText(5),
        exitCode: row.optionalInt64(6).map(Int32.init(truncatingIfNeeded:)),
        signal: row.optionalInt64(7).map(Int32.init(truncatingIfNeeded:)),
        usage: row.usage(8)
      )
    }
  }

  /// The pauses in force; that of every job stands under nil.
  package func pauses() throws(LedgerError) -> [JobID?: Pause] {
    let pauses = try rows("SELECT job, since, until, reason, actor FROM pauses") { row throws(LedgerError) in
      let name = row.text(0)
      let pause = Pause(
        since: Instant(nanoseconds: row.int64(1)),
        until: row.instant(2),
        reason: row.text(3),
        actor: row.optionalText(4)
      )
      return (job: name.isEmpty ? nil : JobID(name), pause: pause)
    }
    var byJob: [JobID?: Pause] = [:]
    for (job, pause) in pauses { byJob[job] = pause }
    return byJob
  }

  /// The runs by hand that were asked for at a later instant, ordered by number.
  func deferredTriggers() throws(LedgerError) -> [DeferredTrigger] {
    try rows("SELECT id, job, at, actor, parameters FROM deferred ORDER BY id") { row throws(LedgerError) in
      DeferredTrigger(
        id: row.int64(0),
        job: JobID(row.text(1)),
        at: Instant(nanoseconds: row.int64(2)),
        actor: row.optionalText(3),
        parameters: row.optionalText(4).map { [ParameterValue](json: $0) } ?? []
      )
    }
  }

  /// The largest number that a deferred trigger ever had.
  func lastDeferred() throws(LedgerError) -> Int64 {
    let last = try rows("SELECT seq FROM sqlite_sequence WHERE name = 'deferred'") {
      row throws(LedgerError) in
      row.int64(0)
    }
    return last.first ?? 0
  }

  /// How many of a job's latest runs in a row have not succeeded, as far back as that is worth to be known.
  func failuresInARow(of job: JobID) throws(LedgerError) -> Int {
    let outcomes = try rows(
      """
      SELECT outcome FROM runs WHERE job = ?1 AND outcome IS NOT NULL \
      AND outcome IN ('succeeded', 'failed', 'timed_out', 'abandoned') ORDER BY id DESC LIMIT 1000
      """,
      bind: { statement throws(SQLiteError) in try statement.bind(1, job.description) }
    ) { row throws(LedgerError) in row.text(0) }
    return outcomes.prefix { $0 != Outcome.succeeded.rawValue }.count
  }

  /// What is remembered of the notifications that rules have sent.
  func notificationMarks() throws(LedgerError) -> [JobID: [Int64: NotificationMark]] {
    var marks: [JobID: [Int64: NotificationMark]] = [:]
    try forEachRow("SELECT job, rule, at, is_open FROM notified") { row throws(LedgerError) in
      let mark = NotificationMark(at: Instant(nanoseconds: row.int64(2)), isOpen: row.int64(3) != 0)
      marks[JobID(row.text(0)), default: [:]][row.int64(1)] = mark
    }
    return marks
  }
}
