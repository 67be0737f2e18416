/// A length of time in nanoseconds, at most 292 years either way.
public struct TimeAmount: Hashable, Comparable, Sendable {
  /// The length in nanoseconds.
  public var nanoseconds: Int64

  /// No time at all.
  public static let zero = TimeAmount(nanoseconds: 0)

  /// A length of so many nanoseconds.
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// A length of so many nanoseconds.
  public static func nanoseconds(_ count: Int64) -> TimeAmount { TimeAmount(nanoseconds: count) }

  /// A length of so many milliseconds; beyond the range, the end of it.
  public static func milliseconds(_ count: Int64) -> TimeAmount { TimeAmount(scaling: count, by: 1_000_000) }

  /// A length of so many seconds; beyond the range, the end of it.
  public static func seconds(_ count: Int64) -> TimeAmount { TimeAmount(scaling: count, by: 1_000_000_000) }

  /// A length of so many minutes; beyond the range, the end of it.
  public static func minutes(_ count: Int64) -> TimeAmount { TimeAmount(scaling: count, by: 60_000_000_000) }

  /// A length of so many hours; beyond the range, the end of it.
  public static func hours(_ count: Int64) -> TimeAmount { TimeAmount(scaling: count, by: 3_600_000_000_000) }

  private init(scaling count: Int64, by unit: Int64) {
    let (product, overflow) = count.multipliedReportingOverflow(by: unit)
    nanoseconds = overflow ? (count < 0 ? .min : .max) : product
  }

  /// Whether the first length is the shorter.
  public static func < (shorter: TimeAmount, longer: TimeAmount) -> Bool {
    shorter.nanoseconds < longer.nanoseconds
  }
}

extension Int64 {
  /// The sum, or the end of the range where it would lie outside.
  func addingSaturating(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  /// The difference, or the end of the range where it would lie outside.
  func subtractingSaturating(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }
}
