import CronParser
import Testing

/// An expression that is refused, and exactly what is said of it.
struct ErrorRow: Sendable, CustomTestStringConvertible {
  let expression: String
  let column: Int
  let message: String
  let hint: String?
  let options: CronOptions

  init(
    _ expression: String,
    _ column: Int,
    _ message: String,
    _ hint: String?,
    options: CronOptions = CronOptions(allowsExtendedDays: true, hashKey: "job")
  ) {
    self.expression = expression
    self.column = column
    self.message = message
    self.hint = hint
    self.options = options
  }

  var testDescription: String { expression.debugDescription }
}

extension ErrorRow {
  /// The rows whose fault lies in a field.
  static let ofFields = valueRows + rangeRows + symbolRows
}

@Suite struct `What is said of a refused expression` {
  private static let fields =
    "write minute, hour, day of month, month and day of week, such as \"*/5 * * * *\""
  private static let nicknames =
    "write @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly or @reboot, in lower case"

  static let expressionRows = [
    ErrorRow(
      "",
      1,
      "the expression is empty",
      fields
    ),
    ErrorRow(
      "\t \t",
      1,
      "the expression is empty",
      fields
    ),
    ErrorRow(
      "* * * *",
      8,
      "the expression has 4 fields, not five, six or seven",
      fields
    ),
    ErrorRow(
      "10:30 * * *",
      12,
      "the expression has 4 fields, not five, six or seven",
      "write \"30 10 * * *\""
    ),
    ErrorRow(
      "25:30 * * *",
      12,
      "the expression has 4 fields, not five, six or seven",
      fields
    ),
    ErrorRow("daily", 6, "the expression has 1 field, not five, six or seven", "write \"@daily\""),
    ErrorRow(
      "0 5 * * 1 backup --all --quiet",
      24,
      "the expression has 8 fields, not five, six or seven",
      "write \"0 5 * * 1\""
    ),
    ErrorRow(
      "0\t5\t\t*\t*\t1 backup --all --quiet",
      25,
      "the expression has 8 fields, not five, six or seven",
      "write \"0 5 * * 1\""
    ),
    ErrorRow(
      "1 2 3 4 5 6 7 8",
      15,
      "the expression has 8 fields, not five, six or seven",
      "write at most second, minute, hour, day of month, month, day of week and year, without a command"
    ),
    ErrorRow("@dayly", 1, "there is no nickname \"@dayly\"", "write \"@daily\""),
    ErrorRow("@Daily", 1, "there is no nickname \"@Daily\"", "write \"@daily\""),
    ErrorRow(
      "@every 5m",
      1,
      "\"@every\" asks for an interval, which no cron expression is",
      "use an interval trigger of \"5m\""
    ),
    ErrorRow(
      "@every",
      1,
      "\"@every\" asks for an interval, which no cron expression is",
      "use an interval trigger"
    ),
    ErrorRow("@daily 5", 8, "text follows the nickname \"@daily\"", "write \"@daily\""),
    ErrorRow(
      "@noon",
      1,
      "there is no nickname \"@noon\"",
      nicknames
    ),
    ErrorRow(
      "TZ=Europe/Berlin 0 0 * * *",
      1,
      "\"TZ=Europe/Berlin\" is an assignment, not a field",
      "give the time zone beside the expression"
    ),
    ErrorRow(
      "MAILTO=root 0 0 * * *",
      1,
      "\"MAILTO=root\" is an assignment, not a field",
      fields
    ),
  ]

  @Test(arguments: expressionRows + ErrorRow.ofFields)
  func `names place, cause and mend`(_ row: ErrorRow) throws {
    let error = try refusal(of: row)
    #expect(error.column == row.column)
    #expect(error.message == row.message)
    #expect(error.hint == row.hint)
  }

  @Test(arguments: ErrorRow.ofFields) func `names the field that is wrong`(_ row: ErrorRow) throws {
    let error = try refusal(of: row)
    let field = try #require(error.field)
    #expect(error.message.hasPrefix(field.name + ": "))
  }

  @Test(arguments: ErrorRow.ofFields) func `suggests only what can be read`(_ row: ErrorRow) throws {
    guard let hint = row.hint, hint.hasPrefix("write \"") else { return }
    let suggestion = String(hint.dropFirst("write \"".count).dropLast())
    var fields = row.expression.split(separator: " ").map(String.init)
    let field = try #require(try refusal(of: row).field)
    fields[field.rawValue - (fields.count == 5 ? 1 : 0)] = suggestion
    // A suggestion with a space in it is a whole expression.
    let mended = suggestion.contains(" ") ? suggestion : fields.joined(separator: " ")
    #expect(throws: Never.self) { try CronExpression(mended, options: row.options) }
  }

  @Test func `stands on one line`() throws {
    let error = try #require(throws: CronSyntaxError.self) { try CronExpression("5/15 * * * *") }
    #expect(
      "\(error)"
        == "column 2: minute: the step of \"5/15\" follows a single value, not a range; write \"5-59/15\""
    )
  }

  private func refusal(of row: ErrorRow) throws -> CronSyntaxError {
    try #require(throws: CronSyntaxError.self) { try CronExpression(row.expression, options: row.options) }
  }
}
