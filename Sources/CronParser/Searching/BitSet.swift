/// A set of the numbers 0 to 63, one bit each, and the questions that a search asks of it.
///
/// Shifts are masked: they compile to one instruction, and every argument here is below 64.
extension UInt64 {
  /// The smallest member; the set must not be empty.
  package var lowestBit: UInt32 { UInt32(truncatingIfNeeded: trailingZeroBitCount) }

  /// The largest member; the set must not be empty.
  package var highestBit: UInt32 { 63 &- UInt32(truncatingIfNeeded: leadingZeroBitCount) }

  /// Whether a number is a member.
  package func contains(_ number: UInt32) -> Bool { self &>> UInt64(number) & 1 != 0 }

  /// The members that are not below a number.
  package func atOrAbove(_ number: UInt32) -> UInt64 { self & ~0 &<< UInt64(number) }

  /// The members above a number.
  package func above(_ number: UInt32) -> UInt64 { self & ~1 &<< UInt64(number) }

  /// The members below a number.
  package func below(_ number: UInt32) -> UInt64 { self & ~(~0 &<< UInt64(number)) }

  /// The members that are not above a number.
  package func atOrBelow(_ number: UInt32) -> UInt64 { self & ~(~1 &<< UInt64(number)) }
}
