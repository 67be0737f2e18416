import Scheduler
import Testing

/// A value written out again, so that a test can say what was read.
private func rendered(_ value: JSONValue, in document: JSONDocument) -> String {
  switch document.kind(of: value) {
  case .null: return "null"
  case .boolean: return String(describing: document.boolean(value) ?? false)
  case .number: return String(describing: document.number(value) ?? .overflow)
  case .string: return "<" + (document.string(value) ?? "") + ">"
  case .array:
    return "[" + document.elements(of: value).map { rendered($0, in: document) }.joined(separator: " ") + "]"
  case .object:
    let members = document.members(of: value).map {
      "\(document.string($0.key) ?? ""):" + rendered($0.value, in: document)
    }
    return "{" + members.joined(separator: " ") + "}"
  }
}

private func document(_ text: String) throws -> JSONDocument {
  try #require(JSONParser.parse(Array(text.utf8)).document)
}

@Suite struct `A JSON text` {
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let expected: String
    var testDescription: String { text.replacing("\n", with: "⏎") }
  }

  @Test(arguments: rows) func `is read as it is written`(_ row: Row) throws {
    let document = try document(row.text)
    #expect(rendered(document.root, in: document) == row.expected)
  }

  private static let rows: [Row] = [
    Row(text: "null", expected: "null"),
    Row(text: " true ", expected: "true"),
    Row(text: "[]", expected: "[]"),
    Row(text: "{}", expected: "{}"),
    Row(text: "[[], {}, [[1]]]", expected: "[[] {} [[integer(1)]]]"),
    Row(text: "{\"a\": {\"b\": [false, null]}, \"c\": 0}", expected: "{a:{b:[false null]} c:integer(0)}"),
    Row(text: "[1,]", expected: "[integer(1)]"),
    Row(text: "{\"a\": 1, }", expected: "{a:integer(1)}"),
    Row(
      text: "// one\n/* two\n * three */[ /**/ 1 /* x */, // y\n 2]// end",
      expected: "[integer(1) integer(2)]"
    ),
    Row(text: "\r\n\t[1]\r\n", expected: "[integer(1)]"),
    Row(text: "\"// no comment /* */\"", expected: "<// no comment /* */>"),
    Row(text: "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", expected: "<\"\\/\u{8}\u{C}\n\r\t>"),
    Row(text: "\"\\u00e9\\u20AC\\ud83d\\ude00\\u0000\"", expected: "<é€😀\0>"),
    Row(text: "\"é€😀\u{7F}\"", expected: "<é€😀\u{7F}>"),
    Row(text: "{\"\": \"\"}", expected: "{:<>}"),
    Row(
      text: "[-0, -1, 9223372036854775807]",
      expected: "[integer(0) integer(-1) integer(9223372036854775807)]"
    ),
    Row(text: "[9223372036854775808, -9223372036854775809]", expected: "[overflow overflow]"),
    Row(text: "[0.25, 1e3, -2.5E-1]", expected: "[real(0.25) real(1000.0) real(-0.25)]"),
    Row(text: "[1e999, -1e999, 1e-999]", expected: "[overflow overflow real(0.0)]"),
  ]

  @Test func `may be nested sixty-four deep`() throws {
    let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    _ = try document(text)
  }
}

@Suite struct `A place in a text` {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let line: Int
    let column: Int
    var testDescription: String { name }
  }

  /// The place of the first `@` of each text.
  @Test(arguments: [
    Row(name: "the first character", text: "@", line: 1, column: 1),
    Row(name: "after tabs, which count one each", text: "\t\t@", line: 1, column: 3),
    Row(name: "after a line feed", text: "x\n@", line: 2, column: 1),
    Row(name: "after a carriage return and a line feed", text: "x\r\n\r\n @", line: 3, column: 2),
    Row(name: "after characters of several bytes", text: "é€😀@", line: 1, column: 4),
    Row(name: "after combined characters, which count each", text: "e\u{301}@", line: 1, column: 3),
    Row(
      name: "far into a long line",
      text: "\n" + String(repeating: "é", count: 100_000) + "@",
      line: 2,
      column: 100_001
    ),
    Row(
      name: "after many lines",
      text: String(repeating: "ab\n", count: 50_000) + "@",
      line: 50_001,
      column: 1
    ),
  ]) func `is counted in lines and characters`(_ row: Row) throws {
    let bytes = Array(row.text.utf8)
    let offset = try #require(bytes.firstIndex(of: UInt8(ascii: "@")))
    #expect(SourceMap(bytes).place(at: offset) == SourceMap.Place(line: row.line, column: row.column))
  }

  @Test func `beyond the end is the end`() {
    #expect(SourceMap(Array("ab\nc".utf8)).place(at: 99) == SourceMap.Place(line: 2, column: 2))
    #expect(SourceMap([]).place(at: 0) == SourceMap.Place(line: 1, column: 1))
  }

  @Test func `inside a string is found behind escapes`() throws {
    // Characters: a, é escaped, 😀 as a pair, line feed, €, @.
    let text = "\"a\\u00e9\\ud83d\\ude00\\n€@\""
    let document = try document(text)
    let columns = (1...8).map { document.offset(ofCharacter: $0, in: document.root) }
    let map = SourceMap(document.bytes)
    #expect(columns.map { map.place(at: $0).column } == [2, 3, 9, 21, 23, 24, 25, 25])
  }
}
