/// What a compiled zone file (TZif, RFC 9636) says, checked but not yet turned into segments.
struct ZoneFile {
  /// A change of offset that the file lists.
  struct Transition: Hashable {
    /// The first second, since the epoch, of the new offset.
    var start: Int64

    /// Seconds ahead of UTC from then on.
    var offset: Int
  }

  /// The largest file that is read; the largest of the IANA database has 4 KB.
  static let largestSize = 1 << 18

  /// The offset before the first transition.
  var initialOffset: Int

  /// The transitions in ascending order.
  var transitions: [Transition]

  /// How the clocks go on after the last transition; nil: as it left them.
  var rule: PosixRule?

  /// Reads the bytes of a file.
  ///
  /// - Parameter bytes: The whole file.
  /// - Throws: Where it breaks off.
  init(_ bytes: [UInt8]) throws(ZoneFileError) {
    guard bytes.count <= Self.largestSize else {
      throw ZoneFileError("it is larger than any zone file: \(bytes.count) bytes")
    }
    var reader = ZoneFileReader(rest: bytes[...])
    let header = try reader.header()
    guard header.version >= 2 else {
      (initialOffset, transitions) = try reader.data(header, timeSize: 4)
      return
    }
    // The first block has 32-bit times, for readers of version 1; all of it comes again with 64 bits.
    _ = try reader.take(header.dataSize(timeSize: 4), of: "the 32-bit data")
    (initialOffset, transitions) = try reader.data(try reader.header(), timeSize: 8)
    let footer = try reader.footer()
    if !footer.isEmpty { rule = try PosixRule(footer) }
  }
}

/// Where a zone file breaks off, in words.
struct ZoneFileError: Error, Hashable {
  /// What follows "the zone's file is malformed: ".
  var reason: String

  /// A cause in words.
  init(_ reason: String) {
    self.reason = reason
  }
}

/// The fixed-size head of a data block.
private struct ZoneFileHeader {
  var version: Int
  var universalFlags: Int
  var standardFlags: Int
  var leapSeconds: Int
  var transitions: Int
  var types: Int
  var characters: Int

  /// The size of the block that follows; the counts are 32 bits, so that this cannot overflow.
  func dataSize(timeSize: Int) -> Int {
    transitions * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4)
      + standardFlags + universalFlags
  }
}

/// Takes a zone file apart from its start to its end.
private struct ZoneFileReader {
  /// What has not been read yet.
  var rest: ArraySlice<UInt8>

  /// Takes the next bytes.
  mutating func take(_ count: Int, of what: String) throws(ZoneFileError) -> ArraySlice<UInt8> {
    guard rest.count >= count else { throw ZoneFileError("it ends within \(what)") }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// Reads a header (RFC 9636, 3.1).
  mutating func header() throws(ZoneFileError) -> ZoneFileHeader {
    let bytes = try take(44, of: "a header")
    guard bytes.starts(with: Array("TZif".utf8)) else {
      throw ZoneFileError("it does not begin with \"TZif\", so it is no zone file")
    }
    let version = bytes[bytes.startIndex + 4]
    guard version == 0 || (UInt8(ascii: "2")...UInt8(ascii: "9")).contains(version) else {
      throw ZoneFileError("its version byte is \(version)")
    }
    let counts = (0..<6).map { Int(bytes.bigEndian(at: 20 + 4 * $0, size: 4)) & 0xffff_ffff }
    return ZoneFileHeader(
      version: version == 0 ? 1 : Int(version - UInt8(ascii: "0")),
      universalFlags: counts[0],
      standardFlags: counts[1],
      leapSeconds: counts[2],
      transitions: counts[3],
      types: counts[4],
      characters: counts[5]
    )
  }

  /// Reads a data block (RFC 9636, 3.2).
  mutating func data(
    _ header: ZoneFileHeader,
    timeSize: Int
  ) throws(ZoneFileError) -> (initial: Int, transitions: [ZoneFile.Transition]) {
    try check(header)
    let whole = try take(header.dataSize(timeSize: timeSize), of: "the data")
    let times = whole.prefix(header.transitions * timeSize)
    let indices = whole.dropFirst(times.count).prefix(header.transitions)
    let types = whole.dropFirst(times.count + indices.count).prefix(header.types * 6)
    let offsets = try offsets(types, characters: header.characters)
    var transitions: [ZoneFile.Transition] = []
    transitions.reserveCapacity(header.transitions)
    for (number, index) in indices.enumerated() {
      guard Int(index) < offsets.count else { throw ZoneFileError("transition \(number) has no type") }
      let start = times.bigEndian(at: number * timeSize, size: timeSize)
      if let previous = transitions.last, previous.start >= start {
        throw ZoneFileError("transition \(number) does not come after the one before it")
      }
      transitions.append(ZoneFile.Transition(start: start, offset: offsets[Int(index)]))
    }
    return (offsets[0], transitions)
  }

  /// Reads the footer between its two line feeds (RFC 9636, 3.3).
  mutating func footer() throws(ZoneFileError) -> ArraySlice<UInt8> {
    let lineFeed = UInt8(ascii: "\n")
    guard rest.first == lineFeed else { throw ZoneFileError("it ends before the footer") }
    rest = rest.dropFirst()
    guard let end = rest.firstIndex(of: lineFeed) else { throw ZoneFileError("it ends within the footer") }
    return rest[..<end]
  }

  private func check(_ header: ZoneFileHeader) throws(ZoneFileError) {
    guard (1...256).contains(header.types) else {
      throw ZoneFileError("it has \(header.types) types, not 1 to 256")
    }
    guard header.characters > 0 else { throw ZoneFileError("it has no names") }
    guard header.standardFlags == 0 || header.standardFlags == header.types else {
      throw ZoneFileError("it has \(header.standardFlags) standard flags for \(header.types) types")
    }
    guard header.universalFlags == 0 || header.universalFlags == header.types else {
      throw ZoneFileError("it has \(header.universalFlags) UT flags for \(header.types) types")
    }
    guard header.leapSeconds == 0 else {
      throw ZoneFileError("it counts leap seconds, as \"right/\" zones do; use the zone without them")
    }
  }

  private func offsets(_ types: ArraySlice<UInt8>, characters: Int) throws(ZoneFileError) -> [Int] {
    var offsets: [Int] = []
    for number in 0..<types.count / 6 {
      let offset = Int(types.bigEndian(at: number * 6, size: 4))
      // RFC 9636, 3.2: at least −25 hours and at most 26 hours, both excluded.
      guard (-89_999...93_599).contains(offset) else {
        throw ZoneFileError("type \(number) is \(offset) seconds away from UTC")
      }
      let start = types.startIndex + number * 6
      guard types[start + 4] <= 1 else {
        throw ZoneFileError("type \(number) is neither standard time nor daylight saving")
      }
      guard Int(types[start + 5]) < characters else { throw ZoneFileError("type \(number) has no name") }
      offsets.append(offset)
    }
    return offsets
  }
}

extension ArraySlice<UInt8> {
  /// The signed number that so many bytes, most significant first, hold.
  fileprivate func bigEndian(at offset: Int, size: Int) -> Int64 {
    let bytes = self[(startIndex + offset)..<(startIndex + offset + size)]
    let bits = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let unused = 64 - 8 * size
    return Int64(bitPattern: bits << UInt64(unused)) >> Int64(unused)
  }
}
