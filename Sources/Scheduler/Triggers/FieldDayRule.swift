import CronParser

/// The days that the fields `day`, `week` and `day_of_week` of a `CronFields` let match, all three of them.
///
/// A month's answer is one word whose bit n is day n. Weekdays come as the fields count them, 0 for Monday.
struct FieldDayRule: Hashable, Sendable {
  /// Bit n is set when day n of every month that has it matches.
  var numbers: UInt64 = 0

  /// Whether the last day of every month matches.
  var isLastDayIncluded = false

  /// Bit n is set when week n of the year may match, as ISO 8601 counts weeks.
  var weeks: UInt64 = 0

  /// Bit n is set when the weekday n may match.
  private var weekdays: UInt64 = 0

  /// Bit 7 · (k − 1) + n is set when the k-th weekday n of every month matches.
  private var nthWeekdays: UInt64 = 0

  /// Bit n is set when the last weekday n of every month matches.
  private var lastWeekdays: UInt64 = 0

  private static let everyWeek: UInt64 = (1 << 54) - 2

  /// The lowest bit of each of six weeks.
  private static let sixWeeks: UInt64 = 0x8_1020_4081

  /// Lets a weekday match.
  mutating func insert(weekday: Int) {
    weekdays |= 1 &<< UInt64(weekday)
  }

  /// Lets the n-th such weekday of a month match.
  mutating func insert(_ weekday: Int, number: Int) {
    nthWeekdays |= 1 &<< UInt64(7 * (number - 1) + weekday)
  }

  /// Lets the last such weekday of a month match.
  mutating func insertLast(_ weekday: Int) {
    lastWeekdays |= 1 &<< UInt64(weekday)
  }

  /// The months that the weeks can reach into, so that a search for one week need not look at every month.
  var monthsOfWeeks: UInt64 {
    var months: UInt64 = 0
    for week in 1...53 where weeks.contains(UInt32(week)) {
      // Week 1 has 4 January, so that week n lies between the days 7n − 9 and 7n + 3 of the year.
      for day in [7 * week - 9, 7 * week + 3] {
        let date = CivilDate(uncheckedYear: 2000, month: 1, day: 1) + (day - 1)
        months |= 1 &<< UInt64(date.components.month)
      }
    }
    return months
  }

  /// The matching days of a month; bit n is day n.
  func days(in month: CalendarMonth) -> UInt64 {
    let mondayBased = (month.firstWeekday &+ 6) % 7
    // Day d is weekday d + first − 1, so that the repeated week moves down by one less than the first weekday.
    let shift = UInt64(mondayBased == 0 ? 6 : mondayBased &- 1)
    var matching = numbers
    if isLastDayIncluded { matching |= 1 &<< UInt64(month.length) }
    if nthWeekdays != 0 { matching |= nthWeekdayBits(firstWeekday: mondayBased) }
    if lastWeekdays != 0 {
      let lastSevenDays: UInt64 = 0x7F &<< UInt64(month.length &- 6)
      matching |= (lastWeekdays &* Self.sixWeeks) &>> shift & lastSevenDays
    }
    matching &= (weekdays &* Self.sixWeeks) &>> shift
    if weeks != Self.everyWeek, matching != 0 { matching &= weekBits(of: month, firstWeekday: mondayBased) }
    return matching & ((2 as UInt64) &<< UInt64(month.length) &- 2)
  }

  private func nthWeekdayBits(firstWeekday: UInt32) -> UInt64 {
    var left = nthWeekdays
    var bits: UInt64 = 0
    while left != 0 {
      let (week, weekday) = left.lowestBit.quotientAndRemainder(dividingBy: 7)
      let day = 1 &+ (weekday &+ 7 &- firstWeekday) % 7 &+ 7 &* week
      bits |= 1 &<< UInt64(day)
      left &= left &- 1
    }
    return bits
  }

  /// The days of a month that lie in one of the weeks.
  private func weekBits(of month: CalendarMonth, firstWeekday: UInt32) -> UInt64 {
    var bits: UInt64 = 0
    // The day of the month that the first week's Monday would be, counted from seven so as to stay positive.
    var mondayPlusSeven = 8 &- firstWeekday
    while mondayPlusSeven <= month.length &+ 7 {
      // A week belongs to the year that its Thursday lies in. 1970-01-01 was one, so that none is negative.
      let thursday = month.firstDay &+ mondayPlusSeven &+ 3 &- 8
      let newYear = CalendarMonth(year: CalendarMonth.containing(day: thursday).month.year, month: 1).firstDay
      if weeks.contains((thursday &- newYear) / 7 &+ 1) {
        let sevenDays: UInt64 = 0x7F &<< UInt64(mondayPlusSeven)
        bits |= sevenDays &>> 7
      }
      mondayPlusSeven &+= 7
    }
    return bits
  }
}
