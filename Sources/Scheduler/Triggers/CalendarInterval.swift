/// Every so many years, months, weeks and days at a time of day, from a date on.
///
/// The next date is found as APScheduler finds it: years and months are added until the day of the month exists, then
/// weeks and days are added. So one month from 31 January is 31 March.
public struct CalendarInterval: Hashable, Sendable {
  /// How many years lie between two dates, 0 to 1000.
  public let years: Int

  /// How many months lie between two dates, besides the years.
  public let months: Int

  /// How many weeks lie between two dates, besides the months.
  public let weeks: Int

  /// How many days lie between two dates, besides the weeks.
  public let days: Int

  /// The hour of the day, 0 to 23.
  public let hour: Int

  /// The minute of the hour, 0 to 59.
  public let minute: Int

  /// The second of the minute, 0 to 59.
  public let second: Int

  /// The first date.
  public let startDate: CivilDate

  /// A calendar interval from its `start_date` on, else from 1970-01-01.
  ///
  /// - Parameters:
  ///   - years: How many years lie between two dates.
  ///   - months: How many months, besides the years.
  ///   - weeks: How many weeks, besides the months.
  ///   - days: How many days, besides the weeks.
  ///   - hour: The hour of the day.
  ///   - minute: The minute of the hour.
  ///   - second: The second of the minute.
  ///   - startDate: The first date.
  /// - Throws: `emptyCalendarInterval` when all counts are 0, `outOfRange` for a number out of its range.
  public init(
    years: Int = 0,
    months: Int = 0,
    weeks: Int = 0,
    days: Int = 0,
    hour: Int = 0,
    minute: Int = 0,
    second: Int = 0,
    startDate: CivilDate = CivilDate(daysSinceEpoch: 0)
  ) throws(TriggerError) {
    try Self.check("years", years, 0...1000)
    try Self.check("months", months, 0...12_000)
    try Self.check("weeks", weeks, 0...100_000)
    try Self.check("days", days, 0...100_000)
    try Self.check("hour", hour, 0...23)
    try Self.check("minute", minute, 0...59)
    try Self.check("second", second, 0...59)
    guard years + months + weeks + days > 0 else { throw .emptyCalendarInterval }
    self.years = years
    self.months = months
    self.weeks = weeks
    self.days = days
    self.hour = hour
    self.minute = minute
    self.second = second
    self.startDate = startDate
  }

  private static func check(_ name: String, _ value: Int, _ allowed: ClosedRange<Int>) throws(TriggerError) {
    guard allowed.contains(value) else {
      throw .outOfRange(name: name, value: value, allowed: allowed)
    }
  }
}
