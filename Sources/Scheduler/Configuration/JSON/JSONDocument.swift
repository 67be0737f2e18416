/// A JSON text that has been read: its values as places in its bytes.
///
/// A flat table instead of a tree: eight bytes a value, in the order of the text, and no string is copied
/// before someone asks for it. A file of 100,000 jobs costs less to hold than its own text.
package struct JSONDocument: Sendable {
  /// The text; well-formed UTF-8 wherever a value stands.
  package let bytes: [UInt8]

  /// Every key and value, each container before what it holds.
  let entries: [Entry]

  /// The one value that the text is.
  package var root: JSONValue { JSONValue(index: 0) }

  /// A text that the parser has read.
  init(bytes: [UInt8], entries: [Entry]) {
    self.bytes = bytes
    self.entries = entries
  }
}

/// A handle on one value, or one key, of a document.
package struct JSONValue: Hashable, Sendable {
  /// Its place in the table.
  let index: Int
}

/// What a JSON value can be.
package enum JSONKind: Hashable, Sendable {
  case null, boolean, number, string, array, object
}

/// A JSON number, exactly where it is a whole one.
package enum JSONNumber: Hashable, Sendable {
  /// Written without a fraction or an exponent.
  case integer(Int64)

  /// Written with one of them.
  case real(Double)

  /// Too large for either.
  case overflow
}

extension JSONDocument {
  /// A value's kind, place and size in two words of 32 bits.
  ///
  /// Places need 27 bits, since no text is longer than 64 MiB. The size is the length in bytes of a scalar
  /// (for a string, of what stands between its quotes) and the index after the last descendant of a
  /// container.
  struct Entry: Sendable {
    /// What the table tells apart: finer than what a JSON value can be.
    enum Form: UInt32 {
      case null, `false`, `true`, number, string, escapedString, array, object
    }

    private let head: UInt32

    /// Bytes of a scalar; the index after a container.
    var extent: UInt32

    /// A value at an offset: of its first character, for a string of its opening quote.
    init(_ form: Form, at offset: Int, extent: Int = 0) {
      head = UInt32(truncatingIfNeeded: offset) << 3 | form.rawValue
      self.extent = UInt32(truncatingIfNeeded: extent)
    }

    /// What it is.
    var form: Form { Form(rawValue: head & 7) ?? .null }

    /// Where it begins.
    var offset: Int { Int(head >> 3) }
  }
}

extension JSONDocument {
  /// What a value is.
  package func kind(of value: JSONValue) -> JSONKind {
    switch entries[value.index].form {
    case .null: .null
    case .false, .true: .boolean
    case .number: .number
    case .string, .escapedString: .string
    case .array: .array
    case .object: .object
    }
  }

  /// The offset of a value's first byte; of a string's opening quote.
  package func offset(of value: JSONValue) -> Int {
    entries[value.index].offset
  }

  /// A boolean, or nil for anything else.
  package func boolean(_ value: JSONValue) -> Bool? {
    switch entries[value.index].form {
    case .true: true
    case .false: false
    case .null, .number, .string, .escapedString, .array, .object: nil
    }
  }

  /// A string with its escapes replaced, or nil for anything else.
  package func string(_ value: JSONValue) -> String? {
    switch entries[value.index].form {
    case .string: String(decoding: bytes[entries[value.index].content], as: UTF8.self)
    case .escapedString: String(decoding: Self.unescaped(source(of: value)), as: UTF8.self)
    case .null, .false, .true, .number, .array, .object: nil
    }
  }

  /// A scalar as it is written; of a string, what stands between its quotes, escapes and all.
  package func source(of value: JSONValue) -> ArraySlice<UInt8> {
    bytes[entries[value.index].content]
  }

  /// A number, or nil for anything else.
  package func number(_ value: JSONValue) -> JSONNumber? {
    guard entries[value.index].form == .number else { return nil }
    let text = String(decoding: source(of: value), as: UTF8.self)
    if !text.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }) {
      return Int64(text).map(JSONNumber.integer) ?? .overflow
    }
    guard let real = Double(text), real.isFinite else { return .overflow }
    return .real(real)
  }

  /// Whether a key or string is written with escapes.
  func hasEscapes(_ value: JSONValue) -> Bool {
    entries[value.index].form == .escapedString
  }

  /// Which of some keys is the first that says this; nil for none.
  package func firstIndex(of name: String, among keys: [JSONValue]) -> Int? {
    let length = name.utf8.count
    for (index, key) in keys.enumerated() {
      let entry = entries[key.index]
      switch entry.form {
      case .string where Int(entry.extent) == length && isText(at: entry.offset + 1, name): return index
      case .escapedString where string(key) == name: return index
      default: continue
      }
    }
    return nil
  }

  private func isText(at offset: Int, _ text: String) -> Bool {
    var at = offset
    for byte in text.utf8 {
      guard bytes[at] == byte else { return false }
      at += 1
    }
    return true
  }

  /// Whether a key or string without escapes has exactly these bytes.
  func string(_ value: JSONValue, isWritten spelling: [UInt8]) -> Bool {
    let entry = entries[value.index]
    guard entry.form == .string, Int(entry.extent) == spelling.count else { return false }
    var at = entry.offset + 1
    for byte in spelling {
      guard bytes[at] == byte else { return false }
      at += 1
    }
    return true
  }
}

extension JSONDocument.Entry {
  /// Where a scalar's own text stands: of a string, what is between its quotes; of a container, nothing.
  var content: Range<Int> {
    switch form {
    case .string, .escapedString: offset + 1..<offset + 1 + Int(extent)
    case .null, .false, .true, .number: offset..<offset + Int(extent)
    case .array, .object: offset..<offset
    }
  }
}

extension JSONDocument {
  /// The values of an array, in order; none for anything else.
  package func elements(of array: JSONValue) -> Elements {
    Elements(entries: entries, isContainer: entries[array.index].form == .array, index: array.index)
  }

  /// The members of an object, in order; none for anything else.
  package func members(of object: JSONValue) -> Members {
    let isObject = entries[object.index].form == .object
    return Members(values: Elements(entries: entries, isContainer: isObject, index: object.index))
  }

  /// The values directly inside a container.
  package struct Elements: Sequence, IteratorProtocol {
    private let entries: [Entry]
    private var next_: Int
    private let end: Int

    fileprivate init(entries: [Entry], isContainer: Bool, index: Int) {
      self.entries = entries
      next_ = index + 1
      end = isContainer ? Int(entries[index].extent) : index + 1
    }

    /// The next value, or nil after the last.
    package mutating func next() -> JSONValue? {
      guard next_ < end else { return nil }
      let value = JSONValue(index: next_)
      let entry = entries[next_]
      switch entry.form {
      case .array, .object: next_ = Int(entry.extent)
      case .null, .false, .true, .number, .string, .escapedString: next_ += 1
      }
      return value
    }
  }

  /// The keys and values directly inside an object.
  package struct Members: Sequence, IteratorProtocol {
    fileprivate var values: Elements

    /// The next key and its value, or nil after the last.
    package mutating func next() -> (key: JSONValue, value: JSONValue)? {
      guard let key = values.next(), let value = values.next() else { return nil }
      return (key, value)
    }
  }
}
