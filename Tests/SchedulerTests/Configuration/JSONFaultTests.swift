import Scheduler
import Testing

/// A text that is not JSON, and what is said about it.
struct FaultRow: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let expected: [String]

  init(_ name: String, _ text: String, _ expected: String...) {
    self.init(name, Array(text.utf8), expected)
  }

  init(_ name: String, _ bytes: [UInt8], _ expected: [String]) {
    self.name = name
    self.bytes = bytes
    self.expected = expected
  }

  var testDescription: String { name }

  /// The faults of the text, each as `LINE:COLUMN: message`.
  static func faults(_ bytes: [UInt8]) -> [String] {
    let map = SourceMap(bytes)
    return JSONParser.parse(bytes).faults.map { fault in
      let place = map.place(at: fault.offset)
      return "\(place.line):\(place.column): \(fault.message(in: map))"
    }
  }
}

/// The inside of a key that is not as it should be.
struct MalformedKey: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]

  init(_ name: String, _ bytes: [UInt8]) {
    testDescription = name
    self.bytes = bytes
  }
}

@Suite struct `A text that is not JSON` {
  @Test(arguments: wholeTexts + structures + tokens + strings + spaces)
  func `is refused with the place and the mend`(_ row: FaultRow) {
    #expect(FaultRow.faults(row.bytes) == row.expected)
    #expect(JSONParser.parse(row.bytes).document == nil)
  }

  @Test(arguments: malformedKeys)
  func `may have a malformed key beside another one`(_ key: MalformedKey) {
    // Keys are compared with each other even where one of them was found fault with.
    let text = Array("{\"".utf8) + key.bytes + Array("\": 1, \"b\\n\": 2}".utf8)
    #expect(FaultRow.faults(text).count == 1)
  }

  private static let malformedKeys: [MalformedKey] = [
    MalformedKey("Latin-1 before an escape", [0xFF] + Array(#"\\"#.utf8)),
    MalformedKey("Latin-1 after an escape", Array(#"\\"#.utf8) + [0xE9]),
    MalformedKey("half a character before an escape", [0xE2] + Array(#"\\"#.utf8)),
    MalformedKey("an unknown escape before another", Array(#"\q123\\"#.utf8)),
    MalformedKey("a short escape before another", Array(#"\u12\\"#.utf8)),
    MalformedKey("a lone surrogate before an escape", Array(#"\ud800abcd\\"#.utf8)),
  ]

  private static let wholeTexts: [FaultRow] = [
    FaultRow("empty", "", "1:1: the file is empty; the smallest job file is {\"jobs\": []}"),
    FaultRow(
      "only a comment",
      "// nothing\n\n",
      "3:1: the file holds nothing but white space and comments; the smallest job file is {\"jobs\": []}"
    ),
    FaultRow(
      "a byte order mark",
      [0xEF, 0xBB, 0xBF] + Array("{}".utf8),
      ["1:1: the file begins with a byte order mark; save it as UTF-8 without one"]
    ),
    FaultRow(
      "UTF-16 with a mark",
      [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00],
      ["1:1: the file is UTF-16 or UTF-32; save it as UTF-8"]
    ),
    FaultRow(
      "UTF-16 without a mark",
      [0x00, 0x7B, 0x00, 0x7D],
      ["1:1: the file is UTF-16 or UTF-32; save it as UTF-8"]
    ),
    FaultRow(
      "something after the end",
      "{}\n}",
      "2:1: \"}\" after the end of the file's one value; a bracket was closed too early, or this is left over"
    ),
    FaultRow(
      "ends inside an object",
      "{\"a\": [1],\n  \"b\": {\"c\": 1}",
      "2:16: the file ends inside the object opened at line 1, column 1; \"}\" is missing,"
        + " or the file was cut short"
    ),
    FaultRow(
      "ends inside an array",
      "{\n  \"a\": [1, ",
      "2:12: the file ends inside the array opened at line 2, column 8; \"]\" is missing,"
        + " or the file was cut short"
    ),
    FaultRow(
      "ends after a key",
      "{\"a\"",
      "1:5: the file ends inside the object opened at line 1, column 1; \"}\" is missing,"
        + " or the file was cut short"
    ),
    FaultRow(
      "ends after a colon",
      "{\"a\":",
      "1:6: the file ends inside the object opened at line 1, column 1; \"}\" is missing,"
        + " or the file was cut short"
    ),
    FaultRow(
      "ends inside a string",
      "{\"a\": \"xyz",
      "1:11: the file ends inside the string opened at line 1, column 7; the closing \" is missing,"
        + " or the file was cut short"
    ),
    FaultRow(
      "ends inside an escape",
      "[\"xyz\\",
      "1:7: the file ends inside the string opened at line 1, column 2; the closing \" is missing,"
        + " or the file was cut short"
    ),
    FaultRow(
      "ends inside a comment",
      "{} /* the end *",
      "1:16: the file ends inside the comment opened at line 1, column 4; \"*/\" is missing"
    ),
  ]

  private static let structures: [FaultRow] = [
    FaultRow("no comma in an object", "{\"a\": 1\n\"b\": 2}", "2:1: a comma is missing before this"),
    FaultRow("no comma in an array", "[1 2]", "1:4: a comma is missing before this"),
    FaultRow("two commas", "[1,, 2]", "1:4: one comma too many; remove it"),
    FaultRow("a comma first in an array", "[, 1]", "1:2: a value is missing before \",\""),
    FaultRow("a comma first in an object", "{, \"a\": 1}", "1:2: one comma too many; remove it"),
    FaultRow("no colon", "{\"a\" 1}", "1:6: a colon is missing between the key and its value, before \"1\""),
    FaultRow(
      "a key alone",
      "{\"a\", \"b\": 1}",
      "1:5: a colon is missing between the key and its value, before \",\""
    ),
    FaultRow(
      "an equals sign",
      "{\"a\" = 1}",
      "1:6: write \":\" instead of \"=\" between a key and its value"
    ),
    FaultRow("no value", "{\"a\": }", "1:7: a value is missing before \"}\""),
    FaultRow(
      "the wrong bracket for an array",
      "{\"a\": [1}",
      "1:9: \"]\" must stand here to close the array opened at line 1, column 7"
    ),
    FaultRow(
      "the wrong bracket for an object",
      "{\"a\": 1]",
      "1:8: \"}\" must stand here to close the object opened at line 1, column 1"
    ),
    FaultRow(
      "an object that was not closed",
      "{\"jobs\": [\n  {\"id\": \"a\",\n  {\"id\": \"b\"}\n]}",
      "3:3: a key in double quotes must stand here, not \"{\";"
        + " was the object opened at line 2, column 3 meant to end before?"
    ),
    FaultRow(
      "a key that is no string",
      "{[1]: 2}",
      "1:2: a key in double quotes must stand here, not \"[\";"
        + " was the object opened at line 1, column 1 meant to end before?"
    ),
    FaultRow(
      "what no value begins with",
      "{\"a\": *}",
      "1:7: \"*\" cannot stand here; a value is a string, a number, true, false, null, an array or an object"
    ),
    FaultRow(
      "too deep",
      String(repeating: "[", count: 65),
      "1:65: arrays and objects are nested more than 64 deep"
    ),
  ]

  private static let tokens: [FaultRow] = [
    FaultRow("a key without quotes", "{jobs: []}", "1:2: keys stand in double quotes: write \"jobs\""),
    FaultRow("a number as a key", "{1: []}", "1:2: keys stand in double quotes: write \"1\""),
    FaultRow("single quotes", "{'jobs': []}", "1:2: strings stand in double quotes, not single ones"),
    FaultRow(
      "typographic quotes",
      "{“jobs”: []}",
      "1:2: strings stand in straight double quotes (\"), not in typographic ones"
    ),
    FaultRow("a word", "{\"a\": daily}", "1:7: a string stands in double quotes: write \"daily\""),
    FaultRow("Python's True", "[True]", "1:2: write true instead of True"),
    FaultRow("YAML's no", "[no]", "1:2: write false instead of no"),
    FaultRow("Python's None", "[None]", "1:2: write null instead of None"),
    FaultRow("NaN", "[NaN]", "1:2: JSON has no NaN; write a number"),
    FaultRow("minus infinity", "[-Infinity]", "1:2: JSON has no -Infinity; write a number"),
    FaultRow("hexadecimal", "[0x1F]", "1:2: 0x1F is not a number in JSON; write 31"),
    FaultRow("a leading zero", "[007]", "1:2: 007 is not a number in JSON; write 7"),
    FaultRow("zeros alone", "[-00]", "1:2: -00 is not a number in JSON; write -0"),
    FaultRow("a plus sign", "[+5]", "1:2: +5 is not a number in JSON; write 5"),
    FaultRow("no digit before the point", "[.5]", "1:2: .5 is not a number in JSON; write 0.5"),
    FaultRow("no digit after the point", "[5.]", "1:2: 5. is not a number in JSON; write 5"),
    FaultRow(
      "a duration without quotes",
      "{\"timeout\": 90s}",
      "1:13: 90s is not a number in JSON; write \"90s\""
    ),
    FaultRow("an exponent without digits", "[1e]", "1:2: 1e is not a number in JSON; write \"1e\""),
    FaultRow("a minus sign alone", "[-]", "1:2: - is not a number"),
    FaultRow("two points", "[1.2.3]", "1:2: 1.2.3 is not a number"),
  ]

  private static let strings: [FaultRow] = [
    FaultRow(
      "a string that does not end on its line",
      "{\"a\": \"x,\n\"b\": 1}",
      "1:7: the string that begins here does not end on its line; the closing \" is missing"
    ),
    FaultRow(
      "and with a carriage return",
      "{\"a\": \"x,\r\n\"b\": 1}",
      "1:7: the string that begins here does not end on its line; the closing \" is missing"
    ),
    FaultRow("a tab in a string", "[\"a\tb\"]", "1:4: a string holds a tab; write \\t"),
    FaultRow(
      "a carriage return in a string",
      "[\"a\rb\"]",
      "1:4: a string holds a carriage return; write \\r"
    ),
    FaultRow("a NUL in a string", "[\"ab\0\"]", "1:5: a string holds a NUL; remove it"),
    FaultRow(
      "a bell in a string",
      "[\"ab\u{7}\"]",
      "1:5: a string holds the control character U+0007; remove it"
    ),
    FaultRow("an unknown escape", "[\"a\\d\"]", "1:4: \\d is no escape; a backslash itself is written \\\\"),
    FaultRow("a short escape", "[\"\\u12\"]", "1:3: \\u must be followed by four hexadecimal digits"),
    FaultRow(
      "half a pair",
      "[\"\\ud83d!\"]",
      "1:3: \\ud83d is half of a surrogate pair without its other half; write the character itself"
    ),
    FaultRow(
      "the other half",
      "[\"\\ude00\"]",
      "1:3: \\ude00 is half of a surrogate pair without its other half; write the character itself"
    ),
    FaultRow(
      "Latin-1",
      Array("[\"caf".utf8) + [0xE9] + Array("\"]".utf8),
      ["1:6: the bytes here are not UTF-8; save the file as UTF-8"]
    ),
    FaultRow(
      "an overlong form",
      Array("[\"".utf8) + [0xC0, 0xAF] + Array("\"]".utf8),
      ["1:3: the bytes here are not UTF-8; save the file as UTF-8"]
    ),
    FaultRow(
      "a surrogate in UTF-8",
      Array("[\"".utf8) + [0xED, 0xA0, 0x80] + Array("\"]".utf8),
      ["1:3: the bytes here are not UTF-8; save the file as UTF-8"]
    ),
    FaultRow(
      "beyond the last character",
      Array("[\"".utf8) + [0xF4, 0x90, 0x80, 0x80] + Array("\"]".utf8),
      ["1:3: the bytes here are not UTF-8; save the file as UTF-8"]
    ),
    FaultRow(
      "bad bytes in a comment",
      Array("// caf".utf8) + [0xE9] + Array("\n[]".utf8),
      ["1:7: the bytes here are not UTF-8; save the file as UTF-8"]
    ),
  ]

  private static let spaces: [FaultRow] = [
    FaultRow("a shell's comment", "# jobs\n[]", "1:1: comments begin with \"//\", not with \"#\""),
    FaultRow(
      "a no-break space",
      "{\u{A0}\"a\": 1}",
      "1:2: a no-break space stands here; write an ordinary space, or nothing"
    ),
    FaultRow(
      "a slash alone",
      "[1 / 2]",
      "1:4: \"/\" cannot stand here; a value is a string, a number, true, false, null, an array or an object"
    ),
  ]
}

@Suite struct `Reading past a fault` {
  @Test func `reports one fault of each line`() {
    let text = """
      {
        'jobs': [
          {"id": "a" "trigger": @daily},
          {"id": "b", trigger: "@daily",, },
          {"id": "c", "enabled": True}
        ]
      """
    #expect(
      FaultRow.faults(Array(text.utf8)) == [
        "2:3: strings stand in double quotes, not single ones",
        "3:16: a comma is missing before this",
      ]
    )
  }

  @Test func `goes on where the mend is plain`() {
    let text = "{\n jobs: [\n  {'id': 'a'},\n  {\"id\": \"b\"\n   \"enabled\": True},\n # the end\n  ]\n}\n"
    #expect(
      FaultRow.faults(Array(text.utf8)) == [
        "2:2: keys stand in double quotes: write \"jobs\"",
        "3:4: strings stand in double quotes, not single ones",
        "5:4: a comma is missing before this",
        "6:2: comments begin with \"//\", not with \"#\"",
      ]
    )
  }

  @Test func `names a bracket as well, when it is the last fault`() {
    #expect(
      FaultRow.faults(Array("[\n1 2,\n3}".utf8)) == [
        "2:3: a comma is missing before this",
        "3:2: \"]\" must stand here to close the array opened at line 1, column 1",
      ]
    )
  }

  @Test func `stops after twenty`() {
    let text = "[\n" + String(repeating: "+1,\n", count: 100) + "]"
    let faults = FaultRow.faults(Array(text.utf8))
    #expect(faults.count == 21)
    #expect(faults.last == "22:1: the 20 problems above are enough; the rest of the file was not read")
  }

  @Test func `does not take long over a line that is wrong all along`() {
    let text = "[" + String(repeating: "+1,", count: 200_000) + "]"
    #expect(FaultRow.faults(Array(text.utf8)) == ["1:2: +1 is not a number in JSON; write 1"])
  }
}

@Suite struct `A key that stands twice` {
  @Test func `is a fault that names both places, and leaves the text readable`() {
    let text = "{\"a\": 1,\n \"b\": {\"x\": 1, \"x\": 2},\n \"a\": 3}"
    #expect(
      FaultRow.faults(Array(text.utf8)) == [
        "2:16: the key \"x\" stands twice in one object, first at line 2, column 8; remove one",
        "3:2: the key \"a\" stands twice in one object, first at line 1, column 2; remove one",
      ]
    )
    #expect(JSONParser.parse(Array(text.utf8)).document != nil)
  }

  @Test func `is found behind an escape`() {
    #expect(
      FaultRow.faults(Array("{\"id\": 1, \"\\u0069d\": 2}".utf8)) == [
        "1:11: the key \"id\" stands twice in one object, first at line 1, column 2; remove one"
      ]
    )
  }

  @Test func `is found among many, each time`() {
    let members = (0..<20_000).map { "\"k\($0)\": 1" }
    let text = "{" + (members + ["\"k7\": 2", "\"k7\": 3"]).joined(separator: ",\n") + "}"
    #expect(
      FaultRow.faults(Array(text.utf8)) == [
        "20001:1: the key \"k7\" stands twice in one object, first at line 8, column 1; remove one",
        "20002:1: the key \"k7\" stands twice in one object, first at line 8, column 1; remove one",
      ]
    )
  }

  @Test func `is no other object's key`() {
    #expect(FaultRow.faults(Array("[{\"a\": {\"a\": 1}}, {\"a\": 2}]".utf8)) == [])
  }

  @Test func `is told apart by its bytes, as the environment is`() {
    // é as one character and as two.
    #expect(FaultRow.faults(Array("{\"\u{E9}\": 1, \"e\u{301}\": 2}".utf8)) == [])
  }
}
