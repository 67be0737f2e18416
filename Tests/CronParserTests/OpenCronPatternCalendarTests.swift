import CronParser
import Testing

@Suite struct `Open Cron Pattern Specification 1.3` {
  @Test(arguments: [
    PatternRow("0 0 L * *", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"),
    PatternRow("0 0 L 2 *", from: "2027-01-01", "2027-02-28", "2028-02-29"),
    PatternRow("0 0 1,L * *", "2026-01-01", "2026-01-31", "2026-02-01"),
    PatternRow("0 0 * * 5L", "2026-01-30", "2026-02-27", "2026-03-27"),
    PatternRow("0 0 * * 5#L", "2026-01-30", "2026-02-27"),
    PatternRow("0 0 * * FRI#L", "2026-01-30", "2026-02-27"),
    PatternRow("0 0 * * friL", "2026-01-30", "2026-02-27"),
    PatternRow("0 0 * * 7L", "2026-01-25", "2026-02-22"),
    PatternRow("0 0 * * 1L,5L", "2026-01-26", "2026-01-30", "2026-02-23"),
    PatternRow("0 0 * * 2,5L", from: "2026-01-27", "2026-01-27", "2026-01-30", "2026-02-03"),
  ])
  func `1.3-1 finds the last day and the last weekdays`(_ row: PatternRow) throws { try row.check() }

  @Test(arguments: [
    ("* * l * *", CronField.dayOfMonth), ("* * 15w * *", .dayOfMonth), ("* * * * 5l", .dayOfWeek),
    ("* * * * FRI#l", .dayOfWeek), ("* * * * L", .dayOfWeek), ("* * * * L5", .dayOfWeek),
    ("L * * * *", .minute),
    ("* L * * *", .hour), ("* * * L *", .month), ("* * 5L * *", .dayOfMonth), ("* * LL * *", .dayOfMonth),
    ("* * L/2 * *", .dayOfMonth), ("* * 1-L * *", .dayOfMonth), ("* * * * 1-5L", .dayOfWeek),
    ("* * * * 5L-3", .dayOfWeek),
  ])
  func `1.3-1 has L in upper case, alone or behind a weekday`(_ pattern: String, _ field: CronField) throws {
    try expectRefusal(of: pattern, in: field)
  }

  @Test(arguments: [
    PatternRow("0 0 * * 1#1", "2026-01-05", "2026-02-02"),
    PatternRow("0 0 * * MON#2", "2026-01-12", "2026-02-09"),
    PatternRow("0 0 * * 0#5", "2026-03-29", "2026-05-31", "2026-08-30"),
    PatternRow("0 0 * * 7#1", "2026-01-04", "2026-02-01"),
    PatternRow("0 0 * * 1#1,3#3", "2026-01-05", "2026-01-21", "2026-02-02"),
    PatternRow("0 0 13 * 5#2", "2026-01-09", "2026-01-13", "2026-02-13", "2026-03-13"),
  ])
  func `1.3-2 counts weekdays, and leaves months out that lack one`(_ row: PatternRow) throws {
    try row.check()
  }

  @Test(arguments: [
    "mon#6", "5#0", "5#", "#2", "8#1", "5##2", "5#-1", "1-5#2", "5#1-2", "*#2", "5#2/2", "mon#mon",
  ])
  func `1.3-2 counts from 1 to 5`(_ field: String) throws {
    try expectRefusal(of: "* * * * \(field)", in: .dayOfWeek)
  }

  @Test(arguments: [
    PatternRow("0 0 15W * *", "2026-01-15", "2026-02-16", "2026-03-16", "2026-04-15"),
    PatternRow("0 0 14W 2 *", "2026-02-13"),
    PatternRow("0 0 1W 8 *", "2026-08-03"),
    PatternRow("0 0 1W 11 *", "2026-11-02"),
    PatternRow("0 0 31W 1 *", "2026-01-30"),
    PatternRow("0 0 31W 5 *", "2026-05-29"),
    PatternRow("0 0 31W * *", from: "2026-02-01", "2026-03-31", "2026-05-29"),
    PatternRow("0 0 29W 2 *", from: "2026-01-01", "2028-02-29"),
  ])
  func `1.3-3 finds the nearest weekday within the month`(_ row: PatternRow) throws { try row.check() }

  @Test(arguments: ["1-15W", "15W,20", "1,15W", "W", "W15", "0W", "32W", "15WW", "15W-20", "15W/2", "15LW"])
  func `1.3-3 takes one day, not a list or a range`(_ field: String) throws {
    try expectRefusal(of: "* * \(field) * *", in: .dayOfMonth)
  }
}

@Suite struct `Open Cron Pattern Specification 1.4` {
  @Test(arguments: [
    PatternRow("0 12 1 * +MON", "2026-06-01 12:00", "2027-02-01 12:00"),
    PatternRow("0 0 13 * +5", "2026-02-13", "2026-03-13", "2026-11-13"),
    PatternRow("0 0 * * +5", "2026-01-02", "2026-01-09"),
    PatternRow("0 0 13 * +*", "2026-01-13", "2026-02-13"),
    PatternRow("0 0 1-7 * +1,2", "2026-01-05", "2026-01-06", "2026-02-02"),
    PatternRow("0 0 29 2 +1", "2044-02-29", "2072-02-29"),
  ])
  func `1.4-1 wants both day fields with a plus`(_ row: PatternRow) throws { try row.check() }

  @Test(arguments: [
    ("+5 * * * *", CronField.minute), ("* * +1 * *", .dayOfMonth), ("* * * +1 *", .month),
    ("* * * * 1,+2", .dayOfWeek),
    ("* * * * 1+2", .dayOfWeek), ("* * * * ++1", .dayOfWeek), ("* * * * +", .dayOfWeek),
    ("*/+2 * * * *", .minute),
  ])
  func `1.4-1 has a plus nowhere else`(_ pattern: String, _ field: CronField) throws {
    try expectRefusal(of: pattern, in: field)
  }

  @Test(arguments: [
    ("0 0 ? * 1", "0 0 * * 1"), ("0 0 13 * ?", "0 0 13 * *"), ("0 0 ? * ?", "0 0 * * *"),
    ("0 0 ?/2 * ?", "0 0 */2 * *"),
    ("0 0 1,? * *", "0 0 1,* * *"), ("0 0 ?,10 * 1", "0 0 *,10 * 1"),
  ])
  func `1.4-2 reads a question mark as a star in the day fields`(_ pattern: String, _ same: String) throws {
    try expectSame(pattern, same)
  }

  @Test(arguments: [
    ("? * * * *", CronField.minute), ("* ? * * *", .hour), ("* * * ? *", .month), ("? * * * * *", .second),
    ("0 0 0 1 1 * ?", .year), ("* * ?? * *", .dayOfMonth), ("* * ?5 * *", .dayOfMonth),
    ("* * * * 5?", .dayOfWeek),
  ])
  func `1.4-2 has a question mark nowhere else`(_ pattern: String, _ field: CronField) throws {
    try expectRefusal(of: pattern, in: field)
  }

  @Test(arguments: [
    ("*/5 2 * * *", true), ("5 * * * *", true), ("30 */2 * * *", true), ("*,5 2 * * *", true),
    ("* * 2 * * *", true),
    ("30 2 * * *", false), ("0-59 2 * * *", false), ("5,* 2 * * *", false), ("* 30 2 * * *", false),
    ("30 2 */2 * *", false), ("@hourly", true), ("@daily", false),
  ])
  func `1.4-3 follows the daemon: a star before minutes or hours follows the clock`(
    _ pattern: String,
    _ isWildcard: Bool
  ) throws { #expect(try CronExpression(pattern).isWildcard == isWildcard) }

  @Test(arguments: ["0 0 * * 1", "0 0 * * *", "0 0 1 * *", "0 0 29 2 *"])
  func `1.4-4 says that nothing comes after the last match of 2199`(_ pattern: String) throws {
    let expression = try CronExpression(pattern)
    let last = try #require(expression.last(atOrBefore: CivilTime(seconds: .max)))
    #expect(expression.first(atOrAfter: CivilTime(seconds: last.seconds + 1)) == nil)
  }

  @Test(arguments: [
    PatternRow("0 0 29 2 *", from: "2096-03-01", "2104-02-29"),
    PatternRow("0 0 L 2 *", from: "2099-03-01", "2100-02-28", "2101-02-28"),
    PatternRow("0 0 1 1 *", from: "1970-01-01", "1970-01-01"),
    PatternRow("0 0 31 12 *", from: "2199-01-01", "2199-12-31"),
  ])
  func `1.4-4 is Gregorian from 1970 to 2199`(_ row: PatternRow) throws {
    try row.check()
    let expression = try CronExpression(row.pattern)
    #expect(expression.first(atOrAfter: CivilTime(year: 2200, month: 1, day: 1)) == nil)
    #expect(expression.last(atOrBefore: CivilTime(year: 1969, month: 12, day: 31, hour: 23)) == nil)
  }
}
