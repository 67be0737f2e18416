import CronParser

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
    try Self.check("the year of start_date", startDate.components.year, 1970...2199)
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

// MARK: - Fire times

extension CalendarInterval: DayPattern {
  /// It names a time of day, which runs once on each of its days.
  var isWildcard: Bool { false }

  var times: TimesOfDay {
    TimesOfDay(seconds: 1 &<< UInt64(second), minutes: 1 &<< UInt64(minute), hours: 1 &<< UInt64(hour))
  }

  func firstDay(atOrAfter day: Int) -> Int? {
    guard let last = lastDay(atOrBefore: day) else { return startDate.daysSinceEpoch }
    return last == day ? day : date(after: last)
  }

  func lastDay(atOrBefore day: Int) -> Int? {
    let start = startDate.daysSinceEpoch
    guard day >= start else { return nil }
    if monthsBetween == 0 { return day - (day - start) % daysBetween }
    if daysBetween == 0 { return lastOfSameDay(atOrBefore: day) }
    // Where months and days are added, each date hangs on the one before it: there is no other way than to walk. At
    // the least a month lies between two, so that there are fewer than three thousand up to the year 2199.
    var last = start
    while let next = date(after: last), next <= day { last = next }
    return last
  }

  func countDays(from first: Int, through last: Int) -> Int {
    guard monthsBetween > 0 else { return countDays(through: last) - countDays(through: first - 1) }
    var count = 0
    var date = firstDay(atOrAfter: first)
    while let day = date, day <= last {
      count += 1
      date = self.date(after: day)
    }
    return count
  }

  private var monthsBetween: Int { years * 12 + months }

  private var daysBetween: Int { weeks * 7 + days }

  /// The next date of the series, as APScheduler finds it; nil after the year 2199.
  private func date(after day: Int) -> Int? {
    guard monthsBetween > 0 else { return Self.searched(day + daysBetween) }
    let (month, dayOfMonth) = CalendarMonth.containing(day: UInt32(day))
    var number = month.number + monthsBetween
    while number < 2200 * 12 {
      let month = CalendarMonth(number: number)
      if dayOfMonth <= month.length { return Self.searched(month.day(dayOfMonth) + daysBetween) }
      number += monthsBetween
    }
    return nil
  }

  /// The last date at or before a day in a series of months, all dates of which have the same day of the month.
  private func lastOfSameDay(atOrBefore day: Int) -> Int? {
    let (startMonth, dayOfMonth) = CalendarMonth.containing(day: UInt32(startDate.daysSinceEpoch))
    var number = CalendarMonth.containing(day: UInt32(day)).month.number
    number -= (number - startMonth.number) % monthsBetween
    while number >= startMonth.number {
      let month = CalendarMonth(number: number)
      if dayOfMonth <= month.length, month.day(dayOfMonth) <= day { return month.day(dayOfMonth) }
      number -= monthsBetween
    }
    return nil
  }

  /// How many dates of a series of days there are up to a day.
  private func countDays(through day: Int) -> Int {
    let start = startDate.daysSinceEpoch
    return day < start ? 0 : (day - start) / daysBetween + 1
  }

  private static func searched(_ day: Int) -> Int? {
    day <= Int(CalendarMonth.lastSearchedDay) ? day : nil
  }
}

extension CalendarMonth {
  /// Months since the year 0, so that adding months is adding numbers.
  fileprivate var number: Int { Int(year) * 12 + Int(month) - 1 }

  fileprivate init(number: Int) {
    self.init(year: UInt32(number / 12), month: UInt32(number % 12 + 1))
  }

  /// Days from 1970-01-01 to a day of the month, which is counted from 1.
  fileprivate func day(_ dayOfMonth: UInt32) -> Int { Int(firstDay) + Int(dayOfMonth) - 1 }
}
