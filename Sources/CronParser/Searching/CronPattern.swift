/// What an expression means: the times of day, the days, the months and the years that match.
struct CronPattern: Hashable, Sendable {
  /// The times of each matching day.
  let times: TimesOfDay

  /// The days of each matching month.
  let days: DayRule

  /// Bit n is set when month n matches.
  let months: UInt64

  /// The years that match and have a matching day, so that no search walks through years without one.
  private(set) var years: YearSet

  /// The shapes of month in which some day matches, by `CalendarMonth.shape`.
  ///
  /// A search for a rare day (the 29th of February on a Monday) passes a month with one question.
  private let shapes: UInt64

  /// Bit n is set when weekday n matches, where nothing but the weekday decides; else 0.
  ///
  /// Most expressions are such, and a search for their days needs no calendar.
  private let weekly: UInt64

  /// The pattern of these sets.
  init(times: TimesOfDay, days: DayRule, months: UInt64, years: YearSet) {
    self.times = times
    self.days = days
    self.months = months
    self.years = years
    weekly = months == 0x1FFE && years == .all ? days.weekly : 0
    shapes = days.shapes
    if weekly == 0 { self.years = yearsWithDays }
  }

  /// Whether any civil time of the years 1970 to 2199 matches.
  var hasMatches: Bool { years != .none }

  /// The first civil time that matches, at or after a given one; nil when there is none to the end of 2199.
  func first(atOrAfter start: CivilTime) -> CivilTime? {
    guard start.seconds <= Self.lastSearchedSecond else { return nil }
    let (day, time) = Self.dayAndTime(of: start)
    if weekly != 0 { return firstOfWeek(day: day, time: time) }
    let (month, dayOfMonth) = CalendarMonth.containing(day: day)
    if includes(month) {
      let matching = days.days(in: month)
      if matching.contains(dayOfMonth), let time = times.first(atOrAfter: time) {
        return Self.civilTime(day: day, time: time)
      }
      let left = matching.above(dayOfMonth)
      if left != 0 { return first(of: month, on: left) }
    }
    return first(after: month)
  }

  /// The last civil time that matches, at or before a given one; nil when there is none back to 1970.
  func last(atOrBefore end: CivilTime) -> CivilTime? {
    guard end.seconds >= 0 else { return nil }
    let (day, time) = Self.dayAndTime(of: end)
    let (month, dayOfMonth) = CalendarMonth.containing(day: day)
    if includes(month) {
      let matching = days.days(in: month)
      if matching.contains(dayOfMonth), let time = times.last(atOrBefore: time) {
        return Self.civilTime(day: day, time: time)
      }
      let left = matching.below(dayOfMonth)
      if left != 0 { return last(of: month, on: left) }
    }
    return last(before: month)
  }

  /// How many civil times match in a closed range.
  func count(from start: CivilTime, through end: CivilTime) -> Int {
    guard hasMatches, start <= end else { return 0 }
    guard start.seconds <= Self.lastSearchedSecond, end.seconds >= 0 else { return 0 }
    let (firstDay, firstTime) = Self.dayAndTime(of: start)
    let (lastDay, lastTime) = Self.dayAndTime(of: end)
    var count = countDays(from: firstDay, through: lastDay) * times.count
    if includes(day: firstDay) { count -= times.count(before: firstTime) }
    if includes(day: lastDay) { count -= times.count - times.count(before: lastTime + 1) }
    return count
  }

  /// Whether a civil time matches.
  func contains(_ time: CivilTime) -> Bool {
    guard time.seconds >= 0, time.seconds <= Self.lastSearchedSecond else { return false }
    let (day, second) = Self.dayAndTime(of: time)
    return includes(day: day) && times.contains(second)
  }
}

// MARK: - Days and months

extension CronPattern {
  /// The last second that is searched: 2199-12-31 23:59:59.
  private static let lastSearchedSecond = Int64(CalendarMonth.lastSearchedDay) * 86_400 + 86_399

  private func firstOfWeek(day: UInt32, time: UInt32) -> CivilTime? {
    let weekday = CalendarMonth.weekday(of: day)
    if weekly.contains(weekday), let time = times.first(atOrAfter: time) {
      return Self.civilTime(day: day, time: time)
    }
    // Two weeks in a row, so that the days from tomorrow on are the lowest bits.
    let coming = (weekly | weekly &<< 7) &>> UInt64(weekday &+ 1)
    let next = day &+ 1 &+ coming.lowestBit
    return next <= CalendarMonth.lastSearchedDay ? Self.civilTime(day: next, time: times.earliest) : nil
  }

  private func first(after month: CalendarMonth) -> CivilTime? {
    // Mostly the month behind is the one: its place is known without a division.
    let next = month.next
    if includes(next), shapes.contains(next.shape) { return first(of: next, on: days.days(in: next)) }
    var year = month.year
    var left = years.contains(year) ? months.above(month.month) : 0
    while true {
      while left != 0 {
        let month = CalendarMonth(year: year, month: left.lowestBit)
        if shapes.contains(month.shape) { return first(of: month, on: days.days(in: month)) }
        left &= left &- 1
      }
      guard let next = years.next(after: year) else { return nil }
      year = next
      left = months
    }
  }

  private func last(before month: CalendarMonth) -> CivilTime? {
    var year = month.year
    var left = years.contains(year) ? months.below(month.month) : 0
    while true {
      while left != 0 {
        let month = CalendarMonth(year: year, month: left.highestBit)
        if shapes.contains(month.shape) { return last(of: month, on: days.days(in: month)) }
        left = left.below(left.highestBit)
      }
      guard let next = years.last(before: year) else { return nil }
      year = next
      left = months
    }
  }

  private func first(of month: CalendarMonth, on days: UInt64) -> CivilTime {
    Self.civilTime(day: month.firstDay &+ days.lowestBit &- 1, time: times.earliest)
  }

  private func last(of month: CalendarMonth, on days: UInt64) -> CivilTime {
    Self.civilTime(day: month.firstDay &+ days.highestBit &- 1, time: times.latest)
  }

  private func includes(_ month: CalendarMonth) -> Bool {
    months.contains(month.month) && years.contains(month.year)
  }

  private func includes(day: UInt32) -> Bool {
    let (month, dayOfMonth) = CalendarMonth.containing(day: day)
    return includes(month) && days.days(in: month).contains(dayOfMonth)
  }

  /// How many days match in a closed range of days since 1970-01-01.
  private func countDays(from first: UInt32, through last: UInt32) -> Int {
    let (firstMonth, firstDay) = CalendarMonth.containing(day: first)
    let (lastMonth, lastDay) = CalendarMonth.containing(day: last)
    var count = 0
    var month = firstMonth
    while true {
      let isLast = month.firstDay == lastMonth.firstDay
      if includes(month) {
        var matching = days.days(in: month)
        if month.firstDay == firstMonth.firstDay { matching = matching.atOrAbove(firstDay) }
        if isLast { matching = matching.atOrBelow(lastDay) }
        count += matching.nonzeroBitCount
      }
      if isLast { return count }
      month = month.next
    }
  }

  /// The years of `years` with a matching day.
  ///
  /// A year is one of fourteen kinds, by its length and the weekday on which it begins: each kind is judged once.
  private var yearsWithDays: YearSet {
    let hasEveryJanuary = shapes & CalendarMonth.januaryShapes == CalendarMonth.januaryShapes
    if months.contains(1), hasEveryJanuary { return years }
    var known: UInt64 = 0
    var withDays: UInt64 = 0
    var found = YearSet.none
    for year in YearSet.earliest...YearSet.latest where years.contains(year) {
      let kind = CalendarMonth(year: year, month: 1).firstWeekday + (CalendarMonth.isLeapYear(year) ? 7 : 0)
      if !known.contains(kind) {
        known |= 1 &<< UInt64(kind)
        if hasDays(in: year) { withDays |= 1 &<< UInt64(kind) }
      }
      if withDays.contains(kind) { found.insert(year) }
    }
    return found
  }

  private func hasDays(in year: UInt32) -> Bool {
    (1...12).contains { month in
      months.contains(month) && shapes.contains(CalendarMonth(year: year, month: month).shape)
    }
  }
}

// MARK: - Days and seconds

extension CronPattern {
  /// The day since 1970-01-01 and the second of it, held to what is searched.
  private static func dayAndTime(of civil: CivilTime) -> (day: UInt32, time: UInt32) {
    let seconds = UInt64(truncatingIfNeeded: max(0, min(civil.seconds, lastSearchedSecond)))
    let day = seconds / 86_400
    return (UInt32(truncatingIfNeeded: day), UInt32(truncatingIfNeeded: seconds &- day &* 86_400))
  }

  private static func civilTime(day: UInt32, time: UInt32) -> CivilTime {
    CivilTime(seconds: Int64(day) &* 86_400 &+ Int64(time))
  }
}
