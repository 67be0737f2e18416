/// A set of the years 1970 to 2199.
package struct YearSet: Hashable, Sendable {
  // Four properties and no array: an expression is one flat value, and the search never follows a pointer.
  // Bit n of the first is the year 1970 + n, of the second 2034 + n, and so on.
  private var first: UInt64
  private var second: UInt64
  private var third: UInt64
  private var fourth: UInt64

  /// The first year that there is.
  package static let earliest: UInt32 = 1970

  /// The last year that there is.
  package static let latest: UInt32 = 2199

  /// No year.
  package static let none = YearSet(first: 0, second: 0, third: 0, fourth: 0)

  /// Every year.
  package static let all = YearSet(first: ~0, second: ~0, third: ~0, fourth: (1 << 38) - 1)

  /// Adds a year; one beyond the range is left out.
  package mutating func insert(_ year: UInt32) {
    guard year >= Self.earliest, year <= Self.latest else { return }
    let index = year - Self.earliest
    let bit: UInt64 = 1 &<< UInt64(index & 63)
    switch index &>> 6 {
    case 0: first |= bit
    case 1: second |= bit
    case 2: third |= bit
    default: fourth |= bit
    }
  }

  /// Whether a year of the range is a member.
  package func contains(_ year: UInt32) -> Bool {
    let index = year &- Self.earliest
    return word(index &>> 6).contains(index & 63)
  }

  /// The first member after a year; nil when there is none.
  package func next(after year: UInt32) -> UInt32? {
    var index = year &+ 1 &- Self.earliest
    while index < 230 {
      let left = word(index &>> 6).atOrAbove(index & 63)
      if left != 0 { return Self.earliest &+ (index & ~63) &+ left.lowestBit }
      index = (index | 63) &+ 1
    }
    return nil
  }

  /// The last member before a year; nil when there is none.
  package func last(before year: UInt32) -> UInt32? {
    var index = Int(year) - 1 - Int(Self.earliest)
    while index >= 0 {
      let left = word(UInt32(index >> 6)).atOrBelow(UInt32(index & 63))
      if left != 0 { return Self.earliest + UInt32(index & ~63) + left.highestBit }
      index = (index & ~63) - 1
    }
    return nil
  }

  private func word(_ index: UInt32) -> UInt64 {
    switch index {
    case 0: first
    case 1: second
    case 2: third
    default: fourth
    }
  }
}
