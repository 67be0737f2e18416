import CronParser
import Testing

/// Texts that nobody would write: none may trap, hang or be read otherwise than the grammar says.
@Suite struct `Any text at all` {
  private static let all = CronOptions(allowsExtendedDays: true, hashKey: "job")
  private static let alphabet = Array("0123456789*,-/ ?LW#+H()lwh@\t~.:")

  @Test(arguments: 0..<20 as Range<UInt64>) func `is read as the grammar says`(_ seed: UInt64) {
    var generator = ExpressionGenerator(seed: seed)
    for _ in 0..<150 {
      let text = mutated(generator.next().text, &generator.random)
      check(text, options: generator.random.oneIn(2) ? Self.all : .standard)
    }
  }

  @Test(arguments: 100..<110 as Range<UInt64>)
  func `of random bytes is refused in few words`(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<150 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      check(String(decoding: bytes, as: UTF8.self), options: Self.all)
    }
  }

  @Test(arguments: 200..<210 as Range<UInt64>)
  func `of cron's own characters is read as the grammar says`(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<150 {
      let fields = (0..<random.pick([5, 5, 6, 7])).map { _ in
        String((0..<Int.random(in: 1...4, using: &random)).map { _ in random.pick(Self.alphabet) })
      }
      check(fields.joined(separator: " "), options: Self.all)
    }
  }

  private func mutated(_ text: String, _ random: inout SeededGenerator) -> String {
    var characters = Array(text)
    for _ in 0..<Int.random(in: 0...3, using: &random) where !characters.isEmpty {
      let index = Int.random(in: 0..<characters.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: characters.remove(at: index)
      case 1: characters.insert(random.pick(Self.alphabet), at: index)
      case 2: characters[index] = random.pick(Self.alphabet)
      default: characters.insert(contentsOf: characters[index...].prefix(3), at: index)
      }
    }
    return String(characters)
  }

  private func check(_ text: String, options: CronOptions) {
    let comment = Comment(rawValue: text.debugDescription)
    let isGrammatical = Grammar.accepts(text, extensions: options.hashKey != nil)
    do {
      let expression = try CronExpression(text, options: options)
      #expect(isGrammatical, comment)
      let first = expression.first(atOrAfter: CivilTime(seconds: 1_800_000_000))
      #expect(first.map(expression.matches) ?? true, comment)
      #expect(!expression.explanation.summary.isEmpty, comment)
      #expect(expression.warnings.allSatisfy { $0.column <= text.unicodeScalars.count }, comment)
    } catch {
      #expect(!isGrammatical, comment)
      #expect((1...text.unicodeScalars.count + 1).contains(error.column), comment)
      #expect((1...160).contains(error.message.count), comment)
      #expect(!"\(error)".unicodeScalars.contains { $0.value < 32 || $0.value == 127 }, comment)
    }
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      String(repeating: "*", count: 1_000_000), String(repeating: " ", count: 1_000_000),
      String(repeating: "1,", count: 500_000) + "1 * * * *",
      String(repeating: "9", count: 1_000_000) + " * * * *",
      String(repeating: "* ", count: 500_000), "@" + String(repeating: "a", count: 1_000_000),
      String(repeating: "\u{301}", count: 500_000), String(repeating: "L", count: 4_000) + " * * * *",
      String(repeating: "/", count: 4_000) + " * * * *", String(repeating: ",", count: 4_000) + " * * * *",
      "* * * " + String(repeating: "x", count: 4_000) + " *",
      String(repeating: "=", count: 4_000) + " * * * *",
    ]
  )
  func `however long is refused at once`(_ text: String) throws {
    let error = try #require(throws: CronSyntaxError.self) { try CronExpression(text, options: Self.all) }
    #expect(error.description.utf8.count < 400)
  }

  @Test func `of a long list is read`() throws {
    let minutes = (0..<59).map { "\($0)" }.joined(separator: ",")
    let years = (1970...2199).map { "\($0)" }.joined(separator: ",")
    let expression = try CronExpression("0 \(minutes) 0 1 1 * \(years)")
    #expect(expression.count(from: CivilTime(seconds: 0), through: CivilTime(seconds: .max)) == 59 * 230)
    let number = String(repeating: "0", count: 100) + "5"
    #expect(try CronExpression("\(number) * * * *").matches(CivilTime(seconds: 300)))
  }
}
