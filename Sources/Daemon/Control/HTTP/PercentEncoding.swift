extension String {
  /// The text as a part of a path or a query (RFC 3986, 2.1 and 2.3).
  package var percentEncoded: String {
    let digits = Array("0123456789ABCDEF")
    var encoded = ""
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        encoded.append(Character(Unicode.Scalar(byte)))
      default:
        encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return encoded
  }
}

extension HTTPRequest {
  /// Where the next page of a list is, as a `Link` says it (RFC 8288): the same question with another cursor.
  ///
  /// - Parameters:
  ///   - parameter: What the cursor is given as.
  ///   - next: The cursor.
  /// - Returns: A path with its query.
  func target(with parameter: String, _ next: String) -> String {
    let others = query.filter { $0.name != parameter }
    let items = others + [QueryItem(name: parameter, value: next)]
    let words = items.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }
    return "\(path)?\(words.joined(separator: "&"))"
  }
}
