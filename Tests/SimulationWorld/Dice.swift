import Scheduler

/// Seeded chance (SplitMix64): the same seed gives the same throws in every process.
struct Dice: Sendable {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in the range.
  mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(bits() % UInt64(range.count))
  }

  /// True once in so many times.
  mutating func oneIn(_ count: Int) -> Bool {
    number(in: 1...count) == 1
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[number(in: 0...(elements.count - 1))]
  }

  mutating func amount(from low: TimeAmount, to high: TimeAmount) -> TimeAmount {
    .milliseconds(Int64(number(in: Int(low.nanoseconds / 1_000_000)...Int(high.nanoseconds / 1_000_000))))
  }
}
