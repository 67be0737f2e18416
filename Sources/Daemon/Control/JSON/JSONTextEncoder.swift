/// Writes values that are `Encodable` straight into their JSON.
///
/// FoundationEssentials' encoder makes a dictionary of every object first. A list of jobs takes it about ten times as long,
/// all of which the loop would be held.
struct JSONTextEncoder {
  /// The text that grows, shared by everything that writes a part of it.
  final class Output {
    var text = JSONText()
  }

  private let output = Output()

  /// Writes a value.
  ///
  /// - Parameter value: What is written.
  /// - Returns: Its JSON.
  /// - Throws: What the value itself throws.
  func encode(_ value: some Encodable) throws -> [UInt8] {
    try Place(output).encode(value)
    return output.text.bytes
  }

  /// Where the next value is written, whatever that is.
  struct Place: Encoder, SingleValueEncodingContainer {
    let output: Output

    /// How many containers are open around the value.
    let depth: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ output: Output) {
      self.output = output
      depth = output.text.depth
    }

    func container<Key>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
      open { $0.openObject() }
      return KeyedEncodingContainer(Members(output))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
      open { $0.openArray() }
      return Elements(output)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    /// Opens a container; where the value asks for a second one, that goes on with the first.
    private func open(_ open: (inout JSONText) -> Void) {
      output.text.close(to: depth + 1)
      if output.text.depth == depth { open(&output.text) }
    }

    /// Adds members to the object that the value is.
    func addMembers(_ add: (inout JSONText) -> Void) {
      open { $0.openObject() }
      add(&output.text)
    }

    func encode<Value: Encodable>(_ value: Value) throws {
      try value.encode(to: self)
      output.text.close(to: depth)
    }

    func encodeNil() { output.text.addNull() }
    func encode(_ value: Bool) { output.text.add(value) }
    func encode(_ value: String) { output.text.add(value) }
    func encode(_ value: Double) { output.text.add(value) }
    func encode(_ value: Float) { output.text.add(Double(value)) }
    func encode(_ value: Int) { output.text.add(value) }
    func encode(_ value: Int8) { output.text.add(value) }
    func encode(_ value: Int16) { output.text.add(value) }
    func encode(_ value: Int32) { output.text.add(value) }
    func encode(_ value: Int64) { output.text.add(value) }
    func encode(_ value: UInt) { output.text.add(value) }
    func encode(_ value: UInt8) { output.text.add(value) }
    func encode(_ value: UInt16) { output.text.add(value) }
    func encode(_ value: UInt32) { output.text.add(value) }
    func encode(_ value: UInt64) { output.text.add(value) }
  }
}
