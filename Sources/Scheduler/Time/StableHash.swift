/// Hashes that are the same in every process and on every machine, which the standard library's are not.
enum StableHash {
  /// FNV-1a, 64 bits.
  ///
  /// - Parameters:
  ///   - bytes: What is hashed.
  ///   - state: The hash of what came before.
  /// - Returns: The hash of both.
  static func fnv1a(_ bytes: some Sequence<UInt8>, after state: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
    bytes.reduce(state) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }

  /// The finishing step of SplitMix64: every bit of the argument moves every bit of the result.
  ///
  /// - Parameter value: Any number.
  /// - Returns: A number that looks random.
  static func mixed(_ value: UInt64) -> UInt64 {
    var bits = value &+ 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}
