public import CronParser

/// A day of the proleptic Gregorian calendar, without a zone.
///
/// Held as the count of days since 1970-01-01, so that a weekday or a distance is one instruction.
public struct CivilDate: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01; negative before it.
  public let daysSinceEpoch: Int

  /// The day that many days after 1970-01-01.
  ///
  /// - Parameter daysSinceEpoch: Any count within a million years.
  public init(daysSinceEpoch: Int) {
    self.daysSinceEpoch = daysSinceEpoch
  }

  /// The day of that year, month and day of the month; nil when the calendar has no such day.
  ///
  /// - Parameters:
  ///   - year: The year, 0 to 9999.
  ///   - month: The month, 1 to 12.
  ///   - day: The day of the month, from 1.
  public init?(year: Int, month: Int, day: Int) {
    guard (0...9999).contains(year), (1...12).contains(month) else { return nil }
    guard day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil }
    self.init(uncheckedYear: year, month: month, day: day)
  }

  /// The day that a civil time falls on.
  ///
  /// - Parameter time: Any civil time.
  public init(of time: CivilTime) {
    daysSinceEpoch = Int(time.seconds.dividedRoundingDown(by: 86_400))
  }

  /// The year, the month from 1 and the day of the month from 1.
  public var components: (year: Int, month: Int, day: Int) {
    // Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days: eras of 400 years that
    // begin on 1 March, so that the leap day is the last of its year.
    let shifted = daysSinceEpoch + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
      month: month,
      day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  /// The weekday, 0 for Monday to 6 for Sunday.
  public var weekdayFromMonday: Int {
    // 1970-01-01 was a Thursday.
    let remainder = (daysSinceEpoch + 3) % 7
    return remainder < 0 ? remainder + 7 : remainder
  }

  /// The civil time 00:00:00 of this day.
  public var midnight: CivilTime { CivilTime(seconds: Int64(daysSinceEpoch) * 86_400) }

  /// The day that many days later; earlier for a negative count.
  public static func + (date: CivilDate, days: Int) -> CivilDate {
    CivilDate(daysSinceEpoch: date.daysSinceEpoch + days)
  }

  /// Whether the first day comes before the second.
  public static func < (earlier: CivilDate, later: CivilDate) -> Bool {
    earlier.daysSinceEpoch < later.daysSinceEpoch
  }

  /// How many days a month of a year has.
  ///
  /// - Parameters:
  ///   - month: The month, 1 to 12.
  ///   - year: The year.
  /// - Returns: 28 to 31.
  public static func days(inMonth month: Int, of year: Int) -> Int {
    guard month != 2 else { return isLeap(year) ? 29 : 28 }
    // Long and short months alternate, and the alternation starts anew in August.
    return 30 + (month + month / 8) % 2
  }

  /// Whether a year has a 29 February.
  ///
  /// - Parameter year: The year.
  /// - Returns: True in leap years.
  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The day of a year, month and day that are known to exist.
  init(uncheckedYear year: Int, month: Int, day: Int) {
    // days_from_civil, the inverse of `components`.
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let shiftedMonth = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSinceEpoch = era * 146_097 + dayOfEra - 719_468
  }
}

extension BinaryInteger {
  /// The quotient rounded towards negative infinity, where `/` rounds towards zero.
  func dividedRoundingDown(by divisor: Self) -> Self {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
