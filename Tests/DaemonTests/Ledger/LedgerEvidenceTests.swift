import Daemon
import Scheduler
import Testing

@Suite struct `What the ledger knows of a fire time` {
  private let directory: TemporaryDirectory
  private let ledger: Ledger
  private let job = JobID("backup")

  init() throws {
    directory = try TemporaryDirectory()
    ledger = try Ledger(stateDirectory: directory.path)
  }

  private func second(_ seconds: Int64) -> Instant { Instant(seconds: seconds) }

  private func skipped(_ number: Int64, at seconds: Int64) -> Run {
    Run.queued(number, at: seconds).ended(.skipped, .maxInstances)
  }

  @Test func `is the run that claims it`() throws {
    try ledger.commit([.claimed(.queued(1, at: 60)), .claimed(.queued(2, of: "other", at: 120))], at: .zero)
    #expect(try ledger.run(of: job, firedAt: second(60))?.id == RunID(1))
    #expect(try ledger.run(of: job, firedAt: second(120)) == nil)
    var manual = Run.queued(3, at: 180)
    manual.cause = .manual
    try ledger.commit([.claimed(manual)], at: .zero)
    #expect(try ledger.run(of: job, firedAt: second(180)) == nil)
  }

  @Test(arguments: [(59, nil), (60, 7), (90, 7), (120, 7), (121, nil), (240, nil)] as [(Int64, Int64?)])
  func `is the run that it was coalesced into`(_ seconds: Int64, _ expected: Int64?) throws {
    var run = Run.queued(7, at: 180)
    run.coalesced = CoalescedFireTimes(count: 2, first: second(60), last: second(120))
    try ledger.commit(
      [
        .claimed(.queued(5, at: 30)), .claimed(.queued(6, of: "other", at: 90)), .claimed(run),
        .claimed(.queued(8, at: 240)),
      ],
      at: .zero
    )
    #expect(try ledger.run(of: job, standingFor: second(seconds))?.id.number == expected)
  }

  @Test func `is the earliest run that stands for what came with it`() throws {
    var run = Run.queued(7, at: 60)
    run.createdAt = second(200)
    run.coalesced = CoalescedFireTimes(count: 2, first: second(120), last: second(180))
    try ledger.commit([.claimed(run)], at: .zero)
    #expect(try ledger.run(of: job, standingFor: second(180))?.id == RunID(7))
  }

  @Test func `is the span that it was counted on`() throws {
    let paused = Span.missed("backup", from: 60, to: 120, count: 2)
    let later = Span.missed("backup", from: 600, to: 900, count: 4)
    let other = Span.missed("other", from: 0, to: 2_000, count: 9)
    try ledger.commit([.span(paused), .span(other)], at: second(130))
    try ledger.commit([.span(later)], at: second(950))
    #expect(try ledger.span(of: job, covering: second(59)) == nil)
    #expect(try ledger.span(of: job, covering: second(60))?.span == paused)
    #expect(try ledger.span(of: job, covering: second(120))?.recordedAt == second(130))
    #expect(try ledger.span(of: job, covering: second(121)) == nil)
    #expect(try ledger.span(of: job, covering: second(700))?.span == later)
  }

  @Test func `is what was under way then, however much was skipped since`() throws {
    var hanging = Run.queued(1, at: 60).ended()
    hanging.startedAt = second(61)
    hanging.endedAt = second(5_000)
    var short = Run.queued(2, at: 70).ended()
    short.endedAt = second(71)
    var open = Run.queued(3, at: 80)
    open.state = .running
    let records = [hanging, short, open].map(Record.claimed)
    try ledger.commit(records + (0..<500).map { .claimed(skipped(10 + $0, at: 100 + $0)) }, at: .zero)
    try ledger.commit([.claimed(.queued(900, of: "other", at: 90))], at: .zero)
    func underWay(_ seconds: Int64, before run: Int64) throws -> [Int64] {
      try ledger.runsUnderWay(of: job, at: second(seconds), before: RunID(run)).map(\.id.number)
    }
    #expect(try underWay(599, before: 509) == [1, 3])
    #expect(try underWay(60, before: 509) == [1])
    #expect(try underWay(59, before: 509) == [])
    #expect(try underWay(5_000, before: 509) == [3])
    #expect(try underWay(70, before: 2) == [1])
    #expect(try ledger.runsUnderWay(of: job, at: second(599), before: nil).count == 2)
  }

  @Test func `is found through an index`() throws {
    try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)
    let rows: [(sql: String, indexes: [String])] = [
      (LedgerQuestion.claim, ["runs_claims"]),
      (LedgerQuestion.span, ["spans_of_job"]),
      (LedgerQuestion.firstMade, ["runs_by_time"]),
      (LedgerQuestion.underWay, ["INTEGER PRIMARY KEY", "runs_ended (job=? AND id<?)", "runs_open (id<?)"]),
      (LedgerQuestion.spans(hasJob: false, hasOutcome: false, hasCursor: false), ["SCAN spans"]),
      (LedgerQuestion.spans(hasJob: false, hasOutcome: false, hasCursor: true), ["INTEGER PRIMARY KEY"]),
      (
        LedgerQuestion.spans(hasJob: false, hasOutcome: true, hasCursor: true),
        ["spans_by_outcome", "PRIMARY KEY"]
      ),
      (
        LedgerQuestion.spans(hasJob: true, hasOutcome: true, hasCursor: true),
        ["spans_of_job", "PRIMARY KEY"]
      ),
    ]
    for row in rows {
      let plan = try plan(of: row.sql)
      let reads = plan.filter { $0.starts(with: "SEARCH") || $0.starts(with: "SCAN") }
      #expect(!reads.isEmpty)
      for read in reads where !read.contains("SUBQUERY") && !read.contains("(subquery") {
        #expect(row.indexes.contains { read.contains($0) }, "\(row.sql): \(plan)")
      }
    }
  }

  private func plan(of sql: String) throws -> [String] {
    let database = try Database(path: directory.appending("schedd.db"), access: .readOnly)
    let statement = try database.prepare("EXPLAIN QUERY PLAN " + sql)
    var lines: [String] = []
    while try statement.step() { lines.append(statement.text(3)) }
    return lines
  }
}

@Suite struct `A list of spans` {
  struct Row: Sendable, CustomTestStringConvertible {
    var job: String?
    var outcome: Outcome?
    var expected: [Int64]

    var testDescription: String { "\(job ?? "all") \(outcome?.rawValue ?? "all")" }
  }

  static let rows: [Row] = [
    Row(expected: [5, 4, 3, 2, 1]),
    Row(outcome: .skipped, expected: [5, 2]),
    Row(outcome: .succeeded, expected: []),
    // A job's come in the order of their fire times.
    Row(job: "a", expected: [3, 5, 1]),
    Row(job: "a", outcome: .missed, expected: [3, 1]),
    Row(job: "unknown", expected: []),
  ]

  @Test(arguments: rows, [1, 2, 100])
  func `has what was asked for, newest first, in pages that join`(_ row: Row, _ page: Int) throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    let spans: [(String, Int64, Outcome)] = [
      ("a", 10, .missed), ("b", 20, .skipped), ("a", 50, .missed), ("b", 40, .missed), ("a", 30, .skipped),
    ]
    for (job, first, outcome) in spans {
      var span = Span.missed(job, from: first, to: first + 1, count: 1)
      span.outcome = outcome
      try ledger.commit([.span(span)], at: Instant(seconds: first + 5))
    }
    var found: [Int64] = []
    while true {
      let next = try ledger.spans(
        of: row.job.map { JobID($0) },
        outcome: row.outcome,
        before: found.last,
        limit: page
      )
      found += next.map(\.id)
      if next.count < page { break }
    }
    #expect(found == row.expected)
  }
}
