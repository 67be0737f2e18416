import ControlFixtures
import Daemon
import Foundation
import Scheduler
import Testing

/// Values that hold each kind of container and scalar, in every way of asking for them.
struct Specimen: Encodable, Sendable, CustomTestStringConvertible {
  var name: String
  var writing: @Sendable (any Encoder) throws -> Void

  var testDescription: String { name }

  func encode(to encoder: any Encoder) throws { try writing(encoder) }

  enum Key: String, CodingKey {
    case zebra, apple, mango
    case quoted = "a \"key\"\n"
    case none = ""
  }

  static let all: [Specimen] = [
    Specimen(name: "keys out of order") { encoder in
      var members = encoder.container(keyedBy: Key.self)
      try members.encode(1, forKey: .zebra)
      try members.encode([3, 2, 1], forKey: .apple)
      try members.encode(["z": ["y": 1, "b": 2], "a": [:]], forKey: .mango)
      try members.encode("", forKey: .none)
      try members.encode(false, forKey: .quoted)
    },
    Specimen(name: "a container that is asked for twice") { encoder in
      var members = encoder.container(keyedBy: Key.self)
      try members.encode("first", forKey: .mango)
      var same = encoder.container(keyedBy: Key.self)
      try same.encode("second", forKey: .apple)
    },
    Specimen(name: "containers in containers") { encoder in
      var members = encoder.container(keyedBy: Key.self)
      var elements = members.nestedUnkeyedContainer(forKey: .zebra)
      try elements.encode(1)
      var inner = elements.nestedContainer(keyedBy: Key.self)
      try inner.encode("deep", forKey: .apple)
      var list = elements.nestedUnkeyedContainer()
      try list.encodeNil()
      try elements.encode("last")
      var object = members.nestedContainer(keyedBy: Key.self, forKey: .apple)
      try object.encodeNil(forKey: .zebra)
      try object.encode(Int64.min, forKey: .apple)
    },
    Specimen(name: "nothing in an object") { _ = $0.container(keyedBy: Key.self) },
    Specimen(name: "nothing in an array") { _ = $0.unkeyedContainer() },
    Specimen(name: "super encoders") { encoder in
      var members = encoder.container(keyedBy: Key.self)
      try "one".encode(to: members.superEncoder())
      try 2.5.encode(to: members.superEncoder(forKey: .apple))
    },
    Specimen(name: "one value") { encoder in
      var value = encoder.singleValueContainer()
      try value.encode(["b": true, "a": nil])
    },
    Specimen(name: "integers") { encoder in
      var elements = encoder.unkeyedContainer()
      try elements.encode(Int8.min)
      try elements.encode(Int16.min)
      try elements.encode(Int32.min)
      try elements.encode(Int.max)
      try elements.encode(UInt8.max)
      try elements.encode(UInt16.max)
      try elements.encode(UInt32.max)
      try elements.encode(UInt64.max)
      try elements.encode(UInt.max)
    },
  ]
}

@Suite struct `The API's JSON` {
  @Test(arguments: Specimen.all) func `is what the standard encoder writes`(_ specimen: Specimen) throws {
    #expect(written(specimen) == (try standard(specimen)))
  }

  @Test(arguments: [
    0, -0.0, 1, -1, 0.1, 1.5, 100, 1e15, 1e16, 1e17, 123456789.125, 1e-5, Double.leastNonzeroMagnitude,
    1.7976931348623157e308, 3.0e-7,
  ]) func `writes numbers as the standard encoder does`(_ number: Double) throws {
    #expect(written([number]) == (try standard([number])))
  }

  @Test func `writes each character as the standard encoder does`() throws {
    let scalars =
      (0...0x2FF).compactMap(Unicode.Scalar.init) + "\u{2028}\u{FEFF}\u{FFFD}\u{1F600}e\u{301}".unicodeScalars
    for scalar in scalars {
      let text = "before \(Character(scalar)) after"
      #expect(written([text: text]) == (try standard([text: text])))
    }
  }

  @Test func `comes out the same for dictionaries that were made in another order`() {
    let names = (0..<200).map { "name \($0 * 7919 % 200)" }
    let one = Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })
    var other = Dictionary(uniqueKeysWithValues: names.reversed().map { ($0, $0) })
    other.reserveCapacity(10_000)
    #expect(written(one) == written(other))
    #expect(JSON.value([String: String].self, from: JSON.bytes(one)) == one)
  }

  @Test func `has null where a number is not finite`() {
    #expect(written([Double.infinity, .nan, 1]) == "[null,null,1]")
  }

  private func written(_ value: some Encodable) -> String {
    String(decoding: JSON.bytes(value), as: UTF8.self)
  }

  private func standard(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

@Suite struct `A page of JSON` {
  private static func job(_ id: String) -> JobObject {
    var run = Run.ended(7, job: id, .failed)
    run.detail = "\u{1} \"said\" ü"
    run.parameters = [ParameterValue(name: "to", value: "x"), ParameterValue(name: "at", value: "y")]
    run.usage = ProcessUsage(
      userTime: .milliseconds(1500),
      systemTime: .zero,
      peakMemory: 1 << 40,
      outputBytes: 0
    )
    let open = Run.open(8, job: id)
    return JobObject(.sample(id, openRuns: [open], tags: ["a", "b"]), lastRun: run)
  }

  @Test func `comes back as it was`() {
    let page = PageObject(items: ["one", "two", "\u{1F600}/\\\n"].map(Self.job), next: "250")
    #expect(JSON.page(of: JobObject.self, from: JSON.bytes(page)) == page)
    let last = PageObject(items: [JobObject(.sample("idle"), lastRun: nil)], next: nil)
    #expect(JSON.page(of: JobObject.self, from: JSON.bytes(last)) == last)
  }

  @Test func `is read as the standard decoder reads it`() throws {
    let bytes = JSON.bytes(PageObject(items: ["one", "two"].map(Self.job), next: nil))
    let standard = try JSONDecoder().decode(PageObject<JobObject>.self, from: Data(bytes))
    #expect(JSON.page(of: JobObject.self, from: bytes) == standard)
  }

  @Test(arguments: [
    "", "{", "[]", #"{"items":[1],"next":null}"#, #"{"items":{},"next":null}"#, #"{"next":null}"#,
    #"{"items":["a","b"],"next":7}"#,
  ]) func `is none where it has another shape`(_ text: String) {
    #expect(JSON.page(of: String.self, from: Array(text.utf8)) == nil)
  }

  @Test func `has whole numbers only where they are whole and fit`() {
    func numbers(_ text: String) -> [Int32]? {
      JSON.page(of: Int32.self, from: Array(#"{"items":[\#(text)],"next":null}"#.utf8))?.items
    }
    #expect(numbers("0, -1, 2147483647") == [0, -1, 2_147_483_647])
    #expect(numbers("1e3, 2.0") == [1000, 2])
    #expect(numbers("2147483648") == nil)
    #expect(numbers("1.5") == nil)
    #expect(numbers(#""1""#) == nil)
  }

  @Test func `has items that any other encoder writes alike`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let job = Self.job("one")
    #expect(Array(try encoder.encode(job)) == JSON.bytes(job))
  }
}

@Suite struct `A text of JSON that is passed on` {
  struct Row: Sendable, CustomTestStringConvertible {
    var text: String
    var value: Daemon.JSONValue

    var testDescription: String { text }
  }

  @Test(arguments: [
    Row(text: "null", value: .null),
    Row(text: "true", value: .bool(true)),
    Row(text: "-7", value: .integer(-7)),
    Row(text: "1.5", value: .number(1.5)),
    Row(text: "1e999", value: .string("1e999")),
    Row(text: #""a\u00fc\n""#, value: .string("aü\n")),
    Row(text: #"[1, "x", []]"#, value: .array([.integer(1), .string("x"), .array([])])),
    Row(
      text: #"{"cron": "0 3 * * *", "at": {}}"#,
      value: .object(["cron": "0 3 * * *", "at": .object([:])])
    ),
    Row(text: "0 3 * * *", value: .string("0 3 * * *")),
    Row(text: "", value: .string("")),
  ]) func `is what it says, or a string`(_ row: Row) {
    #expect(Daemon.JSONValue(parsing: row.text) == row.value)
  }
}
