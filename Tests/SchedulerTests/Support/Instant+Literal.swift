public import Scheduler

extension Instant: ExpressibleByStringLiteral {
  /// An instant in a test's table: `"2026-03-29T01:00:00Z"`.
  public init(stringLiteral text: String) {
    guard let instant = Instant(rfc3339: text) else { preconditionFailure("no timestamp: \(text)") }
    self = instant
  }
}
