import Scheduler

/// A stream of numbers that look random and are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  /// An instant of a range of years' worth of seconds, with nanoseconds now and then.
  mutating func instant(in seconds: Range<Int64>) -> Instant {
    let whole = Instant(seconds: Int64.random(in: seconds, using: &self))
    let fraction = Int64.random(in: 0..<1_000_000_000, using: &self)
    return Bool.random(using: &self) ? whole : whole + .nanoseconds(fraction)
  }
}
