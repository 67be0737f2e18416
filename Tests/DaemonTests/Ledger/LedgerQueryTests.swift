import Daemon
import Scheduler
import Testing

@Suite struct `A list of runs` {
  @Test(arguments: QueryRow.rows) func `has what was asked for, newest first`(_ row: QueryRow) throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit(QueryRow.runs.map { .claimed($0) }, at: .zero)
    #expect(try ledger.runs(row.query).map(\.id.number) == row.expected)
  }

  @Test func `is what looking through all runs would give, whatever is asked`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit(QueryRow.runs.map { .claimed($0) }, at: .zero)
    for query in QueryRow.everyQuery {
      #expect(try ledger.runs(query) == QueryRow.lookingThrough(query), "\(query)")
    }
  }

  @Test func `comes in pages that join without gap or overlap`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit(QueryRow.runs.map { .claimed($0) }, at: .zero)
    for query in QueryRow.everyQuery {
      var page = query
      page.limit = 2
      var joined: [Run] = []
      repeat {
        let runs = try ledger.runs(page)
        joined += runs
        page.before = runs.last?.id
      } while page.before != nil && joined.count <= QueryRow.runs.count
      #expect(joined == QueryRow.lookingThrough(query), "\(query)")
    }
  }

  @Test func `is found through an index and never sorted`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    for query in QueryRow.everyQuery.flatMap({ [$0, $0.beginning(before: RunID(9))] }) {
      let selection = RunSelection(query)
      let plan = try QueryRow.plan(of: selection.sql, in: directory.appending("schedd.db"))
      #expect(plan.allSatisfy { !$0.contains("TEMP B-TREE") }, "\(query): \(plan)")
      let sources = plan.filter { $0.starts(with: "SEARCH") || $0.starts(with: "SCAN") }
      #expect(!sources.isEmpty)
      for source in sources {
        #expect(QueryRow.sources(selection.lead).contains { source.contains($0) }, "\(query): \(plan)")
      }
    }
    withExtendedLifetime(ledger) {}
  }

  @Test func `has the newest ended run of each job`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    #expect(try ledger.lastEndedRuns() == [:])
    try ledger.commit(QueryRow.runs.map { .claimed($0) }, at: .zero)
    var expected: [JobID: Run] = [:]
    for run in QueryRow.runs where run.outcome != nil { expected[run.job] = run }
    #expect(expected.count == 3)
    #expect(try ledger.lastEndedRuns() == expected)
    for job in ["a", "b", "c", "never ended", "unknown"].map(JobID.init) {
      #expect(try ledger.lastEndedRun(of: job) == expected[job])
    }
  }

  @Test func `has a job's runs oldest first, in slices`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit(QueryRow.runs.map { .claimed($0) }, at: .zero)
    let all = QueryRow.runs.filter { $0.job == JobID("b") }
    #expect(all.contains { $0.outcome == nil } && all.contains { $0.outcome != nil })
    #expect(try ledger.runs(of: JobID("b"), limit: 10) == all)
    #expect(try ledger.runs(of: JobID("b"), limit: 3) == Array(all[..<3]))
    #expect(try ledger.runs(of: JobID("b"), after: all[2].id, limit: 3) == Array(all[3...]))
    #expect(try ledger.runs(of: JobID("b"), after: RunID(.max), limit: 3) == [])
  }

  @Test func `names every job that it knows of`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    #expect(try ledger.jobs() == [])
    let span = Record.span(.missed("0 spans alone", from: 0, to: 9, count: 2))
    try ledger.commit(QueryRow.runs.map { .claimed($0) } + [span], at: .zero)
    #expect(try ledger.jobs() == ["0 spans alone", "a", "b", "c", "never ended"].map(JobID.init))
  }

  @Test func `says which row holds a word that no schedd wrote`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit([.claimed(.queued(4, at: 60))], at: .zero)
    let database = try Database(path: directory.appending("schedd.db"), access: .readWrite)
    try database.execute("UPDATE runs SET state = 'dancing'")
    #expect(throws: LedgerError.unreadable(#"run 4, column state: "dancing""#)) { try ledger.run(RunID(4)) }
  }
}

extension RunQuery {
  /// The query's further pages.
  func beginning(before run: RunID) -> RunQuery {
    var query = self
    query.before = run
    return query
  }
}

struct QueryRow: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var query: RunQuery
  var expected: [Int64]

  private init(_ name: String, _ query: RunQuery, _ expected: [Int64]) {
    testDescription = name
    self.query = query
    self.expected = expected
  }

  static let rows: [QueryRow] = [
    QueryRow("everything", RunQuery(), [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
    QueryRow("the newest", RunQuery(limit: 3), [12, 11, 10]),
    QueryRow("none", RunQuery(limit: 0), []),
    QueryRow("fewer than none", RunQuery(limit: -1), []),
    QueryRow("of a job", RunQuery(job: JobID("b")), [11, 8, 5, 2]),
    QueryRow("of nobody", RunQuery(job: JobID("unknown")), []),
    QueryRow("failed", RunQuery(outcome: .failed), [9, 3]),
    QueryRow("by hand", RunQuery(cause: .manual), [10, 4]),
    QueryRow("from an instant on, which counts", RunQuery(since: Instant(seconds: 110)), [12, 11]),
    QueryRow("before an instant, which does not", RunQuery(until: Instant(seconds: 20)), [1]),
    QueryRow("a job's failures", RunQuery(job: JobID("c"), outcome: .failed), [9, 3]),
    QueryRow("from a run on", RunQuery(before: RunID(4)), [3, 2, 1]),
    QueryRow("from a run that is gone on", RunQuery(job: JobID("a"), before: RunID(5)), [4, 1]),
  ]

  /// Twelve runs of four jobs; of the last one none has ended.
  static let runs: [Run] = (1...12).map { (number: Int64) in
    var run = Run.queued(number, of: ["c", "a", "b"][Int(number % 3)], at: number * 10)
    switch number {
    case 4, 10: run.cause = .manual
    case 6: run.cause = .startup
    default: break
    }
    if number == 12 { run = .queued(12, of: "never ended", at: 120) }
    if number == 8 || number == 11 || number == 12 { return run }
    return number == 3 || number == 9 ? run.ended(.failed) : run.ended()
  }

  /// Every way to say or leave out each restriction.
  static let everyQuery: [RunQuery] = {
    var queries: [RunQuery] = []
    for job in [nil, JobID("a"), JobID("b")] {
      for outcome in [nil, Outcome.succeeded, .failed] {
        for cause in [nil, Cause.schedule, .manual] {
          for (since, until) in [(nil, nil), (20, nil), (nil, 100), (30, 90)] as [(Int64?, Int64?)] {
            let query = RunQuery(
              job: job,
              outcome: outcome,
              cause: cause,
              since: since.map(Instant.init(seconds:)),
              until: until.map(Instant.init(seconds:))
            )
            queries.append(query)
          }
        }
      }
    }
    return queries
  }()

  /// What a query means, without an index.
  static func lookingThrough(_ query: RunQuery) -> [Run] {
    runs.reversed().filter { run in
      (query.job == nil || run.job == query.job)
        && (query.outcome == nil || run.outcome == query.outcome)
        && (query.cause == nil || run.cause == query.cause)
        && query.since.map { run.createdAt >= $0 } ?? true
        && query.until.map { run.createdAt < $0 } ?? true
    }
  }

  /// How SQLite would answer.
  static func plan(of sql: String, in path: String) throws -> [String] {
    let database = try Database(path: path, access: .readOnly)
    let statement = try database.prepare("EXPLAIN QUERY PLAN " + sql)
    var lines: [String] = []
    while try statement.step() { lines.append(statement.text(3)) }
    return lines.filter { !$0.contains("SUBQUERY") }
  }

  /// What SQLite's plan may read, by what leads.
  static func sources(_ lead: RunSelection.Lead) -> [String] {
    switch lead {
    // The open runs are few: they are looked through.
    case .job: ["SEARCH runs USING INDEX runs_ended (job=?", "USING INDEX runs_open"]
    case .outcome:
      [
        "SEARCH runs USING INDEX runs_by_outcome (outcome=?",
        "SEARCH runs USING INTEGER PRIMARY KEY (rowid=?)",
      ]
    case .time: ["SEARCH runs USING INDEX runs_by_time (", "SEARCH runs USING INTEGER PRIMARY KEY (rowid=?)"]
    case .cause: ["SEARCH runs USING INDEX runs_unscheduled (cause=?"]
    // The table itself is in the right order.
    case .number: ["SCAN runs", "SEARCH runs USING INTEGER PRIMARY KEY (rowid<?)"]
    }
  }
}
