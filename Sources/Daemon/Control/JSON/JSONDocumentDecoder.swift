import Scheduler

/// Reads values that are `Decodable` from JSON that the job file's parser has read.
///
/// FoundationEssentials' decoder makes a dictionary of every object, which is most of the time that a long list takes.
struct JSONDocumentDecoder {
  private let document: JSONDocument

  /// Nil where the bytes are not JSON; what the job file may have besides, such as comments, is passed over here too.
  init?(_ bytes: [UInt8]) {
    guard let document = JSONParser.parse(bytes).document else { return nil }
    self.document = document
  }

  /// Reads the document as a value.
  ///
  /// - Parameter type: Of what type.
  /// - Returns: The value.
  /// - Throws: `DecodingError` where the document has another shape.
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try Value(from: Place(document, document.root))
  }

  /// A value of the document that is being read.
  struct Place: Decoder, SingleValueDecodingContainer {
    let document: JSONDocument
    let value: Scheduler.JSONValue

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ document: JSONDocument, _ value: Scheduler.JSONValue) {
      self.document = document
      self.value = value
    }

    func container<Key>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
      guard document.kind(of: value) == .object else { throw mismatch("an object") }
      return KeyedDecodingContainer(Members(self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
      guard document.kind(of: value) == .array else { throw mismatch("an array") }
      return Elements(self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { document.kind(of: value) == .null }

    func decode<Value: Decodable>(_: Value.Type) throws -> Value { try Value(from: self) }

    func decode(_: Bool.Type) throws -> Bool {
      guard let boolean = document.boolean(value) else { throw mismatch("true or false") }
      return boolean
    }

    func decode(_: String.Type) throws -> String {
      guard let string = document.string(value) else { throw mismatch("a string") }
      return string
    }

    func decode(_: Double.Type) throws -> Double {
      switch document.number(value) {
      case .integer(let integer): return Double(integer)
      case .real(let real): return real
      case .overflow, nil: throw mismatch("a number")
      }
    }

    func decode(_: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    func decode(_: Int.Type) throws -> Int { try integer() }
    func decode(_: Int8.Type) throws -> Int8 { try integer() }
    func decode(_: Int16.Type) throws -> Int16 { try integer() }
    func decode(_: Int32.Type) throws -> Int32 { try integer() }
    func decode(_: Int64.Type) throws -> Int64 { try integer() }
    func decode(_: UInt.Type) throws -> UInt { try integer() }
    func decode(_: UInt8.Type) throws -> UInt8 { try integer() }
    func decode(_: UInt16.Type) throws -> UInt16 { try integer() }
    func decode(_: UInt32.Type) throws -> UInt32 { try integer() }
    func decode(_: UInt64.Type) throws -> UInt64 { try integer() }

    private func integer<Number: FixedWidthInteger>() throws -> Number {
      switch document.number(value) {
      case .integer(let integer):
        if let number = Number(exactly: integer) { return number }
      case .real(let real):
        // 1e3 and 1.0 are whole numbers too.
        if let number = Number(exactly: real) { return number }
      case .overflow, nil: break
      }
      throw mismatch("a whole number of at most \(Number.bitWidth) bits")
    }

    /// What is wrong, and where.
    func mismatch(_ expected: String) -> DecodingError {
      let text = "byte \(document.offset(of: value)): \(expected) is wanted here"
      return .dataCorrupted(DecodingError.Context(codingPath: [], debugDescription: text))
    }
  }
}
