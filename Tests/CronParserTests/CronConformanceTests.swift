import CronParser
import FoundationEssentials
import Testing

/// A row of the conformance files: an expression, and what independent implementations made of it.
struct SyntaxRow: Sendable, Decodable, CustomTestStringConvertible {
  let expr: String
  let note: String?
  let why: String?

  var testDescription: String { expr.debugDescription }

  /// The rows of a file in `Data`, one JSON object a line.
  static func rows(of file: String) -> [SyntaxRow] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Data/\(file).jsonl")
    do {
      let text = try String(contentsOf: url, encoding: .utf8)
      return try text.split(separator: "\n").map {
        try JSONDecoder().decode(SyntaxRow.self, from: Data($0.utf8))
      }
    } catch {
      Issue.record("\(url.path()): \(error)")
      return []
    }
  }
}

/// Where the specification decides otherwise than those who accept a text, and why.
enum Refusal: String, CaseIterable, Sendable {
  case stepAfterValue = "1.0-6: a step follows * or a range, so a/n is refused; a-MAX/n says the same"
  case backwardsRange = "1.0-6: a range does not run backwards; Debian's cron accepts it and never fires"
  case questionMark = "1.4-2: ? stands in the two day fields"
  case lowercaseSymbol = "1.3-1: L and W are upper case"

  /// Whether the rule applies to an expression, by the look of its members alone.
  func applies(to expression: String) -> Bool {
    let fields = expression.split { " \t".contains($0) }
    let members = fields.flatMap { $0.split(separator: ",") }
    switch self {
    case .stepAfterValue:
      return members.contains {
        !$0.hasPrefix("*") && !$0.hasPrefix("?") && !$0.contains("-") && $0.contains("/")
      }
    case .backwardsRange: return members.contains(where: Self.runsBackwards)
    case .questionMark:
      return fields.enumerated().contains { $1.contains("?") && !isDay($0, of: fields.count) }
    case .lowercaseSymbol:
      return members.contains { $0 == "l" || $0 == "lw" || $0.last == "w" && $0.first?.isNumber == true }
    }
  }

  private func isDay(_ index: Int, of count: Int) -> Bool {
    let shift = count == 5 ? 0 : 1
    return index == 2 + shift || index == 4 + shift
  }

  private static func runsBackwards(_ member: Substring) -> Bool {
    let ends = member.prefix { $0 != "/" }.split(separator: "-").map { end in
      let names = "sun mon tue wed thu fri sat".split(separator: " ")
      return Int(end) ?? names.firstIndex { $0 == end.lowercased() }
    }
    guard ends.count == 2, let low = ends[0], let high = ends[1] else { return false }
    return low > high && !member.lowercased().contains("-sun")
  }
}

@Suite struct `Among independent implementations` {
  private static let options = CronOptions(allowsExtendedDays: true, hashKey: "job")

  @Test(arguments: SyntaxRow.rows(of: "cron-invalid"))
  func `what all refuse is refused, and the message names the field`(_ row: SyntaxRow) throws {
    let error = try #require(throws: CronSyntaxError.self) {
      try CronExpression(row.expr, options: Self.options)
    }
    let field = CronField.allCases.first { row.why?.hasPrefix($0.name + ": ") ?? false }
    if let field { #expect(error.field == field) }
    #expect(error.message.hasPrefix(error.field.map { $0.name + ": " } ?? ""))
    #expect(!Grammar.accepts(row.expr, extensions: true))
  }

  @Test(arguments: SyntaxRow.rows(of: "cron-valid-syntax"))
  func `what several accept is accepted, but for the rules of a short list`(_ row: SyntaxRow) throws {
    let rule = Refusal.allCases.first { $0.applies(to: row.expr) }
    #expect(Grammar.accepts(row.expr, extensions: true) == (rule == nil))
    guard let rule else {
      #expect(throws: Never.self) { try CronExpression(row.expr, options: Self.options) }
      return
    }
    let error = #expect(throws: CronSyntaxError.self, "\(rule.rawValue)") {
      try CronExpression(row.expr, options: Self.options)
    }
    // The exceptions are the ones that people will write, so each comes with what to write instead.
    #expect(error?.hint?.hasPrefix("write ") ?? false)
  }

  @Test(arguments: SyntaxRow.rows(of: "cron-never"))
  func `dates that do not exist are read and never fire`(_ row: SyntaxRow) throws {
    let expression = try CronExpression(row.expr, options: Self.options)
    #expect(expression.neverFires)
    #expect(expression.first(atOrAfter: CivilTime(seconds: 0)) == nil)
    #expect(expression.explanation.notes.first == "There is no such date, so it never fires.")
  }

  @Test(arguments: SyntaxRow.rows(of: "cron-syntax-disagreements"))
  func `where they disagree the specification decides`(_ row: SyntaxRow) throws {
    let verdict = try #require(Verdict.on(row), "no rule for this class")
    let isAccepted = (try? CronExpression(row.expr, options: Self.options)) != nil
    #expect(isAccepted == verdict.isAccepted, "\(verdict.rule)")
    #expect(Grammar.accepts(row.expr, extensions: true) == verdict.isAccepted)
  }
}

/// What the specification says of a class of expressions that implementations read differently.
private struct Verdict {
  let isAccepted: Bool
  let rule: String

  private static let refused = [
    ("not an integer", "1.0-3: only digits make a number"),
    ("step not an integer", "1.0-3: only digits make a number"),
    ("negative step", "1.0-3: only digits make a number"),
    ("empty list member", "1.0-4: each member is *, a value or a range"),
    ("only a comma", "1.0-4: each member is *, a value or a range"),
    ("two slashes", "1.0-5: one step filters a range"),
    ("two dashes", "1.0-4: a range has two ends"),
    ("text after the star", "1.0-4: * stands alone or before a step"),
    ("two stars", "1.0-4: * stands alone or before a step"),
    ("star in a range", "1.0-4: a range has two values as its ends"),
    ("star after a number", "1.0-4: each member is *, a value or a range"),
    ("step missing", "1.0-5: a step has a number"),
    ("digit outside ASCII", "1.0-3: the digits are 0 to 9"),
    ("full name not allowed here", "1.0-2: names have three letters"),
    ("malformed month", "1.0-2: months are 1-12 or JAN-DEC"),
    ("semicolon", "1.0-3"), ("bar", "1.0-3"), ("ampersand", "1.0-3"), ("colon", "1.0-3"), ("dots", "1.0-3"),
    ("equals", "1.0-3"), ("underscore", "1.0-3"), ("percent", "1.0-3"),
    ("day syntax in the minute field", "1.3-1, 1.3-2, 1.4-2: the day fields alone"),
    ("day syntax in the hour field", "1.3-1, 1.3-2, 1.4-2: the day fields alone"),
    ("descriptor", "1.1-2: unknown nicknames are refused"),
  ]

  static func on(_ row: SyntaxRow) -> Verdict? {
    if let rule = Refusal.allCases.first(where: { $0.applies(to: row.expr) }) {
      return Verdict(isAccepted: false, rule: rule.rawValue)
    }
    let note = row.note.map { $0.split(separator: ": ").last.map { String($0) } ?? $0 } ?? ""
    if let rule = refused.first(where: { $0.0 == note }) { return Verdict(isAccepted: false, rule: rule.1) }
    let day = row.expr.split(separator: " ").first { $0.contains { "?#LW+".contains($0) } } ?? ""
    switch note {
    case "signed":
      let isAnd = row.expr.split(separator: " ").last?.hasPrefix("+") ?? false
      return Verdict(isAccepted: isAnd, rule: "1.4-1: + begins the weekdays")
    case "everyday": return Verdict(isAccepted: true, rule: "1.0 to 1.4 have it")
    case "malformed weekday", "malformed day":
      let accepted = ["5#L", "?/2", "1,?", "?,1"].contains { $0 == day }
      return Verdict(isAccepted: accepted, rule: "1.3-2: 1 to 5 or L behind #; 1.3-3: W alone; 1.4-2: ? as *")
    default: return nil
    }
  }
}
