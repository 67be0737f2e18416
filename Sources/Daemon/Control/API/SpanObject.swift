package import Scheduler

/// Fire times in a row that passed without a run, as the API, `--json` and `explain` show them.
package struct SpanObject: Codable, Hashable {
  package var job: String

  /// The first of the fire times.
  package var first: String

  /// The last of them.
  package var last: String

  /// How many they are.
  package var count: Int

  /// `skipped` or `missed`.
  package var outcome: String
  package var reason: String

  /// When it was found that they had passed; null where that is not of interest.
  package var recordedAt: String?

  package init(_ span: Span, recordedAt: Instant? = nil) {
    job = span.job.description
    first = span.first.description
    last = span.last.description
    count = span.count
    outcome = span.outcome.rawValue
    reason = span.reason.rawValue
    self.recordedAt = recordedAt?.wholeMilliseconds.description
  }

  private enum CodingKeys: String, CodingKey {
    case job, first, last, count, outcome, reason
    case recordedAt = "recorded_at"
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(job, forKey: .job)
    try container.encode(first, forKey: .first)
    try container.encode(last, forKey: .last)
    try container.encode(count, forKey: .count)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(reason, forKey: .reason)
    try container.encode(recordedAt, forKey: .recordedAt)
  }
}
