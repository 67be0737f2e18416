/// Reads a file of variables: `NAME=VALUE` lines as shells and systemd write them, without expansion.
///
/// - A line that is blank, or begins with `#`, says nothing. `export ` may stand before a name.
/// - A value without quotes is what stands up to the end of the line, less the blanks at its end; ` #` begins a comment.
/// - In single quotes everything stands for itself. In double quotes `\n`, `\t`, `\r`, `\\`, `\"`, `\$` and `` \` `` are
///   escapes, and a backslash at the end of a line joins it with the next. Both may go over lines.
/// - Nothing is expanded: `$HOME` is five characters.
struct EnvironmentFileParser {
  private let bytes: [UInt8]
  private var next = 0
  private var line = 1
  private var found: [EnvironmentVariable] = []
  private var places: [String: Int] = [:]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Reads to the end.
  mutating func variables() throws(EnvironmentFileFault) -> [EnvironmentVariable] {
    while next < bytes.count { try readLine() }
    return found
  }

  private mutating func readLine() throws(EnvironmentFileFault) {
    skipBlanks()
    guard let byte = peek else { return }
    if byte == UInt8(ascii: "#") { return skipToNextLine() }
    if isAtEndOfLine { return skipToNextLine() }
    let start = line
    let name = try name()
    let value = try value()
    guard !value.contains(0) else { throw fault("\(name) must not hold a NUL", at: start) }
    guard let text = String(validating: value, as: UTF8.self) else {
      throw fault("the value of \(name) is not UTF-8", at: start)
    }
    add(EnvironmentVariable(name: name, value: text))
  }

  /// What is said last counts, in the place of what was said first.
  private mutating func add(_ variable: EnvironmentVariable) {
    if let place = places[variable.name] {
      found[place].value = variable.value
    } else {
      places[variable.name] = found.count
      found.append(variable)
    }
  }

  // MARK: Names

  private mutating func name() throws(EnvironmentFileFault) -> String {
    var word = self.word()
    if word == "export", let byte = peek, byte.isBlank {
      skipBlanks()
      word = self.word()
    }
    if let byte = peek, byte.isBlank {
      skipBlanks()
      guard peek == UInt8(ascii: "=") else {
        throw fault("must be NAME=VALUE, a comment after \"#\", or blank")
      }
      throw fault("remove the blank before \"=\"")
    }
    guard peek == UInt8(ascii: "=") else {
      throw fault("must be NAME=VALUE, a comment after \"#\", or blank")
    }
    guard !word.isEmpty else { throw fault("a name is missing before \"=\"") }
    guard Self.isName(word) else {
      throw fault(
        "\(word.quoted) is no name; it is made of A–Z, a–z, 0–9 and \"_\", and no digit comes first"
      )
    }
    next += 1
    return word
  }

  private static func isName(_ word: String) -> Bool {
    guard let first = word.utf8.first, !first.isASCIIDigit else { return false }
    return word.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "_") }
  }

  /// What stands up to a blank, a "=" or the end of the line.
  private mutating func word() -> String {
    let start = next
    while let byte = peek, !byte.isBlank, byte != UInt8(ascii: "="), !isAtEndOfLine { next += 1 }
    return String(decoding: bytes[start..<next], as: UTF8.self)
  }

  // MARK: Values

  private mutating func value() throws(EnvironmentFileFault) -> [UInt8] {
    switch peek {
    case UInt8(ascii: "'"): return try quoted(by: UInt8(ascii: "'"))
    case UInt8(ascii: "\""): return try quoted(by: UInt8(ascii: "\""))
    case let byte? where byte.isBlank:
      skipBlanks()
      guard isAtEndOfLine || peek == UInt8(ascii: "#") else {
        throw fault("remove the blank after \"=\", or put the value in quotes")
      }
      skipToNextLine()
      return []
    default: return try bare()
    }
  }

  private mutating func bare() throws(EnvironmentFileFault) -> [UInt8] {
    var value: [UInt8] = []
    while let byte = peek, !isAtEndOfLine {
      if byte == UInt8(ascii: "#"), value.last?.isBlank == true { break }
      guard byte != UInt8(ascii: "'"), byte != UInt8(ascii: "\"") else {
        throw fault("a quote in the middle of a value; put the whole value in quotes")
      }
      value.append(byte)
      next += 1
    }
    while value.last?.isBlank == true { value.removeLast() }
    skipToNextLine()
    return value
  }

  private mutating func quoted(by quote: UInt8) throws(EnvironmentFileFault) -> [UInt8] {
    let start = line
    var value: [UInt8] = []
    next += 1
    while true {
      guard let byte = peek else { throw fault("the quote that begins here is never closed", at: start) }
      next += 1
      if byte == UInt8(ascii: "\n") { line += 1 }
      if byte == quote { break }
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        if let escaped = try escaped() { value.append(escaped) }
      } else {
        value.append(byte)
      }
    }
    skipBlanks()
    guard isAtEndOfLine || peek == UInt8(ascii: "#") else {
      throw fault("nothing but a comment may follow the closing quote")
    }
    skipToNextLine()
    return value
  }

  /// What a backslash and the byte after it stand for; nil for nothing.
  private mutating func escaped() throws(EnvironmentFileFault) -> UInt8? {
    guard let byte = peek else { return nil }
    next += 1
    switch byte {
    case UInt8(ascii: "n"): return UInt8(ascii: "\n")
    case UInt8(ascii: "t"): return UInt8(ascii: "\t")
    case UInt8(ascii: "r"): return UInt8(ascii: "\r")
    case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "$"), UInt8(ascii: "`"): return byte
    case UInt8(ascii: "\n"):
      line += 1
      return nil
    default:
      throw fault("there is no escape \"\\\(Unicode.Scalar(byte))\"; for a backslash write \"\\\\\"")
    }
  }

  // MARK: Bytes

  private var peek: UInt8? { next < bytes.count ? bytes[next] : nil }

  /// A line ends with LF, or with CR and LF.
  private var isAtEndOfLine: Bool {
    guard let byte = peek else { return true }
    if byte == UInt8(ascii: "\n") { return true }
    guard byte == UInt8(ascii: "\r") else { return false }
    return next + 1 == bytes.count || bytes[next + 1] == UInt8(ascii: "\n")
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte.isBlank { next += 1 }
  }

  private mutating func skipToNextLine() {
    while let byte = peek {
      next += 1
      guard byte == UInt8(ascii: "\n") else { continue }
      line += 1
      return
    }
  }

  private func fault(_ message: String, at line: Int? = nil) -> EnvironmentFileFault {
    EnvironmentFileFault(line: line ?? self.line, message: message)
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
