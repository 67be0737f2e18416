extension CivilTime {
  /// The civil time of a date and a time of day.
  ///
  /// Parts beyond their range carry over, as in timegm(3): day 0 is the last day of the month before, month 13 is
  /// January of the next year. Whether a date stands in the calendar says `dayExists(year:month:day:)`.
  ///
  /// - Parameters:
  ///   - year: The year; 0 is 1 BC. Beyond ±1,000,000 it is held there.
  ///   - month: The month, January is 1.
  ///   - day: The day of the month, from 1.
  ///   - hour: The hour, 0 to 23.
  ///   - minute: The minute, 0 to 59.
  ///   - second: The second, 0 to 59.
  public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    let days = Self.daysSinceEpoch(year: year, month: month, day: day)
    self.init(seconds: days * 86_400 + Self.held(hour) * 3_600 + Self.held(minute) * 60 + Self.held(second))
  }

  /// The date at midnight that many days after 1970-01-01; negative before it.
  public init(day: Int64) {
    self.init(seconds: day.multipliedReportingOverflow(by: 86_400).partialValue)
  }

  /// Whole days since 1970-01-01, rounded down; negative before it.
  public var daysSinceEpoch: Int64 { Self.floorDivide(seconds, by: 86_400) }

  /// Seconds since midnight, 0 to 86,399.
  public var secondOfDay: Int { Int(seconds &- daysSinceEpoch &* 86_400) }

  /// The year; 0 is 1 BC.
  public var year: Int { date.year }

  /// The month, 1 to 12.
  public var month: Int { date.month }

  /// The day of the month, 1 to 31.
  public var day: Int { date.day }

  /// The hour, 0 to 23.
  public var hour: Int { secondOfDay / 3_600 }

  /// The minute, 0 to 59.
  public var minute: Int { secondOfDay / 60 % 60 }

  /// The second, 0 to 59.
  public var second: Int { secondOfDay % 60 }

  /// The day of the week, as cron counts: Sunday is 0, Saturday 6.
  public var weekday: Int {
    // 1970-01-01 was a Thursday.
    let shifted = (daysSinceEpoch + 4) % 7
    return Int(shifted < 0 ? shifted + 7 : shifted)
  }

  /// The year, month and day at once, which costs as much as one of them.
  ///
  /// - SeeAlso: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
  public var date: (year: Int, month: Int, day: Int) {
    // Years begin in March here, so that the leap day is the last of its year.
    let shifted = daysSinceEpoch + 719_468
    let era = Self.floorDivide(shifted, by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (Int(year), Int(month), Int(day))
  }

  /// Whether a year has a 29th of February.
  ///
  /// - Parameter year: The year; 0 is 1 BC.
  /// - Returns: Whether it has 366 days.
  public static func isLeapYear(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// How many days a month has.
  ///
  /// - Parameters:
  ///   - year: The year, which decides February.
  ///   - month: The month, 1 to 12.
  /// - Returns: 28 to 31; 0 when there is no such month.
  public static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 2: isLeapYear(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    case 1...12: 31
    default: 0
    }
  }

  /// Whether a date stands in the calendar.
  ///
  /// - Parameters:
  ///   - year: The year.
  ///   - month: The month, to be 1 to 12.
  ///   - day: The day, to be 1 to the length of that month.
  /// - Returns: False for a 30th of February.
  public static func dayExists(year: Int, month: Int, day: Int) -> Bool {
    day >= 1 && day <= daysInMonth(year: year, month: month)
  }

  /// Days since 1970-01-01 of a date whose month and day may lie beyond their ranges.
  ///
  /// - SeeAlso: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
  private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int64 {
    let monthsFromMarch = held(month) - 3
    let year = max(-1_000_000, min(1_000_000, Int64(year))) + floorDivide(monthsFromMarch, by: 12)
    let month = monthsFromMarch - floorDivide(monthsFromMarch, by: 12) * 12
    let era = floorDivide(year, by: 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * month + 2) / 5
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468 + held(day) - 1
  }

  /// A part of a date or time, held where no sum of parts can overflow.
  private static func held(_ part: Int) -> Int64 {
    max(-1_000_000_000_000, min(1_000_000_000_000, Int64(part)))
  }

  private static func floorDivide(_ dividend: Int64, by divisor: Int64) -> Int64 {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
