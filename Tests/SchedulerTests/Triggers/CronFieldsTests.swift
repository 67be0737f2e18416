import Scheduler
import Testing

/// Fields, and the fire times that they have.
private struct FieldsRow: Sendable, CustomTestStringConvertible {
  let fields: [CronFields.Field]
  let after: Instant
  let expected: [String]

  init(
    _ fields: KeyValuePairs<CronFields.Name, String>,
    after: Instant = "2023-12-31T23:59:59Z",
    _ expected: String...
  ) {
    self.fields = fields.map { CronFields.Field($0.key, $0.value) }
    self.after = after
    self.expected = expected
  }

  var testDescription: String {
    fields.map { "\($0.name.rawValue)=\($0.text)" }.joined(separator: " ")
  }
}

/// A field that is refused, and what is said about it.
private struct RefusedRow: Sendable, CustomTestStringConvertible {
  let name: CronFields.Name
  let text: String
  let column: Int
  let message: String
  let hint: String?

  init(_ name: CronFields.Name, _ text: String, _ column: Int, _ message: String, hint: String? = nil) {
    self.name = name
    self.text = text
    self.column = column
    self.message = message
    self.hint = hint
  }

  var testDescription: String { "\(name.rawValue)=\(text)" }
}

@Suite struct `Cron in named fields` {
  @Test(arguments: filledIn + numbers + days + weeks)
  fileprivate func `fires when all fields match`(_ row: FieldsRow) throws {
    let trigger = try TimedTrigger(.fields(CronFields(row.fields)))
    let found = trigger.instants(row.expected.count + 1, after: row.after).map(\.description)
    #expect(found.prefix(row.expected.count).map { $0.replacing("T00:00:00Z", with: "") } == row.expected)
  }

  @Test(
    arguments: [
      [.init(.year, "2020"), .init(.second, "*")], [.init(.month, "2"), .init(.day, "30")],
      [.init(.week, "1"), .init(.month, "jul")],
    ] as [[CronFields.Field]]
  )
  func `that never match again have no fire time`(_ fields: [CronFields.Field]) throws {
    let trigger = try TimedTrigger(.fields(CronFields(fields)))
    #expect(trigger.next(after: "2024-01-01T00:00:00Z") == nil)
  }

  @Test(arguments: wrongNumbers + wrongNames + wrongDays)
  fileprivate func `refuses what is not understood, and says where`(_ row: RefusedRow) {
    let error = #expect(throws: CronFieldError.self) { try CronFields([.init(row.name, row.text)]) }
    #expect(error?.field == row.name)
    #expect(error?.column == row.column)
    #expect(error?.message == row.message)
    #expect(error?.hint == row.hint)
  }

  @Test func `refuses to guess what is meant by no field at all`() {
    let error = #expect(throws: CronFieldError.self) { try CronFields([]) }
    #expect(error?.field == nil)
    #expect(error?.message == "no field is given, so the trigger would fire every second")
  }

  @Test func `refuses a field that is given twice`() {
    let error = #expect(throws: CronFieldError.self) {
      try CronFields([.init(.hour, "1"), .init(.hour, "1")])
    }
    #expect(error?.message == "hour is given twice")
  }

  @Test func `keeps what was given in the order of significance`() throws {
    let fields = try CronFields([.init(.minute, "5"), .init(.dayOfWeek, "MON")])
    #expect(fields.fields == [.init(.dayOfWeek, "MON"), .init(.minute, "5")])
  }

  @Test(arguments: [
    ("5", "*/5", true), ("*", "5", true), ("5", "5", false), (" *", "5", true), ("0-23", "5", false),
  ])
  func `is a wildcard when minute or hour begins with a star`(
    _ hour: String,
    _ minute: String,
    _ expected: Bool
  )
    throws
  {
    #expect(try CronFields([.init(.hour, hour), .init(.minute, minute)]).isWildcard == expected)
  }

  private static let filledIn: [FieldsRow] = [
    FieldsRow([.hour: "5"], "2024-01-01T05:00:00Z", "2024-01-02T05:00:00Z"),
    FieldsRow([.minute: "7"], "2024-01-01T00:07:00Z", "2024-01-01T01:07:00Z"),
    FieldsRow([.second: "30"], "2024-01-01T00:00:30Z", "2024-01-01T00:01:30Z"),
    FieldsRow([.month: "6"], "2024-06-01", "2025-06-01"),
    FieldsRow([.day: "15"], "2024-01-15", "2024-02-15"),
    FieldsRow([.dayOfWeek: "wed"], "2024-01-03", "2024-01-10"),
    FieldsRow([.year: "2025-2026"], "2025-01-01", "2026-01-01"),
    FieldsRow([.week: "2"], "2024-01-08", "2024-01-09"),
    FieldsRow([.dayOfWeek: "mon", .minute: "30"], "2024-01-01T00:30:00Z", "2024-01-01T01:30:00Z"),
  ]

  private static let numbers: [FieldsRow] = [
    FieldsRow([.minute: "5/20"], "2024-01-01T00:05:00Z", "2024-01-01T00:25:00Z", "2024-01-01T00:45:00Z"),
    FieldsRow([.minute: "*/59"], "2024-01-01", "2024-01-01T00:59:00Z", "2024-01-01T01:00:00Z"),
    FieldsRow([.minute: "1, 2 ,3"], "2024-01-01T00:01:00Z", "2024-01-01T00:02:00Z", "2024-01-01T00:03:00Z"),
    FieldsRow([.hour: "8-10/2"], "2024-01-01T08:00:00Z", "2024-01-01T10:00:00Z", "2024-01-02T08:00:00Z"),
    FieldsRow([.hour: "5-5"], "2024-01-01T05:00:00Z", "2024-01-02T05:00:00Z"),
    FieldsRow([.month: "Jan-Mar"], "2024-01-01", "2024-02-01", "2024-03-01", "2025-01-01"),
    FieldsRow(
      [.year: "2009/2", .month: "1/3", .day: "5-13"],
      after: "2008-12-01T00:00:00Z",
      "2009-01-05",
      "2009-01-06"
    ),
    FieldsRow([.year: "2009,2008"], after: "2009-01-01T00:00:00Z"),
  ]

  private static let days: [FieldsRow] = [
    FieldsRow([.day: "last"], "2024-01-31", "2024-02-29", "2024-03-31"),
    FieldsRow([.day: "last fri"], "2024-01-26", "2024-02-23", "2024-03-29"),
    FieldsRow([.day: "5th fri"], "2024-03-29", "2024-05-31", "2024-08-30", "2024-11-29"),
    FieldsRow([.day: "1st mon, 3rd mon"], "2024-01-01", "2024-01-15", "2024-02-05", "2024-02-19"),
    FieldsRow([.day: "31"], "2024-01-31", "2024-03-31", "2024-05-31"),
    FieldsRow([.day: "29", .month: "feb"], "2024-02-29", "2028-02-29"),
    FieldsRow([.day: "13", .dayOfWeek: "fri"], "2024-09-13", "2024-12-13", "2025-06-13"),
    FieldsRow([.day: "1-7", .dayOfWeek: "mon"], "2024-01-01", "2024-02-05", "2024-03-04"),
    FieldsRow([.day: "*/10"], "2024-01-01", "2024-01-11", "2024-01-21", "2024-01-31", "2024-02-01"),
    FieldsRow([.dayOfWeek: "*/3"], "2024-01-01", "2024-01-04", "2024-01-07", "2024-01-08"),
    FieldsRow([.dayOfWeek: "sun"], after: "2024-08-31T00:00:00Z", "2024-09-01", "2024-09-08"),
    FieldsRow([.day: "last", .dayOfWeek: "fri"], "2024-05-31", "2025-01-31"),
  ]

  private static let weeks: [FieldsRow] = [
    FieldsRow([.week: "1", .dayOfWeek: "mon"], "2024-01-01", "2024-12-30", "2025-12-29", "2027-01-04"),
    FieldsRow(
      [.week: "53"],
      "2026-12-28",
      "2026-12-29",
      "2026-12-30",
      "2026-12-31",
      "2027-01-01",
      "2027-01-02",
      "2027-01-03",
      "2032-12-27"
    ),
    FieldsRow([.year: "2009", .week: "15", .dayOfWeek: "wed"], after: .epoch, "2009-04-08"),
    FieldsRow(
      [.week: "1", .dayOfWeek: "fri-sun"],
      after: "2020-01-01T00:00:00Z",
      "2020-01-03",
      "2020-01-04"
    ),
    FieldsRow([.week: "*/13", .dayOfWeek: "thu"], after: "1970-01-01T00:00:00Z", "1970-04-02", "1970-07-02"),
  ]

  private static let wrongNumbers: [RefusedRow] = [
    RefusedRow(.minute, "", 1, "minute is empty"),
    RefusedRow(.minute, "1,,2", 3, "minute has an empty list member"),
    RefusedRow(.minute, "5,", 3, "minute has an empty list member"),
    RefusedRow(.minute, "60", 1, "minute must be 0 to 59, not 60"),
    RefusedRow(.hour, "0-24", 3, "hour must be 0 to 23, not 24"),
    RefusedRow(.year, "99999999999999999999", 1, "year must be 1970 to 2199, not 99999999999999999999"),
    RefusedRow(.hour, "5-", 3, "hour lacks a number"),
    RefusedRow(.hour, "5-3", 1, "hour has a range that runs backwards: \"5-3\"", hint: "write two ranges"),
    RefusedRow(.minute, "*/0", 2, "minute needs a step of at least 1 after \"/\""),
    RefusedRow(.minute, "*/", 2, "minute needs a step of at least 1 after \"/\""),
    RefusedRow(
      .minute,
      "*/60",
      2,
      "minute has a step of 60, which is larger than its range",
      hint: "an interval trigger runs every so often"
    ),
    RefusedRow(.hour, "1-5/9", 4, "hour has a step of 9, which is larger than its range"),
    RefusedRow(.minute, "*-5", 2, "minute goes on with \"-5\", which is not understood"),
    RefusedRow(.minute, "1.5", 2, "minute goes on with \".5\", which is not understood"),
    RefusedRow(.minute, "-1", 1, "minute has \"-1\" where a number must be"),
    RefusedRow(.hour, "@", 1, "hour has \"@\" where a number must be"),
    RefusedRow(.second, "٣", 1, "second has a character that no field has: \"٣\""),
  ]

  private static let wrongNames: [RefusedRow] = [
    RefusedRow(
      .dayOfWeek,
      "1-5",
      1,
      "day_of_week takes names only, since 0 is Monday in APScheduler and Sunday in cron",
      hint: "write mon, tue, wed, thu, fri, sat or sun"
    ),
    RefusedRow(
      .dayOfWeek,
      "monday",
      1,
      "day_of_week has \"monday\", which is none of mon, tue, wed, thu, fri, sat, sun",
      hint: "write \"mon\""
    ),
    RefusedRow(
      .dayOfWeek,
      "fri-mon",
      1,
      "day_of_week has a range that runs backwards: \"fri-mon\"",
      hint: "write two ranges"
    ),
    RefusedRow(
      .dayOfWeek,
      "mon-fri/2",
      8,
      "day_of_week has a step after names: \"/2\"",
      hint: "write \"mon,wed,fri\""
    ),
    RefusedRow(
      .dayOfWeek,
      "mon#2",
      4,
      "day_of_week goes on with \"#2\", which is not understood",
      hint: "write \"day\": \"2nd mon\" and the like"
    ),
    RefusedRow(.month, "jan5", 4, "month goes on with \"5\", which is not understood"),
    RefusedRow(
      .month,
      "jan-foo",
      5,
      "month has \"foo\", which is none of jan, feb, mar, apr, may, jun, jul, aug, sep, oct, nov, dec"
    ),
    RefusedRow(.hour, "noon", 1, "hour has \"noon\" where a number must be"),
  ]

  private static let wrongDays: [RefusedRow] = [
    RefusedRow(.day, "last-3", 5, "day goes on with \"-3\", which is not understood"),
    RefusedRow(.day, "lastfoo", 1, "day has \"lastfoo\" where a number must be", hint: "write \"last\""),
    RefusedRow(.day, "last fri x", 9, "day goes on with \" x\", which is not understood"),
    RefusedRow(.day, "2nd mon junk", 8, "day goes on with \" junk\", which is not understood"),
    RefusedRow(.day, "6th fri", 2, "day goes on with \"th fri\", which is not understood"),
    RefusedRow(.day, "1st web", 5, "day needs a weekday here, mon to sun, not \"web\""),
    RefusedRow(.day, "2nd", 4, "day needs a weekday here, mon to sun, not \"\""),
    RefusedRow(.day, "L", 1, "day has \"L\" where a number must be", hint: "write \"last\""),
    RefusedRow(.dayOfWeek, "#5", 1, "day_of_week has \"#5\" where a name must be"),
  ]
}
