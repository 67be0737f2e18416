import Scheduler

/// The statements that write, prepared once for a connection.
final class LedgerWriter {
  /// What came of writing a record.
  enum Verdict {
    case written

    /// The fire time has another run already.
    case refused(RunID)

    /// What the record is about is not there, or is something else.
    case contradicted(String)
  }

  /// What they were prepared on.
  let database: Database

  private let beginning: Statement
  private let commitment: Statement
  private let rollback: Statement
  private let claim: Statement
  private let change: Statement
  private let span: Statement
  private let cursor: Statement
  private let schedule: Statement
  private let prunedClaim: Statement

  /// No fire time after this has a row that was pruned.
  private var newestPruned: Instant

  /// The zones whose files this transaction has seen to.
  private var keptZones: Set<Zone> = []

  init(_ database: Database) throws(SQLiteError) {
    self.database = database
    // Immediate, since a transaction that reads first and is overtaken before its first write can only start over.
    beginning = try database.prepare("BEGIN IMMEDIATE")
    commitment = try database.prepare("COMMIT")
    rollback = try database.prepare("ROLLBACK")
    claim = try database.prepare(RunColumns.claim)
    change = try database.prepare(RunColumns.update)
    span = try database.prepare(
      """
      INSERT INTO spans (job, first, last, count, outcome, reason, recorded_at) \
      SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (
        SELECT 1 FROM spans WHERE job = ?1 AND first = ?2 AND last = ?3 AND count = ?4 AND outcome = ?5 \
      AND reason = ?6)
      """
    )
    cursor = try database.prepare("UPDATE schedules SET cursor = ?2 WHERE job = ?1")
    schedule = try database.prepare(
      """
      INSERT INTO schedules (job, cursor, trigger, zone, seed, zones, since) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
      ON CONFLICT (job) DO NOTHING
      """
    )
    prunedClaim = try database.prepare(
      "SELECT EXISTS (SELECT 1 FROM pruned WHERE job = ?1 AND first <= ?2 AND last >= ?2)"
    )
    newestPruned = Instant(nanoseconds: try database.integer("SELECT coalesce(max(last), 0) FROM pruned"))
  }

  func begin() throws(SQLiteError) {
    keptZones = []
    try beginning.run()
  }

  func commit() throws(SQLiteError) {
    try commitment.run()
  }

  /// Ends the transaction if there is one.
  ///
  /// - Returns: Whether the connection is free of it.
  func rollBack() -> Bool {
    guard database.isInTransaction else { return true }
    do throws(SQLiteError) {
      try rollback.run()
    } catch {
      return !database.isInTransaction
    }
    return true
  }

  /// Writes one record.
  func write(_ record: Record, at now: Instant) throws(SQLiteError) -> Verdict {
    switch record {
    case .claimed(let run):
      return try write(claim: run)
    case .changed(let run):
      try RunColumns.bind(run, to: change)
      try change.run()
      return verdict("run \(run.id) of job \(run.job) is not there to be changed")
    case .span(let span):
      try write(span, at: now)
      return .written
    case .cursor(let job, let instant):
      try cursor.bind(1, job.description)
      try cursor.bind(2, instant.nanoseconds)
      try cursor.run()
      return verdict("job \(job) has no schedule whose cursor could move")
    case .schedule(let job, let text, let cursor, let instant):
      try write(text, of: job, cursor: cursor, at: instant)
    case .unscheduled(let job, let instant):
      try endSchedule(of: job, at: instant)
    case .attempt(let run, let attempt):
      try write(attempt, of: run)
    case .paused(let job, let pause):
      try write(pause, of: job)
    case .resumed(let job, let instant):
      try endPause(of: job, at: instant)
    case .deferred(let trigger):
      try write(trigger)
    case .undeferred(let id):
      try write("DELETE FROM deferred WHERE id = ?1") { statement throws(SQLiteError) in
        try statement.bind(1, id)
      }
    case .answered(let answer):
      try write(answer)
    case .notified(let job, let rule, let mark):
      try write(mark, of: rule, job)
    case .clockStepped(let step, let wall):
      try write("INSERT INTO clock_steps (step, wall) VALUES (?1, ?2)") { statement throws(SQLiteError) in
        try statement.bind(1, step.nanoseconds)
        try statement.bind(2, wall.nanoseconds)
      }
    }
    return .written
  }

  /// Remembers that rows were pruned.
  func notePruned(through instant: Instant) {
    newestPruned = max(newestPruned, instant)
  }

  /// Whether a fire time had a run, or was accounted for otherwise, and its row was pruned.
  ///
  /// Only a clock that was set back brings such a fire time up again, so that a claim hardly ever costs the question.
  private func isPruned(_ run: Run) throws(SQLiteError) -> Bool {
    guard run.cause == .schedule, let fireTime = run.fireTime, fireTime <= newestPruned else { return false }
    try prunedClaim.bind(1, run.job.description)
    try prunedClaim.bind(2, fireTime.nanoseconds)
    defer { prunedClaim.reset() }
    return try prunedClaim.step() && prunedClaim.int64(0) == 1
  }

  private func write(claim run: Run) throws(SQLiteError) -> Verdict {
    if try isPruned(run) { return .refused(run.id) }
    try RunColumns.bind(run, to: claim)
    do throws(SQLiteError) {
      try claim.run()
    } catch {
      // The one unique index besides the number is that of the claims. Only this statement is undone by it.
      guard error.isUniqueViolation, database.isInTransaction else { throw error }
      return .refused(run.id)
    }
    return verdict("run \(run.id) of job \(run.job) is there already and is another")
  }

  private func write(_ value: Span, at now: Instant) throws(SQLiteError) {
    try span.bind(1, value.job.description)
    try span.bind(2, value.first.nanoseconds)
    try span.bind(3, value.last.nanoseconds)
    try span.bind(4, Int64(value.count))
    try span.bind(5, value.outcome.rawValue)
    try span.bind(6, value.reason.rawValue)
    try span.bind(7, now.nanoseconds)
    try span.run()
  }

  /// A job's trigger: nearly always a first one, since whoever reads a large file for the first time writes many.
  private func write(
    _ text: TriggerText,
    of job: JobID,
    cursor: Instant,
    at instant: Instant
  ) throws(SQLiteError) {
    try schedule.bind(1, job.description)
    try schedule.bind(2, cursor.nanoseconds)
    try keep(text.editions)
    try TriggerColumns.bind(text, to: schedule, from: 3)
    try schedule.bind(7, TriggerVersion.beginning(after: cursor).nanoseconds)
    try schedule.run()
    if database.changes == 0 { try replaceSchedule(of: job, text, cursor: cursor, at: instant) }
  }

  /// Keeps the files of zones, each edition once.
  private func keep(_ zones: [Zone]) throws(SQLiteError) {
    for zone in zones where !keptZones.contains(zone) {
      try write("INSERT OR IGNORE INTO zones (name, hash, bytes) VALUES (?1, ?2, ?3)") {
        statement throws(SQLiteError) in
        try statement.bind(1, zone.name)
        try statement.bind(2, TriggerColumns.hash(of: zone))
        try statement.bind(3, blob: zone.bytes)
      }
      keptZones.insert(zone)
    }
  }

  private func verdict(_ contradiction: @autoclosure () -> String) -> Verdict {
    database.changes == 0 ? .contradicted(contradiction()) : .written
  }
}
