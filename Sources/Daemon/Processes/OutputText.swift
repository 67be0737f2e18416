/// Makes bytes that a job wrote harmless to show.
///
/// They are hostile input: an escape sequence can rewrite what stands above it on a terminal, a line separator can
/// forge a line of the log.
enum OutputText {
  /// Text of the bytes in which everything but printable characters and tabs is escaped.
  ///
  /// What is not UTF-8 becomes `\xff`, control characters `\x1b`, and what turns the direction of text or breaks a
  /// line `\u{202e}`. A backslash that was written stays as it is: this is for eyes, not for reading back.
  static func harmless(_ bytes: some Collection<UInt8>) -> String {
    if bytes.allSatisfy({ ($0 >= 0x20 && $0 < 0x7f) || $0 == 0x09 }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    var text = ""
    var rest = bytes[...]
    while let first = rest.first {
      if first < 0x80 {
        append(Unicode.Scalar(first), to: &text)
        rest = rest.dropFirst()
      } else if let (scalar, length) = decode(rest) {
        append(scalar, to: &text)
        rest = rest.dropFirst(length)
      } else {
        text += "\\x" + hexadecimal(UInt32(first), width: 2)
        rest = rest.dropFirst()
      }
    }
    return text
  }

  /// How many bytes at the end are the beginning of a character whose rest is missing; at most three.
  static func partialCharacterLength(_ bytes: [UInt8]) -> Int {
    let tail = bytes.suffix(3).reversed()
    guard let back = tail.enumerated().first(where: { $0.element & 0xc0 != 0x80 }) else { return 0 }
    let have = back.offset + 1
    let need =
      switch back.element {
      case 0xc2...0xdf: 2
      case 0xe0...0xef: 3
      case 0xf0...0xf4: 4
      default: 1
      }
    return have < need ? have : 0
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
    if scalar == "\t" || !isHarmful(scalar) {
      text.unicodeScalars.append(scalar)
    } else if scalar.value < 0x100 {
      text += "\\x" + hexadecimal(scalar.value, width: 2)
    } else {
      text += "\\u{" + hexadecimal(scalar.value, width: 4) + "}"
    }
  }

  /// Whether a character acts on what shows it: control and format characters, separators of lines and paragraphs.
  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1f, 0x7f...0x9f: true
    case 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
    case 0xe0000...0xe007f: true
    default: false
    }
  }

  /// The character that well-formed UTF-8 begins with, and its length; nil when it does not.
  private static func decode(_ bytes: some Collection<UInt8>) -> (Unicode.Scalar, Int)? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
    return (scalar, UTF8.width(scalar))
  }

  private static func hexadecimal(_ value: UInt32, width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
