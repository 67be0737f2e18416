/// A date and time of day as a wall clock shows it, without a zone.
///
/// It is held as the count of seconds since 1970-01-01 00:00:00 in the proleptic Gregorian calendar with days
/// of 86,400 seconds, so that comparing and adding cost one instruction. It says nothing about when, or
/// whether, a clock somewhere shows it.
public struct CivilTime: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01 00:00:00 on the same wall clock; negative before it.
  public var seconds: Int64

  /// The civil time that many seconds after 1970-01-01 00:00:00.
  public init(seconds: Int64) {
    self.seconds = seconds
  }

  /// Whether the first civil time comes before the second on a wall clock that is never set.
  public static func < (earlier: CivilTime, later: CivilTime) -> Bool {
    earlier.seconds < later.seconds
  }
}
