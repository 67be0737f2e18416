import CronParser
import Scheduler
import Testing

/// A trigger that the laws are tried on.
private struct Example: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable () throws -> TimedTrigger

  init(_ name: String, _ make: @escaping @Sendable () throws -> TimedTrigger) {
    self.name = name
    self.make = make
  }

  var testDescription: String { name }
}

/// Three laws hold for every kind, wherever one asks from: `next` is after its argument; nothing between two answers
/// matches; `latest` and `count` agree with asking again and again.
@Suite struct `A trigger of any kind` {
  @Test(arguments: examples)
  fileprivate func `obeys the laws wherever one asks from`(_ example: Example) throws {
    let trigger = try example.make()
    var generator = SeededGenerator(seed: 2024)
    for _ in 0..<400 {
      let instant = generator.instant(in: 946_684_800..<4_102_444_800)
      guard let next = trigger.next(after: instant) else {
        #expect(trigger.count(after: instant, through: Instant(nanoseconds: .max)) == 0)
        continue
      }
      let between = Int64.random(in: instant.nanoseconds..<next.nanoseconds, using: &generator)
      let before = next - .nanoseconds(1)
      #expect(next > instant)
      #expect(trigger.next(after: before) == next)
      #expect(trigger.next(after: Instant(nanoseconds: between)) == next)
      #expect(trigger.fires(at: next))
      #expect(trigger.latest(through: next, after: instant) == next)
      #expect(trigger.latest(through: before, after: instant) == nil)
      #expect(trigger.count(after: instant, through: next) == 1)
      #expect(trigger.count(after: instant, through: before) == 0)
    }
  }

  @Test(arguments: examples)
  fileprivate func `counts what asking again and again finds`(_ example: Example) throws {
    let trigger = try example.make()
    var generator = SeededGenerator(seed: 48)
    for _ in 0..<60 {
      let instant = generator.instant(in: 946_684_800..<4_102_444_800)
      let found = trigger.instants(25, after: instant)
      guard let last = found.last else { continue }
      #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 })
      #expect(trigger.count(after: instant, through: last) == found.count)
      #expect(trigger.latest(through: last, after: instant) == last)
      var backwards = [last]
      while let earliest = backwards.last,
        let previous = trigger.latest(through: earliest - .nanoseconds(1), after: instant)
      {
        backwards.append(previous)
      }
      #expect(backwards.reversed() == found)
    }
  }

  @Test(arguments: examples)
  fileprivate func `is equal to itself made anew, and answers alike`(_ example: Example) throws {
    let (one, other) = try (example.make(), example.make())
    #expect(one == other)
    #expect(
      one.instants(10, after: "2026-01-01T00:00:00Z") == other.instants(10, after: "2026-01-01T00:00:00Z")
    )
  }

  @Test(arguments: examples)
  fileprivate func `comes to an end`(_ example: Example) throws {
    let trigger = try example.make()
    let (start, end) = (Instant(nanoseconds: .min), Instant(nanoseconds: .max))
    // The year 2199 ends at most 26 hours later in a zone than in UTC.
    let limit = Instant(seconds: 7_258_118_400) + .hours(26)
    for instant in [start, "2199-12-31T23:59:59Z", end] {
      #expect(trigger.next(after: instant).map { $0 > instant && $0 < limit } ?? true)
    }
    #expect(trigger.latest(through: end, after: "2199-12-31T00:00:00Z").map { $0 < limit } ?? true)
    #expect(trigger.latest(through: start, after: end) == nil)
    #expect(trigger.count(after: end, through: start) == 0)
  }

  private static let examples: [Example] = crons + others + combinations

  private static let crons: [Example] = [
    Example("a fixed cron in Berlin") { try .cron("30 2 * * *", in: "Europe/Berlin") },
    Example("a wildcard cron on Lord Howe") { try .cron("*/15 * * * *", in: "Australia/Lord_Howe") },
    Example("a cron of weekdays in New York") { try .cron("15,45 9-17 * * mon-fri", in: "America/New_York") },
    Example("a cron at midnight in Cairo") { try .cron("0 0 * * *", in: "Africa/Cairo") },
    Example("a cron of every second in St. John's") { try .cron("* * * * * *", in: "America/St_Johns") },
    Example("a cron of a leap day in Dublin") { try .cron("0 0 29 2 *", in: "Europe/Dublin") },
    Example("a cron where clocks are set back and forth every twenty minutes") {
      var file = ZoneFileBuilder()
      file.offsets = [0, 3600, 7200]
      file.transitions = (0..<900).map { (1_767_225_600 + 1200 * $0, UInt8($0 * $0 % 3)) }
      return try TimedTrigger(.cron(CronExpression("*/7 * * * *")), zone: Zone(name: "X", bytes: file.bytes))
    },
    Example("a cron of both passes") {
      try .cron("30 1 * * *", in: "America/New_York", DaylightSaving(gap: .skip, fold: .both))
    },
    Example("a cron of the second pass") {
      try .cron("*/10 2 * * *", in: "Europe/Berlin", DaylightSaving(gap: .run, fold: .second))
    },
  ]

  private static let others: [Example] = [
    Example("fields with weeks") {
      let fields: [CronFields.Field] = [
        .init(.week, "*/5"), .init(.dayOfWeek, "mon-wed"), .init(.hour, "*/7"),
      ]
      return try TimedTrigger(.fields(CronFields(fields)), zone: TestZones.read("Asia/Gaza"))
    },
    Example("fields with ordinals") {
      let fields: [CronFields.Field] = [.init(.day, "last, 2nd tue, last sun"), .init(.minute, "30")]
      return try TimedTrigger(.fields(CronFields(fields)), zone: TestZones.read("America/Santiago"))
    },
    Example("a short interval") { try TimedTrigger(.interval(Interval(every: .milliseconds(10)))) },
    Example("an interval with an anchor") {
      let anchor: Instant = "2026-02-03T04:05:06.789Z"
      return try TimedTrigger(.interval(Interval(every: .minutes(97), anchor: anchor)), startDate: anchor)
    },
    Example("a calendar interval of days") {
      try TimedTrigger(
        .calendarInterval(CalendarInterval(weeks: 1, days: 3, hour: 2, minute: 30)),
        zone: TestZones.read("Europe/Berlin")
      )
    },
    Example("a calendar interval of months from the 31st") {
      let start = try #require(CivilDate("2001-01-31"))
      return try TimedTrigger(.calendarInterval(CalendarInterval(months: 1, startDate: start)))
    },
    Example("a calendar interval of months and days") {
      let start = try #require(CivilDate("1999-12-31"))
      return try TimedTrigger(
        .calendarInterval(CalendarInterval(months: 5, days: 9, hour: 23, second: 5, startDate: start)),
        zone: TestZones.read("Pacific/Apia")
      )
    },
    Example("a date") { try TimedTrigger(.date("2040-01-01T00:00:00.5Z")) },
  ]

  private static let combinations: [Example] = [
    Example("any of three") {
      try TimedTrigger(
        .any([
          .cron("0 */6 * * *", in: "Europe/Berlin"), .cron("0 */4 * * *"),
          TimedTrigger(.interval(Interval(every: .hours(5)))),
        ])
      )
    },
    Example("all of two") {
      try TimedTrigger(.all([.cron("*/10 * * * *"), .cron("*/15 8-18 * * 1-5", in: "America/New_York")]))
    },
    Example("excluding days and triggers") {
      let (first, last) = try (#require(CivilDate("2026-01-01")), #require(CivilDate("2027-06-30")))
      return try TimedTrigger(
        .cron(CronExpression("30 */3 * * *")),
        zone: TestZones.read("Europe/Berlin"),
        exclusions: [.days(first, last), .trigger(.cron("30 12 * * *", in: "Europe/Berlin"))]
      )
    },
    Example("a short life") {
      try TimedTrigger(
        .cron(CronExpression("0 * * * *")),
        startDate: "2030-01-01T00:00:00.5Z",
        endDate: "2031-01-01T00:00:00Z"
      )
    },
    Example("any of all, less some") {
      try TimedTrigger(
        .any([
          TimedTrigger(.all([.cron("0 0 * * *"), .cron("0 0 1-7 * *")])),
          TimedTrigger(.cron(CronExpression("0 12 * * *")), exclusions: [.trigger(.cron("0 12 * * 1-5"))]),
        ]),
        endDate: "2090-01-01T00:00:00Z"
      )
    },
  ]
}
