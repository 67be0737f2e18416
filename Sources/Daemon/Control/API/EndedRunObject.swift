package import Scheduler

/// A run that has ended, as short as a list of many jobs has it.
package struct EndedRunObject: Codable, Hashable, JSONWritable {
  package var run: Int64
  package var outcome: String
  package var endedAt: String

  /// Seconds; absent where no process was started, or its end was not seen.
  package var duration: Double?

  package init(_ run: EndedRun) {
    self.run = run.id.number
    outcome = run.outcome.rawValue
    endedAt = run.endedAt.wholeMilliseconds.description
    duration = run.duration?.seconds
  }

  private enum CodingKeys: String, CodingKey {
    case run, outcome
    case endedAt = "ended_at"
    case duration
  }

  func writeMembers(to json: inout JSONText) {
    if let duration { json.add(CodingKeys.duration, duration) }
    json.add(CodingKeys.endedAt, endedAt)
    json.add(CodingKeys.outcome, outcome)
    json.add(CodingKeys.run, run)
  }
}
