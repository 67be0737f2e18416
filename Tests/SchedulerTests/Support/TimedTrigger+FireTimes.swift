import CronParser
import Scheduler

extension TimedTrigger {
  /// A cron trigger as a test's table writes it.
  static func cron(
    _ expression: String,
    in zone: String = "UTC",
    _ daylightSaving: DaylightSaving = .byClass
  ) throws -> TimedTrigger {
    let zone = try zone == "UTC" ? .utc : TestZones.read(zone)
    return try TimedTrigger(.cron(CronExpression(expression)), zone: zone, daylightSaving: daylightSaving)
  }

  /// The next fire times, as the clocks of the trigger's zone show them.
  func fireTimes(_ count: Int, after instant: Instant) -> [String] {
    instants(count, after: instant).map { $0.rfc3339(in: zone) }
  }

  /// The next fire times, found by asking again and again.
  func instants(_ count: Int, after instant: Instant) -> [Instant] {
    var found: [Instant] = []
    while found.count < count, let next = next(after: found.last ?? instant) { found.append(next) }
    return found
  }

  /// The fire times of a range, found by asking again and again.
  func instants(after start: Instant, through end: Instant) -> [Instant] {
    var found: [Instant] = []
    while let next = next(after: found.last ?? start), next <= end { found.append(next) }
    return found
  }
}
