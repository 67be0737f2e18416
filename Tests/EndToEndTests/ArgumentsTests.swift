import Testing
import schedd

@Suite struct `A command line` {
  static let flag = Option("--flag", "A flag")
  static let name = Option("--name", value: "NAME", "A name")
  static let count = Option("-n", value: "N", "A number")

  static let command = Command(
    name: "test",
    summary: "Test",
    usage: ["test FILE [JOB]"],
    operands: [.required("FILE"), .optional("JOB")],
    options: [flag, name, count]
  ) { _, _ in .done }

  struct Row: Sendable, CustomTestStringConvertible {
    var words: [String]
    var operands: [String]
    var hasFlag = false
    var name: String?
    var count: String?

    var testDescription: String { words.joined(separator: " ") }
  }

  static let rows: [Row] = [
    Row(words: ["f"], operands: ["f"]),
    Row(words: ["f", "j"], operands: ["f", "j"]),
    Row(words: ["--flag", "f"], operands: ["f"], hasFlag: true),
    Row(words: ["f", "--flag"], operands: ["f"], hasFlag: true),
    Row(words: ["--name", "a", "f"], operands: ["f"], name: "a"),
    Row(words: ["--name=a", "f"], operands: ["f"], name: "a"),
    Row(words: ["--name=", "f"], operands: ["f"], name: ""),
    Row(words: ["--name", "", "f"], operands: ["f"], name: ""),
    Row(words: ["--name=a=b", "f"], operands: ["f"], name: "a=b"),
    Row(words: ["--name=--flag", "f"], operands: ["f"], name: "--flag"),
    Row(words: ["--name", "-", "f"], operands: ["f"], name: "-"),
    Row(words: ["-n", "5", "f"], operands: ["f"], count: "5"),
    Row(words: ["-n5", "f"], operands: ["f"], count: "5"),
    Row(words: ["-"], operands: ["-"]),
    Row(words: ["--", "--flag", "--"], operands: ["--flag", "--"]),
    Row(words: ["f", "--", "-n"], operands: ["f", "-n"]),
    Row(
      words: ["--flag", "--name", "a", "-n", "1", "f", "j"],
      operands: ["f", "j"],
      hasFlag: true,
      name: "a",
      count: "1"
    ),
  ]

  @Test(arguments: rows)
  func `is read`(_ row: Row) throws {
    let arguments = try Arguments(row.words, of: Self.command)
    #expect(arguments.operands == row.operands)
    #expect(arguments.has(Self.flag) == row.hasFlag)
    #expect(arguments[Self.name] == row.name)
    #expect(arguments[Self.count] == row.count)
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var words: [String]
    var expected: String

    var testDescription: String { words.joined(separator: " ") }
  }

  static let mistakes: [Mistake] = [
    Mistake(words: [], expected: "FILE is missing"),
    Mistake(words: ["--flag"], expected: "FILE is missing"),
    Mistake(words: ["f", "j", "x"], expected: "\"x\" is one argument too many"),
    Mistake(words: ["f", "--flg"], expected: "there is no option --flg; did you mean --flag?"),
    Mistake(words: ["f", "--FLAG"], expected: "there is no option --FLAG; did you mean --flag?"),
    Mistake(words: ["f", "--nme=a"], expected: "there is no option --nme; did you mean --name?"),
    Mistake(words: ["f", "--hlep"], expected: "there is no option --hlep; did you mean --help?"),
    Mistake(words: ["f", "--verbose"], expected: "there is no option --verbose"),
    Mistake(words: ["f", "-x"], expected: "there is no option -x"),
    Mistake(words: ["f", "-xn"], expected: "there is no option -x"),
    Mistake(words: ["f", "-flag"], expected: "there is no option -f"),
    Mistake(words: ["f", "--name"], expected: "--name needs a value: --name NAME"),
    Mistake(words: ["f", "--name", "--flag"], expected: "--name needs a value: --name NAME"),
    Mistake(words: ["f", "-n"], expected: "-n needs a value: -n N"),
    Mistake(words: ["f", "-n", "-1"], expected: "-n needs a value: -n N"),
    Mistake(words: ["f", "--flag=yes"], expected: "--flag takes no value"),
    Mistake(words: ["f", "--flag", "--flag"], expected: "--flag is given twice"),
    Mistake(words: ["f", "--name", "a", "--name=b"], expected: "--name is given twice"),
  ]

  @Test(arguments: mistakes)
  func `is refused with the mend`(_ row: Mistake) {
    let error = #expect(throws: UsageError.self) { try Arguments(row.words, of: Self.command) }
    #expect(error?.description == row.expected)
  }

  @Test(arguments: [["--help"], ["-h"], ["x", "y", "z", "--help"]])
  func `that asks for help needs nothing else`(_ words: [String]) throws {
    #expect(try Arguments(words, of: Self.command).has(.help))
  }

  @Test(arguments: ["0", "6", "five", "1.5", " 1", "+", ""])
  func `gives a number only in its range`(_ text: String) throws {
    let arguments = try Arguments(["f", "-n\(text.isEmpty ? "x" : text)"], of: Self.command)
    let error = #expect(throws: UsageError.self) { try arguments.number(Self.count, in: 1...5) }
    #expect(error?.description.hasSuffix("must be a whole number from 1 to 5") == true)
    #expect(try Arguments(["f", "-n5"], of: Self.command).number(Self.count, in: 1...5) == 5)
  }
}

@Suite struct `The command table` {
  @Test func `has one entry for each name`() {
    #expect(Set(Command.all.map(\.name)).count == Command.all.count)
  }

  @Test(arguments: Command.all.map(\.name))
  func `mentions every option in a command's usage`(_ name: String) throws {
    let command = try #require(Command.all.first { $0.name == name })
    for option in command.options {
      #expect(command.usage.contains { $0.contains(option.usage) }, "\(option.usage)")
    }
    for operand in command.operands { #expect(command.usage[0].contains(operand.name)) }
    for usage in command.usage { #expect(usage.hasPrefix("\(name) ") || usage == name) }
  }

  @Test func `has an overview that fits a terminal`() {
    for line in Help.overview.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test(arguments: Command.all.map(\.name))
  func `has help that fits a terminal`(_ name: String) throws {
    let command = try #require(Command.all.first { $0.name == name })
    for line in Help.text(of: command).split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }
}
