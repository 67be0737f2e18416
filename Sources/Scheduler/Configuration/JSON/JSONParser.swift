/// Reads JSON (RFC 8259) with comments and trailing commas, strictly, and says what else is wrong where.
///
/// What has an obvious mend (a missing comma, single quotes, `True`) is noted and read on; at most one such
/// fault a line, since what follows on the line is often only its echo. What has none ends the reading.
package struct JSONParser: ~Copyable {
  /// How deep arrays and objects may be nested.
  package static let depthLimit = 64

  /// How many faults are noted before the rest of a text is left alone.
  package static let faultLimit = 20

  let bytes: [UInt8]
  var position = 0
  var entries: [JSONDocument.Entry] = []
  private var faults: [JSONFault] = []

  /// The last fault, also one that was not noted because another stands on its line.
  private var lastFault: Int?
  private var notedCount = 0
  private var depth = 0

  /// Keys of the objects that are being read, as indices into `entries`.
  private var keys: [Int] = []

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // Enough for the densest job files; what is not used is never touched, and costs nothing.
    entries.reserveCapacity(bytes.count / 6 + 16)
  }

  /// Reads a text.
  ///
  /// - Parameter bytes: The whole text.
  /// - Returns: The document, or nil where the text is not JSON; and the faults, ordered by place. A document
  ///   with faults has duplicate keys and nothing worse.
  package static func parse(_ bytes: [UInt8]) -> (document: JSONDocument?, faults: [JSONFault]) {
    guard bytes.count <= JobFile.sizeLimit else {
      return (nil, [JSONFault(.text(.tooLarge), at: 0)])
    }
    var parser = JSONParser(bytes)
    var isReadable = true
    do {
      try parser.text()
      isReadable = parser.faults.allSatisfy(\.leavesTextReadable)
    } catch {
      parser.noteLast(error)
      isReadable = false
    }
    let faults = parser.faults.sorted { $0.offset < $1.offset }
    return (isReadable ? JSONDocument(bytes: bytes, entries: parser.entries) : nil, faults)
  }

  private mutating func text() throws(JSONFault) {
    try encoding()
    try space()
    guard position < bytes.count else {
      throw JSONFault(.text(bytes.isEmpty ? .empty : .onlySpace), at: position)
    }
    try value()
    try space()
    guard position == bytes.count else {
      throw JSONFault(.text(.trailing(found(at: position))), at: position)
    }
  }

  /// The byte at the position, or nil at the end.
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Notes a fault that can be read past, unless its line has one already.
  ///
  /// - Throws: The fault that ends the reading, where this one makes too many.
  mutating func note(_ cause: JSONFault.Cause, at offset: Int) throws(JSONFault) {
    let fault = JSONFault(cause, at: offset)
    guard !fault.leavesTextReadable else {
      faults.append(fault)
      return
    }
    guard isOnNewLine(offset) else { return }
    guard notedCount < Self.faultLimit else {
      throw JSONFault(.text(.tooMany(Self.faultLimit)), at: offset)
    }
    faults.append(fault)
    notedCount += 1
  }

  /// Notes the fault that ended the reading.
  private mutating func noteLast(_ fault: JSONFault) {
    if case .text(.tooMany) = fault.cause {
      faults.append(fault)
    } else if isOnNewLine(fault.offset) {
      faults.append(fault)
    }
  }

  /// Counts what is wrong on the line of an offset to the last fault.
  mutating func ignoreLine(of offset: Int) {
    lastFault = offset
  }

  /// Whether a fault at an offset is the first of its line; it is remembered either way, so that no byte is
  /// looked at twice.
  private mutating func isOnNewLine(_ offset: Int) -> Bool {
    defer { lastFault = max(offset, lastFault ?? 0) }
    guard let lastFault else { return true }
    return offset > lastFault && bytes[lastFault..<offset].contains(UInt8(ascii: "\n"))
  }
}

extension JSONParser {
  /// Reads one value; the position is at its first character.
  private mutating func value() throws(JSONFault) {
    let start = position
    switch bytes[position] {
    case UInt8(ascii: "\""):
      try string()
    case UInt8(ascii: "{"):
      try container(.object)
    case UInt8(ascii: "["):
      try container(.array)
    case UInt8(ascii: "'"):
      try singleQuotedString()
    case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      try number()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: "$"):
      try word()
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
      // A null stands for what is missing, so that keys and values still come in pairs.
      try note(.structure(.missingValue(found: found(at: start))), at: start)
      entries.append(JSONDocument.Entry(.null, at: start))
    default:
      throw strangeCharacter(at: start)
    }
  }

  /// Reads an array or an object; the position is at its opening bracket.
  private mutating func container(_ container: JSONFault.Container) throws(JSONFault) {
    let opening = position
    guard depth < Self.depthLimit else {
      throw JSONFault(.structure(.depth(Self.depthLimit)), at: opening)
    }
    depth += 1
    defer { depth -= 1 }
    let index = entries.count
    let firstKey = keys.count
    entries.append(JSONDocument.Entry(container == .object ? .object : .array, at: opening))
    position += 1
    try space()
    while try !closes(container, opening: opening) {
      if container == .object {
        try member(opening: opening)
      } else {
        try value()
      }
      try separator(in: container)
    }
    entries[index].extent = UInt32(truncatingIfNeeded: entries.count)
    try noteDuplicates(since: firstKey)
    keys.removeLast(keys.count - firstKey)
  }

  /// Takes the closing bracket where there is one; ends the reading where the wrong one stands, or the text
  /// ends.
  private mutating func closes(_ container: JSONFault.Container, opening: Int) throws(JSONFault) -> Bool {
    guard let byte = current else {
      throw JSONFault(.text(.tornContainer(container, opening: opening)), at: position)
    }
    switch (byte, container) {
    case (UInt8(ascii: "}"), .object), (UInt8(ascii: "]"), .array):
      position += 1
      return true
    case (UInt8(ascii: "}"), .array), (UInt8(ascii: "]"), .object):
      throw JSONFault(.structure(.wrongCloser(container, opening: opening)), at: position)
    default:
      return false
    }
  }

  /// Reads a key, its colon and its value.
  private mutating func member(opening: Int) throws(JSONFault) {
    if current == UInt8(ascii: ",") {
      try note(.structure(.extraComma), at: position)
      return
    }
    keys.append(entries.count)
    try key(opening: opening)
    try space()
    guard let byte = current else {
      throw JSONFault(.text(.tornContainer(.object, opening: opening)), at: position)
    }
    switch byte {
    case UInt8(ascii: ":"):
      position += 1
    case UInt8(ascii: "="):
      try note(.structure(.equalsSign), at: position)
      position += 1
    default:
      try note(.structure(.missingColon(found: found(at: position))), at: position)
    }
    try space()
    guard position < bytes.count else {
      throw JSONFault(.text(.tornContainer(.object, opening: opening)), at: position)
    }
    try value()
  }

  private mutating func key(opening: Int) throws(JSONFault) {
    switch bytes[position] {
    case UInt8(ascii: "\""):
      try string()
    case UInt8(ascii: "'"):
      try singleQuotedString()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: "$"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      try unquotedKey()
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"), UInt8(ascii: "="):
      throw JSONFault(.structure(.missingKey(found: found(at: position), opening: opening)), at: position)
    default:
      throw strangeCharacter(at: position)
    }
  }

  /// Takes the comma after a value, also a trailing one, and the space around it.
  private mutating func separator(in container: JSONFault.Container) throws(JSONFault) {
    try space()
    guard let byte = current, byte != UInt8(ascii: "}"), byte != UInt8(ascii: "]") else { return }
    guard byte == UInt8(ascii: ",") else {
      try note(.structure(.missingComma), at: position)
      return
    }
    position += 1
    try space()
    while current == UInt8(ascii: ",") {
      try note(.structure(.extraComma), at: position)
      position += 1
      try space()
    }
  }
}

extension JSONParser {
  /// Notes the keys of one object that stand in it twice.
  private mutating func noteDuplicates(since firstKey: Int) throws(JSONFault) {
    // What a program has written is often in order, and then no key stands there twice.
    if areAscending(since: firstKey) { return }
    // Few keys are compared with each other, many through a table: quadratic work is an attack on the reader.
    guard keys.count - firstKey <= 24 else {
      return try noteDuplicatesByTable(since: firstKey)
    }
    var later = firstKey + 1
    while later < keys.count {
      var earlier = firstKey
      while earlier < later {
        if areEqual(keys[earlier], keys[later]) {
          try noteDuplicate(keys[later], of: keys[earlier])
          break
        }
        earlier += 1
      }
      later += 1
    }
  }

  private mutating func noteDuplicatesByTable(since firstKey: Int) throws(JSONFault) {
    var firsts: [[UInt8]: Int] = [:]
    for key in keys[firstKey...] {
      let name = unescaped(key)
      if let first = firsts[name] {
        try noteDuplicate(key, of: first)
      } else {
        firsts[name] = key
      }
    }
  }

  private mutating func noteDuplicate(_ key: Int, of first: Int) throws(JSONFault) {
    let name = String(decoding: unescaped(key), as: UTF8.self)
    try note(.structure(.duplicateKey(name.quoted, first: entries[first].offset)), at: entries[key].offset)
  }

  private func areAscending(since firstKey: Int) -> Bool {
    var last = firstKey
    while last + 1 < keys.count {
      let (first, second) = (entries[keys[last]], entries[keys[last + 1]])
      guard first.form == .string, second.form == .string,
        bytes[first.content].lexicographicallyPrecedes(bytes[second.content])
      else { return false }
      last += 1
    }
    return true
  }

  private func areEqual(_ one: Int, _ other: Int) -> Bool {
    let (first, second) = (entries[one], entries[other])
    guard first.form == .string, second.form == .string else {
      return unescaped(one) == unescaped(other)
    }
    guard first.extent == second.extent else { return false }
    var (at, other) = (first.offset + 1, second.offset + 1)
    let end = at + Int(first.extent)
    while at < end {
      guard bytes[at] == bytes[other] else { return false }
      at += 1
      other += 1
    }
    return true
  }

  private func unescaped(_ key: Int) -> [UInt8] {
    let source = bytes[entries[key].content]
    return entries[key].form == .escapedString ? JSONDocument.unescaped(source) : Array(source)
  }
}
