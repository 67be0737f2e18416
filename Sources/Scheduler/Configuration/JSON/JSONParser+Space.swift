extension JSONParser {
  /// Skips white space and comments.
  mutating func space() throws(JSONFault) {
    while let byte = current {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        position += 1
      case UInt8(ascii: "/"):
        try comment()
      case UInt8(ascii: "#"):
        try note(.token(.hashComment), at: position)
        try skipLine()
      case 0x80...:
        guard try strangeSpace() else { return }
      default:
        return
      }
    }
  }

  private mutating func comment() throws(JSONFault) {
    let opening = position
    switch position + 1 < bytes.count ? bytes[position + 1] : 0 {
    case UInt8(ascii: "/"):
      try skipLine()
    case UInt8(ascii: "*"):
      position += 2
      while true {
        guard position + 1 < bytes.count else {
          throw JSONFault(.text(.tornComment(opening: opening)), at: bytes.count)
        }
        if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") { break }
        position += try width()
      }
      position += 2
    default:
      throw strangeCharacter(at: position)
    }
  }

  private mutating func skipLine() throws(JSONFault) {
    while let byte = current, byte != UInt8(ascii: "\n") {
      position += try width()
    }
  }

  /// Skips a character that looks like white space and is none to JSON, as text copied from a page has it.
  private mutating func strangeSpace() throws(JSONFault) -> Bool {
    for (spelling, name) in Self.strangeSpaces where bytes[position...].starts(with: spelling) {
      try note(.token(.strangeSpace(name)), at: position)
      position += spelling.count
      return true
    }
    return false
  }

  private static let strangeSpaces: [(spelling: [UInt8], name: String)] = [
    ([0xC2, 0xA0], "a no-break space"),
    ([0xE2, 0x80, 0x8B], "a zero-width space"),
    ([0xE2, 0x80, 0xAF], "a narrow no-break space"),
    ([0xE3, 0x80, 0x80], "an ideographic space"),
    ([0xEF, 0xBB, 0xBF], "a byte order mark"),
  ]

  /// How many bytes the character at the position has; notes those that are not UTF-8, one by one.
  mutating func width() throws(JSONFault) -> Int {
    if bytes[position] < 0x80 { return 1 }
    if let width = UTF8Form.width(in: bytes[...], at: position) { return width }
    try note(.token(.badUTF8), at: position)
    return 1
  }

  /// Notes, or refuses, what tells that the text is not plain UTF-8.
  mutating func encoding() throws(JSONFault) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      try note(.text(.byteOrderMark), at: 0)
      position = 3
    } else if [0xFF, 0xFE].contains(bytes.first ?? 0) || bytes.prefix(4).contains(0) {
      // Neither 0xFF nor 0xFE occurs in UTF-8, and in the others every ASCII character has a zero.
      throw JSONFault(.text(.otherEncoding("UTF-16 or UTF-32")), at: 0)
    }
  }

  /// The fault that a character is which nothing in JSON begins with.
  func strangeCharacter(at offset: Int) -> JSONFault {
    // U+201C and U+201D.
    if [[0xE2, 0x80, 0x9C], [0xE2, 0x80, 0x9D]].contains(where: { bytes[offset...].starts(with: $0) }) {
      return JSONFault(.token(.curlyQuotes), at: offset)
    }
    guard UTF8Form.width(in: bytes[...], at: offset) != nil else {
      return JSONFault(.token(.badUTF8), at: offset)
    }
    return JSONFault(.structure(.unexpected(found(at: offset))), at: offset)
  }

  /// What stands at an offset, in words for a message.
  func found(at offset: Int) -> String {
    guard offset < bytes.count else { return "the end of the file" }
    if bytes[offset] == UInt8(ascii: "\"") { return "a string" }
    let token = token(at: offset)
    if !token.isEmpty {
      return String(decoding: bytes[token.prefix(100)], as: UTF8.self).quoted
    }
    let width = UTF8Form.width(in: bytes[...], at: offset) ?? 1
    return String(decoding: bytes[offset..<offset + width], as: UTF8.self).quoted
  }
}
