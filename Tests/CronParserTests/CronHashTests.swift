import CronParser
import Testing

@Suite struct `H in a cron expression` {
  private func expression(_ text: String, key: String = "nightly-report") throws -> CronExpression {
    try CronExpression(text, options: CronOptions(allowsExtendedDays: false, hashKey: key))
  }

  private func firstTime(_ text: String, key: String = "nightly-report") throws -> CivilTime {
    try #require(try expression(text, key: key).first(atOrAfter: CivilTime(year: 2026, month: 1, day: 1)))
  }

  /// Written down, so that no release may move the runs of those who rely on them.
  @Test(arguments: [
    ("H H * * *", "nightly-report", "2026-01-01 19:21:00"),
    ("H H * * *", "nightly-report2", "2026-01-01 06:19:00"),
    ("H * * * *", "", "2026-01-01 00:41:00"),
    ("0 0 H * *", "backup", "2026-01-18 00:00:00"),
    ("0 0 1 H *", "backup", "2026-12-01 00:00:00"),
    ("0 0 * * H", "backup", "2026-01-01 00:00:00"),
    ("H 0 0 * * *", "backup", "2026-01-01 00:00:41"),
    ("H/15 * * * *", "backup", "2026-01-01 00:06:00"),
    ("H(0-29)/10 * * * *", "backup", "2026-01-01 00:04:00"),
    ("0 H(9-17) * * *", "größe", "2026-01-01 11:00:00"),
  ])
  func `stands for the same value in every release`(_ text: String, _ key: String, _ first: String) throws {
    #expect(try firstTime(text, key: key) == civilTime(first))
  }

  @Test(arguments: 0..<200) func `keeps to its range`(_ job: Int) throws {
    let key = "job-\(job)"
    #expect(try (10...19).contains(firstTime("H(10-19) * * * *", key: key).minute))
    #expect(try (9...17).contains(firstTime("0 H(9-17) * * *", key: key).hour))
    #expect(try (1...28).contains(firstTime("0 0 H * *", key: key).day))
    #expect(try (1...5).contains(firstTime("0 0 * * H(mon-fri)", key: key).weekday))
    #expect(try (6...8).contains(firstTime("0 0 1 H(jun-aug) *", key: key).month))
    #expect(try (0...59).contains(firstTime("H 0 0 * * *", key: key).second))
  }

  @Test(arguments: 0..<50) func `with a step comes round as often as the step says`(_ job: Int) throws {
    let key = "job-\(job)"
    let day = (
      CivilTime(year: 2026, month: 1, day: 1), CivilTime(year: 2026, month: 1, day: 1, hour: 23, minute: 59)
    )
    #expect(try expression("H/15 * * * *", key: key).count(from: day.0, through: day.1) == 24 * 4)
    #expect(try expression("H(0-29)/10 0 * * *", key: key).count(from: day.0, through: day.1) == 3)
    #expect(try firstTime("H/15 * * * *", key: key).minute < 15)
    #expect(try expression("H/90 0 * * *", key: key).count(from: day.0, through: day.1) == 1)
    #expect(try expression("H(5-7)/90 0 * * *", key: key).count(from: day.0, through: day.1) == 1)
  }

  @Test func `spreads keys evenly and fields apart`() throws {
    var minutes = Array(repeating: 0, count: 60)
    var alike = 0
    for job in 0..<6_000 {
      let time = try firstTime("H H * * *", key: "backup-\(job)")
      minutes[time.minute] += 1
      if time.hour == time.minute * 24 / 60 { alike += 1 }
    }
    // 100 are expected of each minute; 4 standard deviations lie within 60 to 140.
    #expect(minutes.allSatisfy { (60...140).contains($0) })
    // The hour does not follow the minute: one in 24 falls together by chance.
    #expect((150...350).contains(alike))
  }

  @Test func `may stand in a list and be told of`() throws {
    let expression = try expression("H,30 2 * * *")
    let day = (
      CivilTime(year: 2026, month: 1, day: 1), CivilTime(year: 2026, month: 1, day: 1, hour: 23, minute: 59)
    )
    #expect(expression.count(from: day.0, through: day.1) == 2)
    #expect(expression.matches(CivilTime(year: 2026, month: 1, day: 1, hour: 2, minute: 30)))
    #expect(!expression.isWildcard)
  }

  @Test(arguments: [
    "h * * * *", "H5 * * * *", "5H * * * *", "H() * * * *", "H(5) * * * *", "H(5-1) * * * *", "H-5 * * * *",
    "H(0-60) * * * *", "H/0 * * * *", "H(0-5 * * * *", "H(*) * * * *", "HH * * * *", "H(1-2)3 * * * *",
    "0 0 0 1 1 * H",
  ])
  func `is refused in any other form`(_ text: String) {
    #expect(throws: CronSyntaxError.self) { try expression(text) }
  }
}
