/// A point on the time line: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds (years 1678 to 2261).
///
/// Fire times live here. It has no zone: civil time exists only inside a trigger and in what is printed.
public struct Instant: Hashable, Comparable, Sendable {
  /// Nanoseconds since the Unix epoch; negative before it.
  public var nanoseconds: Int64

  /// 1970-01-01T00:00:00Z.
  public static let epoch = Instant(nanoseconds: 0)

  /// The instant that many nanoseconds after the Unix epoch.
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// The instant that many seconds after the Unix epoch; beyond the range, the end of it.
  public init(seconds: Int64) {
    nanoseconds = TimeAmount.seconds(seconds).nanoseconds
  }

  /// Whole seconds since the Unix epoch, rounded down.
  public var seconds: Int64 {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// Whether the first instant is the earlier.
  public static func < (earlier: Instant, later: Instant) -> Bool {
    earlier.nanoseconds < later.nanoseconds
  }

  /// The instant that much later; beyond the range, the end of it.
  public static func + (start: Instant, amount: TimeAmount) -> Instant {
    Instant(nanoseconds: start.nanoseconds.addingSaturating(amount.nanoseconds))
  }

  /// The instant that much earlier; beyond the range, the end of it.
  public static func - (end: Instant, amount: TimeAmount) -> Instant {
    Instant(nanoseconds: end.nanoseconds.subtractingSaturating(amount.nanoseconds))
  }

  /// The time from the second instant to the first; beyond the range, the end of it.
  public static func - (end: Instant, start: Instant) -> TimeAmount {
    TimeAmount(nanoseconds: end.nanoseconds.subtractingSaturating(start.nanoseconds))
  }
}
