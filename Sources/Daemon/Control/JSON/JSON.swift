import FoundationEssentials

/// How the API's values become bytes and come back.
package enum JSON {
  /// One line without a line feed, keys in alphabetical order.
  package static func bytes(_ value: some Encodable) -> [UInt8] {
    // None of the API's values throws.
    (try? JSONTextEncoder().encode(value)) ?? Array("null".utf8)
  }

  /// A page of a list, which may be long; nil where the bytes are not one.
  package static func page<Item>(of _: Item.Type, from bytes: [UInt8]) -> PageObject<Item>? {
    try? JSONDocumentDecoder(bytes)?.decode(PageObject<Item>.self)
  }

  /// Nil where the bytes are not JSON, or not of this shape.
  package static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) -> Value? {
    try? JSONDecoder().decode(type, from: Data(bytes))
  }
}
