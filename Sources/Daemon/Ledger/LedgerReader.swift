package import Scheduler

/// The ledger of a state directory for reading alone, beside a daemon or without one.
///
/// What it reads is what was committed when the call began; it never makes a daemon wait.
package class LedgerReader {
  let file: LedgerFile
  private let access: Database.Access
  private var database: Database
  private var isBroken = false

  /// The zones that recorded triggers were read in.
  var editions = RecordedEditions()

  /// Opens the ledger that a state directory has.
  ///
  /// - Parameters:
  ///   - stateDirectory: The directory.
  ///   - vfs: The name of a registered `sqlite3_vfs`, or nil for the system's own.
  /// - Throws: `LedgerError`, `missing` where there is none yet.
  package init(reading stateDirectory: String, vfs: String? = nil) throws(LedgerError) {
    file = LedgerFile(directory: try StateDirectory.resolve(stateDirectory), vfs: vfs)
    access = .readOnly
    guard try file.exists else { throw .missing(file: file.path) }
    database = try file.open(.readOnly)
  }

  /// A ledger that is open for writing.
  init(writing file: LedgerFile, _ database: Database) {
    self.file = file
    self.database = database
    access = .readWrite
  }

  // MARK: Reading

  /// What the core starts from.
  ///
  /// - Parameters:
  ///   - notifying: The jobs that tell people.
  ///   - decode: Reads a recorded trigger back, or answers nil.
  /// - Returns: Schedules ordered by job, open runs ordered by number.
  /// - Throws: `LedgerError`.
  package func snapshot(
    notifying: [JobID] = [],
    decode: (JobID, TriggerText) -> Trigger?
  ) throws(LedgerError) -> Snapshot {
    let schedules = try rows("SELECT job, cursor, \(TriggerColumns.list) FROM schedules ORDER BY job") {
      row throws(LedgerError) in
      let job = JobID(row.text(0))
      let text = try triggerText(row, from: 2)
      return Snapshot.Schedule(
        job: job,
        cursor: Instant(nanoseconds: row.int64(1)),
        text: text,
        trigger: decode(job, text)
      )
    }
    let open = try rows(
      "SELECT \(RunColumns.list) FROM runs WHERE outcome IS NULL ORDER BY id",
      RunColumns.run
    )
    let last = try rows("SELECT coalesce(max(id), 0) FROM runs") { row throws(LedgerError) in row.int64(0) }
    var snapshot = Snapshot(
      schedules: schedules,
      openRuns: open,
      pauses: try pauses(),
      deferred: try deferredTriggers(),
      answers: try keptAnswers(),
      nextRun: RunID((last.first ?? 0) + 1),
      nextDeferred: try lastDeferred() + 1
    )
    for job in notifying { snapshot.failuresInARow[job] = try failuresInARow(of: job) }
    snapshot.notified = try notificationMarks()
    return snapshot
  }

  /// One run, or nil when there is none of that number.
  package func run(_ id: RunID) throws(LedgerError) -> Run? {
    try rows(
      "SELECT \(RunColumns.list) FROM runs WHERE id = ?1",
      bind: { statement throws(SQLiteError) in try statement.bind(1, id.number) },
      RunColumns.run
    ).first
  }

  /// Runs, newest first: by number, or by when they were admitted where the query names an outcome or a time and
  /// neither a job nor a cause besides the schedule.
  ///
  /// The two orders differ only around an instant at which the clock was set back.
  ///
  /// - Complexity: O(limit) rows where nothing, one of job, outcome, time or cause, or an outcome and a time restrict;
  ///   where others come together, the rows that the first of them leaves are looked through. For many jobs see
  ///   `JobGroupSelection`.
  package func runs(_ query: RunQuery) throws(LedgerError) -> [Run] {
    if query.job == nil, let jobs = query.jobs { return try runs(query, of: jobs) }
    let selection = RunSelection(query)
    return try rows(
      selection.sql,
      bind: { statement throws(SQLiteError) in try selection.bind(to: statement) },
      RunColumns.run
    )
  }

  /// The newest run of a job that has an outcome, or nil where there is none; skipped and missed ones count.
  ///
  /// - Complexity: O(log runs).
  package func lastEndedRun(of job: JobID) throws(LedgerError) -> Run? {
    try lastEndedRuns(of: [job]).first ?? nil
  }

  /// For each of some jobs the newest run that has an outcome, or nil where there is none.
  ///
  /// In one transaction, since one for each job costs about as much as what it reads.
  package func lastEndedRuns(of jobs: [JobID]) throws(LedgerError) -> [Run?] {
    try eachOf(
      jobs,
      """
      SELECT \(RunColumns.list) FROM runs WHERE job = ?1 AND outcome IS NOT NULL ORDER BY id DESC LIMIT 1
      """,
      RunColumns.run
    )
  }

  /// The one row that a query has of each job, as they stand at one instant; nil where it has none.
  func eachOf<Value>(
    _ jobs: [JobID],
    _ sql: String,
    _ read: (Statement) throws(LedgerError) -> Value
  ) throws(LedgerError) -> [Value?] {
    try snapshot { () throws(LedgerError) in
      let database = try connection()
      let statement = try attempt { () throws(SQLiteError) in try database.statement(sql) }
      return try jobs.map { job throws(LedgerError) in
        defer { statement.reset() }
        let isThere = try attempt { () throws(SQLiteError) in
          try statement.bind(1, job.description)
          return try statement.step()
        }
        return isThere ? try read(statement) : nil
      }
    }
  }

  /// The newest ended run of each job that has one; skipped and missed ones count.
  ///
  /// - Complexity: O(jobs · log runs): the index is walked from job to job, not from run to run.
  package func lastEndedRuns() throws(LedgerError) -> [JobID: Run] {
    let runs = try rows(
      """
      WITH RECURSIVE jobs(job) AS (
        SELECT (SELECT min(job) FROM runs WHERE outcome IS NOT NULL)
        UNION ALL
        SELECT (SELECT min(job) FROM runs WHERE outcome IS NOT NULL AND job > jobs.job)
        FROM jobs WHERE job IS NOT NULL
      )
      SELECT \(RunColumns.list) FROM runs WHERE id IN (
        SELECT (SELECT max(id) FROM runs WHERE outcome IS NOT NULL AND job = jobs.job)
        FROM jobs WHERE job IS NOT NULL
      )
      """,
      RunColumns.run
    )
    return Dictionary(runs.map { ($0.job, $0) }, uniquingKeysWith: { one, _ in one })
  }

  // MARK: The connection

  /// The connection, opened anew where the last one was given up.
  func connection() throws(LedgerError) -> Database {
    if isBroken {
      close()
      do throws(LedgerError) {
        database = try file.open(access)
      } catch .missing {
        throw .moved(file: file.path)
      }
      isBroken = false
    }
    return database
  }

  /// Closes the connection, before another is opened: what it has open may be what fails.
  func close() {
    database.close()
  }

  /// The rows of a query, each read by `read`.
  func rows<Value>(
    _ sql: String,
    bind: (Statement) throws(SQLiteError) -> Void = { _ in },
    _ read: (Statement) throws(LedgerError) -> Value
  ) throws(LedgerError) -> [Value] {
    var values: [Value] = []
    try forEachRow(sql, bind: bind) { statement throws(LedgerError) in values.append(try read(statement)) }
    return values
  }

  /// Goes through the rows of a query, and keeps none.
  func forEachRow(
    _ sql: String,
    bind: (Statement) throws(SQLiteError) -> Void = { _ in },
    _ take: (Statement) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    let database = try connection()
    let statement = try attempt { () throws(SQLiteError) in
      let statement = try database.statement(sql)
      try bind(statement)
      return statement
    }
    // A statement that stands on a row keeps its view of the file, and the log behind it could never be cut.
    defer { statement.reset() }
    while try attempt({ () throws(SQLiteError) in try statement.step() }) { try take(statement) }
  }

  /// Reads several things as they were at one instant.
  func snapshot<Value>(_ read: () throws(LedgerError) -> Value) throws(LedgerError) -> Value {
    let database = try connection()
    try attempt { () throws(SQLiteError) in try database.execute("BEGIN") }
    defer { if database.isInTransaction { try? database.execute("COMMIT") } }
    return try read()
  }

  /// Does something with SQLite and says its error as the ledger's.
  func attempt<Value>(_ body: () throws(SQLiteError) -> Value) throws(LedgerError) -> Value {
    do throws(SQLiteError) {
      return try body()
    } catch {
      throw failed(error)
    }
  }

  /// SQLite's answer as the ledger's; gives the connection up where it may be what fails.
  func failed(_ error: SQLiteError) -> LedgerError {
    if StorageFault(error).endsConnection { isBroken = true }
    return file.storage(error)
  }

  /// Gives the connection up; the next call opens another.
  func giveUpConnection() {
    isBroken = true
  }
}
