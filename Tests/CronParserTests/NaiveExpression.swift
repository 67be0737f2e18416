/// A member of a day field and whether a day is one of its days, decided day by day.
enum NaiveDayMember: Sendable {
  case dates(Set<Int>)
  case weekdays(Set<Int>)
  case fromEnd(Int)
  case nearest(Int)
  case lastWorkday
  case nth(weekday: Int, Int)
  case last(weekday: Int)

  func contains(_ day: NaiveDay) -> Bool {
    switch self {
    case .dates(let dates): dates.contains(day.day)
    case .weekdays(let weekdays): weekdays.contains(day.weekday)
    case .fromEnd(let before): day.day == day.monthLength - before
    case .nearest(let target): target <= day.monthLength && day.day == Self.workday(nearest: target, in: day)
    case .lastWorkday: day.day == Self.workday(nearest: day.monthLength, in: day)
    case .nth(let weekday, let nth): day.weekday == weekday && (day.day - 1) / 7 == nth - 1
    case .last(let weekday): day.weekday == weekday && day.day + 7 > day.monthLength
    }
  }

  /// The nearest Monday to Friday: the distance grows, Friday before Monday, and it stays in the month.
  private static func workday(nearest target: Int, in day: NaiveDay) -> Int? {
    let candidates = [target, target - 1, target + 1, target - 2, target + 2]
    return candidates.first { candidate in
      (1...day.monthLength).contains(candidate) && (1...5).contains(day.weekday(ofDay: candidate))
    }
  }
}

/// An expression and its meaning, made together by the generator; it is searched day by day and time by time.
struct NaiveExpression: Sendable {
  var text = ""
  var seconds: Set<Int> = [0]
  var minutes: Set<Int> = []
  var hours: Set<Int> = []
  var dates: [NaiveDayMember] = []
  var months: Set<Int> = []
  var weekdays: [NaiveDayMember] = []
  var years: Set<Int>?
  var isEither = true

  func matches(_ day: NaiveDay) -> Bool {
    guard months.contains(day.month), years?.contains(day.year) ?? true else { return false }
    let byDate = dates.contains { $0.contains(day) }
    let byWeekday = weekdays.contains { $0.contains(day) }
    return isEither ? byDate || byWeekday : byDate && byWeekday
  }

  func matches(second: Int) -> Bool {
    hours.contains(second / 3_600) && minutes.contains(second / 60 % 60) && seconds.contains(second % 60)
  }

  /// The first match at or after an instant within so many days; nil when there is none.
  func first(atOrAfter start: Int, within dayCount: Int) -> Int? {
    for index in (start / 86_400)..<min(start / 86_400 + dayCount, NaiveCalendar.days.count)
    where matches(NaiveCalendar.days[index]) {
      let range = max(start - index * 86_400, 0)...86_399
      if let time = times(in: range).first { return index * 86_400 + time }
    }
    return nil
  }

  /// The last match at or before an instant within so many days; nil when there is none.
  func last(atOrBefore end: Int, within dayCount: Int) -> Int? {
    for index in (max(end / 86_400 - dayCount + 1, 0)...(end / 86_400)).reversed()
    where matches(NaiveCalendar.days[index]) {
      let range = 0...min(end - index * 86_400, 86_399)
      if let time = times(in: range).last { return index * 86_400 + time }
    }
    return nil
  }

  /// How many match in a closed range, told day by day.
  func count(from start: Int, through end: Int) -> Int {
    let perDay = times(in: 0...86_399).count
    return (start / 86_400...end / 86_400).reduce(0) { count, index in
      guard matches(NaiveCalendar.days[index]) else { return count }
      let range = max(start - index * 86_400, 0)...min(end - index * 86_400, 86_399)
      return count + (range == 0...86_399 ? perDay : times(in: range).count)
    }
  }

  /// The times of day that match in a range, ascending.
  private func times(in range: ClosedRange<Int>) -> [Int] {
    var times: [Int] = []
    let minutes = minutes.sorted()
    let seconds = seconds.sorted()
    for hour in hours.sorted() where range.overlaps(hour * 3_600...hour * 3_600 + 3_599) {
      for minute in minutes {
        let start = hour * 3_600 + minute * 60
        guard range.overlaps(start...start + 59) else { continue }
        times += seconds.map { start + $0 }.filter(range.contains)
      }
    }
    return times
  }
}
