/// A reading of the monotonic clock: nanoseconds since an arbitrary start, unmoved when the wall clock is set.
///
/// Timeouts, kill delays and backoff live here, so that setting the clock can neither lengthen a timeout nor kill
/// a run early. A type of its own, so that mixing it with `Instant` does not compile.
public struct Uptime: Hashable, Comparable, Sendable {
  /// Nanoseconds since the clock's start.
  public var nanoseconds: Int64

  /// The reading that many nanoseconds after the clock's start.
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Whether the first reading is the earlier.
  public static func < (earlier: Uptime, later: Uptime) -> Bool {
    earlier.nanoseconds < later.nanoseconds
  }

  /// The reading that much later; beyond the range, the end of it.
  public static func + (start: Uptime, amount: TimeAmount) -> Uptime {
    Uptime(nanoseconds: start.nanoseconds.addingSaturating(amount.nanoseconds))
  }

  /// The time from the second reading to the first.
  public static func - (end: Uptime, start: Uptime) -> TimeAmount {
    TimeAmount(nanoseconds: end.nanoseconds.subtractingSaturating(start.nanoseconds))
  }
}

/// The wall clock and the monotonic clock, read together once a turn.
public struct Moment: Hashable, Sendable {
  /// What the wall clock says.
  public var wall: Instant

  /// What the monotonic clock says.
  public var uptime: Uptime

  /// Two readings that belong together.
  public init(wall: Instant, uptime: Uptime) {
    self.wall = wall
    self.uptime = uptime
  }
}
