import CronParser
import Testing

/// An expression and what it matches from some civil time on.
struct MatchingRow: Sendable, CustomTestStringConvertible {
  let expression: String
  let start: String
  let matches: [String]

  init(_ expression: String, from start: String, _ matches: String...) {
    self.expression = expression
    self.start = start
    self.matches = matches
  }

  var testDescription: String { expression }
}

@Suite struct `A cron expression` {
  static let rows = [
    MatchingRow("* * * * *", from: "2026-01-01 00:00:30", "2026-01-01 00:01:00", "2026-01-01 00:02:00"),
    MatchingRow("*/20 9 * * *", from: "2026-01-01 09:20:00", "2026-01-01 09:20:00", "2026-01-01 09:40:00"),
    MatchingRow("0 9 * * 1-5", from: "2026-01-02 09:00:01", "2026-01-05 09:00:00"),
    MatchingRow("0 0 29 2 *", from: "2096-02-29 00:00:01", "2104-02-29 00:00:00"),
    MatchingRow("0 0 13 * 5", from: "2026-02-01 00:00:00", "2026-02-06 00:00:00", "2026-02-13 00:00:00"),
    MatchingRow("*/30 0 9 1 * *", from: "2026-01-01 09:00:01", "2026-01-01 09:00:30", "2026-02-01 09:00:00"),
  ]

  @Test func `counts, finds forwards and finds backwards alike`() throws {
    let expression = try CronExpression("15 10 * * 1#2,5L")
    let start = try civilTime("2026-01-01 00:00:00")
    let end = try civilTime("2026-12-31 23:59:59")
    #expect(expression.count(from: start, through: end) == 24)
    #expect(try expression.first(atOrAfter: start) == civilTime("2026-01-12 10:15:00"))
    #expect(try expression.last(atOrBefore: end) == civilTime("2026-12-25 10:15:00"))
  }

  @Test(arguments: rows) func `matches`(_ row: MatchingRow) throws {
    let expression = try CronExpression(row.expression)
    var next = try civilTime(row.start)
    for match in row.matches {
      let found = try #require(expression.first(atOrAfter: next))
      #expect(try found == civilTime(match))
      next = CivilTime(seconds: found.seconds + 1)
    }
  }
}

/// Reads "2026-01-01 00:00:00".
func civilTime(_ text: String) throws -> CivilTime {
  let parts = text.split(whereSeparator: { "- :".contains($0) }).compactMap { Int($0) }
  try #require(parts.count == 6)
  return CivilTime(
    year: parts[0],
    month: parts[1],
    day: parts[2],
    hour: parts[3],
    minute: parts[4],
    second: parts[5]
  )
}
