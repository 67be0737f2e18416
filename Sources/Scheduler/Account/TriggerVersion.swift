/// A trigger that a job had for a while, as the ledger keeps it.
public struct TriggerVersion: Hashable, Sendable {
  /// The first instant that it accounts for; the epoch where a schedd recorded it that did not keep this.
  public var since: Instant

  /// The first instant that it no longer accounts for; nil while it is in force.
  public var until: Instant?

  /// The trigger.
  public var text: TriggerText

  /// A version that was recorded.
  public init(since: Instant, until: Instant?, text: TriggerText) {
    self.since = since
    self.until = until
    self.text = text
  }

  /// The first instant that a trigger accounts for which begins with everything up to a cursor accounted for.
  public static func beginning(after cursor: Instant) -> Instant {
    cursor + .nanoseconds(1)
  }

  /// Whether an instant lies in it.
  public func contains(_ instant: Instant) -> Bool {
    since <= instant && until.map { instant < $0 } ?? true
  }
}
