import Scheduler

/// A fire time as commands print it.
struct ShownFireTime: Encodable {
  var fireTime: String
  var localTime: String
  var job: String?
  var note: String?

  init(_ job: JobID?, _ occurrence: Occurrence, _ zone: Zone) {
    fireTime = occurrence.instant.description
    localTime = occurrence.instant.rfc3339(in: zone)
    self.job = job?.description
    note = occurrence.note?.description
  }

  /// The next ones of a trigger.
  static func following(_ start: Instant, of trigger: TimedTrigger, count: Int) -> [ShownFireTime] {
    trigger.occurrences(after: start).prefix(count).map { .init(nil, $0, trigger.zone) }
  }

  var line: String { ([localTime] + [job, note].compactMap(\.self)).joined(separator: "  ") }

  private enum CodingKeys: String, CodingKey {
    case fireTime = "fire_time"
    case localTime = "local_time"
    case job, note
  }
}
