import CronParser

/// What the fields of a `CronFields` mean: the sets of their values.
struct CronFieldsPattern: Hashable, Sendable {
  let times: TimesOfDay
  private let years: YearSet
  private let months: UInt64
  private let days: FieldDayRule

  /// Whether the minute or the hour field begins with `*`, be it written or filled in.
  let isWildcard: Bool

  /// Reads a text for each field.
  ///
  /// - Parameter texts: One for each of `CronFields.Name.allCases`, in that order.
  /// - Throws: What is wrong with one of them.
  init(texts: [String]) throws(CronFieldError) {
    var sets = FieldSets()
    for (name, text) in zip(CronFields.Name.allCases, texts) {
      var reader = try CronFieldReader(name, text)
      for member in try reader.members() { sets.insert(member, into: name) }
    }
    times = TimesOfDay(seconds: sets.seconds, minutes: sets.minutes, hours: sets.hours)
    years = sets.years
    months = sets.months & sets.days.monthsOfWeeks
    days = sets.days
    isWildcard = zip(CronFields.Name.allCases, texts).contains { name, text in
      (name == .hour || name == .minute) && text.first { $0 != " " } == "*"
    }
  }
}

/// The sets of a pattern while its fields are read.
private struct FieldSets {
  var seconds: UInt64 = 0
  var minutes: UInt64 = 0
  var hours: UInt64 = 0
  var months: UInt64 = 0
  var years = YearSet.none
  var days = FieldDayRule()

  mutating func insert(_ member: CronFieldMember, into name: CronFields.Name) {
    switch member {
    case .numbers(let range, let step):
      for value in stride(from: range.lowerBound, through: range.upperBound, by: step) {
        insert(value, into: name)
      }
    case .lastDay: days.isLastDayIncluded = true
    case .nthWeekday(let number, let weekday): days.insert(weekday, number: number)
    case .lastWeekday(let weekday): days.insertLast(weekday)
    }
  }

  private mutating func insert(_ value: Int, into name: CronFields.Name) {
    let bit: UInt64 = 1 &<< UInt64(value & 63)
    switch name {
    case .year: years.insert(UInt32(value))
    case .month: months |= bit
    case .day: days.numbers |= bit
    case .week: days.weeks |= bit
    case .dayOfWeek: days.insert(weekday: value)
    case .hour: hours |= bit
    case .minute: minutes |= bit
    case .second: seconds |= bit
    }
  }
}

extension CronFields: DayPattern {
  /// Whether the minute or the hour field begins with `*`, be it written or filled in.
  public var isWildcard: Bool { pattern.isWildcard }

  var times: TimesOfDay { pattern.times }

  func firstDay(atOrAfter day: Int) -> Int? { pattern.firstDay(atOrAfter: day) }

  func lastDay(atOrBefore day: Int) -> Int? { pattern.lastDay(atOrBefore: day) }

  func countDays(from first: Int, through last: Int) -> Int { pattern.countDays(from: first, through: last) }
}

// MARK: - Searching

extension CronFieldsPattern {
  func firstDay(atOrAfter day: Int) -> Int? {
    var (month, dayOfMonth) = CalendarMonth.containing(day: UInt32(day))
    var matching = matchingDays(of: month).atOrAbove(dayOfMonth)
    while matching == 0 {
      guard let next = self.month(after: month) else { return nil }
      month = next
      matching = days.days(in: month)
    }
    return Int(month.firstDay + matching.lowestBit) - 1
  }

  func lastDay(atOrBefore day: Int) -> Int? {
    var (month, dayOfMonth) = CalendarMonth.containing(day: UInt32(day))
    var matching = matchingDays(of: month).atOrBelow(dayOfMonth)
    while matching == 0 {
      guard let previous = self.month(before: month) else { return nil }
      month = previous
      matching = days.days(in: month)
    }
    return Int(month.firstDay + matching.highestBit) - 1
  }

  func countDays(from first: Int, through last: Int) -> Int {
    var (month, firstDay) = CalendarMonth.containing(day: UInt32(first))
    let (lastMonth, lastDay) = CalendarMonth.containing(day: UInt32(last))
    var count = 0
    while month.firstDay < lastMonth.firstDay {
      count += matchingDays(of: month).atOrAbove(firstDay).nonzeroBitCount
      month = month.next
      firstDay = 1
    }
    return count + matchingDays(of: month).atOrAbove(firstDay).atOrBelow(lastDay).nonzeroBitCount
  }

  private func matchingDays(of month: CalendarMonth) -> UInt64 {
    guard months.contains(month.month), years.contains(month.year) else { return 0 }
    return days.days(in: month)
  }

  /// The next month that the fields `year` and `month` let match.
  private func month(after month: CalendarMonth) -> CalendarMonth? {
    let left = years.contains(month.year) ? months.above(month.month) : 0
    if left != 0 { return CalendarMonth(year: month.year, month: left.lowestBit) }
    guard months != 0, let year = years.next(after: month.year) else { return nil }
    return CalendarMonth(year: year, month: months.lowestBit)
  }

  /// The last month before, that the fields `year` and `month` let match.
  private func month(before month: CalendarMonth) -> CalendarMonth? {
    let left = years.contains(month.year) ? months.below(month.month) : 0
    if left != 0 { return CalendarMonth(year: month.year, month: left.highestBit) }
    guard months != 0, let year = years.last(before: month.year) else { return nil }
    return CalendarMonth(year: year, month: months.highestBit)
  }
}
