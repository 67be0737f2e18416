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

// MARK: - Fire times

extension Interval {
  func next(after instant: Instant) -> Instant? {
    let next = instant < anchor ? anchor : following(instant)
    return next < .endOfYears ? next : nil
  }

  func latest(through end: Instant, after start: Instant) -> Instant? {
    let end = min(end, .lastOfYears)
    guard end >= anchor else { return nil }
    let latest = anchor + .nanoseconds(periods(through: end) * period.nanoseconds)
    return latest > start ? latest : nil
  }

  func count(after start: Instant, through end: Instant) -> Int {
    let end = min(end, .lastOfYears)
    guard start < end, end >= anchor else { return 0 }
    let before = start < anchor ? -1 : periods(through: start)
    return Int(periods(through: end) - before)
  }

  /// The fire time after an instant that is not before the anchor; the end of time where there is none.
  private func following(_ instant: Instant) -> Instant {
    let next = periods(through: instant) + 1
    let (offset, overflow) = next.multipliedReportingOverflow(by: period.nanoseconds)
    return overflow ? Instant(nanoseconds: .max) : anchor + .nanoseconds(offset)
  }

  /// How many whole periods lie between the anchor and an instant that is not before it.
  private func periods(through instant: Instant) -> Int64 {
    // An anchor of the years 1970 to 2199 is never so far from an instant that the distance overflows.
    (instant - anchor).nanoseconds / period.nanoseconds
  }
}
