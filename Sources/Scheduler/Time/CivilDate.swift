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
    guard (0...9999).contains(year) else { return nil }
    guard CivilTime.dayExists(year: year, month: month, day: day) else { return nil }
    self.init(uncheckedYear: year, month: month, day: day)
  }

  /// The day that a civil time falls on.
  ///
  /// - Parameter time: Any civil time.
  public init(of time: CivilTime) {
    daysSinceEpoch = Int(time.daysSinceEpoch)
  }

  /// The year, the month from 1 and the day of the month from 1.
  public var components: (year: Int, month: Int, day: Int) { midnight.date }

  /// The weekday, 0 for Monday to 6 for Sunday.
  public var weekdayFromMonday: Int { (midnight.weekday + 6) % 7 }

  /// The civil time 00:00:00 of this day.
  public var midnight: CivilTime { CivilTime(day: Int64(daysSinceEpoch)) }

  /// The day that many days later; earlier for a negative count.
  public static func + (date: CivilDate, days: Int) -> CivilDate {
    CivilDate(daysSinceEpoch: date.daysSinceEpoch + days)
  }

  /// Whether the first day comes before the second.
  public static func < (earlier: CivilDate, later: CivilDate) -> Bool {
    earlier.daysSinceEpoch < later.daysSinceEpoch
  }

  /// The day of a year, month and day that are known to exist.
  init(uncheckedYear year: Int, month: Int, day: Int) {
    self.init(of: CivilTime(year: year, month: month, day: day))
  }
}
