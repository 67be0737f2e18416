/// An object of a list, which writes its members without a container between: a list has thousands.
///
/// Keys that come in their alphabetical order need no sorting.
protocol JSONWritable: Encodable {
  /// Writes the members; the object is open, and is closed by whoever opened it.
  func writeMembers(to json: inout JSONText)
}

extension JSONWritable {
  package func encode(to encoder: any Encoder) throws {
    if let place = encoder as? JSONTextEncoder.Place {
      place.addMembers { writeMembers(to: &$0) }
    } else {
      try JSONValue(parsing: String(decoding: JSON.bytes(self), as: UTF8.self)).encode(to: encoder)
    }
  }
}

// A value that may be missing is written as what it is, or as null. The keys are the program's own, and plain.
extension JSONText {
  mutating func add(_ key: some CodingKey, _ value: Bool) {
    beginMember(plain: key.stringValue)
    add(value)
  }

  mutating func add(_ key: some CodingKey, _ value: String?) {
    beginMember(plain: key.stringValue)
    if let value { add(value) } else { addNull() }
  }

  mutating func add(_ key: some CodingKey, _ value: (some FixedWidthInteger)?) {
    beginMember(plain: key.stringValue)
    if let value { add(value) } else { addNull() }
  }

  mutating func add(_ key: some CodingKey, _ value: Double?) {
    beginMember(plain: key.stringValue)
    if let value { add(value) } else { addNull() }
  }

  mutating func add(_ key: some CodingKey, _ values: [String]) {
    beginMember(plain: key.stringValue)
    openArray()
    for value in values {
      beginElement()
      add(value)
    }
    close(to: depth - 1)
  }

  mutating func add(_ key: some CodingKey, _ values: [String: String]) {
    beginMember(plain: key.stringValue)
    openObject()
    for (name, value) in values {
      beginMember(name)
      add(value)
    }
    close(to: depth - 1)
  }

  mutating func add(_ key: some CodingKey, _ object: (some JSONWritable)?) {
    beginMember(plain: key.stringValue)
    if let object { add(object) } else { addNull() }
  }

  mutating func add(_ key: some CodingKey, _ objects: [some JSONWritable]) {
    beginMember(plain: key.stringValue)
    openArray()
    for object in objects {
      beginElement()
      add(object)
    }
    close(to: depth - 1)
  }

  private mutating func add(_ object: some JSONWritable) {
    openObject()
    object.writeMembers(to: &self)
    close(to: depth - 1)
  }
}
