import CronParser
import Scheduler
import Testing

@Suite struct `A doubtful trigger` {
  @Test(arguments: [
    ProblemRow(
      trigger: #"{"interval": "7h"}"#,
      "an interval that does not divide a day",
      "2:14: trigger.interval: 7h does not divide a day, so its times of day differ from day to day; it"
        + " counts from"
        + #" 1970-01-01 00:00 UTC unless a "start_date" is named"#
    ),
    ProblemRow(
      trigger: #"{"interval": {"days": 1}}"#,
      "a day of the epoch's",
      #"2:14: trigger.interval: counts from 1970-01-01 and fires at 00:00 UTC; name a "start_date", or"#
        + #" use "cron""#
        + " for a time of day"
    ),
    ProblemRow(
      trigger: #"{"calendar_interval": {"weeks": 1}}"#,
      "a week of the epoch's",
      #"2:23: trigger.calendar_interval: counts from Thursday, 1970-01-01; name a "start_date" to say"#
        + #" which dates"#
        + " are meant"
    ),
    ProblemRow(trigger: #"{"interval": "7h", "start_date": "2027-01-01"}"#, "not with a start_date"),
    ProblemRow(trigger: #"{"interval": "12h"}"#, "not for a half of the day"),
    ProblemRow(trigger: #"{"interval": "7m"}"#, "not for what nobody tells by the clock"),
    ProblemRow(trigger: #"{"calendar_interval": {"months": 1}}"#, "not for every month"),
  ]) func `is warned of, and taken`(_ row: ProblemRow) {
    #expect(JobFile.problems(row.text).map { $0.replacing("warning: job \"j\": ", with: "") } == row.expected)
    #expect(JobFile.read(row.text).configuration?.jobs.count == 1)
  }
}

@Suite struct `A doubtful cron expression` {
  @Test func `is warned of where the text stands, and taken`() throws {
    let row = ProblemRow(trigger: #"{"cron": " \u0030  */7 * * *"}"#, "")
    let warnings = try CronExpression("0  */7 * * *").warnings
    try #require(warnings.count == 1)
    let words = warnings[0].message + (warnings[0].hint.map { "; \($0)" } ?? "")
    #expect(JobFile.problems(row.text) == ["2:20: warning: job \"j\": trigger.cron: \(words)"])
    #expect(JobFile.read(row.text).configuration?.jobs.count == 1)
  }

  @Test func `is warned of in every job that has it`() {
    let jobs = (1...3).map { #"{"id": "j\#($0)", "trigger": "*/7 * * * *", "command": ["x"]}"# }
    let problems = JobFile.problems("{\"jobs\": [\n\(jobs.joined(separator: ",\n"))\n]}")
    #expect(problems.map { String($0.prefix(22)) } == (1...3).map { "\($0 + 1):26: warning: job \"j\($0)" })
  }
}

@Suite struct `A cron expression that two jobs share` {
  @Test func `is hashed from each job's own id`() throws {
    let jobs = ["one", "other"].map { #"{"id": "\#($0)", "trigger": "H H * * *", "command": ["x"]}"# }
    let reading = JobFile.read("{\"timezone\": \"UTC\", \"jobs\": [\(jobs.joined(separator: ","))]}")
    let expected = try ["one", "other"].map { id in
      let options = CronOptions(allowsExtendedDays: true, hashKey: id)
      return Trigger.timed(try TimedTrigger(.cron(CronExpression("H H * * *", options: options))))
    }
    #expect(reading.configuration?.jobs.map(\.trigger) == expected)
    #expect(expected[0] != expected[1])
  }
}
