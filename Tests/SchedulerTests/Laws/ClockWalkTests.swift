import CronParser
import Scheduler
import Testing

/// A cron expression, and the same in the test's own words.
private struct Pattern: Sendable, CustomTestStringConvertible {
  let expression: String
  let isWildcard: Bool
  let matches: @Sendable (CivilTime) -> Bool

  init(_ expression: String, isWildcard: Bool, _ matches: @escaping @Sendable (CivilTime) -> Bool) {
    self.expression = expression
    self.isWildcard = isWildcard
    self.matches = matches
  }

  var testDescription: String { expression }
}

@Suite struct `Every fire time of a cron trigger` {
  @Test(arguments: minutePatterns)
  fileprivate func `is found by looking at the clock each minute, and none besides`(_ pattern: Pattern) throws
  {
    for (name, changes) in Self.changes {
      let zone = try TestZones.read(name)
      for change in changes {
        try expectSame(pattern, zone, around: change, hours: 26, step: 60, .byClass)
      }
    }
  }

  @Test(arguments: secondPatterns)
  fileprivate func `is found by looking at the clock each second, and none besides`(_ pattern: Pattern) throws
  {
    for (name, changes) in Self.changes.prefix(3) {
      let zone = try TestZones.read(name)
      for change in changes {
        try expectSame(pattern, zone, around: change, hours: 3, step: 1, .byClass)
      }
    }
  }

  @Test(arguments: DaylightSaving.Gap.allCases, DaylightSaving.Fold.allCases)
  func `is found where the job file says what a change does`(
    _ gap: DaylightSaving.Gap,
    _ fold: DaylightSaving.Fold
  ) throws {
    for (name, changes) in Self.changes.prefix(4) {
      let zone = try TestZones.read(name)
      for pattern in Self.minutePatterns {
        for change in changes {
          try expectSame(
            pattern,
            zone,
            around: change,
            hours: 5,
            step: 60,
            DaylightSaving(gap: gap, fold: fold)
          )
        }
      }
    }
  }

  private func expectSame(
    _ pattern: Pattern,
    _ zone: Zone,
    around change: Instant,
    hours: Int64,
    step: Int64,
    _ daylightSaving: DaylightSaving
  ) throws {
    let trigger = try TimedTrigger(
      .cron(CronExpression(pattern.expression)),
      zone: zone,
      daylightSaving: daylightSaving
    )
    let start = change.seconds - hours * 3600
    let end = change.seconds + hours * 3600
    let expected = ClockWalk(zone, step: step, isWildcard: pattern.isWildcard, daylightSaving)
      .instants(from: start, through: end, matching: pattern.matches)
    let before = Instant(seconds: start - 1)
    let last = Instant(seconds: end)
    #expect(trigger.instants(after: before, through: last) == expected, "\(zone.name) at \(change)")
    #expect(trigger.count(after: before, through: last) == expected.count, "\(zone.name) at \(change)")
    #expect(trigger.latest(through: last, after: before) == expected.last, "\(zone.name) at \(change)")
    expectSameBackwards(trigger, expected, from: before, through: last)
  }

  /// `latest`, asked again and again, gives the same instants from the last one to the first.
  private func expectSameBackwards(
    _ trigger: TimedTrigger,
    _ expected: [Instant],
    from start: Instant,
    through end: Instant
  ) {
    var found: [Instant] = []
    var end = end
    while let latest = trigger.latest(through: end, after: start) {
      found.append(latest)
      end = latest - .nanoseconds(1)
    }
    #expect(found == expected.reversed(), "\(trigger.zone.name)")
  }

  private static let changes: KeyValuePairs<String, [Instant]> = [
    "Europe/Berlin": ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"],
    "Australia/Lord_Howe": ["2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z"],
    "America/Sao_Paulo": ["2018-02-18T02:00:00Z", "2018-11-04T03:00:00Z"],
    "Antarctica/Troll": ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"],
    "Antarctica/Casey": ["2009-10-17T18:00:00Z", "2010-03-04T15:00:00Z"],
    "America/St_Johns": ["2010-03-14T03:31:00Z", "2010-11-07T02:31:00Z"],
    "Pacific/Apia": ["2011-12-30T10:00:00Z"],
    "Europe/Dublin": ["2199-03-31T01:00:00Z", "2198-10-28T01:00:00Z"],
  ]

  private static let minutePatterns: [Pattern] = [
    Pattern("30 2 * * *", isWildcard: false) { $0.hour == 2 && $0.minute == 30 },
    Pattern("*/15 * * * *", isWildcard: true) { $0.minute % 15 == 0 },
    Pattern("0 */2 * * *", isWildcard: true) { $0.minute == 0 && $0.hour % 2 == 0 },
    Pattern("*/20 1-3 * * *", isWildcard: true) { $0.minute % 20 == 0 && (1...3).contains($0.hour) },
    Pattern("0,20,40 0-3 * * *", isWildcard: false) { $0.minute % 20 == 0 && $0.hour < 4 },
    Pattern("0 0 * * *", isWildcard: false) { $0.hour == 0 && $0.minute == 0 },
    Pattern("59 23 * * *", isWildcard: false) { $0.hour == 23 && $0.minute == 59 },
    Pattern("5-25/5 2,3 * * 0,6", isWildcard: false) {
      [0, 6].contains($0.weekday) && [2, 3].contains($0.hour) && [5, 10, 15, 20, 25].contains($0.minute)
    },
  ]

  private static let secondPatterns: [Pattern] = [
    Pattern("30 0 0-4 * * *", isWildcard: false) { $0.second == 30 && $0.minute == 0 && $0.hour < 5 },
    Pattern("*/20 30 1-2 * * *", isWildcard: false) {
      $0.second % 20 == 0 && $0.minute == 30 && [1, 2].contains($0.hour)
    },
    Pattern("* 30 0,2 * * *", isWildcard: false) { $0.minute == 30 && [0, 2].contains($0.hour) },
    Pattern("*/25 */13 * * * *", isWildcard: true) { $0.second % 25 == 0 && $0.minute % 13 == 0 },
  ]
}
