import Daemon
import Scheduler
import Testing

@Suite struct `The statistics in the ledger` {
  private let directory: TemporaryDirectory
  private let ledger: Ledger

  init() throws {
    directory = try TemporaryDirectory()
    ledger = try Ledger(stateDirectory: directory.path)
  }

  /// Runs of a job with these outcomes, oldest first; each takes a second.
  private func commit(_ outcomes: [Outcome?], of job: String = "a", from first: Int64 = 1) throws {
    let runs = outcomes.enumerated().map { place, outcome in
      let number = first + Int64(place)
      var run = Run.queued(number, of: job, at: number * 10)
      guard let outcome else { return run }
      run = run.ended(outcome)
      run.startedAt = Instant(seconds: number * 10)
      run.endedAt = Instant(seconds: number * 10 + 1)
      return run
    }
    try ledger.commit(runs.map { .claimed($0) }, at: .zero)
  }

  @Test func `are over a job's newest runs that count`() throws {
    try commit([.failed, .succeeded, .skipped, .succeeded, .cancelled, .missed, nil])
    try commit([.failed], of: "b", from: 20)
    let all = try ledger.statistics(of: JobID("a")).window
    #expect(all.count == 3)
    #expect(all.succeeded == 2)
    #expect(all.isComplete)
    #expect(all.lastSuccess == Instant(seconds: 41))
    #expect(all.streak?.count == 2)
    #expect(all.durations?.p95 == .seconds(1))
    #expect(try ledger.statistics(of: JobID("unknown")).window.count == 0)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var limit = 100
    var searched = 100
    var count: Int
    var isComplete: Bool

    var testDescription: String { "\(limit) of \(searched)" }
  }

  static let rows: [Row] = [
    Row(count: 3, isComplete: true),
    Row(limit: 3, count: 3, isComplete: true),
    Row(limit: 2, count: 2, isComplete: false),
    Row(searched: 6, count: 3, isComplete: true),
    Row(searched: 5, count: 2, isComplete: false),
    Row(searched: 1, count: 0, isComplete: false),
  ]

  @Test(arguments: rows)
  func `say whether there are older ones`(_ row: Row) throws {
    try commit([.failed, .succeeded, .skipped, .succeeded, .skipped, .skipped])
    let window = try ledger.statistics(of: JobID("a"), limit: row.limit, searching: row.searched).window
    #expect(window.count == row.count)
    #expect(window.isComplete == row.isComplete)
  }

  @Test func `count what was pruned beside the window`() throws {
    try commit([.failed, .succeeded, .skipped, .succeeded, .succeeded, .failed])
    let limits = HistoryLimits(keepRuns: 2, keepFor: nil)
    var sweep = HistorySweep()
    while try ledger.prune(&sweep, limits: { _ in limits }, at: Instant(seconds: 1000)) {}
    let statistics = try ledger.statistics(of: JobID("a"))
    #expect(statistics.window.count == 2)
    #expect(statistics.window.succeeded == 1)
    #expect(statistics.pruned == 3)
    #expect(statistics.prunedSuccesses == 2)
  }

  @Test func `are found through the index, and read no row that does not count`() throws {
    let plan = try QueryRow.plan(of: JobStatistics.window, in: directory.appending("schedd.db"))
    #expect(plan.contains { $0.contains("SEARCH runs USING COVERING INDEX runs_ended (job=?)") }, "\(plan)")
    #expect(plan.contains { $0.contains("SEARCH runs USING INTEGER PRIMARY KEY (rowid=?)") }, "\(plan)")
    #expect(plan.allSatisfy { !$0.contains("TEMP B-TREE") }, "\(plan)")
  }
}
