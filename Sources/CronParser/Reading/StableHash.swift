/// A hash that is the same on every machine and in every process; Swift's own differs from process to process.
///
/// FNV-1a over the bytes, then SplitMix64's finalizer, since the low bits of FNV-1a alone follow the last byte.
///
/// - SeeAlso: Fowler, Noll and Vo, "The FNV Non-Cryptographic Hash Algorithm"; Steele, Lea and Flood, "Fast
///   splittable pseudorandom number generators".
struct StableHash {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Takes in a byte.
  mutating func combine(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x100_0000_01B3
  }

  /// Takes in the bytes of a text.
  mutating func combine(_ text: String) {
    for byte in text.utf8 { combine(byte) }
  }

  /// A number below a bound, the same for the same bytes.
  func value(below bound: Int) -> Int {
    var mixed = state
    mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed &>> 31
    // The high half of the product is the fraction mixed / 2^64 of the bound.
    return Int(truncatingIfNeeded: mixed.multipliedFullWidth(by: UInt64(bound)).high)
  }
}
