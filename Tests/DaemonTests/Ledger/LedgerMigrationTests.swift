import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `A ledger of an earlier version` {
  /// The text of each file is what `sqlite3 schedd.db .dump` wrote when that version was released; it is never
  /// changed again.
  @Test(arguments: 1...LedgerSchema.version)
  func `is brought up to date with all that it holds`(_ version: Int64) throws {
    let directory = try TemporaryDirectory()
    try makeLedgerFile(in: directory, ledgerScript(version))

    let ledger = try Ledger(stateDirectory: directory.path)
    #expect(try ledger.runs(RunQuery()) == [Self.waitingRun, Self.endedRun(version)])
    let snapshot = try ledger.snapshot { _, _ in .startup }
    #expect(snapshot == Self.snapshot(version))
    #expect(try ledger.attempts(of: RunID(2)) == Self.attempts(version))
    #expect(try ledger.spans(of: Self.job) == [Self.span])
    #expect(try ledger.daemonLives() == [Self.life])
    #expect(try ledger.triggerVersions(of: Self.job) == Self.versions(version))
    let noon = Instant(seconds: 1_767_225_600)
    #expect(try ledger.endedPause(of: Self.job, at: noon) == (version < 3 ? nil : Self.endedPause))
    #expect(try ledger.prunedStretches(of: Self.job) == (version < 4 ? [] : [Self.stretch]))
    #expect(try ledger.stateDirectoryID() == "6871e7ec893c2df7c0a4260c5e77c9e4")

    let new = try TemporaryDirectory()
    _ = try Ledger(stateDirectory: new.path)
    #expect(try shape(of: directory) == shape(of: new))
    #expect(try LedgerReader(reading: directory.path).runs(RunQuery()).count == 2)
  }

  /// What the run was given and used: version 5 is the first to say.
  private static func endedRun(_ version: Int64) -> Run {
    var run = endedRun
    guard version >= 5 else { return run }
    run.parameters = [ParameterValue(name: "date", value: "2026-01-01")]
    run.usage = ProcessUsage(
      userTime: .milliseconds(1500),
      systemTime: .milliseconds(20),
      peakMemory: 4_194_304,
      outputBytes: 3
    )
    return run
  }

  private static func attempts(_ version: Int64) -> [Attempt] {
    guard version >= 2 else { return [] }
    var attempt = attempt
    guard version >= 5 else { return [attempt] }
    attempt.usage = ProcessUsage(
      userTime: .milliseconds(1),
      systemTime: .milliseconds(2),
      peakMemory: 1_048_576,
      outputBytes: 0
    )
    return [attempt]
  }

  private static func snapshot(_ version: Int64) -> Snapshot {
    var snapshot = Snapshot(schedules: [schedule], openRuns: [waitingRun], nextRun: RunID(3))
    guard version >= 2 else { return snapshot }
    let noon = Instant(seconds: 1_767_225_600)
    snapshot.pauses = [nil: Pause(since: noon, reason: "maintenance", actor: "uid=0")]
    var later = DeferredTrigger(id: 7, job: JobID("backup"), at: noon + .hours(1), actor: "uid=1000")
    if version >= 5 { later.parameters = [ParameterValue(name: "date", value: "2026-01-02")] }
    snapshot.deferred = [later]
    snapshot.nextDeferred = 8
    guard version >= 5 else { return snapshot }
    let first = DeferredTrigger(id: 7, job: JobID("backup"), at: noon + .minutes(1))
    snapshot.answers = [
      KeptAnswer(.deferred(first), to: IdempotencyKey("k-1", of: "{}"), of: JobID("backup"), at: noon)
    ]
    let mark = NotificationMark(at: time + .seconds(4), isOpen: true)
    snapshot.notified = [job: [-12_345_678_901: mark]]
    return snapshot
  }

  private static func versions(_ version: Int64) throws -> [TriggerVersion] {
    var current = TriggerVersion(since: .zero, until: nil, text: schedule.text)
    guard version >= 3 else { return [current] }
    current.since = Instant(seconds: 1_767_312_000)
    var text = TriggerText(json: #"{"cron":"30 2 * * *"}"#, zone: "Asia/Tokyo")
    if version >= 5 {
      text.seed = 7
      text.editions = [try Zone(name: "Asia/Tokyo", bytes: japan)]
    }
    return [TriggerVersion(since: .zero, until: current.since, text: text), current]
  }

  /// A compiled zone file (TZif, RFC 9636) that has nothing but the rule of Japan.
  private static let japan: [UInt8] = {
    let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
    let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts
    let block = header + [0, 0, 0x7E, 0x90, 0, 0] + Array("JST\0".utf8)
    return block + block + Array("\nJST-9\n".utf8)
  }()

  private static let endedPause = Pause(
    since: Instant(seconds: 1_767_222_000),
    until: Instant(seconds: 1_767_229_200),
    reason: "new disk",
    actor: "uid=0"
  )

  private static let stretch = PrunedStretch(
    first: Instant(seconds: 1_767_312_000),
    last: Instant(seconds: 1_774_494_600),
    outcomes: [.succeeded: 57, .failed: 2, .timedOut: 1, .skipped: 3, .missed: 1],
    coalesced: 4
  )

  private static let attempt = Attempt(
    number: 1,
    startedAt: Instant(seconds: 1_767_225_600),
    endedAt: Instant(seconds: 1_767_225_601),
    outcome: .failed,
    reason: .exitCode,
    exitCode: 75
  )

  @Test func `is not read before its daemon has brought it up to date`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("schedd.db")
    try makeLedgerFile(in: directory, "PRAGMA application_id = 0x73636864")
    #expect(throws: LedgerError.older(file: path, version: 0)) { try LedgerReader(reading: directory.path) }
    #expect(try Ledger(stateDirectory: directory.path).snapshot() == .empty)
    #expect(try LedgerReader(reading: directory.path).snapshot() == .empty)
  }

  @Test func `is left as it is when a step fails`() throws {
    let directory = try TemporaryDirectory()
    try makeLedgerFile(in: directory, "PRAGMA application_id = 0x73636864; CREATE TABLE spans (x)")
    let before = try shape(of: directory)
    for _ in 1...2 {
      #expect {
        try Ledger(stateDirectory: directory.path)
      } throws: { error in
        guard case .storage(.other, _, let answer) = error as? LedgerError else { return false }
        return answer.message == "table spans already exists"
      }
    }
    #expect(try shape(of: directory) == before)
  }

  /// Everything that a file declares, and its version.
  private func shape(of directory: TemporaryDirectory) throws -> [String] {
    let database = try Database(path: directory.appending("schedd.db"), access: .readOnly)
    let statement = try database.prepare(
      """
      SELECT name || ': ' || coalesce(sql, '') FROM sqlite_schema WHERE type = 'index'
      UNION ALL
      SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || c.pk
      FROM sqlite_schema AS t, pragma_table_xinfo(t.name) AS c WHERE t.type = 'table'
      UNION ALL
      SELECT 'version ' || user_version FROM pragma_user_version
      ORDER BY 1
      """
    )
    var lines: [String] = []
    while try statement.step() { lines.append(statement.text(0)) }
    return lines
  }

  private static let job = JobID("nightly-report")
  private static let time = Instant(seconds: 1_774_753_800)

  private static let endedRun: Run = {
    var run = Run(
      id: RunID(1),
      job: job,
      fireTime: time,
      cause: .schedule,
      state: .ended,
      createdAt: time
    )
    run.outcome = .failed
    run.reason = .signal
    run.detail = #"it's "so""#
    run.attempt = 2
    run.startedAt = time + .milliseconds(3)
    run.endedAt = time + .seconds(4)
    run.exitCode = 3
    run.signal = 11
    run.process = ProcessIdentity(pid: 4_712, startTicks: .max)
    run.coalesced = CoalescedFireTimes(count: 2, first: time - .hours(48), last: time - .hours(24))
    run.chain = RunID(1)
    run.actor = "uid=1000 pid=4711"
    return run
  }()

  private static let waitingRun: Run = {
    var run = Run(
      id: RunID(2),
      job: job,
      fireTime: nil,
      cause: .manual,
      state: .queued,
      createdAt: time + .seconds(9)
    )
    run.actor = "uid=0 pid=1"
    return run
  }()

  private static let span = Span(
    job: job,
    first: time - .hours(96),
    last: time - .hours(72),
    count: 2,
    outcome: .missed,
    reason: .maxCatchUp
  )

  private static let schedule = Snapshot.Schedule(
    job: job,
    cursor: time,
    text: TriggerText(json: #"{"cron":"30 2 * * 1-5"}"#, zone: "America/New_York"),
    trigger: .startup
  )

  private static let life: DaemonLife = {
    var life = DaemonLife(
      id: 1,
      pid: 4_711,
      version: "1.0.0",
      bootID: "4d0a1d9c-6f0b-4a52-9b47-0f4f3f1f2a10",
      startedAt: time
    )
    life.stoppedAt = time + .seconds(11)
    life.reason = "SIGTERM"
    return life
  }()
}
