/// Which days of a month match, by day of the month and by day of the week.
///
/// A month's answer is one word whose bit n is day n. It is computed by shifting and masking, never by walking
/// over the days.
struct DayRule: Hashable, Sendable {
  /// Bit n is set when day n of every month that has it matches.
  var monthDays: UInt32

  /// Bit 31 - n is set when the day n days before the last matches: shifted by what a month lacks of 31 days, the
  /// bits are the month's days.
  var daysFromEnd: UInt32 = 0

  /// The day whose nearest weekday matches: 0 is none, 32 is the last day of the month.
  var nearestWeekday: UInt8 = 0

  /// Bit n is set when weekday n matches, 0 is Sunday.
  var weekdays: UInt8

  /// Bit n is set when the last weekday n of the month matches.
  var lastWeekdays: UInt8 = 0

  /// Whether a day that matches one of the two fields is enough; else it has to match both.
  var matchesEither = false

  /// Bit 7 · (k - 1) + n is set when the k-th weekday n of the month matches.
  var nthWeekdays: UInt64 = 0

  /// `nearestWeekday` of `LW`.
  static let lastDay: UInt8 = 32

  /// The lowest bit of each of six weeks.
  private static let weeks: UInt64 = 0x8_1020_4081

  /// The matching days of a month; bit n is day n.
  func days(in month: CalendarMonth) -> UInt64 {
    days(length: month.length, firstWeekday: month.firstWeekday)
  }

  /// The matching days of a month of that length whose first is that weekday; bit n is day n.
  func days(length: UInt32, firstWeekday: UInt32) -> UInt64 {
    let all = (2 as UInt64) &<< UInt64(length) &- 2
    var byDate = UInt64(monthDays)
    // Day d is weekday d + firstWeekday - 1, so the repeated week moves down by one less than the first weekday.
    let offset = UInt64(firstWeekday == 0 ? 6 : firstWeekday &- 1)
    var byWeekday = (UInt64(weekdays) &* Self.weeks) &>> offset
    if daysFromEnd != 0 || nearestWeekday != 0 {
      byDate |= UInt64(daysFromEnd) &>> UInt64(31 &- length)
      byDate |= nearestWeekdayBit(length: length, firstWeekday: firstWeekday)
    }
    if nthWeekdays != 0 || lastWeekdays != 0 {
      byWeekday |= nthWeekdayBits(firstWeekday: firstWeekday)
      let lastWeek = (0x7F as UInt64) &<< UInt64(length &- 6)
      byWeekday |= (UInt64(lastWeekdays) &* Self.weeks) &>> offset & lastWeek
    }
    return (matchesEither ? byDate | byWeekday : byDate & byWeekday) & all
  }

  /// The shapes of month in which some day matches, by `CalendarMonth.shape`.
  var shapes: UInt64 {
    var shapes: UInt64 = 0
    for shape in 0..<28 as Range<UInt32> where days(length: 28 &+ shape / 7, firstWeekday: shape % 7) != 0 {
      shapes |= 1 &<< UInt64(shape)
    }
    return shapes
  }

  /// Bit n is set when weekday n matches, where the date does not matter; 0 where it does.
  var weekly: UInt64 {
    let isWeekly = monthDays == 0xFFFF_FFFE && !matchesEither && nthWeekdays == 0 && lastWeekdays == 0
    return isWeekly ? UInt64(weekdays) : 0
  }

  /// The bit of the weekday nearest to a day, which never leaves the month.
  ///
  /// A month without the day has none, as in Quartz.
  private func nearestWeekdayBit(length: UInt32, firstWeekday: UInt32) -> UInt64 {
    let day = nearestWeekday == Self.lastDay ? length : UInt32(nearestWeekday)
    guard day != 0, day <= length else { return 0 }
    let nearest: UInt32 =
      switch (firstWeekday &+ day &- 1) % 7 {
      case 6: day == 1 ? 3 : day &- 1
      case 0: day == length ? day &- 2 : day &+ 1
      default: day
      }
    return 1 &<< UInt64(nearest)
  }

  /// The bits of the k-th weekdays: each of the five weeks is turned so that it begins with the month's first.
  private func nthWeekdayBits(firstWeekday: UInt32) -> UInt64 {
    let turn = UInt64(firstWeekday)
    let fromFirst = Self.weeks &* ((1 as UInt64) &<< (7 &- turn) &- 1)
    let turned = nthWeekdays &>> turn & fromFirst | nthWeekdays &<< (7 &- turn) & ~fromFirst
    return turned &<< 1
  }
}
