/// The days of a rule in words.
struct DayWords {
  private let rule: DayRule

  /// The words of a rule.
  init(_ rule: DayRule) {
    self.rule = rule
  }

  /// On which days: "on the 13th or on Friday"; nil when every day matches.
  var phrase: String? {
    switch (dates, weekdays) {
    case (nil, nil): nil
    case (let dates?, nil): rule.matchesEither ? nil : "on \(dates)"
    case (nil, let weekdays?): rule.matchesEither ? nil : "on \(weekdays)"
    case (let dates?, let weekdays?):
      rule.matchesEither
        ? "on \(dates) or on \(weekdays)"
        : "on \(dates) if it is \(ValueWords.joined(weekdayParts, by: "or"))"
    }
  }

  /// Whether both day fields leave days out, so that it matters how they combine.
  var restrictsBoth: Bool { dates != nil && weekdays != nil }

  /// The days that the day of month field names; nil when it names all.
  var dates: String? {
    guard rule.monthDays != 0xFFFF_FFFE else { return nil }
    var parts: [String] = []
    if rule.monthDays != 0 {
      let days = ValueWords(UInt64(rule.monthDays)) { "the " + ValueWords.ordinal($0) }
      parts.append(days.progression(of: "day"))
    }
    for before in 0...30 where rule.daysFromEnd & 1 << UInt32(31 - before) != 0 {
      let day = before == 0 ? "the last day" : "the \(ValueWords.ordinal(before)) day before the last"
      parts.append(day + " of the month")
    }
    switch rule.nearestWeekday {
    case 0: break
    case DayRule.lastDay: parts.append("the last workday (Monday to Friday) of the month")
    case let day:
      parts.append("the workday (Monday to Friday) nearest to the \(ValueWords.ordinal(Int(day)))")
    }
    return ValueWords.joined(parts)
  }

  /// The days that the day of week field names; nil when it names all.
  var weekdays: String? { rule.weekdays == 0x7F ? nil : ValueWords.joined(weekdayParts) }

  private var weekdayParts: [String] {
    var parts: [String] = []
    if rule.weekdays != 0 {
      // From Monday on, so that a weekend is a run.
      let fromMonday = UInt64(rule.weekdays) >> 1 | UInt64(rule.weekdays & 1) << 6
      parts += ValueWords(fromMonday) { CronField.dayOfWeek.word(for: $0 + 1) }.parts
    }
    let numbered = (0..<35).filter { rule.nthWeekdays.contains(UInt32($0)) }.map { bit in
      "the \(ValueWords.ordinal(bit / 7 + 1)) \(CronField.dayOfWeek.word(for: bit % 7))"
    }
    let last = (0..<7).filter { UInt64(rule.lastWeekdays).contains(UInt32($0)) }.map { weekday in
      "the last \(CronField.dayOfWeek.word(for: weekday))"
    }
    return parts + (numbered + last).map { $0 + " of the month" }
  }
}

extension CronField {
  /// The full name of a month or a weekday; other values as they are.
  func word(for value: Int) -> String {
    switch self {
    case .month: CronName.months[value - 1].capitalizedFirst
    case .dayOfWeek: CronName.weekdays[value % 7].capitalizedFirst
    case .second, .minute, .hour, .dayOfMonth, .year: String(value)
    }
  }
}

extension String {
  /// The word with its first letter in upper case.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
