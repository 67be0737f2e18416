import CronParser
import Scheduler
import Testing

@Suite struct `The load of a week` {
  private static let now: Instant = "2026-03-25T10:20:00Z"
  private static let week: Range<Instant> = "2026-03-25T10:00:00Z"..<"2026-04-01T10:00:00Z"
  private static let everyHour = 0..<WeekLoad.hourCount

  private static func job(
    _ trigger: Trigger,
    instances: Int = 1,
    enabled: Bool = true,
    pauses: [Pause] = []
  ) -> PlannedJob {
    var policies = Policies()
    policies.maxInstances = instances
    let kind = JobKind.command(CommandJob(invocation: .arguments(["true"])))
    return PlannedJob(
      Job(id: JobID("a"), trigger: trigger, kind: kind, policies: policies, isEnabled: enabled),
      pauses: pauses
    )
  }

  private static func load(_ job: PlannedJob, lasting duration: TimeAmount? = .seconds(36)) -> WeekLoad {
    var load = WeekLoad(at: now)
    load.add(job, in: everyHour, lasting: duration)
    return load
  }

  @Test(arguments: [
    "* * * * *", "* * * * * *", "*/7 8-17 * * 1-5", "30 2 * * *", "0 0 1 1 *", "30 10 25 3 *", "0 10 1 4 *",
    "59 59 9 1 4 *",
  ])
  func `has every fire time of the seven days, hour by hour`(_ expression: String) throws {
    let trigger = try TimedTrigger.cron(expression, in: "Europe/Berlin")
    let load = Self.load(Self.job(.timed(trigger)))
    #expect(load.start == Self.week.lowerBound)
    for (place, hour) in load.hours.enumerated() {
      let start = load.start + .hours(Int64(place)) - .nanoseconds(1)
      #expect(hour.starts == trigger.count(after: start, through: start + .hours(1)), "hour \(place)")
    }
    #expect(load.jobsNotCounted == 0)
  }

  @Test func `has as many runs under way as their time fills an hour, and as instances there may be`() throws
  {
    let minutely = Trigger.timed(try .cron("* * * * *"))
    #expect(Self.load(Self.job(minutely)).hours[0] == WeekLoad.Hour(starts: 60, concurrency: 0.6))
    let long = Self.load(Self.job(minutely, instances: 3), lasting: .minutes(10))
    #expect(long.hours[0] == WeekLoad.Hour(starts: 60, concurrency: 3))
    let unknown = Self.load(Self.job(minutely), lasting: nil)
    #expect(unknown.hours[0] == WeekLoad.Hour(starts: 60, concurrency: 0))
    #expect(unknown.jobsWithoutDuration == 1)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var job: PlannedJob
    var starts: Int
  }

  static let rows: [Row] = {
    guard let trigger = try? TimedTrigger(.interval(Interval(every: .hours(1)))) else { return [] }
    let hourly = Trigger.timed(trigger)
    return [
      Row(testDescription: "one that counts", job: job(hourly), starts: 168),
      Row(testDescription: "a disabled one", job: job(hourly, enabled: false), starts: 0),
      Row(testDescription: "one by hand only", job: job(.manual), starts: 0),
      Row(
        testDescription: "one after another",
        job: job(.after(AfterTrigger(job: JobID("b"), outcome: nil))),
        starts: 0
      ),
      Row(testDescription: "a paused one", job: job(hourly, pauses: [Pause(since: now)]), starts: 0),
      Row(
        testDescription: "one that is paused for the first day",
        job: job(hourly, pauses: [Pause(since: now, until: week.lowerBound + .hours(24))]),
        starts: 144
      ),
      Row(
        testDescription: "one that is paused for longer",
        job: job(hourly, pauses: [Pause(since: now, until: week.upperBound + .hours(1))]),
        starts: 0
      ),
    ]
  }()

  @Test(arguments: rows)
  func `has only what will count`(_ row: Row) {
    #expect(Self.rows.count == 7)
    let load = Self.load(row.job)
    #expect(load.hours.reduce(0) { $0 + $1.starts } == row.starts)
  }

  @Test(arguments: [0, 1, 23, 167, 168, 1000, -5])
  func `moves on with the time and has then what a new one would have`(_ hours: Int64) throws {
    let job = Self.job(.timed(try .cron("*/7 8-17 * * 1-5", in: "Europe/Berlin")))
    let later = Self.now + .hours(hours)
    var fresh = WeekLoad(at: later)
    fresh.add(job, in: Self.everyHour, lasting: .seconds(36))
    var moved = Self.load(job)
    let places = moved.move(to: later)
    #expect(places.count == (hours < 0 ? 168 : min(Int(hours), 168)))
    moved.add(job, in: places, lasting: .seconds(36))
    #expect(moved == fresh)
  }

  @Test func `gives a trigger up that would have to be searched for`() throws {
    let even = try TimedTrigger(.interval(Interval(every: .seconds(2))))
    let odd = try TimedTrigger(.interval(Interval(every: .seconds(2), anchor: Instant(seconds: 1))))
    let load = Self.load(Self.job(.timed(try TimedTrigger(.all([even, odd])))))
    #expect(load.jobsNotCounted == 1)
    #expect(load.hours.allSatisfy { $0.starts == 0 })
  }
}
