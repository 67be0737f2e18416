import FoundationEssentials

/// How the API's values become bytes and come back.
package enum JSON {
  /// One line without a line feed, keys in alphabetical order: the encoder would else put them in the order of a
  /// dictionary, which differs from process to process.
  package static func bytes(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Only numbers that are not finite cannot be encoded, and the API has none.
    guard let data = try? encoder.encode(value) else { return Array("null".utf8) }
    return Array(data)
  }

  /// Nil where the bytes are not JSON, or not of this shape.
  package static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) -> Value? {
    try? JSONDecoder().decode(type, from: Data(bytes))
  }
}
