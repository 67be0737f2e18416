import CronParser
import Scheduler
import Testing

@Suite struct `Fire times in a timeline` {
  private static let start: Instant = "2026-03-28T12:00:00Z"
  private static let end: Instant = "2026-03-29T12:00:00Z"

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var trigger: @Sendable () throws -> TimedTrigger
    var bars: [String]
  }

  static let rows: [Row] = [
    Row(testDescription: "none", trigger: { try .cron("0 0 1 1 *") }, bars: []),
    Row(
      testDescription: "at the end of the range and not at its beginning",
      trigger: { try .cron("0 12 * * *") },
      bars: ["2026-03-29T12:00:00Z 1"]
    ),
    Row(
      testDescription: "over a change of the clocks",
      trigger: { try .cron("30 2,4 * * *", in: "Europe/Berlin") },
      bars: ["2026-03-29T01:00:00Z 1", "2026-03-29T02:30:00Z 1"]
    ),
    Row(
      testDescription: "each second",
      trigger: { try TimedTrigger(.interval(Interval(every: .seconds(1)))) },
      bars: ["2026-03-28T12:00:00Z…2026-03-29T12:00:00Z 86400"]
    ),
    Row(
      testDescription: "each second of one hour",
      trigger: { try .cron("* * 18 * * *") },
      bars: [
        "2026-03-28T17:36:00Z…2026-03-28T18:00:00Z 1", "2026-03-28T18:00:00Z…2026-03-28T18:48:00Z 2880",
        "2026-03-28T18:48:00Z…2026-03-28T19:12:00Z 719",
      ]
    ),
  ]

  @Test(arguments: rows)
  func `are shown one by one, or counted`(_ row: Row) throws {
    let bars = FireTimeBars(of: try row.trigger(), after: Self.start, through: Self.end)
    let texts = bars.bars.map { bar in
      bar.first == bar.last ? "\(bar.first) \(bar.count)" : "\(bar.first)…\(bar.last) \(bar.count)"
    }
    #expect(texts == row.bars)
    #expect(bars.isComplete)
  }

  @Test(arguments: [
    "* * * * *", "*/7 8-17 * * 1-5", "0 */2 * * *", "* * * * * *", "30 2 * * *", "0 0 31 2 *",
  ])
  func `are all there`(_ expression: String) throws {
    let trigger = try TimedTrigger.cron(expression, in: "Europe/Berlin")
    let bars = FireTimeBars(of: trigger, after: Self.start, through: Self.end)
    #expect(bars.count == trigger.count(after: Self.start, through: Self.end))
    #expect(bars.bars.count <= FireTimeBars.mostWalked)
    for (one, other) in zip(bars.bars, bars.bars.dropFirst()) { #expect(one.last <= other.first) }
  }

  @Test func `that must be searched for are given up in a bounded time`() throws {
    // They never meet: the one falls on even seconds and the other on odd ones.
    let even = try TimedTrigger(.interval(Interval(every: .seconds(2))))
    let odd = try TimedTrigger(.interval(Interval(every: .seconds(2), anchor: Instant(seconds: 1))))
    let bars = FireTimeBars(of: try TimedTrigger(.all([even, odd])), after: Self.start, through: Self.end)
    #expect(bars.bars.isEmpty)
    #expect(!bars.isComplete)
  }
}
