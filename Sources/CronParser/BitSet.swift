/// A set of the numbers 0 to 63, one bit each, and the questions that a search asks of it.
///
/// Shifts are masked: they compile to one instruction, and every argument here is below 64.
extension UInt64 {
  /// The smallest member; the set must not be empty.
  var lowestBit: UInt32 { UInt32(truncatingIfNeeded: trailingZeroBitCount) }

  /// The largest member; the set must not be empty.
  var highestBit: UInt32 { 63 &- UInt32(truncatingIfNeeded: leadingZeroBitCount) }

  /// Whether a number is a member.
  func contains(_ number: UInt32) -> Bool { self &>> UInt64(number) & 1 != 0 }

  /// The members that are not below a number.
  func atOrAbove(_ number: UInt32) -> UInt64 { self & ~0 &<< UInt64(number) }

  /// The members above a number.
  func above(_ number: UInt32) -> UInt64 { self & ~1 &<< UInt64(number) }

  /// The members below a number.
  func below(_ number: UInt32) -> UInt64 { self & ~(~0 &<< UInt64(number)) }

  /// The members that are not above a number.
  func atOrBelow(_ number: UInt32) -> UInt64 { self & ~(~1 &<< UInt64(number)) }
}
