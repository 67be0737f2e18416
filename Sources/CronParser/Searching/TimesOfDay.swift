/// The times of day that match: any of the hours with any of the minutes with any of the seconds.
///
/// None of the three sets is ever empty, so every day that matches has a first and a last time.
package struct TimesOfDay: Hashable, Sendable {
  /// Bit n is set when second n matches.
  package var seconds: UInt64

  /// Bit n is set when minute n matches.
  package var minutes: UInt64

  /// Bit n is set when hour n matches.
  package var hours: UInt64

  /// The times of these sets, none of which may be empty.
  package init(seconds: UInt64, minutes: UInt64, hours: UInt64) {
    self.seconds = seconds
    self.minutes = minutes
    self.hours = hours
  }

  /// The first time of a day, in seconds since midnight.
  package var earliest: UInt32 {
    Self.time(hours.lowestBit, minutes.lowestBit, seconds.lowestBit)
  }

  /// The last time of a day, in seconds since midnight.
  package var latest: UInt32 {
    Self.time(hours.highestBit, minutes.highestBit, seconds.highestBit)
  }

  /// How many times a day has.
  package var count: Int {
    hours.nonzeroBitCount * minutes.nonzeroBitCount * seconds.nonzeroBitCount
  }

  /// The first time at or after a second of the day; nil when the day has none left.
  package func first(atOrAfter start: UInt32) -> UInt32? {
    let (hour, minute, second) = Self.parts(of: start)
    if hours.contains(hour) {
      if minutes.contains(minute) {
        let left = seconds.atOrAbove(second)
        if left != 0 { return Self.time(hour, minute, left.lowestBit) }
      }
      let left = minutes.above(minute)
      if left != 0 { return Self.time(hour, left.lowestBit, seconds.lowestBit) }
    }
    let left = hours.above(hour)
    guard left != 0 else { return nil }
    return Self.time(left.lowestBit, minutes.lowestBit, seconds.lowestBit)
  }

  /// The last time at or before a second of the day; nil when the day has none so early.
  package func last(atOrBefore end: UInt32) -> UInt32? {
    let (hour, minute, second) = Self.parts(of: end)
    if hours.contains(hour) {
      if minutes.contains(minute) {
        let left = seconds.atOrBelow(second)
        if left != 0 { return Self.time(hour, minute, left.highestBit) }
      }
      let left = minutes.below(minute)
      if left != 0 { return Self.time(hour, left.highestBit, seconds.highestBit) }
    }
    let left = hours.below(hour)
    guard left != 0 else { return nil }
    return Self.time(left.highestBit, minutes.highestBit, seconds.highestBit)
  }

  /// How many times lie before a second of the day.
  package func count(before end: UInt32) -> Int {
    let (hour, minute, second) = Self.parts(of: end)
    let perMinute = seconds.nonzeroBitCount
    var count = hours.below(hour).nonzeroBitCount * minutes.nonzeroBitCount * perMinute
    guard hours.contains(hour) else { return count }
    count += minutes.below(minute).nonzeroBitCount * perMinute
    guard minutes.contains(minute) else { return count }
    return count + seconds.below(second).nonzeroBitCount
  }

  /// Whether a second of the day matches.
  package func contains(_ time: UInt32) -> Bool {
    let (hour, minute, second) = Self.parts(of: time)
    return hours.contains(hour) && minutes.contains(minute) && seconds.contains(second)
  }

  private static func parts(of time: UInt32) -> (hour: UInt32, minute: UInt32, second: UInt32) {
    let minutes = time / 60
    let hour = minutes / 60
    return (hour, minutes &- hour &* 60, time &- minutes &* 60)
  }

  private static func time(_ hour: UInt32, _ minute: UInt32, _ second: UInt32) -> UInt32 {
    (hour &* 60 &+ minute) &* 60 &+ second
  }
}
