extension JSONTextEncoder {
  /// The members of an object.
  struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let output: Output

    /// How many containers are open while this is the innermost.
    private let depth: Int

    var codingPath: [any CodingKey] { [] }

    init(_ output: Output) {
      self.output = output
      depth = output.text.depth
    }

    /// Begins a member; what is still open inside the object belongs to the one before.
    private func begin(_ key: some CodingKey) {
      output.text.close(to: depth)
      output.text.beginMember(key.stringValue)
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
      begin(key)
      try Place(output).encode(value)
    }

    func nestedContainer<Inner>(keyedBy _: Inner.Type, forKey key: Key) -> KeyedEncodingContainer<Inner> {
      begin(key)
      return Place(output).container(keyedBy: Inner.self)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      begin(key)
      return Place(output).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
      begin(SuperKey())
      return Place(output)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
      begin(key)
      return Place(output)
    }

    func encodeNil(forKey key: Key) {
      begin(key)
      output.text.addNull()
    }

    func encode(_ value: Bool, forKey key: Key) { scalar(key) { $0.add(value) } }
    func encode(_ value: String, forKey key: Key) { scalar(key) { $0.add(value) } }
    func encode(_ value: Double, forKey key: Key) { scalar(key) { $0.add(value) } }
    func encode(_ value: Int, forKey key: Key) { scalar(key) { $0.add(value) } }
    func encode(_ value: Int32, forKey key: Key) { scalar(key) { $0.add(value) } }
    func encode(_ value: Int64, forKey key: Key) { scalar(key) { $0.add(value) } }

    private func scalar(_ key: Key, _ add: (inout JSONText) -> Void) {
      begin(key)
      add(&output.text)
    }
  }

  /// The elements of an array.
  struct Elements: UnkeyedEncodingContainer {
    private let output: Output

    /// How many containers are open while this is the innermost.
    private let depth: Int
    private(set) var count = 0

    var codingPath: [any CodingKey] { [] }

    init(_ output: Output) {
      self.output = output
      depth = output.text.depth
    }

    /// Begins an element; what is still open inside the array belongs to the one before.
    private mutating func begin() {
      output.text.close(to: depth)
      output.text.beginElement()
      count += 1
    }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
      begin()
      try Place(output).encode(value)
    }

    mutating func nestedContainer<Inner>(keyedBy _: Inner.Type) -> KeyedEncodingContainer<Inner> {
      begin()
      return Place(output).container(keyedBy: Inner.self)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      begin()
      return Place(output).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
      begin()
      return Place(output)
    }

    mutating func encodeNil() {
      begin()
      output.text.addNull()
    }
  }

  /// What the standard library calls the place of a superclass that is given no name.
  private struct SuperKey: CodingKey {
    let stringValue = "super"
    var intValue: Int? { nil }

    init() {}
    init?(stringValue _: String) { nil }
    init?(intValue _: Int) { nil }
  }
}

/// A value that may be missing is written as what it is, or as null, without a container between.
extension KeyedEncodingContainer {
  mutating func encode(_ value: String?, forKey key: Key) throws {
    if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
  }

  mutating func encode(_ value: Double?, forKey key: Key) throws {
    if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
  }

  mutating func encode(_ value: Int32?, forKey key: Key) throws {
    if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
  }

  mutating func encode(_ value: Int64?, forKey key: Key) throws {
    if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
  }

  mutating func encode<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
    if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
  }
}
