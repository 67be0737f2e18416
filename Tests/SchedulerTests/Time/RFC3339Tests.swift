import Scheduler
import Testing

/// A text, and the instant that it names, in nanoseconds; nil when it is refused.
private struct TimestampRow: Sendable, CustomTestStringConvertible {
  let text: String
  let nanoseconds: Int64?

  init(_ text: String, _ nanoseconds: Int64?) {
    self.text = text
    self.nanoseconds = nanoseconds
  }

  var testDescription: String { text }
}

@Suite struct `A timestamp` {
  @Test(arguments: timestamps)
  fileprivate func `of RFC 3339 is read, and nothing else`(_ row: TimestampRow) {
    #expect(Instant(rfc3339: row.text)?.nanoseconds == row.nanoseconds)
  }

  @Test(arguments: civilTimes)
  fileprivate func `without an offset is read in a zone`(_ row: TimestampRow) throws {
    #expect(try Instant(row.text, in: TestZones.read("Europe/Berlin"))?.nanoseconds == row.nanoseconds)
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (1_500_000_000, "1970-01-01T00:00:01.5Z"),
    (1, "1970-01-01T00:00:00.000000001Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
    (1_774_746_000_000_000_000, "2026-03-29T01:00:00Z"),
  ])
  func `is written in UTC with a fraction only where there is one`(_ nanoseconds: Int64, _ text: String) {
    #expect(Instant(nanoseconds: nanoseconds).description == text)
  }

  @Test(
    arguments: [
      ("Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00"),
      ("Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"),
      ("America/St_Johns", "2026-01-01T00:00:00.25Z", "2025-12-31T20:30:00.25-03:30"),
      ("Etc/UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00"),
      ("Africa/Monrovia", "1971-01-01T00:00:00Z", "1970-12-31T23:15:30-00:44"),
    ] as [(String, Instant, String)]
  )
  func `is written with the offset of a zone`(_ zone: String, _ instant: Instant, _ text: String) throws {
    #expect(try instant.rfc3339(in: TestZones.read(zone)) == text)
  }

  @Test func `that was written is read back`() {
    var generator = SeededGenerator(seed: 3339)
    for _ in 0..<1000 {
      let instant = generator.instant(in: 0..<7_258_118_400)
      #expect(Instant(rfc3339: instant.description) == instant)
    }
  }

  private static let timestamps: [TimestampRow] = [
    TimestampRow("1970-01-01T00:00:00Z", 0),
    TimestampRow("1970-01-01t00:00:00z", 0),
    TimestampRow("1970-01-01 00:00:00Z", 0),
    TimestampRow("1970-01-01T01:00:00+01:00", 0),
    TimestampRow("1970-01-01T00:00:01-00:01", 61_000_000_000),
    TimestampRow("1970-01-01T00:00:00.5Z", 500_000_000),
    TimestampRow("1970-01-01T00:00:00.000000001Z", 1),
    TimestampRow("2000-02-29T00:00:00Z", 951_782_400_000_000_000),
    TimestampRow("2199-12-31T23:59:59Z", 7_258_118_399_000_000_000),
    TimestampRow("", nil),
    TimestampRow("2026-01-01", nil),
    TimestampRow("2026-01-01T00:00:00", nil),
    TimestampRow("2026-01-01T00:00Z", nil),
    TimestampRow("2026-1-01T00:00:00Z", nil),
    TimestampRow("2026-13-01T00:00:00Z", nil),
    TimestampRow("2026-02-29T00:00:00Z", nil),
    TimestampRow("2026-01-01T24:00:00Z", nil),
    TimestampRow("2026-01-01T00:60:00Z", nil),
    TimestampRow("2016-12-31T23:59:60Z", nil),
    TimestampRow("2026-01-01T00:00:00.Z", nil),
    TimestampRow("2026-01-01T00:00:00.0000000001Z", nil),
    TimestampRow("2026-01-01T00:00:00+0100", nil),
    TimestampRow("2026-01-01T00:00:00+24:00", nil),
    TimestampRow("2026-01-01T00:00:00Zx", nil),
    TimestampRow(" 2026-01-01T00:00:00Z", nil),
    TimestampRow("２026-01-01T00:00:00Z", nil),
    TimestampRow("1969-12-31T23:59:59Z", nil),
    TimestampRow("2200-01-01T00:00:00Z", nil),
    TimestampRow("+2026-01-01T00:00:00Z", nil),
  ]

  private static let civilTimes: [TimestampRow] = [
    TimestampRow("2026-01-01", 1_767_222_000_000_000_000),
    TimestampRow("2026-01-01T00:00:00", 1_767_222_000_000_000_000),
    TimestampRow("2026-01-01 00:00:00.25", 1_767_222_000_250_000_000),
    TimestampRow("2026-01-01T00:00:00Z", 1_767_225_600_000_000_000),
    TimestampRow("2026-03-29T02:30:00", 1_774_747_800_000_000_000),
    TimestampRow("2026-10-25T02:30:00", 1_792_888_200_000_000_000),
    TimestampRow("2026-02-30", nil),
    TimestampRow("2026-01-01T", nil),
    TimestampRow("tomorrow", nil),
  ]
}

@Suite struct `A civil date` {
  @Test(arguments: [
    ("1970-01-01", 0, 3), ("2000-02-29", 11_016, 1), ("2100-02-28", 47_540, 6), ("2199-12-31", 84_005, 1),
  ])
  func `is a count of days and a weekday`(_ text: String, _ days: Int, _ weekday: Int) throws {
    let date = try #require(CivilDate(text))
    #expect(date == CivilDate(daysSinceEpoch: days))
    #expect(date.weekdayFromMonday == weekday)
    #expect(date.description == text)
  }

  @Test(arguments: [
    (-719_528, "0000-01-01"), (-719_529, "-1-12-31"), (-365_243, "0969-12-31"), (2_932_896, "9999-12-31"),
    (2_932_897, "+10000-01-01"),
  ])
  func `in a year that is far away is written with all of it`(_ days: Int, _ text: String) {
    #expect(CivilDate(daysSinceEpoch: days).description == text)
  }

  @Test(arguments: [
    "2100-02-29", "2026-00-01", "2026-01-32", "2026-1-1", "26-01-01", "2026-01-01T", "1969-12-31", "",
  ])
  func `that the calendar does not have is none`(_ text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test func `has the parts that it was made of`() {
    for days in stride(from: 0, to: 84_006, by: 7) {
      let (year, month, day) = CivilDate(daysSinceEpoch: days).components
      #expect(CivilDate(year: year, month: month, day: day)?.daysSinceEpoch == days)
    }
  }
}
