import CronParser
import Testing

/// An expression and what is odd about it.
struct WarningRow: Sendable, CustomTestStringConvertible {
  let expression: String
  let warnings: [String]

  init(_ expression: String, _ warnings: String...) {
    self.expression = expression
    self.warnings = warnings
  }

  var testDescription: String { expression }
}

@Suite struct `A warning` {
  static let rows = [
    WarningRow(
      "*/7 * * * *",
      "column 1: minute: \"*/7\" is not every 7 minutes: after 56 comes 0; "
        + "use an interval trigger for every 7 minutes"
    ),
    WarningRow(
      "*/7 9-17 * * *",
      "column 1: minute: \"*/7\" is not every 7 minutes: after 56 comes 0; "
        + "use an interval trigger for every 7 minutes"
    ),
    WarningRow(
      "0 0 */2 * 1",
      "column 5: day of month: \"*/2\" begins with \"*\", so a day has to match the day of "
        + "week as well; "
        + "some crons take either; "
        + "write \"1-31/2\" to let either field be enough"
    ),
    WarningRow(
      "0 0 31 * *",
      "column 5: day of month: February, April, June, September and November have no such day; "
        + "write \"L\" for the last day of each month"
    ),
    WarningRow(
      "0 0 30 * *",
      "column 5: day of month: February has no such day; "
        + "write \"L\" for the last day of each month"
    ),
    WarningRow(
      "*/61 * * * *",
      "column 1: minute: the step 61 of \"*/61\" leads out of its range, so that only 0 "
        + "matches; "
        + "write \"0\", or use an interval trigger for every 61 minutes"
    ),
    WarningRow(
      "*/60 * * * *",
      "column 1: minute: the step 60 of \"*/60\" leads out of its range, so that only 0 "
        + "matches; "
        + "write \"0\", or use an interval trigger for every 60 minutes"
    ),
    WarningRow(
      "0 */24 * * *",
      "column 3: hour: the step 24 of \"*/24\" leads out of its range, so that only 0 matches; "
        + "write \"0\", or use an interval trigger for every 24 hours"
    ),
    WarningRow(
      "0 */5 * * *",
      "column 3: hour: \"*/5\" is not every 5 hours: after 20 comes 0; "
        + "use an interval trigger for every 5 hours"
    ),
    WarningRow(
      "5-7/9 * * * *",
      "column 1: minute: the step 9 of \"5-7/9\" leads out of its range, so that only 5 "
        + "matches; "
        + "write \"5\""
    ),
    WarningRow(
      "*/45 * * * *",
      "column 1: minute: \"*/45\" is not every 45 minutes: after 45 comes 0; "
        + "use an interval trigger for every 45 minutes"
    ),
    WarningRow(
      "*,5 * * * *",
      "column 1: minute: \"*\" in \"*,5\" is every minute, whatever else the list says; "
        + "write \"*\""
    ),
    WarningRow(
      "0 0 13 * */2",
      "column 10: day of week: \"*/2\" begins with \"*\", so a day has to match the day of "
        + "month as well; "
        + "some crons take either; "
        + "write \"0-6/2\" to let either field be enough"
    ),
    WarningRow(
      "0 0 * * */7",
      "column 9: day of week: the step 7 of \"*/7\" leads out of its range, so that only 0 "
        + "matches; "
        + "write \"0\""
    ),
    WarningRow(
      "0 0 31W * *",
      "column 5: day of month: February, April, June, September and November have no such day"
    ),
    WarningRow(
      "0 0 31 1,2 *",
      "column 5: day of month: February has no such day; "
        + "write \"L\" for the last day of each month"
    ),
    WarningRow(
      "0 0 */32 * *",
      "column 5: day of month: the step 32 of \"*/32\" leads out of its range, so that only 1 "
        + "matches; "
        + "write \"1\""
    ),
  ]

  static let plain = [
    "* * * * *", "*/15 * * * *", "0 0 1 * *", "0 0 13 * 5", "0 0 */2 * *", "0 0 * * */2", "0 0 */2 * +1",
    "0 0 * * 1",
    "0 0 L * *", "0 0 29 * *", "0 0 31 1,3 *", "0 0 31 * 1", "0 0 30 2 *", "*/30 */12 * * *", "0 0 ? * 1",
    "0 0 1-31 * 1",
    "0 0 */1 * 1", "0 0 * * 5#5", "0-59/7 * * * *", "5-5 * * * *", "@yearly", "@reboot", "0 0 0 1 1 * */2",
    "H H * * *",
    "H/7 * * * *",
  ]

  private static let options = CronOptions(allowsExtendedDays: true, hashKey: "job")

  @Test(arguments: rows) func `says what is odd and what else to write`(_ row: WarningRow) throws {
    let expression = try CronExpression(row.expression, options: Self.options)
    #expect(expression.warnings.map(\.description) == row.warnings)
  }

  @Test(arguments: plain) func `is silent on what is plain`(_ expression: String) throws {
    #expect(try CronExpression(expression, options: Self.options).warnings.isEmpty)
  }
}
