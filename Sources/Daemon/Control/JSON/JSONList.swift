/// A page of a list that grows by an item at a time: the same bytes as those of a `PageObject`.
final class JSONList {
  private let output = JSONTextEncoder.Output()

  init() {
    output.text.openObject()
    output.text.beginMember("items")
    output.text.openArray()
  }

  /// Adds an item.
  func add(_ item: some Encodable) {
    output.text.beginElement()
    // None of the API's values throws.
    try? JSONTextEncoder.Place(output).encode(item)
  }

  /// The page, once it has all of its items.
  ///
  /// - Parameter next: What the next page is asked for with; nil on the last one.
  /// - Returns: Its JSON.
  func bytes(next: String?) -> [UInt8] {
    output.text.close(to: 1)
    output.text.beginMember("next")
    if let next { output.text.add(next) } else { output.text.addNull() }
    output.text.close(to: 0)
    return output.text.bytes
  }
}
