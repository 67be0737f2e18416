/// JSON that grows by a value at a time, on one line, each object's keys in the order of their bytes.
///
/// The order makes the same value the same bytes in every process, which a digest of them needs; a dictionary's own order
/// is another one each time. Keys that are added in order cost no sorting.
struct JSONText {
  /// An object or an array that is not closed yet.
  private struct Open {
    var isObject: Bool

    /// Where its members begin in `members`.
    var firstMember: Int

    /// Whether each key came after the one before it.
    var isSorted = true
    var isEmpty = true
  }

  /// A key and its value, as places in `bytes`.
  private struct Member {
    /// Of the key's opening quote.
    var start: Int

    /// Behind the key's closing quote.
    var keyEnd: Int
  }

  /// What has been written.
  private(set) var bytes: [UInt8] = []
  private var open: [Open] = []
  private var members: [Member] = []

  /// How many objects and arrays are open.
  var depth: Int { open.count }

  // MARK: Containers

  /// Opens an object, in the place of the next value.
  mutating func openObject() {
    bytes.append(UInt8(ascii: "{"))
    open.append(Open(isObject: true, firstMember: members.count))
  }

  /// Opens an array, in the place of the next value.
  mutating func openArray() {
    bytes.append(UInt8(ascii: "["))
    open.append(Open(isObject: false, firstMember: members.count))
  }

  /// Closes what was opened until so many are open.
  mutating func close(to depth: Int) {
    while open.count > depth, let last = open.popLast() {
      if !last.isSorted { sortMembers(from: last.firstMember) }
      members.removeSubrange(last.firstMember...)
      bytes.append(last.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    }
  }

  /// Begins an element of the innermost array: its value comes next.
  mutating func beginElement() {
    separate()
  }

  /// Begins a member of the innermost object: its value comes next.
  mutating func beginMember(_ key: String) {
    separate()
    let start = bytes.count
    add(key)
    begin(Member(start: start, keyEnd: bytes.count))
  }

  /// The same for a key without characters that are escaped, which is not looked through for any.
  mutating func beginMember(plain key: String) {
    separate()
    let start = bytes.count
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: key.utf8)
    bytes.append(UInt8(ascii: "\""))
    begin(Member(start: start, keyEnd: bytes.count))
  }

  private mutating func begin(_ member: Member) {
    bytes.append(UInt8(ascii: ":"))
    let innermost = open.count - 1
    if open[innermost].isSorted, members.count > open[innermost].firstMember, let last = members.last {
      open[innermost].isSorted = precedes(last, member)
    }
    members.append(member)
  }

  private mutating func separate() {
    let innermost = open.count - 1
    if !open[innermost].isEmpty { bytes.append(UInt8(ascii: ",")) }
    open[innermost].isEmpty = false
  }

  private func precedes(_ one: Member, _ other: Member) -> Bool {
    var (at, place) = (one.start + 1, other.start + 1)
    let (end, otherEnd) = (one.keyEnd - 1, other.keyEnd - 1)
    while at < end, place < otherEnd {
      if bytes[at] != bytes[place] { return bytes[at] < bytes[place] }
      at += 1
      place += 1
    }
    return at == end && place < otherEnd
  }

  /// Puts the members of the innermost object into the order of their keys.
  private mutating func sortMembers(from first: Int) {
    let begin = members[first].start
    let ends = members[(first + 1)...].map { $0.start - 1 } + [bytes.count]
    let places = zip(members[first...], ends).sorted { precedes($0.0, $1.0) }
    var sorted: [UInt8] = []
    sorted.reserveCapacity(bytes.count - begin)
    for (member, end) in places {
      if !sorted.isEmpty { sorted.append(UInt8(ascii: ",")) }
      sorted += bytes[member.start..<end]
    }
    bytes.replaceSubrange(begin..., with: sorted)
  }

  // MARK: Scalars

  mutating func addNull() {
    add(literal: "null")
  }

  mutating func add(_ value: Bool) {
    add(literal: value ? "true" : "false")
  }

  mutating func add(_ value: some FixedWidthInteger) {
    add(literal: String(value))
  }

  /// The shortest digits that mean this number; null for one that is not finite, since JSON has none.
  mutating func add(_ value: Double) {
    guard value.isFinite else { return addNull() }
    let text = value.description
    add(literal: text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }

  /// A string in quotes, with the escapes that RFC 8259 demands and no others.
  mutating func add(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    var value = value
    value.withUTF8 { text in
      if text.contains(where: Self.isEscaped) {
        for byte in text { addEscaping(byte) }
      } else {
        bytes.append(contentsOf: text)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func add(literal: String) {
    bytes.append(contentsOf: literal.utf8)
  }

  @inline(__always) private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func addEscaping(_ byte: UInt8) {
    guard Self.isEscaped(byte) else { return bytes.append(byte) }
    switch byte {
    case UInt8(ascii: "\""): add(literal: "\\\"")
    case UInt8(ascii: "\\"): add(literal: "\\\\")
    case 0x08: add(literal: "\\b")
    case 0x09: add(literal: "\\t")
    case 0x0A: add(literal: "\\n")
    case 0x0C: add(literal: "\\f")
    case 0x0D: add(literal: "\\r")
    default: add(literal: "\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
    }
  }
}
