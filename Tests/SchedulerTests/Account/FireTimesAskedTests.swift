import CronParser
import Scheduler
import Testing

@Suite struct `What triggers say of a time that is asked about` {
  typealias Absence = FireTimesAsked.Absence

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var asked: String
    var fireTime: Instant?
    var count = 0
    var absence: Absence?
    var previous: Instant?
    var next: Instant?
    var trigger: @Sendable () throws -> Trigger

    /// What is named.
    static func fires(
      _ name: String,
      _ asked: String,
      _ fireTime: Instant,
      count: Int = 1,
      _ trigger: @escaping @Sendable () throws -> TimedTrigger
    ) -> Row {
      Row(testDescription: name, asked: asked, fireTime: fireTime, count: count) { .timed(try trigger()) }
    }

    /// What is not, and what lies around it.
    static func isNone(
      _ name: String,
      _ asked: String,
      _ absence: Absence,
      _ previous: Instant?,
      _ next: Instant?,
      _ trigger: @escaping @Sendable () throws -> TimedTrigger
    ) -> Row {
      Row(testDescription: name, asked: asked, absence: absence, previous: previous, next: next) {
        .timed(try trigger())
      }
    }
  }

  private static func nightly(_ daylightSaving: DaylightSaving = .byClass)
    -> @Sendable () throws -> TimedTrigger
  {
    { try .cron("30 2 * * *", in: "Europe/Berlin", daylightSaving) }
  }

  private static func every(_ amount: TimeAmount) -> @Sendable () throws -> TimedTrigger {
    { try TimedTrigger(.interval(Interval(every: amount))) }
  }

  static let rows: [Row] = [
    .fires("a minute", "2026-07-01 02:30", "2026-07-01T00:30:00Z", nightly()),
    .fires("an instant", "2026-07-01T00:30:00Z", "2026-07-01T00:30:00Z", nightly()),
    .fires("a day", "2026-07-01", "2026-07-01T00:30:00Z", nightly()),
    .fires("a gap", "2026-03-29 02:30", "2026-03-29T01:00:00Z", nightly()),
    .fires("a fold", "2026-10-25 02:30", "2026-10-25T00:30:00Z", nightly()),
    .fires(
      "a fold, the second pass",
      "2026-10-25 02:30",
      "2026-10-25T01:30:00Z",
      nightly(DaylightSaving(fold: .second))
    ),
    .fires("many in a minute", "2026-07-01 02:30", "2026-07-01T02:30:00Z", count: 60, every(.seconds(1))),
    .fires(
      "less than a second",
      "2026-07-01T02:30:00.25Z",
      "2026-07-01T02:30:00.25Z",
      every(.milliseconds(250))
    ),
    .fires(
      "a second with four",
      "2026-07-01T02:30:01Z",
      "2026-07-01T02:30:01Z",
      count: 4,
      every(.milliseconds(250))
    ),
    .isNone(
      "beside",
      "2026-07-01 02:31",
      .notNamed,
      "2026-07-01T00:30:00Z",
      "2026-07-02T00:30:00Z",
      nightly()
    ),
    .isNone(
      "beside what a gap has moved",
      "2026-03-29 02:15",
      .skippedByClocks,
      "2026-03-28T01:30:00Z",
      "2026-03-29T01:00:00Z",
      nightly()
    ),
    // It has gone on with the clock, and three o'clock is its own.
    .isNone(
      "a gap that a wildcard has not noticed",
      "2026-03-29 02:30",
      .skippedByClocks,
      "2026-03-29T00:30:00Z",
      "2026-03-29T01:00:00Z",
      { try .cron("*/30 * * * *", in: "Europe/Berlin") }
    ),
    .isNone(
      "a gap that is passed over",
      "2026-03-29 02:30",
      .skippedByClocks,
      "2026-03-28T01:30:00Z",
      "2026-03-30T00:30:00Z",
      nightly(DaylightSaving(gap: .skip))
    ),
    .isNone(
      "the other pass of a fold",
      "2026-10-25T02:30:00+01:00",
      .otherShowingCounts("2026-10-25T00:30:00Z"),
      "2026-10-25T00:30:00Z",
      "2026-10-26T01:30:00Z",
      nightly()
    ),
    .isNone("an excluded day", "2026-07-01 02:30", .excluded, "2026-06-30T00:30:00Z", "2026-07-02T00:30:00Z")
    {
      let trigger = try nightly()()
      let day = try #require(CivilDate(year: 2026, month: 7, day: 1))
      return try TimedTrigger(trigger.rule, zone: trigger.zone, exclusions: [.days(day, day)])
    },
    .isNone(
      "too early",
      "2026-07-01 02:30",
      .beforeStart("2026-08-01T00:00:00Z"),
      nil,
      "2026-08-01T00:30:00Z"
    ) {
      let trigger = try nightly()()
      return try TimedTrigger(trigger.rule, zone: trigger.zone, startDate: "2026-08-01T00:00:00Z")
    },
    .isNone("too late", "2026-07-01 02:30", .afterEnd("2026-06-15T00:00:00Z"), "2026-06-14T00:30:00Z", nil) {
      let trigger = try nightly()()
      return try TimedTrigger(trigger.rule, zone: trigger.zone, endDate: "2026-06-15T00:00:00Z")
    },
  ]

  private func ask(_ text: String, _ trigger: Trigger, _ versions: [FireTimesAsked.Version]) throws
    -> FireTimesAsked
  {
    let asked = try #require(AskedTime(text, in: trigger.zone ?? .utc, now: "2027-01-01T00:00:00Z"))
    return FireTimesAsked(asked, of: CoreStory.job("report", trigger), versions)
  }

  private static func version(
    _ since: Instant,
    _ until: Instant?,
    _ trigger: TimedTrigger
  ) -> FireTimesAsked.Version {
    let text = Trigger.timed(trigger).text(in: .utc)
    return FireTimesAsked.Version(TriggerVersion(since: since, until: until, text: text), .timed(trigger))
  }

  @Test(arguments: rows)
  func `is which fire time it is, or why it is none`(_ row: Row) throws {
    let trigger = try row.trigger()
    guard case .timed(let timed) = trigger else { return }
    let times = try ask(row.asked, trigger, [Self.version(.epoch, nil, timed)])
    #expect(times.fireTime == row.fireTime)
    #expect(times.count == row.count)
    #expect(times.absence == row.absence)
    #expect(times.previous == row.previous)
    #expect(times.next == row.next)
    #expect(times.trigger == timed)
  }

  struct History: Sendable, CustomTestStringConvertible {
    var asked: String
    var fireTime: Instant?
    var absence: Absence?
    var previous: Instant?
    var next: Instant?

    var testDescription: String { asked }
  }

  /// At every full hour until 12:30 of the first of July; nothing until 14:30; at a quarter past every hour since.
  static let histories: [History] = [
    History(
      asked: "2026-07-01 08:00",
      absence: .beforeFirstSeen("2026-07-01T09:30:00Z"),
      next: "2026-07-01T10:15:00Z"
    ),
    History(asked: "2026-07-01 10:00", fireTime: "2026-07-01T10:00:00Z"),
    History(
      asked: "2026-07-01 10:15",
      absence: .notNamed,
      previous: "2026-07-01T10:00:00Z",
      next: "2026-07-01T11:00:00Z"
    ),
    // The next full hour is no longer that trigger's.
    History(asked: "2026-07-01 12:15", absence: .notNamed, previous: "2026-07-01T12:00:00Z"),
    History(
      asked: "2026-07-01 13:00",
      absence: .notScheduled(since: "2026-07-01T12:30:00Z", until: "2026-07-01T14:30:00Z")
    ),
    History(asked: "2026-07-01 15:00", absence: .notNamed, next: "2026-07-01T15:15:00Z"),
    History(asked: "2026-07-01 15:15", fireTime: "2026-07-01T15:15:00Z"),
  ]

  @Test(arguments: histories)
  func `is said by the trigger that was in force then`(_ row: History) throws {
    let old = try TimedTrigger.cron("0 * * * *")
    let new = try TimedTrigger.cron("15 * * * *")
    let versions = [
      Self.version("2026-07-01T09:30:00Z", "2026-07-01T12:30:00Z", old),
      Self.version("2026-07-01T14:30:00Z", nil, new),
    ]
    let times = try ask(row.asked, .timed(new), versions)
    #expect(times.fireTime == row.fireTime)
    #expect(times.absence == row.absence)
    #expect(times.previous == row.previous)
    #expect(times.next == row.next)
  }

  @Test func `is said of a minute in which the trigger was changed by whichever names a time in it`() throws {
    let old = try TimedTrigger.cron("0 12 * * *")
    let new = try TimedTrigger.cron("40 0 12 * * *")
    let change: Instant = "2026-07-01T12:00:30Z"
    let versions = [Self.version(.epoch, change, old), Self.version(change, nil, new)]
    let times = try ask("2026-07-01 12:00", .timed(new), versions)
    #expect(times.fireTime == "2026-07-01T12:00:00Z")
    #expect(times.trigger == old)
    #expect(times.count == 1)
    #expect(try ask("2026-07-01 12:00:40", .timed(new), versions).fireTime == "2026-07-01T12:00:40Z")
  }

  @Test func `is found without a long search, or not at all`() throws {
    let second = TimeAmount.seconds(1)
    let seconds = try TimedTrigger(.interval(Interval(every: second)))
    let between = try TimedTrigger(.interval(Interval(every: second, anchor: .epoch + .milliseconds(500))))
    let hopeless = try TimedTrigger(.all([seconds, between]))
    let trigger = try TimedTrigger(.any([hopeless, .cron("0 12 * * *")]), exclusions: [.trigger(hopeless)])
    let asked = AskedTime("2026-07-01T00:00:00Z", unit: .hours(24))
    var budget = SearchBudget(steps: 5_000)
    let versions = [Self.version(.epoch, nil, trigger)]
    let times = FireTimesAsked(asked, of: CoreStory.job("report", .timed(trigger)), versions, &budget)
    #expect(times.count <= 1)
    #expect(budget.stepsLeft > -100)
  }

  @Test func `is nothing where the trigger does not count, names none or cannot be read`() throws {
    let trigger = try TimedTrigger.cron("0 * * * *")
    var job = CoreStory.job("report", .timed(trigger))
    job.isEnabled = false
    let asked = AskedTime("2026-07-01T10:00:00Z")
    #expect(FireTimesAsked(asked, of: job, []).absence == .disabled(since: nil))
    let ended = Self.version(.epoch, "2026-07-01T09:00:00Z", trigger)
    #expect(FireTimesAsked(asked, of: job, [ended]).absence == .disabled(since: "2026-07-01T09:00:00Z"))
    #expect(FireTimesAsked(asked, of: CoreStory.job("a", .startup), []).absence == .namesNone)
    var unreadable = Self.version(.epoch, nil, trigger)
    unreadable.trigger = nil
    #expect(FireTimesAsked(asked, of: job, [unreadable]).absence == .unreadable)
  }
}
