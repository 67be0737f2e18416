/// What a key of the job file takes: in words, and as a schema that refuses nothing that the reader accepts.
package struct ValueType: Sendable {
  /// In words: "duration or null".
  package let words: String

  /// The members of its schema.
  let schema: [(name: String, value: JSONTree)]

  init(_ words: String, _ schema: [(name: String, value: JSONTree)]) {
    self.words = words
    self.schema = schema
  }

  /// A type whose schema stands elsewhere in the document.
  init(_ words: String, definition: String) {
    self.init(words, [("$ref", .string("#/$defs/\(definition)"))])
  }

  /// The schema as a value.
  var tree: JSONTree { .object(schema) }

  /// The same type, or null.
  var orNull: ValueType {
    ValueType("\(words) or null", [("anyOf", .array([tree, .object([("type", .string("null"))])]))])
  }
}

extension ValueType {
  static let boolean = ValueType("boolean", [("type", .string("boolean"))])
  static let string = ValueType("string", [("type", .string("string"))])
  static let null = ValueType("null", [("type", .string("null"))])

  /// Nothing but true.
  static let true_ = ValueType("`true`", [("const", .json("true"))])

  static let duration = ValueType("duration", definition: "duration")
  static let positiveDuration = ValueType("duration", definition: "positive_duration")
  static let timestamp = ValueType("date or time", definition: "timestamp")
  static let day = ValueType("day", definition: "day")
  static let zone = ValueType("zone", definition: "zone")
  static let cron = ValueType("cron expression", definition: "cron")
  static let jobID = ValueType("job id", definition: "job_id")
  static let exitCodes = ValueType("array of exit codes", definition: "exit_codes")

  /// A program and its arguments.
  static let argumentVector = ValueType(
    "array of strings",
    [
      ("type", .string("array")), ("items", string.tree), ("prefixItems", .array([filled("").tree])),
      ("minItems", .number(1)),
    ]
  )

  /// A string that matches a pattern as a whole.
  static func text(_ words: String, _ pattern: String) -> ValueType {
    ValueType(words, [("type", .string("string")), ("pattern", .string("^\(pattern)$"))])
  }

  /// A string that is not empty.
  static func filled(_ words: String) -> ValueType {
    ValueType(words, [("type", .string("string")), ("minLength", .number(1))])
  }

  static func integer(_ range: ClosedRange<Int>) -> ValueType {
    ValueType(
      "whole number from \(range.lowerBound) to \(range.upperBound)",
      [
        ("type", .string("integer")), ("minimum", .number(range.lowerBound)),
        ("maximum", .number(range.upperBound)),
      ]
    )
  }

  /// One of the words of an enumeration.
  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _: Choice.Type,
    and more: String...
  ) -> ValueType {
    let words = Choice.allCases.map(\.rawValue) + more
    return ValueType(words.map { "`\"\($0)\"`" }.joined(separator: ", "), [("enum", .strings(words))])
  }

  /// A number of bytes, as the reader's `byteCount` takes it.
  static func bytes(_ range: ClosedRange<Int>) -> ValueType {
    let text = ValueType.text("", "[0-9]+ *(B|[KMGT](iB)?)?")
    return ValueType("number of bytes", [("anyOf", .array([integer(range).tree, text.tree]))])
  }

  static func array(of element: ValueType, _ words: String, atLeast least: Int = 0) -> ValueType {
    let bound = least > 0 ? [(name: "minItems", value: JSONTree.number(least))] : []
    return ValueType(words, [("type", .string("array")), ("items", element.tree)] + bound)
  }

  /// An object with any names that match a pattern.
  static func map(to value: ValueType, _ words: String, names pattern: String) -> ValueType {
    ValueType(
      words,
      [
        ("type", .string("object")),
        ("propertyNames", .object([("pattern", .string("^\(pattern)$"))])),
        ("additionalProperties", value.tree),
      ]
    )
  }

  static func anyOf(_ words: String, _ types: ValueType...) -> ValueType {
    ValueType(words, [("anyOf", .array(types.map(\.tree)))])
  }
}

/// The patterns of what stands in strings.
enum ValuePattern {
  static let jobID = "[A-Za-z0-9._-]{1,128}"
  static let tag = "[A-Za-z0-9._:/-]{1,64}"
  static let zone = "(:/etc/localtime|[A-Z0-9_+-][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)"

  /// Counts of units from the largest to the smallest; only milliseconds have a fraction.
  static let duration =
    "(?=.)([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+([.][0-9]+)?ms)?"

  /// A nickname, or five to seven fields.
  static let cron: String = {
    let field = "[0-9A-Za-z*,/#?+()-]+"
    return "[ \\t]*(@[a-z]+|\(field)([ \\t]+\(field)){4,6})[ \\t]*"
  }()

  static let day = "(19[7-9][0-9]|2[01][0-9][0-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"

  /// A day, which a time may follow, which an offset may follow.
  static let timestamp: String = {
    let hourAndMinute = "([01][0-9]|2[0-3]):[0-5][0-9]"
    return "\(day)([Tt ]\(hourAndMinute):[0-5][0-9]([.][0-9]{1,9})?([Zz]|[+-]\(hourAndMinute))?)?"
  }()
}
