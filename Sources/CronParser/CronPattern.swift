/// What an expression means: the times of day, the days, the months and the years that match.
struct CronPattern: Hashable, Sendable {
  /// The times of each matching day.
  let times: TimesOfDay

  /// The days of each matching month.
  let days: DayRule

  /// Bit n is set when month n matches.
  let months: UInt64

  /// The years that match.
  let years: YearSet

  /// The shapes of month in which some day matches: bit 7 · (length - 28) + the first's weekday.
  ///
  /// It lets a search for a rare day (the 29th of February on a Monday) pass a month with one question.
  private let shapes: UInt64

  /// Whether any civil time of the years 1970 to 2199 matches.
  private(set) var hasMatches = true

  /// The last second that is searched: 2199-12-31 23:59:59.
  private static let lastSearchedSecond = Int64(CalendarMonth.lastSearchedDay) * 86_400 + 86_399

  /// The pattern of these sets, each of which matches something by itself.
  init(times: TimesOfDay, days: DayRule, months: UInt64, years: YearSet) {
    self.times = times
    self.days = days
    self.months = months
    self.years = years
    var shapes: UInt64 = 0
    for shape in 0..<28 as Range<UInt32>
    where days.days(length: 28 &+ shape / 7, firstWeekday: shape % 7) != 0 {
      shapes |= 1 &<< UInt64(shape)
    }
    self.shapes = shapes
    hasMatches = first(atOrAfter: CivilTime(seconds: 0)) != nil
  }

  /// The first civil time that matches, at or after a given one; nil when there is none to the end of 2199.
  func first(atOrAfter start: CivilTime) -> CivilTime? {
    guard hasMatches, start.seconds <= Self.lastSearchedSecond else { return nil }
    let (day, time) = Self.dayAndTime(of: start)
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
    guard hasMatches, end.seconds >= 0 else { return nil }
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

  // MARK: - Months

  private func first(after month: CalendarMonth) -> CivilTime? {
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

  // MARK: - Days and seconds

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
