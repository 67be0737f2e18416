/// When the core wants to be told that time has passed: whichever comes first.
public struct Wake: Hashable, Sendable {
  /// The earliest instant on the wall clock that matters, or nil; it may lie in the past.
  public var wall: Instant?

  /// The earliest reading of the monotonic clock that matters, or nil; it may lie in the past.
  public var uptime: Uptime?

  /// Nothing on either clock.
  public static let never = Wake(wall: nil, uptime: nil)

  /// An instant and an uptime.
  public init(wall: Instant?, uptime: Uptime?) {
    self.wall = wall
    self.uptime = uptime
  }
}
