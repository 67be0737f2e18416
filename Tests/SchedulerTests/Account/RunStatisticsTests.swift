import Scheduler
import Testing

@Suite struct `The statistics of a job's runs` {
  private static func second(_ seconds: Int64) -> Instant { Instant(seconds: 1_000_000 + seconds) }

  /// Runs, newest first; the nth ends n minutes before the newest and takes n seconds.
  private static func runs(_ outcomes: [Outcome]) -> [RunStatistics.Entry] {
    outcomes.enumerated().map { place, outcome in
      let end = second(-60 * Int64(place))
      return RunStatistics.Entry(outcome: outcome, startedAt: end - .seconds(Int64(place)), endedAt: end)
    }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var outcomes: [Outcome]
    var isComplete = true
    var count: Int
    var rate: Double?
    var lastSuccess: Int64?

    /// How many, of successes or not, from which run on, and whether there may be more.
    var streak: (Int, Bool, Int64, Bool)?

    var testDescription: String { outcomes.map(\.rawValue).joined(separator: " ") + (isComplete ? "" : " …") }
  }

  static let rows: [Row] = [
    Row(outcomes: [], count: 0),
    Row(outcomes: [], isComplete: false, count: 0),
    Row(outcomes: [.skipped, .missed, .cancelled], count: 0),
    Row(outcomes: [.succeeded], count: 1, rate: 1, lastSuccess: 0, streak: (1, true, 0, false)),
    Row(outcomes: [.failed], count: 1, rate: 0, streak: (1, false, 0, false)),
    Row(outcomes: [.failed], isComplete: false, count: 1, rate: 0, streak: (1, false, 0, true)),
    Row(
      outcomes: [.succeeded, .succeeded, .failed, .succeeded],
      count: 4,
      rate: 0.75,
      lastSuccess: 0,
      streak: (2, true, 1, false)
    ),
    Row(
      outcomes: [.failed, .timedOut, .abandoned, .succeeded, .failed],
      isComplete: false,
      count: 5,
      rate: 0.2,
      lastSuccess: 3,
      streak: (3, false, 2, false)
    ),
    // What did not run, or was ended by somebody, neither counts nor breaks a streak.
    Row(
      outcomes: [.skipped, .succeeded, .cancelled, .succeeded, .missed, .failed, .skipped],
      count: 3,
      rate: 2.0 / 3,
      lastSuccess: 1,
      streak: (2, true, 3, false)
    ),
    Row(
      outcomes: [.succeeded, .succeeded, .succeeded],
      isComplete: false,
      count: 3,
      rate: 1,
      lastSuccess: 0,
      streak: (3, true, 2, true)
    ),
  ]

  @Test(arguments: rows)
  func `count what the job did itself, and the newest in a row`(_ row: Row) {
    let statistics = RunStatistics(Self.runs(row.outcomes), isComplete: row.isComplete)
    #expect(statistics.count == row.count)
    #expect(statistics.successRate == row.rate)
    #expect(statistics.lastSuccess == row.lastSuccess.map { Self.second(-60 * $0) })
    #expect(statistics.isComplete == row.isComplete)
    #expect(statistics.streak?.count == row.streak?.0)
    #expect(statistics.streak?.isOfSuccesses == row.streak?.1)
    #expect(statistics.streak?.since == row.streak.map { Self.second(-60 * $0.2) })
    #expect(statistics.streak?.mayBeLonger == row.streak?.3)
  }

  struct DurationRow: Sendable, CustomTestStringConvertible {
    var seconds: [Int64]
    var mean: Int64
    var median: Int64
    var p95: Int64

    var testDescription: String { "\(seconds.count) runs, \(mean) s on average" }
  }

  static let durations: [DurationRow] = [
    DurationRow(seconds: [7], mean: 7, median: 7, p95: 7),
    DurationRow(seconds: [1, 3], mean: 2, median: 1, p95: 3),
    DurationRow(seconds: [9, 1, 2], mean: 4, median: 2, p95: 9),
    DurationRow(seconds: Array(1...19), mean: 10, median: 10, p95: 19),
    DurationRow(seconds: Array((1...20).reversed()), mean: 10, median: 10, p95: 19),
    DurationRow(seconds: Array(1...100), mean: 50, median: 50, p95: 95),
    DurationRow(seconds: [0, 0], mean: 0, median: 0, p95: 0),
    DurationRow(seconds: [-5, 1], mean: 0, median: 0, p95: 1),
    // Their sum is more than a number of nanoseconds holds.
    DurationRow(
      seconds: [9_000_000_000, 9_000_000_000],
      mean: 9_000_000_000,
      median: 9_000_000_000,
      p95: 9_000_000_000
    ),
  ]

  @Test(arguments: durations)
  func `say how long runs took, with lengths that some of them really took`(_ row: DurationRow) throws {
    let runs = row.seconds.map { seconds in
      RunStatistics.Entry(
        outcome: .succeeded,
        startedAt: Instant(seconds: 0),
        endedAt: Instant(seconds: seconds)
      )
    }
    let durations = try #require(RunStatistics(runs, isComplete: true).durations)
    #expect(durations.mean.nanoseconds / 1_000_000_000 == row.mean)
    #expect(durations.median == .seconds(row.median))
    #expect(durations.p95 == .seconds(row.p95))
  }

  @Test func `leave out how long it took where nobody saw the end, or nothing was started`() {
    let end = Self.second(0)
    let runs = [
      RunStatistics.Entry(outcome: .abandoned, startedAt: end - .hours(1), endedAt: end),
      RunStatistics.Entry(outcome: .failed, startedAt: nil, endedAt: end),
    ]
    let statistics = RunStatistics(runs, isComplete: true)
    #expect(statistics.count == 2)
    #expect(statistics.durations == nil)
  }
}
