import Daemon
import Scheduler
import Testing

@Suite struct `The ended runs of a job` {
  private let directory: TemporaryDirectory
  private let ledger: Ledger

  init() throws {
    directory = try TemporaryDirectory()
    ledger = try Ledger(stateDirectory: directory.path)
    let runs = (1...9).map { (number: Int64) in
      let run = Run.queued(number, of: number.isMultiple(of: 3) ? "b" : "a", at: number * 10)
      return number == 8 ? run : run.ended(number == 5 ? .failed : .succeeded)
    }
    try ledger.commit(runs.map { .claimed($0) }, at: .zero)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var from: Int64?
    var before: Int64?
    var limit = 10
    var runs: [Int64]

    var testDescription: String { "from \(from ?? 0) before \(before ?? .max), \(limit) at most" }
  }

  static let rows: [Row] = [
    Row(runs: [7, 5, 4, 2, 1]),
    Row(limit: 2, runs: [7, 5]),
    Row(limit: 0, runs: []),
    Row(before: 5, runs: [4, 2, 1]),
    Row(from: 2, before: 7, runs: [5, 4, 2]),
    Row(from: 8, runs: []),
  ]

  @Test(arguments: rows)
  func `come newest first, between two numbers`(_ row: Row) throws {
    let runs = try ledger.endedRuns(
      of: JobID("a"),
      from: row.from.map { RunID($0) },
      before: row.before.map { RunID($0) },
      limit: row.limit
    )
    #expect(runs.map(\.id.number) == row.runs)
  }

  @Test func `say how and when they ended`() throws {
    let run = try ledger.endedRuns(of: JobID("a"), before: RunID(6), limit: 1).first
    let expected = EndedRun(
      id: RunID(5),
      outcome: .failed,
      createdAt: Instant(seconds: 50),
      startedAt: nil,
      endedAt: Instant(seconds: 51)
    )
    #expect(run == expected)
  }

  @Test func `are found in an index, in its order`() throws {
    let database = try Database(path: directory.appending("schedd.db"), access: .readOnly)
    let statement = try database.prepare("EXPLAIN QUERY PLAN " + LedgerQuestion.endedRuns)
    var plan: [String] = []
    while try statement.step() { plan.append(statement.text(3)) }
    #expect(plan.count == 1)
    #expect(plan.first?.contains("USING INDEX runs_ended (job=? AND id>? AND id<?)") == true, "\(plan)")
  }
}
