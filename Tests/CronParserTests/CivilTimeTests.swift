import CronParser
import Testing

/// A civil time and its parts.
struct CivilRow: Sendable, CustomTestStringConvertible {
  let seconds: Int64
  let parts: [Int]
  let weekday: Int

  init(_ seconds: Int64, _ parts: [Int], weekday: Int) {
    self.seconds = seconds
    self.parts = parts
    self.weekday = weekday
  }

  var testDescription: String { "\(seconds)" }
}

@Suite struct `A civil time` {
  static let rows = [
    CivilRow(0, [1970, 1, 1, 0, 0, 0], weekday: 4),
    CivilRow(-1, [1969, 12, 31, 23, 59, 59], weekday: 3),
    CivilRow(951_782_400, [2000, 2, 29, 0, 0, 0], weekday: 2),
    CivilRow(951_868_799, [2000, 2, 29, 23, 59, 59], weekday: 2),
    CivilRow(1_772_323_199, [2026, 2, 28, 23, 59, 59], weekday: 6),
    CivilRow(2_147_483_647, [2038, 1, 19, 3, 14, 7], weekday: 2),
    CivilRow(4_107_542_400, [2100, 3, 1, 0, 0, 0], weekday: 1),
    CivilRow(7_258_118_399, [2199, 12, 31, 23, 59, 59], weekday: 2),
    CivilRow(-62_135_596_800, [1, 1, 1, 0, 0, 0], weekday: 1),
    CivilRow(-62_167_219_200, [0, 1, 1, 0, 0, 0], weekday: 6),
    CivilRow(253_402_300_799, [9999, 12, 31, 23, 59, 59], weekday: 5),
  ]

  @Test(arguments: rows) func `tells its parts`(_ row: CivilRow) {
    let time = CivilTime(seconds: row.seconds)
    #expect([time.year, time.month, time.day, time.hour, time.minute, time.second] == row.parts)
    #expect(time.weekday == row.weekday)
  }

  @Test(arguments: rows) func `is made of its parts`(_ row: CivilRow) {
    let parts = row.parts
    let time = CivilTime(
      year: parts[0],
      month: parts[1],
      day: parts[2],
      hour: parts[3],
      minute: parts[4],
      second: parts[5]
    )
    #expect(time.seconds == row.seconds)
  }

  @Test func `agrees with a calendar that is counted day by day`() {
    let wrong = NaiveCalendar.days.enumerated().first { index, day in
      let time = CivilTime(day: Int64(index))
      return time.date != (day.year, day.month, day.day)
        || time.weekday != day.weekday
        || time.daysSinceEpoch != Int64(index)
        || CivilTime(year: day.year, month: day.month, day: day.day) != time
        || CivilTime.daysInMonth(year: day.year, month: day.month) != day.monthLength
    }
    #expect(wrong == nil)
  }

  @Test func `carries parts beyond their range over`() {
    #expect(CivilTime(year: 2026, month: 3, day: 0) == CivilTime(year: 2026, month: 2, day: 28))
    #expect(CivilTime(year: 2026, month: 13, day: 1) == CivilTime(year: 2027, month: 1, day: 1))
    #expect(CivilTime(year: 2026, month: -11, day: 1) == CivilTime(year: 2025, month: 1, day: 1))
    #expect(CivilTime(year: 2026, month: 1, day: 1, hour: 24) == CivilTime(year: 2026, month: 1, day: 2))
    #expect(CivilTime(year: 2026, month: 1, day: 1, minute: -1) == CivilTime(seconds: 1_767_225_540))
  }

  @Test(arguments: [
    (2024, 2, 29, true), (2023, 2, 29, false), (2100, 2, 29, false), (2000, 2, 29, true),
    (2026, 4, 31, false),
    (2026, 12, 31, true), (2026, 13, 1, false), (2026, 0, 1, false), (2026, 1, 0, false),
  ])
  func `knows which days exist`(_ year: Int, _ month: Int, _ day: Int, _ exists: Bool) {
    #expect(CivilTime.dayExists(year: year, month: month, day: day) == exists)
  }

  @Test(arguments: [Int.min, -1, 0, 1, Int.max]) func `never traps`(_ part: Int) {
    let time = CivilTime(year: part, month: part, day: part, hour: part, minute: part, second: part)
    _ = CivilTime(day: Int64(part)).weekday
    for time in [time, CivilTime(seconds: Int64(part))] {
      #expect((1...12).contains(time.month))
      #expect((1...31).contains(time.day))
      #expect((0...6).contains(time.weekday))
      #expect((0..<86_400).contains(time.secondOfDay))
    }
  }

  @Test func `is ordered as a clock runs`() {
    #expect(CivilTime(year: 2026, month: 1, day: 31) < CivilTime(year: 2026, month: 2, day: 1))
    #expect(!(CivilTime(seconds: 5) < CivilTime(seconds: 5)))
  }
}
