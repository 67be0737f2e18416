import CronParser

/// The footer of a zone file: how a zone's clocks go on after the last transition that the file lists.
///
/// The form is POSIX's `TZ` variable (IEEE Std 1003.1, 8.3) with the extensions of RFC 9636, 3.3.1: times of day from
/// −167 to 167 hours, so that "the night after the last Sunday" and "two hours before midnight UTC" can be said.
/// Standard time may be the one that is ahead ("IST-1GMT0,…": Dublin's negative daylight saving).
struct PosixRule: Hashable {
  /// The part of the year during which the other offset holds.
  struct Season: Hashable {
    /// Seconds ahead of UTC while the season lasts.
    var offset: Int

    /// When it begins, on a clock that shows standard time.
    var start: Change

    /// When it ends, on a clock that shows the season's time.
    var end: Change
  }

  /// A day and a time of day of every year.
  struct Change: Hashable {
    /// The day of the year.
    var day: Day

    /// Seconds after that day's midnight; may be negative or more than a day.
    var time: Int
  }

  /// A way to name a day of any year.
  enum Day: Hashable {
    /// `Jn`: 1 to 365; 29 February is never counted.
    case julian(Int)

    /// `n`: 0 to 365; 29 February is counted.
    case zeroBased(Int)

    /// `Mm.w.d`: the week-th such weekday of the month, 5 for the last; Sunday is 0.
    case weekday(month: Int, week: Int, weekday: Int)
  }

  /// Seconds ahead of UTC in standard time.
  var standardOffset: Int

  /// The season of the other offset, or nil where the clocks never change.
  var season: Season?

  /// The second, since the epoch, at which a year's season starts.
  func start(of season: Season, in year: Int) -> Int64 {
    season.start.localSeconds(in: year) - Int64(standardOffset)
  }

  /// The second, since the epoch, at which a year's season ends; in the south before it starts.
  func end(of season: Season, in year: Int) -> Int64 {
    season.end.localSeconds(in: year) - Int64(season.offset)
  }
}

extension PosixRule.Change {
  /// The civil time of the change in a year, in seconds since 1970-01-01 00:00:00 on the same clock.
  func localSeconds(in year: Int) -> Int64 {
    Int64(day.date(in: year).daysSinceEpoch) * 86_400 + Int64(time)
  }
}

extension PosixRule.Day {
  /// The date that is meant in a year.
  func date(in year: Int) -> CivilDate {
    let newYear = CivilDate(uncheckedYear: year, month: 1, day: 1)
    switch self {
    case .julian(let number):
      let isPastLeapDay = CivilTime.isLeapYear(year) && number >= 60
      return newYear + (isPastLeapDay ? number : number - 1)
    case .zeroBased(let number):
      return newYear + number
    case .weekday(let month, let week, let weekday):
      let first = CivilDate(uncheckedYear: year, month: month, day: 1)
      let sundayBased = (first.weekdayFromMonday + 1) % 7
      let day = (weekday - sundayBased + 7) % 7 + (week - 1) * 7
      // Week 5 is the last one, which in most months is the fourth.
      return first + (day < CivilTime.daysInMonth(year: year, month: month) ? day : day - 7)
    }
  }
}

extension PosixRule {
  /// Reads a footer.
  ///
  /// - Parameter text: The bytes between the footer's line feeds; not empty.
  /// - Throws: Where it breaks off.
  init(_ text: ArraySlice<UInt8>) throws(ZoneFileError) {
    var reader = PosixRuleReader(rest: text)
    try reader.skipName()
    // POSIX counts hours west of Greenwich; everybody else, and this project, counts east.
    standardOffset = -(try reader.time(hours: 24))
    guard !reader.rest.isEmpty else { return }
    try reader.skipName()
    let offset = reader.rest.first == .comma ? standardOffset + 3600 : -(try reader.time(hours: 24))
    try reader.skip(.comma)
    let start = try reader.change()
    try reader.skip(.comma)
    let end = try reader.change()
    guard reader.rest.isEmpty else { throw ZoneFileError("its footer goes on after the rule") }
    season = Season(offset: offset, start: start, end: end)
  }
}

/// Takes a footer apart from left to right.
private struct PosixRuleReader {
  /// What has not been read yet.
  var rest: ArraySlice<UInt8>

  /// Passes a name of a clock ("CET", "<+0330>"); it is not used.
  mutating func skipName() throws(ZoneFileError) {
    if rest.first == .less {
      guard let close = rest.firstIndex(of: .greater) else {
        throw ZoneFileError("its footer has a name without an end")
      }
      rest = rest[(close + 1)...]
      return
    }
    let name = rest.prefix { $0.isLetter }
    guard name.count >= 3 else { throw ZoneFileError("its footer has no name where one must be") }
    rest = rest.dropFirst(name.count)
  }

  /// Reads `[+-]hh[:mm[:ss]]` as seconds.
  mutating func time(hours limit: Int) throws(ZoneFileError) -> Int {
    var sign = 1
    if let first = rest.first, first == .minus || first == .plus {
      sign = first == .minus ? -1 : 1
      rest = rest.dropFirst()
    }
    var seconds = try number(0...limit) * 3600
    for unit in [60, 1] where rest.first == .colon {
      rest = rest.dropFirst()
      seconds += try number(0...59) * unit
    }
    return sign * seconds
  }

  /// Reads a day and, after a slash, a time of day; without one it is 02:00.
  mutating func change() throws(ZoneFileError) -> PosixRule.Change {
    let day = try day()
    guard rest.first == .slash else { return PosixRule.Change(day: day, time: 7200) }
    rest = rest.dropFirst()
    return PosixRule.Change(day: day, time: try time(hours: 167))
  }

  /// Passes one character that must come now.
  mutating func skip(_ expected: UInt8) throws(ZoneFileError) {
    guard rest.first == expected else {
      throw ZoneFileError("its footer lacks a \"\(Character(Unicode.Scalar(expected)))\"")
    }
    rest = rest.dropFirst()
  }

  private mutating func day() throws(ZoneFileError) -> PosixRule.Day {
    switch rest.first {
    case .some(.letterJ):
      rest = rest.dropFirst()
      return .julian(try number(1...365))
    case .some(.letterM):
      rest = rest.dropFirst()
      let month = try number(1...12)
      try skip(.dot)
      let week = try number(1...5)
      try skip(.dot)
      return .weekday(month: month, week: week, weekday: try number(0...6))
    default:
      return .zeroBased(try number(0...365))
    }
  }

  private mutating func number(_ allowed: ClosedRange<Int>) throws(ZoneFileError) -> Int {
    let digits = rest.prefix { $0.isDigit }
    guard (1...3).contains(digits.count) else { throw ZoneFileError("its footer lacks a number") }
    rest = rest.dropFirst(digits.count)
    let value = digits.reduce(0) { $0 * 10 + Int($1 - .zero) }
    guard allowed.contains(value) else {
      throw ZoneFileError("its footer has \(value), not \(allowed.lowerBound) to \(allowed.upperBound)")
    }
    return value
  }
}

extension UInt8 {
  fileprivate static let comma = UInt8(ascii: ",")
  fileprivate static let colon = UInt8(ascii: ":")
  fileprivate static let slash = UInt8(ascii: "/")
  fileprivate static let dot = UInt8(ascii: ".")
  fileprivate static let plus = UInt8(ascii: "+")
  fileprivate static let minus = UInt8(ascii: "-")
  fileprivate static let less = UInt8(ascii: "<")
  fileprivate static let greater = UInt8(ascii: ">")
  fileprivate static let letterJ = UInt8(ascii: "J")
  fileprivate static let letterM = UInt8(ascii: "M")
  fileprivate static let zero = UInt8(ascii: "0")

  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  fileprivate var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }
}
