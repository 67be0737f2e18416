import CronParser
import Scheduler
import Testing

/// A cron trigger around a change of daylight saving, and its next fire times.
private struct ShiftRow: Sendable, CustomTestStringConvertible {
  let expression: String
  let zone: String
  let after: Instant
  let expected: [String]
  var daylightSaving = DaylightSaving.byClass

  init(_ expression: String, _ zone: String, after: Instant, _ expected: String...) {
    self.expression = expression
    self.zone = zone
    self.after = after
    self.expected = expected
  }

  init(_ daylightSaving: DaylightSaving, _ expression: String, after: Instant, _ expected: String...) {
    self.expression = expression
    zone = "Europe/Berlin"
    self.after = after
    self.expected = expected
    self.daylightSaving = daylightSaving
  }

  var testDescription: String { "\(expression) in \(zone) after \(after)" }

  func check() throws {
    let trigger = try TimedTrigger.cron(expression, in: zone, daylightSaving)
    #expect(trigger.fireTimes(expected.count, after: after) == expected)
  }
}

/// What the real cron daemon of Debian does (its manual: crontab(5), cron(8)), but for what it starts twice at one
/// instant.
@Suite struct `A cron trigger where the clocks change` {
  @Test(arguments: gaps)
  fileprivate func `runs what the gap skips once, at its end`(_ row: ShiftRow) throws { try row.check() }

  @Test(arguments: wildcardGaps)
  fileprivate func `goes on with the real clock when it is a wildcard`(_ row: ShiftRow) throws {
    try row.check()
  }

  @Test(arguments: folds)
  fileprivate func `runs a repeated time once, unless it is a wildcard`(_ row: ShiftRow) throws {
    try row.check()
  }

  @Test(arguments: calendarChanges)
  fileprivate func `makes nothing up when the calendar jumps`(_ row: ShiftRow) throws { try row.check() }

  @Test(arguments: overrides)
  fileprivate func `does what the job file says`(_ row: ShiftRow) throws { try row.check() }

  private static let gaps: [ShiftRow] = [
    ShiftRow(
      "30 2 * * *",
      "Europe/Berlin",
      after: "2026-03-28T00:00:00Z",
      "2026-03-28T02:30:00+01:00",
      "2026-03-29T03:00:00+02:00",
      "2026-03-30T02:30:00+02:00"
    ),
    ShiftRow(
      "0,20,40 2 * * *",
      "Europe/Berlin",
      after: "2026-03-29T00:00:00Z",
      "2026-03-29T03:00:00+02:00",
      "2026-03-30T02:00:00+02:00"
    ),
    ShiftRow(
      "0 2-4 * * *",
      "Europe/Berlin",
      after: "2026-03-29T00:00:00Z",
      "2026-03-29T03:00:00+02:00",
      "2026-03-29T04:00:00+02:00",
      "2026-03-30T02:00:00+02:00"
    ),
    ShiftRow(
      "0,30 2-3 * * *",
      "Europe/Berlin",
      after: "2026-03-29T00:00:00Z",
      "2026-03-29T03:00:00+02:00",
      "2026-03-29T03:30:00+02:00",
      "2026-03-30T02:00:00+02:00"
    ),
    ShiftRow(
      "0 0 * * *",
      "America/Sao_Paulo",
      after: "2018-11-03T03:00:00Z",
      "2018-11-04T01:00:00-02:00",
      "2018-11-05T00:00:00-02:00"
    ),
    ShiftRow(
      "0 0 1 * *",
      "Asia/Beirut",
      after: "2018-03-24T00:00:00Z",
      "2018-04-01T00:00:00+03:00",
      "2018-05-01T00:00:00+03:00"
    ),
    ShiftRow(
      "15 2 * * *",
      "Australia/Lord_Howe",
      after: "2024-10-05T00:00:00Z",
      "2024-10-06T02:30:00+11:00",
      "2024-10-07T02:15:00+11:00"
    ),
    ShiftRow(
      "30 1 * * *",
      "Antarctica/Troll",
      after: "2026-03-29T00:00:00Z",
      "2026-03-29T03:00:00+02:00",
      "2026-03-30T01:30:00+02:00"
    ),
    ShiftRow(
      "* 30 2 * * *",
      "Europe/Berlin",
      after: "2026-03-29T00:00:00Z",
      "2026-03-29T03:00:00+02:00",
      "2026-03-30T02:30:00+02:00"
    ),
    // Where the first minute after the gap has a fire time of its own, that one stands for the skipped ones.
    ShiftRow(
      "30 0 2-4 * * *",
      "Europe/Berlin",
      after: "2026-03-29T00:00:00Z",
      "2026-03-29T03:00:30+02:00",
      "2026-03-29T04:00:30+02:00"
    ),
    ShiftRow(
      "30 2 29 3 *",
      "Europe/Berlin",
      after: "2020-03-29T00:00:00Z",
      "2020-03-29T03:00:00+02:00",
      "2021-03-29T02:30:00+02:00"
    ),
    ShiftRow(
      "30 2 29 3 *",
      "Europe/Berlin",
      after: "2020-03-29T01:00:00Z",
      "2021-03-29T02:30:00+02:00"
    ),
    ShiftRow("30 0 7 1 *", "Africa/Monrovia", after: "1971-06-01T00:00:00Z", "1972-01-07T00:44:30+00:00"),
  ]

  private static let wildcardGaps: [ShiftRow] = [
    ShiftRow(
      "*/20 2 * * 0",
      "Europe/Berlin",
      after: "2026-03-29T00:00:00Z",
      "2026-04-05T02:00:00+02:00"
    ),
    ShiftRow(
      "*/15 * * * *",
      "Europe/Berlin",
      after: "2026-03-29T00:30:00Z",
      "2026-03-29T01:45:00+01:00",
      "2026-03-29T03:00:00+02:00",
      "2026-03-29T03:15:00+02:00"
    ),
    ShiftRow(
      "0 */2 * * *",
      "America/New_York",
      after: "2024-03-10T04:59:00Z",
      "2024-03-10T00:00:00-05:00",
      "2024-03-10T04:00:00-04:00",
      "2024-03-10T06:00:00-04:00"
    ),
    ShiftRow(
      "0 * * * *",
      "America/New_York",
      after: "2024-03-10T05:59:00Z",
      "2024-03-10T01:00:00-05:00",
      "2024-03-10T03:00:00-04:00"
    ),
    ShiftRow(
      "*/15 * * * *",
      "Australia/Lord_Howe",
      after: "2024-10-05T15:00:00Z",
      "2024-10-06T01:45:00+10:30",
      "2024-10-06T02:30:00+11:00",
      "2024-10-06T02:45:00+11:00"
    ),
  ]

  private static let folds: [ShiftRow] = [
    ShiftRow(
      "30 2 * * *",
      "Europe/Berlin",
      after: "2026-10-24T12:00:00Z",
      "2026-10-25T02:30:00+02:00",
      "2026-10-26T02:30:00+01:00"
    ),
    ShiftRow("30 2 * * *", "Europe/Berlin", after: "2026-10-25T01:10:00Z", "2026-10-26T02:30:00+01:00"),
    ShiftRow(
      "0 1-3 * * *",
      "Europe/Berlin",
      after: "2026-10-24T22:00:00Z",
      "2026-10-25T01:00:00+02:00",
      "2026-10-25T02:00:00+02:00",
      "2026-10-25T03:00:00+01:00"
    ),
    ShiftRow(
      "*/30 2 * * *",
      "Europe/Berlin",
      after: "2026-10-24T22:00:00Z",
      "2026-10-25T02:00:00+02:00",
      "2026-10-25T02:30:00+02:00",
      "2026-10-25T02:00:00+01:00",
      "2026-10-25T02:30:00+01:00",
      "2026-10-26T02:00:00+01:00"
    ),
    ShiftRow(
      "0 * * * *",
      "America/New_York",
      after: "2024-11-03T04:59:00Z",
      "2024-11-03T01:00:00-04:00",
      "2024-11-03T01:00:00-05:00",
      "2024-11-03T02:00:00-05:00"
    ),
    ShiftRow(
      "*/15 * * * *",
      "Australia/Lord_Howe",
      after: "2024-04-06T14:30:00Z",
      "2024-04-07T01:45:00+11:00",
      "2024-04-07T01:30:00+10:30",
      "2024-04-07T01:45:00+10:30",
      "2024-04-07T02:00:00+10:30"
    ),
    // The match that follows lies a year ahead; the second pass must not be leapt over.
    ShiftRow(
      "*/30 2 25 10 *",
      "Europe/Berlin",
      after: "2026-10-25T00:45:00Z",
      "2026-10-25T02:00:00+01:00",
      "2026-10-25T02:30:00+01:00",
      "2027-10-25T02:00:00+02:00"
    ),
    // The repeated hour lies on the day before.
    ShiftRow(
      "30 23 * * *",
      "America/Sao_Paulo",
      after: "2018-02-17T03:00:00Z",
      "2018-02-17T23:30:00-02:00",
      "2018-02-18T23:30:00-03:00"
    ),
    ShiftRow(
      "30 1 * * *",
      "Europe/Dublin",
      after: "2026-10-24T12:00:00Z",
      "2026-10-25T01:30:00+01:00",
      "2026-10-26T01:30:00+00:00"
    ),
  ]

  private static let calendarChanges: [ShiftRow] = [
    ShiftRow(
      "0 12 * * *",
      "Pacific/Apia",
      after: "2011-12-29T00:00:00Z",
      "2011-12-29T12:00:00-10:00",
      "2011-12-31T12:00:00+14:00"
    ),
    ShiftRow("0 12 30 12 *", "Pacific/Apia", after: "2011-01-01T00:00:00Z", "2012-12-30T12:00:00+14:00"),
    ShiftRow(
      "0 12 31 12 *",
      "Pacific/Kiritimati",
      after: "1993-12-31T00:00:00Z",
      "1993-12-31T12:00:00-10:00",
      "1995-12-31T12:00:00+14:00"
    ),
    // Casey station moved by three hours, which is no daylight saving: both showings of 00:30 count.
    ShiftRow(
      "30 0 * * *",
      "Antarctica/Casey",
      after: "2010-03-04T00:00:00Z",
      "2010-03-05T00:30:00+11:00",
      "2010-03-05T00:30:00+08:00",
      "2010-03-06T00:30:00+08:00"
    ),
    ShiftRow(
      "30 3 * * *",
      "Antarctica/Casey",
      after: "2009-10-17T00:00:00Z",
      "2009-10-19T03:30:00+11:00"
    ),
  ]

  private static let overrides: [ShiftRow] = [
    ShiftRow(
      DaylightSaving(gap: .skip),
      "30 2 * * *",
      after: "2026-03-28T12:00:00Z",
      "2026-03-30T02:30:00+02:00"
    ),
    ShiftRow(
      DaylightSaving(gap: .run),
      "30 */2 * * *",
      after: "2026-03-29T00:00:00Z",
      "2026-03-29T03:00:00+02:00",
      "2026-03-29T04:30:00+02:00"
    ),
    ShiftRow(
      DaylightSaving(fold: .both),
      "30 2 * * *",
      after: "2026-10-24T12:00:00Z",
      "2026-10-25T02:30:00+02:00",
      "2026-10-25T02:30:00+01:00",
      "2026-10-26T02:30:00+01:00"
    ),
    ShiftRow(
      DaylightSaving(fold: .second),
      "30 2 * * *",
      after: "2026-10-24T12:00:00Z",
      "2026-10-25T02:30:00+01:00",
      "2026-10-26T02:30:00+01:00"
    ),
    ShiftRow(
      DaylightSaving(fold: .second),
      "*/30 * * * *",
      after: "2026-10-24T23:00:00Z",
      "2026-10-25T01:30:00+02:00",
      "2026-10-25T02:00:00+01:00",
      "2026-10-25T02:30:00+01:00",
      "2026-10-25T03:00:00+01:00"
    ),
    ShiftRow(
      DaylightSaving(fold: .first),
      "*/30 * * * *",
      after: "2026-10-25T00:00:00Z",
      "2026-10-25T02:30:00+02:00",
      "2026-10-25T03:00:00+01:00"
    ),
  ]
}
