import Scheduler
import Testing

@Suite struct `A time that is asked about` {
  struct Row: Sendable, CustomTestStringConvertible {
    var text: String
    var start: Instant
    var length: TimeAmount
    var repetition: Instant?

    init(_ text: String, _ start: Instant, _ length: TimeAmount, again: Instant? = nil) {
      self.text = text
      self.start = start
      self.length = length
      repetition = again
    }

    var testDescription: String { text }
  }

  /// Noon in Berlin on a day in summer.
  static let now: Instant = "2026-07-01T10:00:00Z"

  static let rows: [Row] = [
    Row("02:30", "2026-07-01T00:30:00Z", .minutes(1)),
    Row("12:00", "2026-07-01T10:00:00Z", .minutes(1)),
    // What has not come yet today was yesterday.
    Row("12:01", "2026-06-30T10:01:00Z", .minutes(1)),
    Row("02:30:15", "2026-07-01T00:30:15Z", .seconds(1)),
    Row("02:30:15.25", "2026-07-01T00:30:15.25Z", .milliseconds(10)),
    Row("2026-01-01", "2025-12-31T23:00:00Z", .hours(24)),
    Row("2026-03-29", "2026-03-28T23:00:00Z", .hours(23)),
    Row("2026-10-25", "2026-10-24T22:00:00Z", .hours(25)),
    Row("2026-01-01 02:30", "2026-01-01T01:30:00Z", .minutes(1)),
    Row("2026-01-01T02:30", "2026-01-01T01:30:00Z", .minutes(1)),
    Row("2026-01-01t02:30:00", "2026-01-01T01:30:00Z", .seconds(1)),
    Row("2026-01-01 02:30Z", "2026-01-01T02:30:00Z", .minutes(1)),
    Row("2026-01-01T02:30:00Z", "2026-01-01T02:30:00Z", .seconds(1)),
    Row("2026-01-01T02:30:00-05:00", "2026-01-01T07:30:00Z", .seconds(1)),
    Row("2026-01-01T02:30-05:00", "2026-01-01T07:30:00Z", .minutes(1)),
    Row("2026-01-01T02:30:00.123456789Z", "2026-01-01T02:30:00.123456789Z", .nanoseconds(1)),
    // What the clocks skip is the minute in which they go on.
    Row("2026-03-29 02:30", "2026-03-29T01:00:00Z", .minutes(1)),
    Row("2026-10-25 02:30", "2026-10-25T00:30:00Z", .minutes(1), again: "2026-10-25T01:30:00Z"),
    Row("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z", .seconds(1)),
  ]

  @Test(arguments: rows)
  func `is as long as the unit in which it was said`(_ row: Row) throws {
    let berlin = try TestZones.read("Europe/Berlin")
    let asked = try #require(AskedTime(row.text, in: berlin, now: Self.now))
    #expect(asked.range == row.start..<row.start + row.length)
    #expect(asked.repetition == row.repetition.map { $0..<$0 + row.length })
  }

  @Test(arguments: [
    "", "2", "24:00", "2:30", "02:60", "02:30:60", "02:30x", "02:3", "02:30:", "02:30:15.", "2026-02-30",
    "2026-01-01T", "2026-01-01T02", "2026-01-01T02:30:00+1", "2026-01-01x02:30", "yesterday",
    "2026-1-1 02:30",
    "1969-01-01", "2026-01-01 02:30:00 CET", "0２:30", "2026-01-01T0２:30", "１２:30",
  ])
  func `is refused where it is none`(_ text: String) throws {
    let berlin = try TestZones.read("Europe/Berlin")
    #expect(AskedTime(text, in: berlin, now: Self.now) == nil)
  }
}
