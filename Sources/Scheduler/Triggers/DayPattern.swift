import CronParser

/// A civil pattern that is made of days and, on each of them, the same times of day.
///
/// Days are counted from 1970-01-01; only those up to 2199-12-31 are asked for, and none before 1970.
protocol DayPattern: CivilPattern {
  /// The times of each matching day.
  var times: TimesOfDay { get }

  /// The first matching day at or after a given one; nil when there is none to the end of 2199.
  func firstDay(atOrAfter day: Int) -> Int?

  /// The last matching day at or before a given one; nil when there is none back to 1970.
  func lastDay(atOrBefore day: Int) -> Int?

  /// How many days match in a closed range.
  func countDays(from first: Int, through last: Int) -> Int
}

extension DayPattern {
  func first(atOrAfter start: CivilTime) -> CivilTime? {
    guard start <= .lastSearched else { return nil }
    let (day, second) = max(start, .firstSearched).dayAndSecond
    guard let found = firstDay(atOrAfter: day) else { return nil }
    guard found == day else { return CivilTime(day: found, second: times.earliest) }
    if let time = times.first(atOrAfter: second) { return CivilTime(day: day, second: time) }
    guard day < CivilTime.lastSearched.dayAndSecond.day else { return nil }
    return firstDay(atOrAfter: day + 1).map { CivilTime(day: $0, second: times.earliest) }
  }

  func last(atOrBefore end: CivilTime) -> CivilTime? {
    guard end >= .firstSearched else { return nil }
    let (day, second) = min(end, .lastSearched).dayAndSecond
    guard let found = lastDay(atOrBefore: day) else { return nil }
    guard found == day else { return CivilTime(day: found, second: times.latest) }
    if let time = times.last(atOrBefore: second) { return CivilTime(day: day, second: time) }
    guard day > 0 else { return nil }
    return lastDay(atOrBefore: day - 1).map { CivilTime(day: $0, second: times.latest) }
  }

  func count(from start: CivilTime, through end: CivilTime) -> Int {
    let start = max(start, .firstSearched)
    let end = min(end, .lastSearched)
    guard start <= end else { return 0 }
    let (firstDay, firstSecond) = start.dayAndSecond
    let (lastDay, lastSecond) = end.dayAndSecond
    var count = countDays(from: firstDay, through: lastDay) * times.count
    if countDays(from: firstDay, through: firstDay) > 0 { count -= times.count(before: firstSecond) }
    if countDays(from: lastDay, through: lastDay) > 0 {
      count -= times.count - times.count(before: lastSecond + 1)
    }
    return count
  }
}

extension CivilTime {
  /// 1970-01-01 00:00:00.
  fileprivate static let firstSearched = CivilTime(seconds: 0)

  /// 2199-12-31 23:59:59.
  fileprivate static let lastSearched = CivilTime(seconds: 7_258_118_399)

  fileprivate init(day: Int, second: UInt32) {
    self.init(seconds: Int64(day) * 86_400 + Int64(second))
  }

  fileprivate var dayAndSecond: (day: Int, second: UInt32) {
    let (day, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    return (Int(day), UInt32(second))
  }
}
