import CronParser
import Scheduler
import Testing

@Suite struct `Any of several triggers` {
  @Test func `fires with each of them, once where they meet`() throws {
    let trigger = try TimedTrigger(.any([.cron("*/20 * * * *"), .cron("*/30 * * * *")]))
    #expect(
      trigger.instants(5, after: "2023-12-31T23:59:59Z") == [
        "2024-01-01T00:00:00Z", "2024-01-01T00:20:00Z", "2024-01-01T00:30:00Z", "2024-01-01T00:40:00Z",
        "2024-01-01T01:00:00Z",
      ]
    )
  }

  @Test func `ends with the last of them`() throws {
    let trigger = try TimedTrigger(
      .any([
        TimedTrigger(.interval(Interval(every: .seconds(4))), endDate: Instant(seconds: 16)),
        TimedTrigger(.interval(Interval(every: .seconds(6))), endDate: Instant(seconds: 18)),
      ])
    )
    #expect(trigger.instants(9, after: Instant(seconds: -1)).map(\.seconds) == [0, 4, 6, 8, 12, 16, 18])
  }

  @Test func `counts an instant once, whoever names it`() throws {
    let trigger = try TimedTrigger(
      .any([
        TimedTrigger(.interval(Interval(every: .seconds(6)))), .cron("* * * * *"),
        TimedTrigger(.interval(Interval(every: .seconds(4)))),
      ])
    )
    // Of 12 seconds, 0, 4, 6 and 8 are named; every minute begins with one of them.
    #expect(trigger.count(after: Instant(seconds: -1), through: Instant(seconds: 119)) == 40)
  }

  @Test func `needs one of them at least`() {
    #expect(throws: TriggerError.emptyCombination) { try TimedTrigger(.any([])) }
    #expect(throws: TriggerError.emptyCombination) { try TimedTrigger(.all([])) }
  }
}

/// Triggers, and the instants that all of them have in common.
private struct AllRow: Sendable, CustomTestStringConvertible {
  let name: String
  let triggers: @Sendable () throws -> [TimedTrigger]
  let after: Instant
  let expected: [String]

  init(
    _ name: String,
    after: Instant,
    _ expected: [String],
    _ triggers: @escaping @Sendable () throws -> [TimedTrigger]
  ) {
    self.name = name
    self.triggers = triggers
    self.after = after
    self.expected = expected
  }

  var testDescription: String { name }
}

@Suite struct `All of several triggers` {
  @Test(arguments: rows)
  fileprivate func `fire where they meet`(_ row: AllRow) throws {
    let trigger = try TimedTrigger(.all(row.triggers()))
    let found = trigger.instants(row.expected.count, after: row.after)
    #expect(found.map { $0.description.replacing(":00:00Z", with: "") } == row.expected)
    let last = try #require(found.last)
    #expect(trigger.count(after: row.after, through: last) == found.count)
    #expect(trigger.latest(through: last + .nanoseconds(1), after: row.after) == last)
  }

  @Test func `never fire when they never meet, and say so soon`() throws {
    let odd = Instant(seconds: 0) + .milliseconds(500)
    let trigger = try TimedTrigger(
      .all([
        TimedTrigger(.interval(Interval(every: .seconds(1)))),
        TimedTrigger(.interval(Interval(every: .seconds(1), anchor: odd))),
      ])
    )
    #expect(trigger.next(after: .epoch) == nil)
    #expect(trigger.latest(through: "2026-01-01T00:00:00Z", after: .epoch) == nil)
    #expect(trigger.count(after: .epoch, through: "2026-01-01T00:00:00Z") == 0)
  }

  @Test func `end with the first of them`() throws {
    let trigger = try TimedTrigger(.all([.cron("* * * * *"), TimedTrigger(.date("2026-01-01T00:00:00Z"))]))
    #expect(trigger.instants(2, after: "2025-01-01T00:00:00Z") == ["2026-01-01T00:00:00Z"])
  }

  private static let rows: [AllRow] = [
    AllRow(
      "every 20 and every 30 minutes",
      after: "2024-01-01T00:00:00Z",
      ["2024-01-01T01", "2024-01-01T02"]
    ) {
      try [.cron("*/20 * * * *"), .cron("*/30 * * * *")]
    },
    AllRow(
      "weekdays, and every four days",
      after: "2024-05-12T00:00:00Z",
      ["2024-05-13T00", "2024-05-17T00", "2024-05-21T00", "2024-05-29T00"]
    ) {
      let anchor: Instant = "2024-05-13T00:00:00Z"
      return try [
        .cron("0 0 * * 1-5"), TimedTrigger(.interval(Interval(every: .hours(96), anchor: anchor))),
      ]
    },
    AllRow(
      "weekdays at 10, and the first",
      after: "2024-01-01T12:00:00Z",
      [
        "2024-02-01T10", "2024-03-01T10", "2024-04-01T10", "2024-05-01T10", "2024-07-01T10",
      ]
    ) {
      try [.cron("0 10 * * 1-5"), .cron("0 10 1 * *")]
    },
    AllRow("every seven hours, and daily", after: "1970-01-01T00:00:00Z", ["1970-01-08T00", "1970-01-15T00"])
    {
      try [TimedTrigger(.interval(Interval(every: .hours(7)))), .cron("0 0 * * *")]
    },
    AllRow("every second in office hours", after: "2026-01-02T16:59:59Z", ["2026-01-02T17", "2026-01-05T09"])
    {
      try [.cron("0 0 9,17 * * *"), .cron("* * 9-17 * * 1-5")]
    },
  ]
}

@Suite struct `A trigger with exclusions` {
  @Test func `leaves out the days of a range, in its own zone`() throws {
    let trigger = try TimedTrigger(
      .cron(CronExpression("0 */12 * * *")),
      zone: TestZones.read("Europe/Berlin"),
      exclusions: [
        .days(date("2026-12-24"), date("2026-12-26")), .days(date("2026-12-27"), date("2026-12-27")),
      ]
    )
    #expect(
      trigger.fireTimes(3, after: "2026-12-23T10:59:59Z") == [
        "2026-12-23T12:00:00+01:00", "2026-12-28T00:00:00+01:00", "2026-12-28T12:00:00+01:00",
      ]
    )
    #expect(trigger.latest(through: "2026-12-27T22:59:59Z", after: .epoch) == "2026-12-23T11:00:00Z")
    #expect(trigger.count(after: "2026-12-22T23:00:00Z", through: "2026-12-28T23:00:00Z") == 4)
  }

  @Test func `leaves out the fire times of other triggers`() throws {
    let trigger = try TimedTrigger(
      .cron(CronExpression("0 * * * *")),
      exclusions: [.trigger(.cron("0 0-6 * * *")), .trigger(.cron("* 20-23 * * *"))]
    )
    #expect(trigger.count(after: "2026-01-01T00:00:00Z", through: "2026-01-02T00:00:00Z") == 13)
    #expect(trigger.next(after: "2026-01-01T19:00:00Z") == "2026-01-02T07:00:00Z")
    #expect(trigger.latest(through: "2026-01-02T06:30:00Z", after: .epoch) == "2026-01-01T19:00:00Z")
  }

  @Test func `counts once what is left out twice`() throws {
    let trigger = try TimedTrigger(
      .cron(CronExpression("0 * * * *")),
      exclusions: [
        .days(date("2026-01-01"), date("2026-01-01")), .trigger(.cron("0 12 * * *")),
        .trigger(.cron("0 */12 * * *")), .days(date("2026-01-01"), date("2026-01-02")),
      ]
    )
    #expect(trigger.count(after: "2025-12-31T23:59:59Z", through: "2026-01-03T23:59:59Z") == 22)
  }

  @Test func `that leave nothing never fires, and says so soon`() throws {
    let trigger = try TimedTrigger(
      .cron(CronExpression("* * * * *")),
      exclusions: [.trigger(.cron("* * * * *"))]
    )
    #expect(trigger.next(after: .epoch) == nil)
  }

  @Test func `leaves out a day whose midnight the clocks show twice, all of it`() throws {
    // St. John's clocks went from 00:01 back to 23:01 of the day before.
    let trigger = try TimedTrigger(
      .cron(CronExpression("*/30 * * * *")),
      zone: TestZones.read("America/St_Johns"),
      exclusions: [.days(date("2010-11-07"), date("2010-11-07"))]
    )
    #expect(
      trigger.fireTimes(3, after: "2010-11-07T01:59:00Z") == [
        "2010-11-06T23:30:00-02:30", "2010-11-06T23:30:00-03:30", "2010-11-08T00:00:00-03:30",
      ]
    )
  }

  @Test func `refuses a range that runs backwards`() throws {
    let (first, last) = try (date("2026-01-02"), date("2026-01-01"))
    #expect(throws: TriggerError.excludedRangeBackwards(first, last)) {
      try TimedTrigger(.cron(CronExpression("@daily")), exclusions: [.days(first, last)])
    }
  }

  private func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }
}
