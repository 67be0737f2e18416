/// JSON Schemas of the API's objects, found by having them decode themselves: they name their keys and types, and the
/// values that they get mean nothing.
///
/// So a schema cannot differ from the object that it is of.
struct SchemaCollection {
  /// By name, in no order.
  private(set) var schemas: [String: JSONValue] = [:]

  /// The schema of a type: a reference where it is an object's.
  mutating func schema(of type: any Decodable.Type) -> JSONValue {
    if let simple = Self.simple(type) { return simple }
    let name = Self.name(of: type)
    let reference = JSONValue.object(["$ref": .string("#/components/schemas/\(name)")])
    if schemas[name] != nil { return reference }
    let recorder = SchemaRecorder(self)
    // It gets what it asks for, so nothing is thrown; what was told before that counts in any case.
    _ = try? type.init(from: SchemaDecoder(recorder: recorder))
    self = recorder.collection
    if let element = recorder.element {
      return .object(["type": .string("array"), "items": element])
    }
    schemas[name] = recorder.schema
    return reference
  }

  private static func simple(_ type: any Decodable.Type) -> JSONValue? {
    func of(_ name: String) -> JSONValue { .object(["type": .string(name)]) }
    func map(_ name: String) -> JSONValue {
      .object(["type": .string("object"), "additionalProperties": of(name)])
    }
    switch type {
    case is String.Type: return of("string")
    case is Bool.Type: return of("boolean")
    case is Double.Type: return of("number")
    case is Int.Type, is Int32.Type, is Int64.Type, is UInt32.Type: return of("integer")
    case is [String: String].Type: return map("string")
    case is [String: Int].Type: return map("integer")
    case is JSONValue.Type: return .object([:])
    case is [String: JSONValue].Type: return of("object")
    case is StatusObject.State.Type:
      return .object([
        "type": .string("string"), "enum": .array(["running", "degraded", "stopping"].map { .string($0) }),
      ])
    default: return nil
    }
  }

  /// `RunObject` is `Run`, `PageObject<RunObject>` is `PageOfRun`.
  private static func name(of type: any Decodable.Type) -> String {
    String(describing: type).split { $0 == "<" || $0 == ">" }
      .map { $0.hasSuffix("Object") ? $0.dropLast("Object".count) : $0 }
      .joined(separator: "Of")
  }
}

/// What an object told of itself.
private final class SchemaRecorder {
  var collection: SchemaCollection
  var properties: [String: JSONValue] = [:]
  var optional: Set<String> = []
  var element: JSONValue?

  init(_ collection: SchemaCollection) {
    self.collection = collection
  }

  var schema: JSONValue {
    var properties = properties
    for name in optional {
      guard let schema = properties[name] else { continue }
      properties[name] = .object(["anyOf": .array([schema, .object(["type": .string("null")])])])
    }
    let required = Set(properties.keys).subtracting(optional).sorted()
    return .object([
      "type": .string("object"), "properties": .object(properties),
      "required": .array(required.map { .string($0) }),
    ])
  }

  /// Takes note of what is decoded, and makes one up.
  func value<Value: Decodable>(_ type: Value.Type) throws -> (schema: JSONValue, value: Value) {
    let schema = collection.schema(of: type)
    switch type {
    case is String.Type: if let value = "" as? Value { return (schema, value) }
    case is StatusObject.State.Type:
      if let value = StatusObject.State.running as? Value { return (schema, value) }
    default: break
    }
    // A decoder of its own: what this value decodes has been taken note of by the collection.
    let blank = SchemaRecorder(collection)
    return (schema, try Value(from: SchemaDecoder(recorder: blank)))
  }
}

private struct SchemaDecoder: Decoder {
  var recorder: SchemaRecorder
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(KeyedSchema<Key>(recorder: recorder))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { ListSchema(recorder: recorder) }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { SingleSchema(recorder: recorder) }
}

private struct KeyedSchema<Key: CodingKey>: KeyedDecodingContainerProtocol {
  var recorder: SchemaRecorder
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { [] }

  func contains(_ key: Key) -> Bool { true }

  /// Asked of what may be missing before it is decoded.
  func decodeNil(forKey key: Key) throws -> Bool {
    recorder.optional.insert(key.stringValue)
    return false
  }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let (schema, value) = try recorder.value(type)
    recorder.properties[key.stringValue] = schema
    return value
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
    -> KeyedDecodingContainer<Nested>
  {
    KeyedDecodingContainer(KeyedSchema<Nested>(recorder: SchemaRecorder(recorder.collection)))
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    ListSchema(recorder: SchemaRecorder(recorder.collection))
  }

  func superDecoder() throws -> any Decoder { SchemaDecoder(recorder: recorder) }

  func superDecoder(forKey key: Key) throws -> any Decoder { SchemaDecoder(recorder: recorder) }
}

/// A list of one element.
private struct ListSchema: UnkeyedDecodingContainer {
  var recorder: SchemaRecorder
  var codingPath: [any CodingKey] { [] }
  var count: Int? { 1 }
  var currentIndex = 0
  var isAtEnd: Bool { currentIndex > 0 }

  init(recorder: SchemaRecorder) {
    self.recorder = recorder
  }

  mutating func decodeNil() throws -> Bool { false }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    currentIndex += 1
    let (schema, value) = try recorder.value(type)
    recorder.element = schema
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
    -> KeyedDecodingContainer<Nested>
  {
    KeyedDecodingContainer(KeyedSchema<Nested>(recorder: SchemaRecorder(recorder.collection)))
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    ListSchema(recorder: SchemaRecorder(recorder.collection))
  }

  mutating func superDecoder() throws -> any Decoder { SchemaDecoder(recorder: recorder) }
}

/// A value that is no object: the blank one of its kind.
private struct SingleSchema: SingleValueDecodingContainer {
  var recorder: SchemaRecorder
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool { false }
  func decode(_ type: Bool.Type) throws -> Bool { false }
  func decode(_ type: String.Type) throws -> String { "" }
  func decode(_ type: Double.Type) throws -> Double { 0 }
  func decode(_ type: Float.Type) throws -> Float { 0 }
  func decode(_ type: Int.Type) throws -> Int { 0 }
  func decode(_ type: Int8.Type) throws -> Int8 { 0 }
  func decode(_ type: Int16.Type) throws -> Int16 { 0 }
  func decode(_ type: Int32.Type) throws -> Int32 { 0 }
  func decode(_ type: Int64.Type) throws -> Int64 { 0 }
  func decode(_ type: UInt.Type) throws -> UInt { 0 }
  func decode(_ type: UInt8.Type) throws -> UInt8 { 0 }
  func decode(_ type: UInt16.Type) throws -> UInt16 { 0 }
  func decode(_ type: UInt32.Type) throws -> UInt32 { 0 }
  func decode(_ type: UInt64.Type) throws -> UInt64 { 0 }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try recorder.value(type).value }
}
