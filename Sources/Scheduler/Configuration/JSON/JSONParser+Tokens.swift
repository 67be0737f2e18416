extension JSONParser {
  /// The letters, digits and signs from an offset on that hang together.
  func token(at offset: Int) -> Range<Int> {
    var end = offset
    while end < bytes.count, Self.isTokenByte(bytes[end]) { end += 1 }
    return offset..<end
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default:
      false
    }
  }

  /// Reads a key without quotes, which is a fault.
  mutating func unquotedKey() throws(JSONFault) {
    let token = token(at: position)
    try note(.token(.unquotedKey(shortened(token))), at: position)
    entries.append(JSONDocument.Entry(.null, at: position))
    position = token.upperBound
  }

  /// Reads `true`, `false` or `null`, or notes what was meant.
  mutating func word() throws(JSONFault) {
    let token = token(at: position)
    var form: JSONDocument.Entry.Form = .null
    if bytes[token].elementsEqual("true".utf8) {
      form = .true
    } else if bytes[token].elementsEqual("false".utf8) {
      form = .false
    } else if !bytes[token].elementsEqual("null".utf8) {
      try note(.token(fault(forWord: shortened(token))), at: position)
    }
    entries.append(JSONDocument.Entry(form, at: position, extent: token.count))
    position = token.upperBound
  }

  private func fault(forWord word: String) -> JSONFault.Token {
    switch word.lowercased() {
    case "true", "yes", "on": .wordFor(word, meant: "true")
    case "false", "no", "off": .wordFor(word, meant: "false")
    case "null", "none", "nil", "undefined": .wordFor(word, meant: "null")
    case "nan", "infinity", "inf": .noSuchNumber(word)
    default: .unquotedWord(word)
    }
  }

  /// Reads a number, or notes what was meant.
  mutating func number() throws(JSONFault) {
    let token = token(at: position)
    if !isNumber(token) {
      try note(.token(fault(forNumber: token)), at: position)
    }
    entries.append(JSONDocument.Entry(.number, at: position, extent: token.count))
    position = token.upperBound
  }

  /// Whether a token is a number by the grammar of RFC 8259, section 6.
  private func isNumber(_ token: Range<Int>) -> Bool {
    var at = token.lowerBound
    func isAt(_ character: Unicode.Scalar) -> Bool {
      at < token.upperBound && bytes[at] == UInt8(ascii: character)
    }
    func skipDigits() -> Bool {
      let start = at
      while at < token.upperBound, bytes[at].isASCIIDigit { at += 1 }
      return at > start
    }
    if isAt("-") { at += 1 }
    if isAt("0") {
      at += 1
    } else if !skipDigits() {
      return false
    }
    if isAt(".") {
      at += 1
      guard skipDigits() else { return false }
    }
    if isAt("e") || isAt("E") {
      at += 1
      if isAt("+") || isAt("-") { at += 1 }
      guard skipDigits() else { return false }
    }
    return at == token.upperBound
  }

  private func fault(forNumber token: Range<Int>) -> JSONFault.Token {
    let text = shortened(token)
    let sign = text.hasPrefix("-") ? "-" : ""
    let body = String(text.drop { $0 == "+" || $0 == "-" })
    if ["infinity", "inf", "nan"].contains(body.lowercased()) {
      return .noSuchNumber(text)
    }
    if body.lowercased().hasPrefix("0x"), let value = Int(body.dropFirst(2), radix: 16) {
      return .number(text, meant: "\(sign)\(value)")
    }
    // Leading zeros, a plus sign, and a point without digits on one side have one meaning each.
    var meant = String(body.drop { $0 == "0" })
    if meant.first.map({ !$0.isNumber }) ?? true { meant = "0" + meant }
    if meant.hasSuffix(".") { meant.removeLast() }
    let isMended = body.utf8.allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
    if isMended, body.utf8.contains(where: \.isASCIIDigit), Double(meant) != nil {
      return .number(text, meant: sign + meant)
    }
    let isWord = body.utf8.contains { $0.isASCIILetter }
    return .number(text, meant: isWord ? "\"\(text)\"" : nil)
  }

  /// A token as a message shows it.
  private func shortened(_ token: Range<Int>) -> String {
    let limit = 60
    let text = String(decoding: bytes[token.prefix(limit)], as: UTF8.self)
    return token.count > limit ? text + "…" : text
  }
}

extension JSONParser {
  /// Reads a string; the position is at its opening quote.
  mutating func string() throws(JSONFault) {
    let opening = position
    var form: JSONDocument.Entry.Form = .string
    position += 1
    while true {
      guard position < bytes.count else {
        throw JSONFault(.text(.tornString(opening: opening)), at: bytes.count)
      }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let extent = position - opening - 1
        entries.append(JSONDocument.Entry(form, at: opening, extent: extent))
        position += 1
        return
      case UInt8(ascii: "\\"):
        form = .escapedString
        try escape()
      case UInt8(ascii: "\n"):
        return try endOpenString(opening: opening)
      case UInt8(ascii: "\r") where position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "\n"):
        return try endOpenString(opening: opening)
      case ..<0x20:
        try note(.token(.controlCharacter(bytes[position])), at: position)
        position += 1
      case ..<0x80:
        position += 1
      default:
        position += try width()
      }
    }
  }

  /// Reads on at the end of the line: a quote that is missing here would otherwise turn the rest of the file
  /// inside out.
  private mutating func endOpenString(opening: Int) throws(JSONFault) {
    try note(.token(.openString), at: opening)
    entries.append(JSONDocument.Entry(.string, at: opening, extent: position - opening - 1))
    // The comma or colon that the next line misses may stand in the string.
    try space()
    ignoreLine(of: position)
  }

  /// Reads an escape; the position is at its backslash.
  private mutating func escape() throws(JSONFault) {
    let start = position
    guard start + 1 < bytes.count else {
      position += 1
      return
    }
    let letter = bytes[start + 1]
    if JSONEscape.scalar(for: letter) != nil {
      position += 2
      return
    }
    guard letter == UInt8(ascii: "u") else {
      // Only the backslash is taken: what follows may be the closing quote of another kind, or the line's
      // end.
      position += 1
      try note(.token(.badEscape("\\" + found(at: start + 1).filter { $0 != "\"" })), at: start)
      return
    }
    guard let unit = JSONEscape.codeUnit(in: bytes[...], at: start + 2) else {
      position += 2
      try note(.token(.shortEscape), at: start)
      return
    }
    position += 6
    guard UTF16.isLeadSurrogate(unit) || UTF16.isTrailSurrogate(unit) else { return }
    if UTF16.isLeadSurrogate(unit), bytes[position...].starts(with: "\\u".utf8),
      let trail = JSONEscape.codeUnit(in: bytes[...], at: position + 2), UTF16.isTrailSurrogate(trail)
    {
      position += 6
      return
    }
    try note(.token(.loneSurrogate(String(decoding: bytes[start..<start + 6], as: UTF8.self))), at: start)
  }

  /// Reads a string in single quotes, which is a fault; up to the end of the line where the other quote is
  /// missing.
  mutating func singleQuotedString() throws(JSONFault) {
    let opening = position
    try note(.token(.singleQuotes), at: opening)
    position += 1
    while let byte = current, byte != UInt8(ascii: "'"), byte != UInt8(ascii: "\n") {
      position += byte == UInt8(ascii: "\\") && position + 1 < bytes.count ? 2 : try width()
    }
    entries.append(JSONDocument.Entry(.string, at: opening, extent: position - opening - 1))
    if current == UInt8(ascii: "'") { position += 1 }
  }
}
