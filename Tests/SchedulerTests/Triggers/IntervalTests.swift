import CronParser
import Scheduler
import Testing

@Suite struct `An interval` {
  @Test func `without a start date is anchored at the epoch`() throws {
    let trigger = try TimedTrigger(.interval(Interval(every: .hours(24))))
    #expect(
      trigger.fireTimes(2, after: "2026-03-28T10:00:00Z") == [
        "2026-03-29T00:00:00+00:00", "2026-03-30T00:00:00+00:00",
      ]
    )
  }

  @Test func `keeps the phase of its start date, before which it is silent`() throws {
    let anchor: Instant = "2024-01-01T00:03:00Z"
    let trigger = try TimedTrigger(
      .interval(Interval(every: .minutes(10), anchor: anchor)),
      startDate: anchor
    )
    #expect(trigger.next(after: "2023-06-01T00:00:00Z") == anchor)
    #expect(trigger.next(after: anchor) == "2024-01-01T00:13:00Z")
    #expect(trigger.next(after: "2024-01-01T05:00:00Z") == "2024-01-01T05:03:00Z")
  }

  @Test func `is not moved by changes of daylight saving`() throws {
    let zone = try TestZones.read("America/New_York")
    let anchor: Instant = "2024-03-10T05:00:00Z"
    let trigger = try TimedTrigger(.interval(Interval(every: .hours(1), anchor: anchor)), zone: zone)
    #expect(
      trigger.fireTimes(3, after: anchor) == [
        "2024-03-10T01:00:00-05:00", "2024-03-10T03:00:00-04:00", "2024-03-10T04:00:00-04:00",
      ]
    )
  }

  @Test func `may be as short as ten milliseconds`() throws {
    let trigger = try TimedTrigger(.interval(Interval(every: .milliseconds(10))))
    #expect(trigger.next(after: "2026-01-01T00:00:00.005Z") == "2026-01-01T00:00:00.01Z")
    #expect(trigger.count(after: "2026-01-01T00:00:00Z", through: "2026-01-01T00:00:01Z") == 100)
    #expect(trigger.latest(through: "2026-01-01T00:00:00.019Z", after: .epoch) == "2026-01-01T00:00:00.01Z")
  }

  @Test(arguments: [TimeAmount.nanoseconds(9_999_999), .zero, .seconds(-1)])
  func `may not be shorter`(_ period: TimeAmount) {
    #expect(throws: TriggerError.intervalTooShort(period)) { try Interval(every: period) }
  }

  @Test func `counts a year of seconds by arithmetic`() throws {
    let trigger = try TimedTrigger(.interval(Interval(every: .seconds(1))))
    #expect(trigger.count(after: "2025-01-01T00:00:00Z", through: "2026-01-01T00:00:00Z") == 31_536_000)
  }

  @Test func `ends with the year 2199, however long its period`() throws {
    let day = try TimedTrigger(.interval(Interval(every: .hours(24))))
    #expect(day.next(after: "2199-12-31T00:00:00Z") == nil)
    #expect(day.latest(through: Instant(nanoseconds: .max), after: .epoch) == "2199-12-31T00:00:00Z")
    let late = try TimedTrigger(.interval(Interval(every: .hours(24), anchor: Instant(nanoseconds: .max))))
    #expect(late.next(after: .epoch) == nil)
    let long = try TimedTrigger(
      .interval(Interval(every: TimeAmount(nanoseconds: .max), anchor: "2026-01-01T00:00:00Z"))
    )
    #expect(long.next(after: "2026-01-01T00:00:00Z") == nil)
    #expect(long.count(after: .epoch, through: Instant(nanoseconds: .max)) == 1)
  }
}

/// A calendar interval and its first dates.
private struct CalendarRow: Sendable, CustomTestStringConvertible {
  let name: String
  let zone: String
  let interval: @Sendable () throws -> CalendarInterval
  let expected: [String]
  let daylightSaving: DaylightSaving

  init(
    _ name: String,
    in zone: String = "UTC",
    _ expected: [String],
    _ daylightSaving: DaylightSaving = .byClass,
    _ interval: @escaping @Sendable () throws -> CalendarInterval
  ) {
    self.name = name
    self.zone = zone
    self.interval = interval
    self.expected = expected
    self.daylightSaving = daylightSaving
  }

  var testDescription: String { name }
}

@Suite struct `A calendar interval` {
  @Test(arguments: rows)
  fileprivate func `goes from date to date`(_ row: CalendarRow) throws {
    let zone = try TestZones.read(row.zone)
    let trigger = try TimedTrigger(
      .calendarInterval(row.interval()),
      zone: zone,
      daylightSaving: row.daylightSaving
    )
    let found = trigger.fireTimes(row.expected.count, after: .epoch - .hours(24))
    #expect(found.map { $0.replacing("T00:00:00+00:00", with: "") } == row.expected)
  }

  @Test func `without a start date is anchored at 1970-01-01`() throws {
    let trigger = try TimedTrigger(.calendarInterval(CalendarInterval(weeks: 1)))
    #expect(trigger.fireTimes(1, after: "2026-01-01T00:00:00Z") == ["2026-01-08T00:00:00+00:00"])
  }

  @Test func `asked late answers from the series and not from its start`() throws {
    let interval = try CalendarInterval(months: 1, days: 1, startDate: date("2024-01-30"))
    let trigger = try TimedTrigger(.calendarInterval(interval))
    #expect(trigger.next(after: "2024-06-15T00:00:00Z") == "2024-07-02T00:00:00Z")
    #expect(trigger.latest(through: "2024-06-15T00:00:00Z", after: .epoch) == "2024-06-01T00:00:00Z")
  }

  @Test(arguments: [
    ("days", 100_001, 0...100_000), ("hour", 24, 0...23), ("minute", -1, 0...59), ("second", 60, 0...59),
    ("months", -1, 0...12_000), ("weeks", -1, 0...100_000), ("years", 1001, 0...1000),
  ])
  func `refuses a number out of its range`(_ name: String, _ value: Int, _ allowed: ClosedRange<Int>) {
    #expect(throws: TriggerError.outOfRange(name: name, value: value, allowed: allowed)) {
      try CalendarInterval(
        years: name == "years" ? value : 0,
        months: name == "months" ? value : 0,
        weeks: name == "weeks" ? value : 0,
        days: name == "days" ? value : 1,
        hour: name == "hour" ? value : 0,
        minute: name == "minute" ? value : 0,
        second: name == "second" ? value : 0
      )
    }
  }

  @Test func `needs some distance between its dates`() {
    #expect(throws: TriggerError.emptyCalendarInterval) { try CalendarInterval(hour: 3) }
  }

  private static func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  private func date(_ text: String) throws -> CivilDate { try Self.date(text) }

  // Dates as APScheduler 3.11 gives them, but for the first one of a series that began before it was asked.
  private static let rows: [CalendarRow] = [
    CalendarRow(
      "a month from the 31st",
      ["2016-01-31", "2016-03-31", "2016-05-31", "2016-07-31", "2016-08-31"]
    ) {
      try CalendarInterval(months: 1, startDate: date("2016-01-31"))
    },
    CalendarRow("a year from a leap day", ["2024-02-29", "2028-02-29", "2032-02-29"]) {
      try CalendarInterval(years: 1, startDate: date("2024-02-29"))
    },
    CalendarRow("a month and a day", ["2024-01-30", "2024-03-31", "2024-06-01", "2024-07-02"]) {
      try CalendarInterval(months: 1, days: 1, startDate: date("2024-01-30"))
    },
    CalendarRow("a year and a month", ["2047-10-20", "2048-11-20", "2049-12-20", "2051-01-20"]) {
      try CalendarInterval(years: 1, months: 1, startDate: date("2047-10-20"))
    },
    CalendarRow(
      "a week in New York",
      in: "America/New_York",
      ["2024-03-03T09:00:00-05:00", "2024-03-10T09:00:00-04:00", "2024-03-17T09:00:00-04:00"]
    ) {
      try CalendarInterval(weeks: 1, hour: 9, startDate: date("2024-03-03"))
    },
    CalendarRow(
      "a day through a gap",
      in: "Europe/Berlin",
      ["2016-03-26T02:30:00+01:00", "2016-03-27T03:00:00+02:00", "2016-03-28T02:30:00+02:00"]
    ) {
      try CalendarInterval(days: 1, hour: 2, minute: 30, startDate: date("2016-03-26"))
    },
    CalendarRow(
      "a day through a fold",
      in: "Europe/Berlin",
      ["2016-10-30T02:30:00+02:00", "2016-10-31T02:30:00+01:00"]
    ) {
      try CalendarInterval(days: 1, hour: 2, minute: 30, startDate: date("2016-10-30"))
    },
    CalendarRow(
      "a month through a gap that it skips",
      in: "America/New_York",
      ["2024-02-10T02:30:00-05:00", "2024-04-10T02:30:00-04:00"],
      DaylightSaving(gap: .skip)
    ) {
      try CalendarInterval(months: 1, hour: 2, minute: 30, startDate: date("2024-02-10"))
    },
  ]
}
