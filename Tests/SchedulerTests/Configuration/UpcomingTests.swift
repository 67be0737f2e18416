import CronParser
import Scheduler
import Testing

@Suite struct `The upcoming fire times of a job file` {
  private static func job(_ id: String, _ trigger: Trigger, isEnabled: Bool = true) -> Job {
    let kind = JobKind.command(CommandJob(invocation: .arguments(["/bin/true"])))
    return Job(id: JobID(id), trigger: trigger, kind: kind, isEnabled: isEnabled)
  }

  private static func every(_ period: TimeAmount, until end: Instant? = nil) throws -> Trigger {
    .timed(try TimedTrigger(.interval(Interval(every: period)), endDate: end))
  }

  private static func upcoming(_ jobs: [Job], after seconds: Int64, count: Int) -> [String] {
    Configuration(jobs: jobs).upcoming(after: Instant(seconds: seconds), count: count)
      .map { "\($0.job) \($0.occurrence.instant.seconds)" }
  }

  @Test func `come in the order of time, those of one instant in the order of the file`() throws {
    let jobs = [Self.job("b", try Self.every(.seconds(10))), Self.job("a", try Self.every(.seconds(5)))]
    #expect(Self.upcoming(jobs, after: 0, count: 5) == ["a 5", "b 10", "a 10", "a 15", "b 20"])
  }

  @Test func `lie after the instant`() throws {
    #expect(Self.upcoming([Self.job("a", try Self.every(.seconds(5)))], after: 5, count: 1) == ["a 10"])
  }

  @Test func `are fewer where the triggers end`() throws {
    let jobs = [
      Self.job("a", try Self.every(.seconds(5), until: Instant(seconds: 12))),
      Self.job("b", try Self.every(.seconds(10), until: Instant(seconds: 10))),
    ]
    #expect(Self.upcoming(jobs, after: 0, count: 100) == ["a 5", "a 10", "b 10"])
  }

  @Test func `are those of enabled jobs that have any`() throws {
    let jobs = [
      Self.job("off", try Self.every(.seconds(5)), isEnabled: false),
      Self.job("hand", .manual),
      Self.job("start", .startup),
    ]
    #expect(Self.upcoming(jobs, after: 0, count: 3).isEmpty)
    #expect(Self.upcoming([], after: 0, count: 3).isEmpty)
  }
}

@Suite struct `A trigger's summary` {
  struct Row: Sendable, CustomTestStringConvertible {
    var trigger: Trigger
    var expected: String
    var meaning: String?

    var testDescription: String { expected }
  }

  static let zone = Zone(fixedOffset: 3600, name: "CET")

  static func rows() throws -> [Row] {
    let daily = try CronExpression("30 2 * * 1-5")
    let noon = Instant(seconds: 1_767_265_200)
    let date = try #require(CivilDate("2026-12-24"))
    let hourly = try TimedTrigger(.interval(Interval(every: .hours(1))), zone: zone)
    return [
      Row(trigger: .manual, expected: "by hand only"),
      Row(trigger: .startup, expected: "at every start of the daemon"),
      Row(
        trigger: .timed(try TimedTrigger(.cron(daily), zone: zone)),
        expected: "cron 30 2 * * 1-5 (CET)",
        meaning: "at 02:30 on Monday to Friday"
      ),
      Row(
        trigger: .timed(
          try TimedTrigger(
            .cron(daily),
            zone: zone,
            startDate: noon,
            endDate: noon,
            exclusions: [.days(date, date + 2)],
            jitter: .seconds(90),
            daylightSaving: DaylightSaving(gap: .skip, fold: .both)
          )
        ),
        expected:
          "cron 30 2 * * 1-5 (CET), from 2026-01-01T12:00:00+01:00, until 2026-01-01T12:00:00+01:00, except "
          + "2026-12-24 to 2026-12-26, up to 1m30s later, gap: skip, fold: both",
        meaning: "at 02:30 on Monday to Friday"
      ),
      Row(
        trigger: .timed(
          try TimedTrigger(
            .fields(CronFields([.init(.dayOfWeek, "mon-fri"), .init(.hour, "9")])),
            zone: zone
          )
        ),
        expected: "cron day_of_week=mon-fri hour=9 (CET)"
      ),
      Row(
        trigger: .timed(hourly),
        expected: "every 1h, counted from 1970-01-01T01:00:00+01:00"
      ),
      Row(
        trigger: .timed(
          try TimedTrigger(
            .interval(Interval(every: .seconds(90), anchor: noon)),
            zone: zone,
            startDate: noon
          )
        ),
        expected: "every 1m30s, counted from 2026-01-01T12:00:00+01:00"
      ),
      Row(
        trigger: .timed(
          try TimedTrigger(
            .calendarInterval(CalendarInterval(months: 1, days: 2, hour: 3, startDate: date)),
            zone: zone
          )
        ),
        expected: "every month and 2 days at 03:00:00 (CET), counted from 2026-12-24"
      ),
      Row(
        trigger: .timed(try TimedTrigger(.date(noon), zone: zone)),
        expected: "once, at 2026-01-01T12:00:00+01:00"
      ),
      Row(
        trigger: .timed(try TimedTrigger(.any([hourly, TimedTrigger(.date(noon), zone: zone)]), zone: zone)),
        expected:
          "any of: every 1h, counted from 1970-01-01T01:00:00+01:00; once, at 2026-01-01T12:00:00+01:00"
      ),
      Row(
        trigger: .timed(
          try TimedTrigger(
            .all([hourly, hourly]),
            zone: zone,
            exclusions: [.days(date, date), .trigger(TimedTrigger(.date(noon)))]
          )
        ),
        expected: "all of: every 1h, counted from 1970-01-01T01:00:00+01:00; every 1h, counted from "
          + "1970-01-01T01:00:00+01:00, except 2026-12-24 and the times of: once, at 2026-01-01T11:00:00+00:00"
      ),
    ]
  }

  @Test func `is the job file's own words with what they leave implied`() throws {
    for row in try Self.rows() {
      #expect(row.trigger.summary == row.expected)
      if case .timed(let trigger) = row.trigger { #expect(trigger.meaning == row.meaning) }
    }
  }
}
