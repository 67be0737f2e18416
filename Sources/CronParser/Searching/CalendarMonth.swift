/// A month of the years 1970 to 2199: where it begins, how long it is and on which weekday it begins.
///
/// All arithmetic is in 32 bits and without divisions by anything but constants, since a search that crosses
/// months asks for one after the other.
///
/// - SeeAlso: Cassio Neri and Lorenz Schneider, "Euclidean affine functions and their application to calendar
///   algorithms".
package struct CalendarMonth {
  /// The year.
  package let year: UInt32

  /// The month, 1 to 12.
  package let month: UInt32

  /// Days from 1970-01-01 to the first of the month.
  package let firstDay: UInt32

  /// How many days the month has.
  package let length: UInt32

  /// The weekday of the first, 0 is Sunday.
  package let firstWeekday: UInt32

  /// The last day that is searched, in days since 1970-01-01: 2199-12-31.
  package static let lastSearchedDay: UInt32 = 84_005

  /// A month of a year.
  package init(year: UInt32, month: UInt32) {
    // Years begin in March here, so that the leap day is the last of its year.
    let isEarly = month <= 2
    let marchYear = isEarly ? year &- 1 : year
    let marchMonth = isEarly ? month &+ 12 : month
    let century = marchYear / 100
    let yearDays = 1_461 &* marchYear / 4 &- century &+ century / 4
    let monthDays = (979 &* marchMonth &- 2_919) / 32
    self.init(year: year, month: month, firstDay: yearDays &+ monthDays &- 719_468)
  }

  private init(year: UInt32, month: UInt32, firstDay: UInt32) {
    self.year = year
    self.month = month
    self.firstDay = firstDay
    length = Self.length(year: year, month: month)
    firstWeekday = Self.weekday(of: firstDay)
  }

  /// The month that a day lies in, and the day's number in it.
  package static func containing(day: UInt32) -> (month: CalendarMonth, day: UInt32) {
    let shifted = 4 &* (day &+ 719_468) &+ 3
    let century = shifted / 146_097
    let dayOfCentury = shifted % 146_097 / 4
    let scaled = UInt64(2_939_745) &* UInt64(4 &* dayOfCentury &+ 3)
    let yearOfCentury = UInt32(truncatingIfNeeded: scaled &>> 32)
    let dayOfYear = UInt32(truncatingIfNeeded: scaled) / 2_939_745 / 4
    let monthAndDay = 2_141 &* dayOfYear &+ 197_913
    let isEarly = dayOfYear >= 306
    let year = 100 &* century &+ yearOfCentury &+ (isEarly ? 1 : 0)
    let month = monthAndDay &>> 16 &- (isEarly ? 12 : 0)
    let dayIndex = (monthAndDay & 0xFFFF) / 2_141
    return (CalendarMonth(year: year, month: month, firstDay: day &- dayIndex), dayIndex &+ 1)
  }

  /// The month after this one.
  package var next: CalendarMonth {
    CalendarMonth(
      year: month == 12 ? year &+ 1 : year,
      month: month == 12 ? 1 : month &+ 1,
      firstDay: firstDay &+ length
    )
  }

  /// A number below 28 for the length and the first weekday, which decide together what days match.
  package var shape: UInt32 { 7 &* (length &- 28) &+ firstWeekday }

  /// The bits of the shapes that a January has.
  static let januaryShapes: UInt64 = 0x7F << 21

  /// The weekday of a day since 1970-01-01, which was a Thursday; 0 is Sunday.
  static func weekday(of day: UInt32) -> UInt32 { (day &+ 4) % 7 }

  /// Whether a year has a 29th of February.
  ///
  /// Between 1970 and 2199 the only multiple of four that has none is 2100.
  static func isLeapYear(_ year: UInt32) -> Bool { year & 3 == 0 && year != 2_100 }

  private static func length(year: UInt32, month: UInt32) -> UInt32 {
    guard month == 2 else { return 30 &+ ((month ^ (month &>> 3)) & 1) }
    return isLeapYear(year) ? 29 : 28
  }
}
