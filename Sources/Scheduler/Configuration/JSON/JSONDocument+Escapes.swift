extension JSONDocument {
  /// A string's bytes with its escapes replaced, as UTF-8.
  static func unescaped(_ source: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(source.count)
    var at = source.startIndex
    while at < source.endIndex {
      let (scalar, width) = scalar(in: source, at: at)
      if source[at] == UInt8(ascii: "\\") {
        result.append(contentsOf: String(Character(scalar)).utf8)
      } else {
        result.append(contentsOf: source[at..<at + width])
      }
      at += width
    }
    return result
  }

  /// Where in the text a character of a string stands, whatever is escaped before it.
  ///
  /// - Parameters:
  ///   - position: The character's number in the decoded string, in Unicode scalars from 1.
  ///   - value: A string.
  /// - Returns: The offset of its first byte, or of the backslash of its escape; of the closing quote for a
  ///   position beyond the end.
  package func offset(ofCharacter position: Int, in value: JSONValue) -> Int {
    let source = source(of: value)
    var at = source.startIndex
    var left = position - 1
    while left > 0, at < source.endIndex {
      at += Self.scalar(in: source, at: at).width
      left -= 1
    }
    return at
  }

  /// One scalar of a string, and how many bytes it is written in.
  ///
  /// The scalar is decoded for escapes only; for plain text the width is all that is wanted. The parser also compares
  /// keys that it has found fault with, so that what is malformed has a width too: none goes beyond the string, and
  /// none swallows the backslash of an escape.
  private static func scalar(
    in source: ArraySlice<UInt8>,
    at start: Int
  ) -> (scalar: Unicode.Scalar, width: Int) {
    guard source[start] == UInt8(ascii: "\\"), start + 1 < source.endIndex else {
      return ("\u{FFFD}", UTF8Form.width(in: source, at: start) ?? 1)
    }
    if let plain = JSONEscape.scalar(for: source[start + 1]) {
      return (plain, 2)
    }
    guard let unit = escapedUnit(in: source, at: start) else { return ("\u{FFFD}", 1) }
    if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
    guard let trail = escapedUnit(in: source, at: start + 6),
      let scalar = JSONEscape.scalar(lead: unit, trail: trail)
    else { return ("\u{FFFD}", 6) }
    return (scalar, 12)
  }

  /// The UTF-16 code unit of a `\u` escape, or nil where there is none.
  private static func escapedUnit(in source: ArraySlice<UInt8>, at start: Int) -> UInt16? {
    guard source[start...].starts(with: "\\u".utf8) else { return nil }
    return JSONEscape.codeUnit(in: source, at: start + 2)
  }
}

/// What may follow a backslash (RFC 8259, section 7).
enum JSONEscape {
  /// What the escape of one letter stands for, or nil where there is none.
  static func scalar(for letter: UInt8) -> Unicode.Scalar? {
    switch letter {
    case UInt8(ascii: "\""): "\""
    case UInt8(ascii: "\\"): "\\"
    case UInt8(ascii: "/"): "/"
    case UInt8(ascii: "b"): "\u{8}"
    case UInt8(ascii: "f"): "\u{C}"
    case UInt8(ascii: "n"): "\n"
    case UInt8(ascii: "r"): "\r"
    case UInt8(ascii: "t"): "\t"
    default: nil
    }
  }

  /// The UTF-16 code unit that four hexadecimal digits spell, or nil where they are not four.
  static func codeUnit(in bytes: ArraySlice<UInt8>, at start: Int) -> UInt16? {
    guard start + 4 <= bytes.endIndex else { return nil }
    var unit: UInt16 = 0
    for byte in bytes[start..<start + 4] {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  /// The scalar that two surrogates spell, or nil where the second is none.
  static func scalar(lead: UInt16, trail: UInt16) -> Unicode.Scalar? {
    guard UTF16.isLeadSurrogate(lead), UTF16.isTrailSurrogate(trail) else { return nil }
    return Unicode.Scalar(0x10000 + (UInt32(lead - 0xD800) << 10 | UInt32(trail - 0xDC00)))
  }
}

/// How UTF-8 spells a scalar (RFC 3629).
enum UTF8Form {
  /// How many bytes a scalar has whose first byte is this one, in well-formed text.
  private static func width(ofLead byte: UInt8) -> Int {
    byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
  }

  /// How many bytes the well-formed scalar at an offset has, or nil where there is none.
  ///
  /// Overlong forms, surrogates and what lies beyond U+10FFFF are not well-formed.
  static func width(in bytes: ArraySlice<UInt8>, at start: Int) -> Int? {
    let lead = bytes[start]
    guard lead >= 0x80 else { return 1 }
    guard lead >= 0xC2, lead <= 0xF4 else { return nil }
    let width = width(ofLead: lead)
    guard start + width <= bytes.endIndex else { return nil }
    let second: ClosedRange<UInt8> =
      switch lead {
      case 0xE0: 0xA0...0xBF
      case 0xED: 0x80...0x9F
      case 0xF0: 0x90...0xBF
      case 0xF4: 0x80...0x8F
      default: 0x80...0xBF
      }
    guard second.contains(bytes[start + 1]) else { return nil }
    for at in start + 2..<start + max(width, 2) {
      guard bytes[at] & 0xC0 == 0x80 else { return nil }
    }
    return width
  }
}
