/// One thing that is wrong with a text's JSON, and where.
package struct JSONFault: Error, Hashable, Sendable {
  /// What is wrong.
  ///
  /// Offsets name other places that the message speaks of.
  enum Cause: Hashable, Sendable {
    case text(Text)
    case structure(Structure)
    case token(Token)
  }

  /// What can be wrong with the text as a whole.
  enum Text: Hashable, Sendable {
    case empty
    case onlySpace
    case byteOrderMark
    case otherEncoding(String)
    case tooLarge
    case trailing(String)
    case tornContainer(Container, opening: Int)
    case tornString(opening: Int)
    case tornComment(opening: Int)
    case tooMany(Int)
  }

  /// What can be wrong with how values hang together.
  enum Structure: Hashable, Sendable {
    case depth(Int)
    case missingKey(found: String, opening: Int)
    case missingColon(found: String)
    case missingValue(found: String)
    case missingComma
    case extraComma
    case equalsSign
    case wrongCloser(Container, opening: Int)
    case unexpected(String)
    case duplicateKey(String, first: Int)
  }

  /// What can be wrong with a word, a number, a string or the space between them.
  enum Token: Hashable, Sendable {
    case unquotedKey(String)
    case unquotedWord(String)
    case wordFor(String, meant: String)
    case noSuchNumber(String)
    case number(String, meant: String?)
    case singleQuotes
    case curlyQuotes
    case hashComment
    case strangeSpace(String)
    case openString
    case controlCharacter(UInt8)
    case badEscape(String)
    case shortEscape
    case loneSurrogate(String)
    case badUTF8
  }

  /// What a closing bracket ends.
  enum Container: String, Hashable, Sendable {
    case object
    case array

    /// The character that ends it.
    var closer: String { self == .object ? "}" : "]" }
  }

  /// What is wrong.
  let cause: Cause

  /// The offset of the first byte concerned.
  package let offset: Int

  /// Something wrong at an offset.
  init(_ cause: Cause, at offset: Int) {
    self.cause = cause
    self.offset = offset
  }

  /// Whether what the text says is known in spite of it.
  var leavesTextReadable: Bool {
    if case .structure(.duplicateKey) = cause { true } else { false }
  }
}

extension JSONFault {
  /// What is wrong and what to write instead.
  ///
  /// - Parameter map: The text's lines, for the other places that the message names.
  /// - Returns: One line, without the place of the fault itself.
  package func message(in map: SourceMap) -> String {
    switch cause {
    case .text(let cause): cause.message(in: map)
    case .structure(let cause): cause.message(in: map)
    case .token(let cause): cause.message
    }
  }
}

extension JSONFault.Text {
  fileprivate func message(in map: SourceMap) -> String {
    switch self {
    case .empty:
      "the file is empty; the smallest job file is {\"jobs\": []}"
    case .onlySpace:
      "the file holds nothing but white space and comments; the smallest job file is {\"jobs\": []}"
    case .byteOrderMark:
      "the file begins with a byte order mark; save it as UTF-8 without one"
    case .otherEncoding(let name):
      "the file is \(name); save it as UTF-8"
    case .tooLarge:
      "the file is larger than \(JobFile.sizeLimit >> 20) MiB, the most that is read"
    case .trailing(let found):
      "\(found) after the end of the file's one value; a bracket was closed too early, or this is left over"
    case .tornContainer(let container, let opening):
      "the file ends inside the \(container.rawValue) opened at \(map.words(for: opening));"
        + " \"\(container.closer)\" is missing, or the file was cut short"
    case .tornString(let opening):
      "the file ends inside the string opened at \(map.words(for: opening)); the closing \" is missing,"
        + " or the file was cut short"
    case .tornComment(let opening):
      "the file ends inside the comment opened at \(map.words(for: opening)); \"*/\" is missing"
    case .tooMany(let count):
      "the \(count) problems above are enough; the rest of the file was not read"
    }
  }
}

extension JSONFault.Structure {
  fileprivate func message(in map: SourceMap) -> String {
    switch self {
    case .depth(let limit):
      "arrays and objects are nested more than \(limit) deep"
    case .missingKey(let found, let opening):
      "a key in double quotes must stand here, not \(found);"
        + " was the object opened at \(map.words(for: opening)) meant to end before?"
    case .missingColon(let found):
      "a colon is missing between the key and its value, before \(found)"
    case .missingValue(let found):
      "a value is missing before \(found)"
    case .missingComma:
      "a comma is missing before this"
    case .extraComma:
      "one comma too many; remove it"
    case .equalsSign:
      "write \":\" instead of \"=\" between a key and its value"
    case .wrongCloser(let container, let opening):
      "\"\(container.closer)\" must stand here to close the \(container.rawValue) opened at"
        + " \(map.words(for: opening))"
    case .unexpected(let found):
      "\(found) cannot stand here; a value is a string, a number, true, false, null, an array or an object"
    case .duplicateKey(let key, let first):
      "the key \(key) stands twice in one object, first at \(map.words(for: first)); remove one"
    }
  }
}

extension JSONFault.Token {
  fileprivate var message: String {
    switch self {
    case .unquotedKey(let key): "keys stand in double quotes: write \"\(key)\""
    case .unquotedWord(let word): "a string stands in double quotes: write \"\(word)\""
    case .wordFor(let word, let meant): "write \(meant) instead of \(word)"
    case .noSuchNumber(let word): "JSON has no \(word); write a number"
    case .number(let text, nil): "\(text) is not a number"
    case .number(let text, let meant?): "\(text) is not a number in JSON; write \(meant)"
    case .singleQuotes: "strings stand in double quotes, not single ones"
    case .curlyQuotes: "strings stand in straight double quotes (\"), not in typographic ones"
    case .hashComment: "comments begin with \"//\", not with \"#\""
    case .strangeSpace(let name): "\(name) stands here; write an ordinary space, or nothing"
    case .openString: "the string that begins here does not end on its line; the closing \" is missing"
    case .controlCharacter(let byte): "a string holds \(Self.words(forControl: byte))"
    case .badEscape(let escape): "\(escape) is no escape; a backslash itself is written \\\\"
    case .shortEscape: "\\u must be followed by four hexadecimal digits"
    case .loneSurrogate(let escape):
      "\(escape) is half of a surrogate pair without its other half; write the character itself"
    case .badUTF8: "the bytes here are not UTF-8; save the file as UTF-8"
    }
  }

  private static func words(forControl byte: UInt8) -> String {
    switch byte {
    case 0x09: "a tab; write \\t"
    case 0x0D: "a carriage return; write \\r"
    case 0x00: "a NUL; remove it"
    case ..<0x10: "the control character U+000\(String(byte, radix: 16, uppercase: true)); remove it"
    default: "the control character U+00\(String(byte, radix: 16, uppercase: true)); remove it"
    }
  }
}

extension SourceMap {
  /// A place in words, for messages about another one.
  func words(for offset: Int) -> String {
    let place = place(at: offset)
    return "line \(place.line), column \(place.column)"
  }
}
