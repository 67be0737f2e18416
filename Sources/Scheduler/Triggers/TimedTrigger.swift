/// A pure rule that names instants: its fire times.
///
/// It has no state: what it answers depends on nothing but its argument. Three laws hold for every kind: `next` is
/// after its argument; nothing between two answers matches; `latest` and `count` agree with iterating `next`.
public struct TimedTrigger: Hashable, Sendable {
  /// The first fire time strictly after an instant.
  ///
  /// - Parameter instant: Any instant; it need not be a fire time.
  /// - Returns: Nil when there is none, up to the end of the year 2199.
  public func next(after instant: Instant) -> Instant? { nil }

  /// The last fire time at or before one instant and strictly after another.
  ///
  /// - Parameters:
  ///   - end: The latest candidate.
  ///   - start: Everything up to and including this is left out.
  /// - Returns: Nil when no fire time lies in the range.
  public func latest(through end: Instant, after start: Instant) -> Instant? { nil }

  /// How many fire times lie strictly after one instant and at or before another; arithmetic, not a walk.
  ///
  /// - Parameters:
  ///   - start: Everything up to and including this is left out.
  ///   - end: The latest candidate.
  /// - Returns: The count, 0 when `end` does not lie after `start`.
  public func count(after start: Instant, through end: Instant) -> Int { 0 }

  /// How much later than its fire time a run may be started on purpose, to spread the load; zero for none.
  public var jitter: TimeAmount { .zero }
}
