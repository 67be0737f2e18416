import Daemon
import Scheduler
import Testing

@Suite struct `A list of the runs of many jobs` {
  private static let jobs = ["b", "never ended", "a", "unknown"].map(JobID.init)

  /// What a query means: what looking through all runs gives, of these jobs.
  private static func meaning(_ query: RunQuery) -> [Run] {
    QueryRow.lookingThrough(query).filter { jobs.contains($0.job) }
  }

  private static let queries = QueryRow.everyQuery.filter { $0.job == nil }

  /// So few rows at first that most is found job by job, some, and all.
  @Test(arguments: [0, 1, 4, LedgerReader.groupWindow])
  func `is what looking through all runs would give, in pages, whatever is asked`(_ window: Int) throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit(QueryRow.runs.map { .claimed($0) }, at: .zero)
    for query in Self.queries {
      let all = try ledger.runs(query, of: Self.jobs, lookingThrough: window)
      #expect(all == Self.meaning(query), "\(query)")
      var page = query
      page.limit = 2
      var joined: [Run] = []
      repeat {
        let runs = try ledger.runs(page, of: Self.jobs, lookingThrough: window)
        joined += runs
        page.before = runs.last?.id
      } while page.before != nil && joined.count <= QueryRow.runs.count
      #expect(joined == all, "\(query)")
    }
  }

  @Test func `is meant by a query that names them`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit(QueryRow.runs.map { .claimed($0) }, at: .zero)
    #expect(try ledger.runs(RunQuery(jobs: Self.jobs)) == Self.meaning(RunQuery()))
    #expect(try ledger.runs(RunQuery(jobs: [])) == [])
    #expect(try ledger.runs(RunQuery(job: JobID("c"), jobs: Self.jobs)).allSatisfy { $0.job == JobID("c") })
  }

  @Test func `is found through indexes`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    for query in Self.queries.flatMap({ [$0, $0.beginning(before: RunID(9))] }) {
      let selection = JobGroupSelection(query, of: Self.jobs)
      let file = directory.appending("schedd.db")
      for sql in [selection.boundary, selection.ending(at: 5).newest] {
        let plan = try QueryRow.plan(of: sql, in: file)
        #expect(plan.allSatisfy { !$0.contains("TEMP B-TREE") }, "\(query): \(plan)")
      }
      let plan = try QueryRow.plan(of: selection.byJob, in: file)
      let unsuccessful = selection.every.lead == .outcome && query.outcome != .succeeded
      let index =
        switch selection.every.lead {
        case .cause: "runs_unscheduled_of_job (job=? AND cause=?"
        case .outcome where unsuccessful: "runs_unsuccessful (job=? AND outcome=?"
        case .outcome, .job, .time, .number: "runs_ended (job=?"
        }
      #expect(plan.contains { $0.contains(index) }, "\(query): \(plan)")
      #expect(plan.allSatisfy { !$0.hasSuffix("SCAN runs") }, "\(query): \(plan)")
    }
    withExtendedLifetime(ledger) {}
  }

  @Test func `has the spans of these jobs as well`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    let spans = ["a", "c", "b", "a", "c"].enumerated().map { place, job in
      Span.missed(job, from: Int64(100 - place * 10), to: Int64(105 - place * 10), count: 2)
    }
    try ledger.commit(spans.map { .span($0) }, at: .zero)
    func numbers(_ outcome: Outcome? = nil, before: Int64? = nil, limit: Int = 9) throws -> [Int64] {
      try ledger.spans(ofAny: Self.jobs, outcome: outcome, before: before, limit: limit).map(\.id)
    }
    #expect(try numbers() == [4, 3, 1])
    #expect(try numbers(limit: 2) == [4, 3])
    #expect(try numbers(before: 3) == [1])
    #expect(try numbers(.missed) == [4, 3, 1])
    #expect(try numbers(.skipped) == [])
  }
}
