import CronParser
import Testing

/// A pattern, what the specification says of it, and matches that show it.
struct PatternRow: Sendable, CustomTestStringConvertible {
  let pattern: String
  let start: String
  let matches: [String]

  init(_ pattern: String, from start: String = "2026-01-01", _ matches: String...) {
    self.pattern = pattern
    self.start = start
    self.matches = matches
  }

  var testDescription: String { pattern }

  /// Checks that the pattern matches these civil times, one after the other and none between.
  func check() throws {
    let expression = try CronExpression(pattern)
    var start = try civilTime(start)
    for match in matches {
      let found = try #require(expression.first(atOrAfter: start))
      #expect(try found == civilTime(match))
      start = CivilTime(seconds: found.seconds + 1)
    }
  }
}

/// Reads "2026-01-01", "2026-01-01 09:30" or "2026-01-01 09:30:15".
func civilTime(_ text: String) throws -> CivilTime {
  var parts = text.split { "- :".contains($0) }.compactMap { Int($0) }
  try #require(parts.count > 2 && parts.count < 7)
  parts += Array(repeating: 0, count: 6 - parts.count)
  return CivilTime(
    year: parts[0],
    month: parts[1],
    day: parts[2],
    hour: parts[3],
    minute: parts[4],
    second: parts[5]
  )
}

/// Checks that a pattern is refused, and in which field.
func expectRefusal(
  of pattern: String,
  in field: CronField?,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let error = try #require(throws: CronSyntaxError.self, sourceLocation: sourceLocation) {
    try CronExpression(pattern)
  }
  #expect(error.field == field, "\(pattern)", sourceLocation: sourceLocation)
}

/// Checks that two patterns mean the same.
func expectSame(
  _ one: String,
  _ other: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let one = try CronExpression(one)
  let other = try CronExpression(other)
  var start = CivilTime(year: 2026, month: 1, day: 1)
  let end = CivilTime(year: 2032, month: 12, day: 31)
  #expect(
    one.count(from: start, through: end) == other.count(from: start, through: end),
    sourceLocation: sourceLocation
  )
  for _ in 0..<50 {
    guard let found = other.first(atOrAfter: start) else { break }
    #expect(one.first(atOrAfter: start) == found, "\(one), \(other)", sourceLocation: sourceLocation)
    start = CivilTime(seconds: found.seconds + 1)
  }
}
