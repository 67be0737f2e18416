/// Every so often on the absolute time line, from an anchor on.
///
/// It never drifts, and changes of daylight saving do not move it.
public struct Interval: Hashable, Sendable {
  /// The shortest period there may be.
  public static let shortest = TimeAmount.milliseconds(10)

  /// The time from one fire time to the next.
  public let period: TimeAmount

  /// The first fire time.
  public let anchor: Instant

  /// An interval from its `start_date` on, else from the epoch.
  ///
  /// - Parameters:
  ///   - period: The time from one fire time to the next.
  ///   - anchor: The first fire time.
  /// - Throws: `intervalTooShort` below `shortest`.
  public init(every period: TimeAmount, anchor: Instant = .epoch) throws(TriggerError) {
    guard period >= Self.shortest else { throw .intervalTooShort(period) }
    self.period = period
    self.anchor = anchor
  }
}
