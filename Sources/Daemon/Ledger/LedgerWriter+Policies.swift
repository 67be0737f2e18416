import Scheduler

/// What is written less often than runs: attempts, pauses, deferred triggers.
extension LedgerWriter {
  /// Writes what replaces itself when it is written again.
  func write(_ sql: String, bind: (Statement) throws(SQLiteError) -> Void) throws(SQLiteError) {
    let statement = try database.statement(sql)
    try bind(statement)
    try statement.run()
  }

  /// Writes one of the facts about the ledger itself.
  func setMeta(_ key: String, _ value: String) throws(SQLiteError) {
    try write("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)") { statement throws(SQLiteError) in
      try statement.bind(1, key)
      try statement.bind(2, value)
    }
  }

  func write(_ attempt: Attempt, of run: RunID) throws(SQLiteError) {
    try write(
      """
      INSERT OR REPLACE INTO attempts (run, number, started_at, ended_at, outcome, reason, detail, exit_code, signal, \
      user_time, system_time, peak_memory, output_bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
      """
    ) { statement throws(SQLiteError) in
      try statement.bind(1, run.number)
      try statement.bind(2, Int64(attempt.number))
      try statement.bind(3, attempt.startedAt?.nanoseconds)
      try statement.bind(4, attempt.endedAt.nanoseconds)
      try statement.bind(5, attempt.outcome.rawValue)
      try statement.bind(6, attempt.reason.rawValue)
      try statement.bind(7, attempt.detail)
      try statement.bind(8, attempt.exitCode.map(Int64.init))
      try statement.bind(9, attempt.signal.map(Int64.init))
      try statement.bind(10, attempt.usage)
    }
  }

  func write(_ pause: Pause, of job: JobID?) throws(SQLiteError) {
    try keepPause(of: job, until: pause.since)
    try write(
      "INSERT OR REPLACE INTO pauses (job, since, until, reason, actor) VALUES (?1, ?2, ?3, ?4, ?5)"
    ) { statement throws(SQLiteError) in
      try statement.bind(1, Self.name(ofPaused: job))
      try statement.bind(2, pause.since.nanoseconds)
      try statement.bind(3, pause.until?.nanoseconds)
      try statement.bind(4, pause.reason)
      try statement.bind(5, pause.actor)
    }
  }

  func write(_ trigger: DeferredTrigger) throws(SQLiteError) {
    try write("INSERT OR REPLACE INTO deferred (id, job, at, actor, parameters) VALUES (?1, ?2, ?3, ?4, ?5)")
    {
      statement throws(SQLiteError) in
      try statement.bind(1, trigger.id)
      try statement.bind(2, trigger.job.description)
      try statement.bind(3, trigger.at.nanoseconds)
      try statement.bind(4, trigger.actor)
      try statement.bind(5, trigger.parameters.isEmpty ? nil : trigger.parameters.json)
    }
  }

  func write(_ mark: NotificationMark, of rule: Int64, _ job: JobID) throws(SQLiteError) {
    try write("INSERT OR REPLACE INTO notified (job, rule, at, is_open) VALUES (?1, ?2, ?3, ?4)") {
      statement throws(SQLiteError) in
      try statement.bind(1, job.description)
      try statement.bind(2, rule)
      try statement.bind(3, mark.at.nanoseconds)
      try statement.bind(4, mark.isOpen ? 1 : 0)
    }
  }

  /// What stands for a pause of every job: no job's name is empty.
  static func name(ofPaused job: JobID?) -> String {
    job?.description ?? ""
  }
}
