import Scheduler

/// What was in force and is not any more is kept, so that an old fire time is explained by what held then.
///
/// Each of these writes is right to repeat: what was moved to the history once has the same key when it is again.
extension LedgerWriter {
  /// Puts a trigger in the place of the one that a job has, which becomes an earlier version.
  func replaceSchedule(
    of job: JobID,
    _ text: TriggerText,
    cursor: Instant,
    at instant: Instant
  ) throws(SQLiteError) {
    let since = TriggerVersion.beginning(after: cursor)
    try keepTrigger(of: job, until: instant, unless: (text, since))
    try write(
      """
      UPDATE schedules SET cursor = ?2, trigger = ?3, zone = ?4, seed = ?5, zones = ?6, since = ?7 \
      WHERE job = ?1
      """
    ) { statement throws(SQLiteError) in
      try statement.bind(1, job.description)
      try statement.bind(2, cursor.nanoseconds)
      try TriggerColumns.bind(text, to: statement, from: 3)
      try statement.bind(7, since.nanoseconds)
    }
  }

  /// A job has no trigger any more that counts.
  func endSchedule(of job: JobID, at instant: Instant) throws(SQLiteError) {
    try keepTrigger(of: job, until: instant, unless: nil)
    try write("DELETE FROM schedules WHERE job = ?1") { statement throws(SQLiteError) in
      try statement.bind(1, job.description)
    }
  }

  /// A job, or with nil every job, is not paused any more.
  func endPause(of job: JobID?, at instant: Instant) throws(SQLiteError) {
    try keepPause(of: job, until: instant)
    try write("DELETE FROM pauses WHERE job = ?1") { statement throws(SQLiteError) in
      try statement.bind(1, Self.name(ofPaused: job))
    }
  }

  /// Keeps the pause that is in force, if there is one, as one that ended.
  ///
  /// One that began at this very instant has held nothing back, or is the one that is about to be written again.
  func keepPause(of job: JobID?, until instant: Instant) throws(SQLiteError) {
    try write(
      """
      INSERT OR REPLACE INTO pause_history (job, since, until, reason, actor) \
      SELECT job, since, ?2, reason, actor FROM pauses WHERE job = ?1 AND since < ?2
      """
    ) { statement throws(SQLiteError) in
      try statement.bind(1, Self.name(ofPaused: job))
      try statement.bind(2, instant.nanoseconds)
    }
  }

  /// Keeps the trigger that a job has as an earlier version.
  ///
  /// What the version has accounted for belongs to it, even where the clock was set back behind that.
  private func keepTrigger(
    of job: JobID,
    until instant: Instant,
    unless same: (text: TriggerText, since: Instant)?
  ) throws(SQLiteError) {
    try write(
      """
      INSERT OR REPLACE INTO trigger_history (job, since, until, \(TriggerColumns.list)) \
      SELECT job, since, max(?2, cursor + 1), \(TriggerColumns.list) FROM schedules \
      WHERE job = ?1 AND since < max(?2, cursor + 1) \
      AND (\(TriggerColumns.list), since) IS NOT (?3, ?4, ?5, ?6, ?7)
      """
    ) { statement throws(SQLiteError) in
      try statement.bind(1, job.description)
      try statement.bind(2, instant.nanoseconds)
      try TriggerColumns.bind(same?.text, to: statement, from: 3)
      try statement.bind(7, same?.since.nanoseconds)
    }
  }
}

extension Record {
  /// Whether it takes a job's schedule away.
  func ends(_ job: JobID) -> Bool {
    guard case .unscheduled(job, _) = self else { return false }
    return true
  }
}
