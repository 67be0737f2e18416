extension CronExpression {
  /// What is legal here and probably not meant, in the order of the text.
  ///
  /// That an expression never fires is not among them: see `neverFires`.
  public var warnings: [CronWarning] {
    // Without a step and a list only the end of a month can be odd, and most expressions have none of them.
    let isEnd = pattern.days.monthDays & 0x1FFF_FFFE == 0
    guard isEnd || text.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ",") }) else {
      return []
    }
    guard CronNickname(rawValue: text) == nil else { return [] }
    let fields = WrittenField.fields(of: self)
    return fields.flatMap { field in
      stepWarnings(in: field) + listWarnings(in: field) + dayWarnings(in: field, beside: fields)
    }
  }

  private func stepWarnings(in written: WrittenField) -> [CronWarning] {
    written.members.compactMap { member in
      var oddity: CronWarning.Oddity?
      switch member.member {
      case .all(let step): oddity = self.oddity(of: written.field, step: step, text: member.text)
      case .range(let low, let high, let step) where step > 1 && step > high - low:
        oddity = .stepBeyondRange(member: member.text, step: step, only: low, isWhole: false)
      default: break
      }
      return oddity.map { CronWarning(column: member.column, field: written.field, oddity: $0) }
    }
  }

  /// What is odd about a step through all values.
  private func oddity(of field: CronField, step: Int, text: String) -> CronWarning.Oddity? {
    let first = field.range.lowerBound
    // Sunday is both ends of a week's range, but one day.
    let count = field == .dayOfWeek ? 7 : field.range.count
    if step >= count { return .stepBeyondRange(member: text, step: step, only: first, isWhole: true) }
    let isTime = field == .second || field == .minute || field == .hour
    guard isTime, count % step != 0 else { return nil }
    return .unevenStep(member: text, step: step, last: (count - 1) / step * step, first: first)
  }

  /// A list that has `*` and more; in the day fields what stands first decides, so it is left alone there.
  private func listWarnings(in written: WrittenField) -> [CronWarning] {
    guard !written.field.isDay, written.members.count > 1,
      let star = written.members.first(where: { $0.member == .all(step: 1) })
    else { return [] }
    return [CronWarning(column: star.column, field: written.field, oddity: .redundantMembers(written.text))]
  }

  private func dayWarnings(in written: WrittenField, beside fields: [WrittenField]) -> [CronWarning] {
    let isAnd = fields.contains { $0.text.hasPrefix("+") }
    var oddity: CronWarning.Oddity?
    if written.isStarredDay, !isAnd, DayWords(pattern.days).restrictsBoth {
      let isDate = written.field == .dayOfMonth
      let range = isDate ? "1-31" : "0-6"
      oddity = .starredDays(
        written.text,
        other: isDate ? .dayOfWeek : .dayOfMonth,
        instead: written.members.count == 1 ? range + written.text.dropFirst() : nil
      )
    } else if written.field == .dayOfMonth, !neverFires, !monthsWithoutDay.isEmpty {
      let isMonthEnd = pattern.days.nearestWeekday == 0 && pattern.days.monthDays & 0x1FFF_FFFE == 0
      oddity = .monthsWithoutDay(monthsWithoutDay, isMonthEnd: isMonthEnd)
    }
    return oddity.map { [CronWarning(column: written.column, field: written.field, oddity: $0)] } ?? []
  }

  /// The months that are asked for and have no day that could match, in leap years neither.
  private var monthsWithoutDay: [Int] {
    (1...12).filter { month in
      guard pattern.months.contains(UInt32(month)) else { return false }
      let length = UInt32(CivilTime.daysInMonth(year: 2000, month: month))
      return (0..<7).allSatisfy { pattern.days.days(length: length, firstWeekday: $0) == 0 }
    }
  }
}
