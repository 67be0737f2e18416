import Scheduler

/// The columns of a run's row, in one order for writing and reading.
///
/// A parameter's number is its column's place plus one, in every statement that writes a run, so that one function
/// binds them all.
enum RunColumns {
  /// Every column, as a SELECT names them.
  static let list = """
    id, job, fire_time, cause, state, outcome, reason, detail, attempt, created_at, started_at, ended_at, \
    exit_code, signal, pid, pid_start_ticks, coalesced, coalesced_first, coalesced_last, chain, actor, \
    caused_by, retry_at, reruns, user_time, system_time, peak_memory, output_bytes, parameters
    """

  /// Writes a new row, or writes it again.
  static let claim = """
    INSERT INTO runs (\(list)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
    ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29) ON CONFLICT (id) DO UPDATE SET \(changes) \
    WHERE \(isSame) AND created_at = ?10
    """

  /// Writes what may change in a row that is there.
  static let update = "UPDATE runs SET \(changes) WHERE id = ?1 AND \(isSame)"

  private static let changes = """
    state = ?5, outcome = ?6, reason = ?7, detail = ?8, attempt = ?9, started_at = ?11, ended_at = ?12, \
    exit_code = ?13, signal = ?14, pid = ?15, pid_start_ticks = ?16, coalesced = ?17, coalesced_first = ?18, \
    coalesced_last = ?19, chain = ?20, actor = ?21, retry_at = ?23, reruns = ?24, \
    user_time = ?25, system_time = ?26, peak_memory = ?27, output_bytes = ?28, parameters = ?29
    """

  /// What a run is named by never changes; the unary plus is for the planner, whom the number serves better.
  private static let isSame = "+job = ?2 AND +fire_time IS ?3 AND +cause = ?4"

  /// Binds every field of a run.
  static func bind(_ run: Run, to statement: Statement) throws(SQLiteError) {
    try statement.bind(1, run.id.number)
    try statement.bind(2, run.job.description)
    try statement.bind(3, run.fireTime?.nanoseconds)
    try statement.bind(4, run.cause.rawValue)
    try statement.bind(5, run.state.rawValue)
    try statement.bind(6, run.outcome?.rawValue)
    try statement.bind(7, run.reason?.rawValue)
    try statement.bind(8, run.detail)
    try statement.bind(9, Int64(run.attempt))
    try statement.bind(10, run.createdAt.nanoseconds)
    try statement.bind(11, run.startedAt?.nanoseconds)
    try statement.bind(12, run.endedAt?.nanoseconds)
    try statement.bind(13, run.exitCode.map(Int64.init))
    try statement.bind(14, run.signal.map(Int64.init))
    try statement.bind(15, (run.process?.pid).map(Int64.init))
    // SQLite has no unsigned numbers; the bits are what counts.
    try statement.bind(16, (run.process?.startTicks).map(Int64.init(bitPattern:)))
    try statement.bind(17, (run.coalesced?.count).map(Int64.init))
    try statement.bind(18, run.coalesced?.first.nanoseconds)
    try statement.bind(19, run.coalesced?.last.nanoseconds)
    try statement.bind(20, run.chain?.number)
    try statement.bind(21, run.actor)
    try statement.bind(22, run.causedBy?.number)
    try statement.bind(23, run.retryAt?.nanoseconds)
    try statement.bind(24, Int64(run.reruns))
    try statement.bind(25, run.usage)
    try statement.bind(29, run.parameters.isEmpty ? nil : run.parameters.json)
  }

  /// The run of the row that a SELECT of `list` stands on.
  static func run(_ row: Statement) throws(LedgerError) -> Run {
    let id = RunID(row.int64(0))
    var run = Run(
      id: id,
      job: JobID(row.text(1)),
      fireTime: row.instant(2),
      cause: try row.word(3, "run \(id)", "cause"),
      state: try row.word(4, "run \(id)", "state"),
      createdAt: Instant(nanoseconds: row.int64(9))
    )
    run.outcome = try row.optionalWord(5, "run \(id)", "outcome")
    run.reason = try row.optionalWord(6, "run \(id)", "reason")
    run.detail = row.optionalText(7)
    run.attempt = Int(row.int64(8))
    run.startedAt = row.instant(10)
    run.endedAt = row.instant(11)
    run.exitCode = row.optionalInt64(12).map(Int32.init(truncatingIfNeeded:))
    run.signal = row.optionalInt64(13).map(Int32.init(truncatingIfNeeded:))
    if let pid = row.optionalInt64(14) {
      let ticks = UInt64(bitPattern: row.int64(15))
      run.process = ProcessIdentity(pid: Int32(truncatingIfNeeded: pid), startTicks: ticks)
    }
    if let first = row.instant(17), let last = row.instant(18) {
      run.coalesced = CoalescedFireTimes(count: Int(row.int64(16)), first: first, last: last)
    }
    run.chain = row.optionalInt64(19).map(RunID.init)
    run.actor = row.optionalText(20)
    run.causedBy = row.optionalInt64(21).map(RunID.init)
    run.retryAt = row.instant(22)
    run.reruns = Int(row.int64(23))
    run.usage = row.usage(24)
    if let parameters = row.optionalText(28) { run.parameters = [ParameterValue](json: parameters) }
    return run
  }
}

extension Statement {
  /// Binds what a process used to four parameters in a row.
  func bind(_ first: Int32, _ usage: ProcessUsage?) throws(SQLiteError) {
    try bind(first, usage?.userTime.nanoseconds)
    try bind(first + 1, usage?.systemTime.nanoseconds)
    try bind(first + 2, usage?.peakMemory)
    try bind(first + 3, usage?.outputBytes)
  }

  /// What a process used, in four columns in a row; nil where nobody saw its end.
  func usage(_ first: Int32) -> ProcessUsage? {
    guard let userTime = optionalInt64(first), let systemTime = optionalInt64(first + 1),
      let peakMemory = optionalInt64(first + 2), let outputBytes = optionalInt64(first + 3)
    else { return nil }
    return ProcessUsage(
      userTime: TimeAmount(nanoseconds: userTime),
      systemTime: TimeAmount(nanoseconds: systemTime),
      peakMemory: peakMemory,
      outputBytes: outputBytes
    )
  }

  /// A column as an instant, or nil for NULL.
  func instant(_ column: Int32) -> Instant? {
    optionalInt64(column).map(Instant.init(nanoseconds:))
  }

  /// A column as one of a closed set of words.
  func word<Word: RawRepresentable<String>>(
    _ column: Int32,
    _ row: @autoclosure () -> String,
    _ name: String
  ) throws(LedgerError) -> Word {
    let text = text(column)
    guard let word = Word(rawValue: text) else {
      throw .unreadable("\(row()), column \(name): \"\(text)\"")
    }
    return word
  }

  /// A column as one of a closed set of words, or nil for NULL.
  func optionalWord<Word: RawRepresentable<String>>(
    _ column: Int32,
    _ row: @autoclosure () -> String,
    _ name: String
  ) throws(LedgerError) -> Word? {
    guard optionalText(column) != nil else { return nil }
    return try word(column, row(), name) as Word
  }
}
