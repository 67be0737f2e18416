import Scheduler

extension JSONDocumentDecoder {
  /// The members of an object.
  struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let place: Place
    private let keys: [Scheduler.JSONValue]
    private let values: [Scheduler.JSONValue]

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] {
      keys.compactMap { place.document.string($0).flatMap(Key.init(stringValue:)) }
    }

    init(_ place: Place) {
      self.place = place
      var (keys, values): ([Scheduler.JSONValue], [Scheduler.JSONValue]) = ([], [])
      keys.reserveCapacity(24)
      values.reserveCapacity(24)
      for (key, value) in place.document.members(of: place.value) {
        keys.append(key)
        values.append(value)
      }
      (self.keys, self.values) = (keys, values)
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try at(key).decodeNil() }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try at(key).decode(type)
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try at(key).decode(type) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try at(key).decode(type) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try at(key).decode(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try at(key).decode(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try at(key).decode(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try at(key).decode(type) }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
      try present(key)?.decode(type)
    }

    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
      try present(key)?.decode(type)
    }

    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
      try present(key)?.decode(type)
    }

    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
      try present(key)?.decode(type)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
      try present(key)?.decode(type)
    }

    func nestedContainer<Inner>(keyedBy type: Inner.Type, forKey key: Key) throws
      -> KeyedDecodingContainer<Inner>
    { try at(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try at(key).unkeyedContainer()
    }

    func superDecoder() -> any Decoder { place }

    func superDecoder(forKey key: Key) throws -> any Decoder { try at(key) }

    private func find(_ key: Key) -> Place? {
      place.document.firstIndex(of: key.stringValue, among: keys).map { Place(place.document, values[$0]) }
    }

    private func at(_ key: Key) throws -> Place {
      guard let found = find(key) else {
        let text = "byte \(place.document.offset(of: place.value)): \"\(key.stringValue)\" is missing"
        throw DecodingError.keyNotFound(
          key,
          DecodingError.Context(codingPath: [], debugDescription: text)
        )
      }
      return found
    }

    /// The value of a key, unless that is null or missing.
    private func present(_ key: Key) -> Place? {
      guard let found = find(key), !found.decodeNil() else { return nil }
      return found
    }
  }

  /// The elements of an array.
  struct Elements: UnkeyedDecodingContainer {
    private let place: Place
    private var rest: JSONDocument.Elements
    private var next: Scheduler.JSONValue?
    private(set) var currentIndex = 0

    var codingPath: [any CodingKey] { [] }

    /// Not known before the end: the standard library reserves room by it, and counting costs as much as reading.
    var count: Int? { nil }
    var isAtEnd: Bool { next == nil }

    init(_ place: Place) {
      self.place = place
      rest = place.document.elements(of: place.value)
      next = rest.next()
    }

    mutating func decodeNil() throws -> Bool {
      guard try here().decodeNil() else { return false }
      step()
      return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let value = try here().decode(type)
      step()
      return value
    }

    mutating func nestedContainer<Inner>(keyedBy type: Inner.Type) throws -> KeyedDecodingContainer<Inner> {
      let container = try here().container(keyedBy: type)
      step()
      return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      let container = try here().unkeyedContainer()
      step()
      return container
    }

    mutating func superDecoder() throws -> any Decoder {
      let decoder = try here()
      step()
      return decoder
    }

    private mutating func step() {
      next = rest.next()
      currentIndex += 1
    }

    private func here() throws -> Place {
      guard let next else { throw place.mismatch("one more element") }
      return Place(place.document, next)
    }
  }
}
