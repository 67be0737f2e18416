import CronParser
import Scheduler
import Testing

/// The zones that the triggers below are read in.
private let berlin = Zone(fixedOffset: 3600, name: "Europe/Berlin")

@Suite struct `A trigger in a job file` {
  private func timed(_ json: String) throws -> TimedTrigger {
    guard case .timed(let trigger) = try JobFile.job(trigger: json).trigger else {
      throw NotTimed()
    }
    return trigger
  }

  private struct NotTimed: Error {}

  private func options() -> CronOptions {
    CronOptions(allowsExtendedDays: true, hashKey: "j")
  }

  @Test func `may be a bare cron expression or nickname`() throws {
    #expect(try timed(#""30 2 * * 1-5""#).rule == .cron(CronExpression("30 2 * * 1-5", options: options())))
    #expect(try timed(#"{"cron": "@hourly"}"#).rule == .cron(CronExpression("@hourly", options: options())))
  }

  @Test func `hashes H from the job's id`() throws {
    #expect(try timed(#""H H * * *""#).rule == .cron(CronExpression("H H * * *", options: options())))
  }

  @Test func `may be the last working day`() throws {
    #expect(try timed(#""0 0 LW * *""#).rule == .cron(CronExpression("0 0 LW * *", options: options())))
  }

  @Test func `may be the start, or none`() throws {
    #expect(try JobFile.job(trigger: #""@reboot""#).trigger == .startup)
    #expect(try JobFile.job(trigger: #"{"startup": true}"#).trigger == .startup)
    #expect(try JobFile.job(trigger: #"{"manual": true}"#).trigger == .manual)
  }

  @Test func `takes fields as text and as numbers`() throws {
    let fields = try CronFields([.init(.dayOfWeek, "mon-fri"), .init(.hour, "9")])
    #expect(try timed(#"{"cron": {"hour": 9, "day_of_week": "mon-fri"}}"#).rule == .fields(fields))
  }

  @Test(arguments: [
    #""1h30m""#, "5400", "5400.0", #"{"hours": 1.5}"#, #"{"hours": 1, "minutes": 30}"#, #"{"seconds": 5400}"#,
  ]) func `takes an interval in many forms`(_ json: String) throws {
    #expect(try timed("{\"interval\": \(json)}").rule == .interval(Interval(every: .minutes(90))))
  }

  @Test func `counts an interval from its start_date`() throws {
    let start = try #require(Instant(rfc3339: "2027-01-01T00:30:00Z"))
    let trigger = try timed(#"{"interval": "1h", "start_date": "2027-01-01T00:30:00Z"}"#)
    #expect(trigger.rule == .interval(try Interval(every: .hours(1), anchor: start)))
    #expect(trigger.startDate == start)
  }

  @Test func `begins a calendar interval on the day of its start_date, in its zone`() throws {
    let trigger = try timed(
      #"{"calendar_interval": {"months": 1, "hour": 3}, "start_date": "2027-01-31T23:30:00Z","#
        + #" "timezone": "Europe/Berlin"}"#
    )
    let first = try #require(CivilDate("2027-02-01"))
    #expect(trigger.rule == .calendarInterval(try CalendarInterval(months: 1, hour: 3, startDate: first)))
  }

  @Test func `reads dates without an offset in its zone`() throws {
    let trigger = try timed(#"{"date": "2027-01-31 09:00:00", "timezone": "Europe/Berlin"}"#)
    #expect(trigger.rule == .date(try #require(Instant(rfc3339: "2027-01-31T08:00:00Z"))))
    #expect(trigger.zone == berlin)
  }

  @Test func `includes the whole day of its end_date`() throws {
    let trigger = try timed(#"{"cron": "@hourly", "start_date": "2027-01-01", "end_date": "2027-01-31"}"#)
    #expect(trigger.startDate == Instant(rfc3339: "2027-01-01T00:00:00Z"))
    #expect(trigger.endDate == Instant(rfc3339: "2027-01-31T23:59:59.999999999Z"))
    let timed = try timed(#"{"cron": "@hourly", "end_date": "2027-01-31T12:00:00Z"}"#)
    #expect(timed.endDate == Instant(rfc3339: "2027-01-31T12:00:00Z"))
  }

  @Test func `gives its zone to the triggers inside it, unless they name one`() throws {
    let trigger = try timed(
      #"{"any": ["@daily", {"cron": "@daily", "timezone": "UTC"}], "timezone": "Europe/Berlin"}"#
    )
    guard case .any(let inner) = trigger.rule else { throw NotTimed() }
    #expect(inner.map(\.zone) == [berlin, .utc])
  }

  @Test func `takes days, ranges and triggers as exclusions`() throws {
    let trigger = try timed(
      #"{"cron": "@daily", "exclude": ["2027-12-25", {"from": "2027-12-30", "to": "2028-01-02"}, {"cron":"#
        + #" "0 0 1 * *"}]}"#
    )
    let days = try ["2027-12-25", "2027-12-30", "2028-01-02"].map { try #require(CivilDate($0)) }
    let first = try TimedTrigger(.cron(CronExpression("0 0 1 * *", options: options())))
    #expect(trigger.exclusions == [.days(days[0], days[0]), .days(days[1], days[2]), .trigger(first)])
  }

  @Test func `takes jitter and what it overrides of daylight saving`() throws {
    let trigger = try timed(#"{"cron": "@daily", "jitter": "5m", "dst": {"fold": "both"}}"#)
    #expect(trigger.jitter == .minutes(5))
    #expect(trigger.daylightSaving == DaylightSaving(gap: nil, fold: .both))
  }
}

@Suite struct `A job in a job file` {
  @Test func `has the defaults of the job file's description`() throws {
    let job = try JobFile.job(fields: #""command": ["/bin/echo", "a", ""]"#)
    #expect(
      job
        == Job(
          id: JobID("j"),
          trigger: .manual,
          zone: berlin,
          kind: .command(CommandJob(invocation: .arguments(["/bin/echo", "a", ""])))
        )
    )
  }

  @Test func `says everything of itself`() throws {
    let job = try JobFile.job(
      fields: #"""
        "description": "Größe \u20ac\n", "shell": "echo $A", "environment": {"B": "2", "A": "1"},
        "working_directory": "/tmp", "misfire_grace_time": 30, "coalesce": "all", "max_catch_up": 5,
        "max_instances": 2, "timeout": "1h", "kill_after": 0, "priority": -3, "enabled": false
        """#
    )
    #expect(job.description == "Größe €\n")
    let variables = [EnvironmentVariable(name: "B", value: "2"), EnvironmentVariable(name: "A", value: "1")]
    #expect(
      job.kind
        == .command(
          CommandJob(invocation: .shell("echo $A"), environment: variables, workingDirectory: "/tmp")
        )
    )
    #expect(
      job.policies
        == Policies(
          misfireGraceTime: .seconds(30),
          coalesce: .all,
          maxCatchUp: 5,
          maxInstances: 2,
          priority: -3,
          timeout: .hours(1),
          killAfter: .zero
        )
    )
    #expect(!job.isEnabled)
  }

  @Test func `takes what the defaults say, unless it says otherwise`() throws {
    let defaults = #"{"timeout": "1h", "priority": 7, "enabled": false, "working_directory": "/srv"}"#
    let plain = try JobFile.job(fields: #""command": ["x"]"#, defaults: defaults)
    #expect(plain.policies == Policies(priority: 7, timeout: .hours(1)))
    #expect(!plain.isEnabled)
    let other = try JobFile.job(
      fields:
        #""command": ["x"], "timeout": null, "priority": 0, "enabled": true, "working_directory": null"#,
      defaults: defaults
    )
    #expect(other.policies == Policies())
    #expect(other.isEnabled)
    #expect(other.kind == .command(CommandJob(invocation: .arguments(["x"]))))
  }

  @Test func `adds to the environment of the defaults`() throws {
    let job = try JobFile.job(
      fields: #""command": ["x"], "environment": {"C": "3", "A": "4"}"#,
      defaults: #"{"environment": {"A": "1", "B": "2"}}"#
    )
    guard case .command(let command) = job.kind else { return }
    #expect(command.environment.map { "\($0.name)=\($0.value)" } == ["A=4", "B=2", "C=3"])
  }

  @Test func `has its trigger's zone, else the file's`() throws {
    #expect(try JobFile.job(trigger: #"{"cron": "@daily", "timezone": "Europe/Berlin"}"#).zone == berlin)
    #expect(try JobFile.job(trigger: #""@daily""#).zone == .utc)
    #expect(try JobFile.job(trigger: #""@reboot""#).zone == .utc)
  }
}

@Suite struct `A job file` {
  @Test func `may hold nothing`() {
    let reading = JobFile.read(#"{"jobs": []}"#)
    #expect(reading.configuration == Configuration(zone: berlin, jobs: []))
    #expect(reading.problems == [])
  }

  @Test func `says everything of itself, whatever stands first`() throws {
    let reading = JobFile.read(
      """
      {
        "jobs": [
            {"id": "b", "trigger": "@daily", "command": ["x"]},
            {"id": "a", "trigger": "@daily", "shell": "y"}
          ],
        "defaults": {"priority": 1}, "max_queued_runs": 0, "shutdown_grace": "1m", "max_concurrent_runs": 3,
        "timezone": "UTC", "$schema": "./schedd.schema.json",
      }
      """
    )
    let configuration = try #require(reading.configuration)
    #expect(configuration.zone == .utc)
    #expect(configuration.maxConcurrentRuns == 3)
    #expect(configuration.maxQueuedRuns == 0)
    #expect(configuration.shutdownGrace == .minutes(1))
    #expect(configuration.jobs.map(\.id.description) == ["b", "a"])
    #expect(configuration.jobs.map(\.policies.priority) == [1, 1])
  }
}
