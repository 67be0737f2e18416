import Scheduler
import Testing

@Suite struct `Stretches of pruned fire times` {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var stretches: [(Int64, Int64)]
    var kept: [Int64]
    var expected: [(Int64, Int64)]
  }

  static let rows = [
    Row(testDescription: "none", stretches: [], kept: [5], expected: []),
    Row(testDescription: "nothing between", stretches: [(1, 2), (3, 4)], kept: [], expected: [(1, 4)]),
    Row(testDescription: "in any order", stretches: [(5, 6), (1, 2)], kept: [0, 7], expected: [(1, 6)]),
    Row(testDescription: "one between", stretches: [(1, 2), (4, 5)], kept: [3], expected: [(1, 2), (4, 5)]),
    Row(
      testDescription: "between some",
      stretches: [(1, 2), (3, 4), (6, 7), (8, 9)],
      kept: [5],
      expected: [(1, 4), (6, 9)]
    ),
    // A clock that was set back shows the same times twice.
    Row(testDescription: "one in another", stretches: [(1, 9), (3, 4)], kept: [5], expected: [(1, 9)]),
  ]

  @Test(arguments: rows) func `are joined around what is kept`(_ row: Row) {
    let stretches = row.stretches.map { first, last in
      PrunedStretch(
        first: Instant(seconds: first),
        last: Instant(seconds: last),
        outcomes: [.failed: 1, .missed: 2],
        coalesced: 3,
        lastRun: RunID(last)
      )
    }
    let joined = PrunedStretch.joined(stretches, around: row.kept.map(Instant.init(seconds:)))
    #expect(joined.map(\.first.seconds) == row.expected.map(\.0))
    #expect(joined.map(\.last.seconds) == row.expected.map(\.1))
    #expect(joined.map(\.lastRun.number) == row.expected.map(\.1))
    #expect(joined.map(\.count).reduce(0, +) == stretches.count * 6)
    #expect(joined.reduce(0) { $0 + ($1.outcomes[.missed] ?? 0) } == stretches.count * 2)
  }
}
