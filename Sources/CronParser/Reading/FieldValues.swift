/// The values of all fields, gathered member by member.
struct FieldValues {
  /// Whether the minute or the hour field begins with `*`.
  private(set) var isWildcard = false

  /// Whether a value was drawn from a key's hash.
  private(set) var isHashed = false

  private var seconds: UInt64 = 0
  private var minutes: UInt64 = 0
  private var hours: UInt64 = 0
  private var monthDays: UInt64 = 0
  private var months: UInt64 = 0
  private var weekdays: UInt64 = 0
  private(set) var years = YearSet.none
  private var days = DayRule(monthDays: 0, weekdays: 0)

  /// Whether neither day field begins with `*`, and no `+` asks for both.
  private var matchesEither = true

  /// Takes note of how a field begins, which decides the expression's class and how the day fields combine.
  ///
  /// A day field that begins with `*` is unrestricted, though the rest may restrict it (`*/2`): the rule of Vixie
  /// cron, which real crontabs are written for.
  mutating func begin(_ field: CronField, with first: UInt8) {
    switch field {
    case .minute, .hour: isWildcard = isWildcard || first == UInt8(ascii: "*")
    case .dayOfMonth, .dayOfWeek:
      if [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "+")].contains(first) { matchesEither = false }
    case .second, .month, .year: break
    }
  }

  /// Adds a member of a field's list.
  mutating func insert(_ member: FieldMember, into field: CronField) {
    switch member {
    case .all(let step): insert(field.range, step: step, into: field)
    case .value(let value): insert(value...value, step: 1, into: field)
    case .range(let low, let high, let step): insert(low...high, step: step, into: field)
    case .hashed(let first, let last, let step):
      isHashed = true
      insert(first...last, step: step ?? 60, into: field)
    case .lastDay(let before): days.daysFromEnd |= 1 &<< UInt32(31 - before)
    case .nearestWeekday(let day): days.nearestWeekday = UInt8(day)
    case .lastWorkday: days.nearestWeekday = DayRule.lastDay
    case .nthWeekday(let weekday, let nth): days.nthWeekdays |= 1 &<< UInt64(7 * (nth - 1) + weekday % 7)
    case .lastWeekday(let weekday): days.lastWeekdays |= 1 &<< UInt8(weekday % 7)
    }
  }

  /// What the values mean together.
  var pattern: CronPattern {
    var days = days
    days.monthDays = UInt32(truncatingIfNeeded: monthDays)
    // Both 0 and 7 are Sunday.
    days.weekdays = UInt8(truncatingIfNeeded: (weekdays | weekdays >> 7) & 0x7F)
    days.matchesEither = matchesEither
    return CronPattern(
      times: TimesOfDay(seconds: seconds, minutes: minutes, hours: hours),
      days: days,
      months: months,
      years: years
    )
  }

  private mutating func insert(_ values: ClosedRange<Int>, step: Int, into field: CronField) {
    guard field != .year else {
      if values == field.range, step == 1 { return years = .all }
      for year in stride(from: values.lowerBound, through: values.upperBound, by: step) {
        years.insert(UInt32(year))
      }
      return
    }
    let bits = Self.bits(values, step: step)
    switch field {
    case .second: seconds |= bits
    case .minute: minutes |= bits
    case .hour: hours |= bits
    case .dayOfMonth: monthDays |= bits
    case .month: months |= bits
    case .dayOfWeek: weekdays |= bits
    case .year: break
    }
  }

  private static func bits(_ values: ClosedRange<Int>, step: Int) -> UInt64 {
    let all = (~1 &<< UInt64(values.upperBound)) ^ (~0 &<< UInt64(values.lowerBound)) as UInt64
    guard step > 1 else { return all }
    var bits: UInt64 = 0
    for value in stride(from: values.lowerBound, through: values.upperBound, by: step) {
      bits |= 1 &<< UInt64(value)
    }
    return bits
  }
}
