import Scheduler
import Testing

@Suite struct `A mistake in a trigger` {
  @Test(arguments: kinds + crons + intervals + dates + combinations + modifiers)
  func `is reported with its place and the mend`(_ row: ProblemRow) {
    #expect(JobFile.problems(row.text).map { $0.replacing("error: job \"j\": ", with: "") } == row.expected)
    #expect(JobFile.read(row.text).configuration == nil)
  }

  private static let kinds: [ProblemRow] = [
    ProblemRow(
      trigger: "true",
      "no trigger",
      #"2:1: trigger: must be a cron expression or an object such as {"interval": "15m"}, not true"#
    ),
    ProblemRow(
      trigger: "{}",
      "an empty object",
      "2:1: trigger: says nothing of when; it needs one of cron, interval, calendar_interval, date, any, all,"
        + " after, startup, manual"
    ),
    ProblemRow(
      trigger: #"{"every": "5m"}"#,
      "another scheduler's word",
      #"2:2: trigger: unknown key "every"; did you mean "interval"?"#
    ),
    ProblemRow(
      trigger: #"{"cron": "@daily", "start": "2027-01-01"}"#,
      "a misspelt modifier",
      #"2:20: trigger: unknown key "start"; known here: cron, interval, calendar_interval, date, any, all,"#
        + " after, startup, manual, timezone, start_date, end_date, exclude, jitter, dst"
    ),
    ProblemRow(
      trigger: #"{"cron": "@daily", "interval": "1h", "date": "2027-01-01"}"#,
      "kinds beside each other",
      #"2:20: trigger: "cron" and "interval" stand in one trigger; keep one, or combine two triggers with"#
        + #" "any""#
        + #" or "all""#,
      #"2:38: trigger: "cron" and "date" stand in one trigger; keep one, or combine two triggers with "any""#
        + #" or "all""#
    ),
    ProblemRow(
      trigger: #"{"startup": false}"#,
      "a start that is none",
      "2:13: trigger.startup: must be true, not false"
    ),
    ProblemRow(
      trigger: #"{"manual": true, "timezone": "UTC"}"#,
      "a zone for no time",
      #"2:18: trigger: "timezone" means nothing beside "manual"; remove it"#
    ),
  ]

  private static let crons: [ProblemRow] = [
    ProblemRow(
      trigger: #""5/15 * * * *""#,
      "a step after a value",
      #"2:3: trigger: minute: the step of "5/15" follows a single value, not a range; write "5-59/15""#
    ),
    ProblemRow(
      trigger: #"{"cron": "\u0035/15 * * * *"}"#,
      "a place behind escapes",
      #"2:17: trigger.cron: minute: the step of "5/15" follows a single value, not a range; write "5-59/15""#
    ),
    ProblemRow(
      trigger: #""15m""#,
      "a duration for an expression",
      #"2:1: trigger: "15m" is no cron expression; for an interval write {"interval": "15m"}"#
    ),
    ProblemRow(
      trigger: #""2027-01-01T00:00:00Z""#,
      "a date for an expression",
      #"2:1: trigger: "2027-01-01T00:00:00Z" is no cron expression; for one date write"#
        + #" {"date": "2027-01-01T00:00:00Z"}"#
    ),
    ProblemRow(trigger: #"{"cron": 5}"#, "a number", "2:10: trigger.cron: must be a cron expression, not 5"),
    ProblemRow(
      trigger: #"{"cron": "@reboot"}"#,
      "the start as an instant",
      #"2:10: trigger.cron: "@reboot" names no instant; write {"startup": true}"#
    ),
    ProblemRow(
      trigger: #""0 0 30 2 *""#,
      "a day that never comes",
      #"2:1: trigger: "0 0 30 2 *" never fires: no day of the years 1970 to 2199 matches it"#
    ),
    ProblemRow(
      trigger: #"{"cron": {"hours": 1}}"#,
      "a misspelt field",
      #"2:11: trigger.cron: unknown key "hours"; did you mean "hour"?"#
    ),
    ProblemRow(
      trigger: #"{"cron": {"hour": true}}"#,
      "a field that is no text",
      "2:19: trigger.cron.hour: must be a string or a whole number, not true"
    ),
    ProblemRow(
      trigger: #"{"cron": {"month": 2, "day": 30}}"#,
      "fields that never match",
      "2:10: trigger.cron: never fires: no day of the years 1970 to 2199 matches it"
    ),
  ]

  private static let intervals: [ProblemRow] = [
    ProblemRow(
      trigger: #"{"interval": "1.5h"}"#,
      "a fraction",
      #"2:14: trigger.interval: "1.5h" is no duration; write "1h30m""#
    ),
    ProblemRow(
      trigger: #"{"interval": 0}"#,
      "nothing",
      "2:14: trigger.interval: an interval must be at least 10ms"
    ),
    ProblemRow(
      trigger: #"{"interval": {"hours": 1, "min": 5}}"#,
      "a unit's short name",
      #"2:27: trigger.interval: unknown key "min"; did you mean "minutes"?"#
    ),
    ProblemRow(
      trigger: #"{"interval": {"hours": "1", "minutes": -5, "days": 99999999}}"#,
      "counts that are none",
      #"2:24: trigger.interval.hours: must be a number of hours, not "1""#,
      "2:40: trigger.interval.minutes: -5 is negative; a duration must not be",
      "2:52: trigger.interval.days: 99999999 is longer than 292 years, the most there is"
    ),
    ProblemRow(
      trigger: #"{"interval": {"days": 99999, "weeks": 14000}}"#,
      "a sum beyond all",
      "2:39: trigger.interval.weeks: makes the interval one that is longer than 292 years, the most there is"
    ),
    ProblemRow(
      trigger: #"{"interval": {}}"#,
      "no units",
      "2:14: trigger.interval: an interval must be at least 10ms"
    ),
    ProblemRow(
      trigger: #"{"interval": "1h", "dst": {"gap": "skip"}}"#,
      "daylight saving for an interval",
      #"2:20: trigger: "dst" means nothing beside "interval", which names no times of day; remove it"#
    ),
    ProblemRow(
      trigger: #"{"calendar_interval": {"hour": 24, "months": -1}}"#,
      "numbers out of their ranges",
      "2:32: trigger.calendar_interval.hour: must be a whole number from 0 to 23, not 24",
      "2:46: trigger.calendar_interval.months: must be a whole number from 0 to 12000, not -1"
    ),
    ProblemRow(
      trigger: #"{"calendar_interval": {"hour": 3}}"#,
      "a calendar interval of nothing",
      "2:23: trigger.calendar_interval: a calendar interval needs years, months, weeks or days of at least 1"
    ),
    ProblemRow(
      trigger: #"{"calendar_interval": "1d"}"#,
      "a calendar interval as text",
      #"2:23: trigger.calendar_interval: must be an object such as {"months": 1, "hour": 3}, not "1d""#
    ),
  ]

  private static let dates: [ProblemRow] = [
    ProblemRow(
      trigger: #"{"date": "tomorrow"}"#,
      "a word for a date",
      #"2:10: trigger.date: "tomorrow" is no date; write one such as "2027-01-31", "2027-01-31T09:00:00" or"#
        + #" "2027-01-31T09:00:00+01:00""#
    ),
    ProblemRow(
      trigger: #"{"date": "2027-02-30"}"#,
      "a day that does not exist",
      #"2:10: trigger.date: "2027-02-30" names a day that does not exist"#
    ),
    ProblemRow(
      trigger: #"{"date": "2200-01-01"}"#,
      "a year out of range",
      #"2:10: trigger.date: "2200-01-01" lies outside the years 1970 to 2199"#
    ),
    ProblemRow(
      trigger: #"{"date": "2027-01-31T09:00"}"#,
      "no seconds",
      #"2:10: trigger.date: "2027-01-31T09:00" has a time of day that cannot be read; write it as in"#
        + #" "2027-01-31","#
        + #" "2027-01-31T09:00:00" or "2027-01-31T09:00:00+01:00""#
    ),
    ProblemRow(
      trigger: #"{"date": 1798761600}"#,
      "seconds since the epoch",
      #"2:10: trigger.date: must be a date such as "2027-01-31" or "2027-01-31T09:00:00+01:00", not"#
        + #" 1798761600"#
    ),
  ]

  private static let combinations: [ProblemRow] = [
    ProblemRow(
      trigger: #"{"any": []}"#,
      "none to choose from",
      "2:9: trigger.any: must hold at least one trigger"
    ),
    ProblemRow(
      trigger: #"{"all": "@daily"}"#,
      "one alone",
      #"2:9: trigger.all: must be an array of triggers, not "@daily""#
    ),
    ProblemRow(
      trigger: #"{"any": ["@reboot", {"manual": true}, {"date": "x"}, {"interval": "1m", "jitter": "1s"}]}"#,
      "triggers that cannot be combined",
      #"2:10: trigger.any[0]: "@reboot" cannot be combined, since it names no instant"#,
      #"2:22: trigger.any[1]: "manual" cannot be combined, since it names no instant"#,
      #"2:48: trigger.any[2].date: "x" is no date; write one such as "2027-01-31", "2027-01-31T09:00:00" or"#
        + #" "2027-01-31T09:00:00+01:00""#,
      #"2:73: trigger.any[3]: "jitter" belongs to the job's whole trigger, not to one inside it"#
    ),
    ProblemRow(
      trigger: #"{"all": [{"cron": "0 9 * * *"}, {"cron": "0 10 * * *"}]}"#,
      "no instant in common",
      "2:9: trigger.all: never fires: the triggers have no instant in common"
    ),
    ProblemRow(
      trigger: #"{"any": ["@daily"], "dst": {}}"#,
      "daylight saving for a combination",
      #"2:21: trigger: "dst" belongs to the triggers inside "any", each for itself"#
    ),
  ]

  private static let modifiers: [ProblemRow] = [
    ProblemRow(
      trigger:
        #"{"cron": "@daily", "timezone": "Mars/Base", "jitter": "x", "start_date": "y", "exclude": "z"}"#,
      "each wrong",
      #"2:32: trigger.timezone: unknown zone "Mars/Base"; write an IANA name such as "Europe/Berlin", or"#
        + #" "UTC""#,
      #"2:55: trigger.jitter: "x" is no duration; write one such as "90s", "1h30m", "2d" or "250ms""#,
      #"2:74: trigger.start_date: "y" is no date; write one such as "2027-01-31", "2027-01-31T09:00:00" or"#
        + #" "2027-01-31T09:00:00+01:00""#,
      #"2:90: trigger.exclude: must be an array of days, ranges of days and triggers, not "z""#
    ),
    ProblemRow(
      trigger: #"{"cron": "@daily", "end_date": "2027-01-01", "start_date": "2027-01-02"}"#,
      "an end before the start",
      "2:32: trigger.end_date: lies before start_date"
    ),
    ProblemRow(
      trigger: #"{"cron": "0 0 29 2 *", "start_date": "2027-01-01", "end_date": "2027-12-31"}"#,
      "nothing between the dates",
      "2:10: trigger.cron: never fires between its start_date and its end_date"
    ),
    ProblemRow(
      trigger: #"{"date": "2027-01-01", "start_date": "2027-01-02"}"#,
      "nothing after the start",
      "2:10: trigger.date: never fires after its start_date"
    ),
    ProblemRow(
      trigger: #"{"date": "2027-01-01", "exclude": ["2027-01-01"]}"#,
      "all of it excluded",
      "2:10: trigger.date: never fires: everything that it names is excluded"
    ),
    ProblemRow(
      trigger: #"{"cron": "@daily", "exclude": ["@weekly", 5, {"from": "2027-01-01"}, {"startup": true}]}"#,
      "exclusions that are none",
      #"2:32: trigger.exclude[0]: "@weekly" is no day; write one such as "2027-12-25", or a trigger as an"#
        + #" object,"#
        + #" such as {"cron": …}"#,
      #"2:43: trigger.exclude[1]: must be a day such as "2027-12-25", a range of days or a trigger, not 5"#,
      #"2:46: trigger.exclude[2]: a range of days has both "from" and "to""#,
      #"2:71: trigger.exclude[3]: "startup" cannot be combined, since it names no instant"#
    ),
    ProblemRow(
      trigger:
        #"{"cron": "@daily", "exclude": [{"from": "2027-01-02", "to": "2027-01-01"}, {"from": "x", "to":"#
        + #" 1}]}"#,
      "ranges that are none",
      "2:61: trigger.exclude[0].to: 2027-01-01 lies before 2027-01-02, where the range begins",
      #"2:85: trigger.exclude[1].from: "x" is no day; write one such as "2027-12-25""#,
      #"2:96: trigger.exclude[1].to: must be a day such as "2027-12-25", not 1"#
    ),
    ProblemRow(
      trigger: #"{"cron": "@daily", "dst": "skip"}"#,
      "a word for daylight saving",
      #"2:27: trigger.dst: must be an object such as {"gap": "skip", "fold": "both"}, not "skip""#
    ),
    ProblemRow(
      trigger: #"{"cron": "@daily", "dst": {"gap": "both", "fold": 2, "folds": 1}}"#,
      "daylight saving that is none",
      #"2:35: trigger.dst.gap: must be "run" or "skip", not "both""#,
      #"2:51: trigger.dst.fold: must be "first", "second" or "both", not 2"#,
      #"2:54: trigger.dst: unknown key "folds"; did you mean "fold"?"#
    ),
  ]
}

@Suite struct `A mistake in a cron field` {
  @Test func `is reported at its own place, beside those of the others`() throws {
    let row = ProblemRow(trigger: #"{"cron": {"hour": 24, "minute": "5,x", "day_of_week": 0}}"#, "")
    let wrong: [CronFields.Field] = [.init(.hour, "24"), .init(.minute, "5,x"), .init(.dayOfWeek, "0")]
    let words = wrong.map { field in
      #expect(throws: CronFieldError.self) { try CronFields([field]) }?.message ?? ""
    }
    let problems = JobFile.problems(row.text)
    try #require(problems.count == 3)
    #expect(problems[0].hasPrefix("2:19: error: job \"j\": trigger.cron.hour: \(words[0])"))
    #expect(problems[1].hasPrefix("2:36: error: job \"j\": trigger.cron.minute: \(words[1])"))
    #expect(problems[2].hasPrefix("2:55: error: job \"j\": trigger.cron.day_of_week: \(words[2])"))
  }
}
