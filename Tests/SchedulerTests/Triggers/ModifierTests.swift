import CronParser
import Scheduler
import Testing

@Suite struct `A trigger with a start and an end date` {
  @Test func `fires from the one to the other, both included`() throws {
    let trigger = try TimedTrigger(
      .cron(CronExpression("0 12 * * *")),
      startDate: "2026-01-02T12:00:00Z",
      endDate: "2026-01-04T12:00:00Z"
    )
    #expect(
      trigger.instants(9, after: .epoch) == [
        "2026-01-02T12:00:00Z", "2026-01-03T12:00:00Z", "2026-01-04T12:00:00Z",
      ]
    )
    #expect(trigger.count(after: .epoch, through: "2030-01-01T00:00:00Z") == 3)
    #expect(trigger.latest(through: "2030-01-01T00:00:00Z", after: .epoch) == "2026-01-04T12:00:00Z")
    #expect(trigger.latest(through: "2026-01-02T11:59:59Z", after: .epoch) == nil)
  }

  @Test func `is refused when it would end before it starts`() {
    #expect(throws: TriggerError.endBeforeStart) {
      try TimedTrigger(.date(.epoch), startDate: "2026-01-02T00:00:00Z", endDate: "2026-01-01T00:00:00Z")
    }
  }
}

@Suite struct `A date` {
  @Test func `fires once`() throws {
    let trigger = try TimedTrigger(.date("2026-01-01T00:00:00.5Z"))
    #expect(trigger.instants(2, after: .epoch) == ["2026-01-01T00:00:00.5Z"])
    #expect(trigger.count(after: .epoch, through: "2026-01-01T00:00:00.5Z") == 1)
    #expect(trigger.count(after: "2026-01-01T00:00:00.5Z", through: "2027-01-01T00:00:00Z") == 0)
    #expect(trigger.latest(through: "2027-01-01T00:00:00Z", after: .epoch) == "2026-01-01T00:00:00.5Z")
  }
}

@Suite struct `Jitter` {
  @Test func `delays by less than its bound, differently from fire time to fire time`() throws {
    let trigger = try jittering("0 * * * *", by: .minutes(10))
    let delays = trigger.instants(200, after: .epoch).map { trigger.delay(of: $0, job: JobID("a"), seed: 1) }
    #expect(delays.allSatisfy { $0 >= .zero && $0 < .minutes(10) })
    #expect(Set(delays).count == 200)
    // A fair spread has its mean near the half; this one is the same in every run.
    let mean = delays.reduce(0) { $0 + $1.nanoseconds } / 200
    #expect(abs(mean - 300_000_000_000) < 40_000_000_000)
  }

  @Test func `ends before the next fire time`() throws {
    let trigger = try jittering("* * * * *", by: .hours(1))
    for fireTime in trigger.instants(200, after: "2026-03-29T00:00:00Z") {
      #expect(trigger.delay(of: fireTime, job: JobID("a"), seed: 1) < .minutes(1))
    }
  }

  @Test func `is the same for the same job, fire time and seed, and for nothing else`() throws {
    let trigger = try jittering("@hourly", by: .minutes(10))
    let delay = trigger.delay(of: .epoch, job: JobID("a"), seed: 1)
    #expect(trigger.delay(of: .epoch, job: JobID("a"), seed: 1) == delay)
    #expect(trigger.delay(of: .epoch, job: JobID("b"), seed: 1) != delay)
    #expect(trigger.delay(of: .epoch, job: JobID("a"), seed: 2) != delay)
    #expect(trigger.delay(of: .epoch + .hours(1), job: JobID("a"), seed: 1) != delay)
    // A fleet's delays must not change with a release.
    #expect(delay == .nanoseconds(539_915_370_859))
  }

  @Test func `is none where none is asked for`() throws {
    #expect(try jittering("@hourly", by: .zero).delay(of: .epoch, job: JobID("a"), seed: 1) == .zero)
    #expect(throws: TriggerError.negativeJitter) { try jittering("@hourly", by: .seconds(-1)) }
  }

  private func jittering(_ expression: String, by jitter: TimeAmount) throws -> TimedTrigger {
    try TimedTrigger(.cron(CronExpression(expression)), jitter: jitter)
  }
}
