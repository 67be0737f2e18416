import CronParser
import Testing

@Suite struct `Open Cron Pattern Specification 1.0` {
  @Test(arguments: ["15 10 1 10 *", "  15 10 1 10 *  ", "\t15\t10\t1\t10\t*\t", "15  10 \t 1   10 *"])
  func `1.0-1 has five fields between spaces and tabs`(_ pattern: String) throws {
    try PatternRow(pattern, "2026-10-01 10:15", "2027-10-01 10:15").check()
    #expect(try CronExpression(pattern).text.first == "1")
    #expect(try CronExpression(pattern).text.last == "*")
  }

  @Test(arguments: [
    PatternRow("0 0 1 JAN *", "2026-01-01", "2027-01-01"),
    PatternRow("0 0 1 dEc *", "2026-12-01", "2027-12-01"),
    PatternRow("59 23 31 12 *", "2026-12-31 23:59", "2027-12-31 23:59"),
    PatternRow("0 0 * * 0", "2026-01-04", "2026-01-11"),
    PatternRow("0 0 * * 7", "2026-01-04", "2026-01-11"),
    PatternRow("0 0 * * SUN", "2026-01-04", "2026-01-11"),
    PatternRow("0 0 * * sat", "2026-01-03", "2026-01-10"),
    PatternRow("0 0 * * fri-sun", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-09"),
    PatternRow("0 0 * * sun-sun", "2026-01-04", "2026-01-11"),
    PatternRow("0 0 * * 0-sun", "2026-01-04", "2026-01-11"),
    PatternRow("0 0 * * sun-tue", "2026-01-04", "2026-01-05", "2026-01-06", "2026-01-11"),
    PatternRow("0 0 * * 5-7", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-09"),
    PatternRow("0 0 * * 0-7", "2026-01-01", "2026-01-02", "2026-01-03"),
  ])
  func `1.0-2 knows each field's values and names`(_ row: PatternRow) throws { try row.check() }

  @Test(arguments: [
    ("60 * * * *", CronField.minute), ("* 24 * * *", .hour), ("* * 0 * *", .dayOfMonth),
    ("* * 32 * *", .dayOfMonth),
    ("* * * 0 *", .month), ("* * * 13 *", .month), ("* * * * 8", .dayOfWeek), ("* * * MONDAY *", .month),
    ("MON * * * *", .minute), ("* * * MON *", .month), ("* * * * JAN", .dayOfWeek),
  ])
  func `1.0-2 knows no other values and names`(_ pattern: String, _ field: CronField) throws {
    try expectRefusal(of: pattern, in: field)
  }

  @Test(arguments: [
    "1.5 * * * *", "5x * * * *", "x5 * * * *", "1;2 * * * *", "(1) * * * *", "~ * * * *", "1_0 * * * *",
    "² * * * *",
    "１ * * * *", "٣ * * * *", "\u{200B}1 * * * *", "1\u{A0}2 * * * *", "1\n * * * *", "$1 * * * *",
    "\"1\" * * * *",
  ])
  func `1.0-3 has no other characters`(_ pattern: String) throws {
    try expectRefusal(of: pattern, in: .minute)
  }

  @Test(arguments: [
    PatternRow(
      "5,1,3 0 * * *",
      "2026-01-01 00:01",
      "2026-01-01 00:03",
      "2026-01-01 00:05",
      "2026-01-02 00:01"
    ),
    PatternRow("10-11,1 0 * * *", "2026-01-01 00:01", "2026-01-01 00:10", "2026-01-01 00:11"),
    PatternRow("5-5 0 * * *", "2026-01-01 00:05", "2026-01-02 00:05"),
    PatternRow("1,1,1 0 * * *", "2026-01-01 00:01", "2026-01-02 00:01"),
    PatternRow("5,* 0 * * *", "2026-01-01 00:00", "2026-01-01 00:01"),
  ])
  func `1.0-4 unites the members of a list`(_ row: PatternRow) throws { try row.check() }

  @Test(arguments: [
    PatternRow(
      "*/20 0 * * *",
      "2026-01-01 00:00",
      "2026-01-01 00:20",
      "2026-01-01 00:40",
      "2026-01-02 00:00"
    ),
    PatternRow("5-20/10 0 * * *", "2026-01-01 00:05", "2026-01-01 00:15", "2026-01-02 00:05"),
    PatternRow("0 0 */10 * *", "2026-01-01", "2026-01-11", "2026-01-21", "2026-01-31", "2026-02-01"),
    PatternRow("0 0 1 */5 *", "2026-01-01", "2026-06-01", "2026-11-01", "2027-01-01"),
    PatternRow("0 0 * * */2", "2026-01-01", "2026-01-03", "2026-01-04", "2026-01-06"),
    PatternRow("0 0 * * mon-fri/2", "2026-01-02", "2026-01-05", "2026-01-07"),
    PatternRow("*/61 0 * * *", "2026-01-01 00:00", "2026-01-02 00:00"),
    PatternRow("10-20/99999999999999999999 0 * * *", "2026-01-01 00:10", "2026-01-02 00:10"),
  ])
  func `1.0-5 counts a step from the lowest value`(_ row: PatternRow) throws { try row.check() }

  @Test(arguments: [
    ("60-61 * * * *", CronField.minute), ("* 22-2 * * *", .hour), ("* * 20-10 * *", .dayOfMonth),
    ("* * * NOV-FEB *", .month), ("* * * * FRI-MON", .dayOfWeek), ("* * * * 5-0", .dayOfWeek),
    ("*/0 * * * *", .minute),
    ("* 1-5/0 * * *", .hour), ("/30 * * * *", .minute), ("0/15 * * * *", .minute), ("* 10/10 * * *", .hour),
    ("* * * JAN/3 *", .month), ("* * * * 1/2", .dayOfWeek), ("*/ * * * *", .minute),
    ("*/-2 * * * *", .minute),
    ("*/2/3 * * * *", .minute), (", * * * *", .minute), ("1,,2 * * * *", .minute), ("5, * * * *", .minute),
    ("** * * * *", .minute), ("*5 * * * *", .minute), ("1-2-3 * * * *", .minute), ("1-* * * * *", .minute),
  ])
  func `1.0-6 refuses what is out of range, backwards or without a range`(
    _ pattern: String,
    _ field: CronField
  ) throws { try expectRefusal(of: pattern, in: field) }

  @Test(arguments: [
    PatternRow("0 0 13 * 5", "2026-01-02", "2026-01-09", "2026-01-13", "2026-01-16"),
    PatternRow("0 0 1-31 * 1", "2026-01-01", "2026-01-02", "2026-01-03"),
    PatternRow("0 0 13 * *", "2026-01-13", "2026-02-13"),
    PatternRow("0 0 * * 5", "2026-01-02", "2026-01-09"),
    PatternRow(
      "0 0 L * 1",
      "2026-01-05",
      "2026-01-12",
      "2026-01-19",
      "2026-01-26",
      "2026-01-31",
      "2026-02-02"
    ),
  ])
  func `1.0-7 takes either of two restricted day fields`(_ row: PatternRow) throws { try row.check() }

  @Test(arguments: [
    PatternRow("0 0 */2 * 1", "2026-01-05", "2026-01-19", "2026-02-09", "2026-02-23"),
    PatternRow("0 0 13 * */2", "2026-01-13", "2026-06-13", "2026-08-13"),
    PatternRow("0 0 *,10 * 1", "2026-01-05", "2026-01-12"),
    PatternRow("0 0 10,* * 1", "2026-01-01", "2026-01-02"),
  ])
  func `1.0-7 with the star rule of Vixie cron, which we keep: begins with a star is unrestricted`(
    _ row: PatternRow
  ) throws { try row.check() }

  @Test(arguments: ["* * 31 2 *", "0 0 30 FEB *", "0 0 31 4,6,9,11 *", "0 0 31 2 +1", "0 0 30W 2 *"])
  func `1.0-8 reads a date that never exists and finds nothing`(_ pattern: String) throws {
    let expression = try CronExpression(pattern)
    #expect(expression.neverFires)
    #expect(expression.first(atOrAfter: CivilTime(seconds: 0)) == nil)
    #expect(expression.last(atOrBefore: CivilTime(year: 2199, month: 12, day: 31)) == nil)
    #expect(
      expression.count(from: CivilTime(seconds: 0), through: CivilTime(year: 2199, month: 12, day: 31)) == 0
    )
  }

  @Test func `1.0-9 has no extension by default`() throws {
    try expectRefusal(of: "* * LW * *", in: .dayOfMonth)
    try expectRefusal(of: "* * L-3 * *", in: .dayOfMonth)
    try expectRefusal(of: "H * * * *", in: .minute)
  }
}

@Suite struct `Open Cron Pattern Specification 1.1` {
  @Test(arguments: [
    ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"), ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@hourly", "0 * * * *"),
    (" \t@daily ", "0 0 * * *"),
  ])
  func `1.1-1 has nicknames`(_ nickname: String, _ pattern: String) throws {
    try expectSame(nickname, pattern)
    #expect(try CronExpression(nickname).isWildcard == CronExpression(pattern).isWildcard)
  }

  @Test func `1.1-2 reads @reboot, which names no time`() throws {
    let reboot = try CronExpression("@reboot")
    #expect(reboot.isReboot)
    #expect(!reboot.neverFires)
    #expect(reboot.first(atOrAfter: CivilTime(seconds: 0)) == nil)
    #expect(reboot.last(atOrBefore: CivilTime(seconds: .max)) == nil)
    #expect(reboot.count(from: CivilTime(seconds: 0), through: CivilTime(seconds: .max)) == 0)
    #expect(!(try CronExpression("@daily").isReboot))
  }

  @Test(arguments: [
    "@Daily", "@dayly", "@", "@every 5m", "@daily 5", "5 @daily", "@daily@daily", "@noon", "@ daily",
  ])
  func `1.1-2 refuses other nicknames`(_ pattern: String) throws { try expectRefusal(of: pattern, in: nil) }
}

@Suite struct `Open Cron Pattern Specification 1.2` {
  @Test(arguments: [
    PatternRow("0 0 * * *", "2026-01-01", "2026-01-02"),
    PatternRow("30 0 0 * * *", "2026-01-01 00:00:30", "2026-01-02 00:00:30"),
    PatternRow("30 0 0 1 1 * 2028", "2028-01-01 00:00:30"),
    PatternRow("0 0 0 1 1 1", "2026-01-01", "2026-01-05", "2026-01-12"),
    PatternRow("@daily", from: "2026-01-01 00:00:01", "2026-01-02"),
  ])
  func `1.2-1 puts seconds first and the year last`(_ row: PatternRow) throws { try row.check() }

  @Test func `1.2-1 has a year only beside seconds`() throws {
    try expectRefusal(of: "0 0 1 1 * 2028", in: .dayOfWeek)
    try expectRefusal(of: "0 0 1 1", in: nil)
    try expectRefusal(of: "0 0 0 1 1 * 2028 1", in: nil)
    #expect(try CronExpression("0 0 0 1 1 *").hasSeconds)
    #expect(!(try CronExpression("0 0 1 1 *").hasSeconds))
  }

  @Test(arguments: [
    PatternRow("*/20 0 0 * * *", "2026-01-01", "2026-01-01 00:00:20", "2026-01-01 00:00:40", "2026-01-02"),
    PatternRow("50-59/5,1 0 0 * * *", "2026-01-01 00:00:01", "2026-01-01 00:00:50", "2026-01-01 00:00:55"),
    PatternRow("0 0 0 1 1 * */2", "2026-01-01", "2028-01-01", "2030-01-01"),
    PatternRow("0 0 0 1 1 * 2027,2030-2034/2", "2027-01-01", "2030-01-01", "2032-01-01", "2034-01-01"),
    PatternRow("0 0 0 1 1 * 1970", from: "1970-01-01", "1970-01-01"),
    PatternRow("59 59 23 31 12 * 2199", "2199-12-31 23:59:59"),
    PatternRow("0 0 0 29 2 * 2096-2104", "2096-02-29", "2104-02-29"),
  ])
  func `1.2-2 has lists, ranges and steps of seconds and years`(_ row: PatternRow) throws { try row.check() }

  @Test(arguments: 1970...2199) func `1.2-2 finds each year from both ends`(_ year: Int) throws {
    let expression = try CronExpression("0 0 0 1 1 * \(year)")
    #expect(expression.first(atOrAfter: CivilTime(seconds: 0))?.date.year == year)
    #expect(expression.last(atOrBefore: CivilTime(seconds: .max))?.date.year == year)
    #expect(expression.count(from: CivilTime(seconds: 0), through: CivilTime(seconds: .max)) == 1)
  }

  @Test(arguments: [
    "60 * * * * *", "0 0 0 1 1 * 1969", "0 0 0 1 1 * 2200", "0 0 0 1 1 * 26", "0 0 0 1 1 * 2030/2",
  ])
  func `1.2-2 refuses other seconds and years`(_ pattern: String) throws {
    try expectRefusal(of: pattern, in: pattern.hasPrefix("60") ? .second : .year)
  }
}
