/// The beginning of an output file: how the bytes after it are to be read.
///
/// What an attempt writes is one stream, and a byte's offset in it is its name. The first half of the room holds the
/// head of the stream. The other half is a ring that holds its tail: the byte at offset `o` lies at
/// `(o - headCapacity) % tailCapacity` in it. As long as the room is not full the file is the header and the stream,
/// and its length says how much is there.
///
/// **After a kill.** Once the ring goes round, a header is written *before* the bytes that replace older ones. It says
/// how far the stream was complete then and what is the oldest byte that is left, so that whatever was being written
/// when the daemon died is left out: at most the end of the stream is lost, and nothing is shown that is not its own.
struct OutputHeader: Hashable {
  /// How many bytes it takes.
  static let size = 64

  /// The largest room that a file may say it has.
  private static let mostRoom: Int64 = 1 << 40

  private static let magic: UInt64 = 0x314f_4444_4548_4353

  /// How many bytes of the stream's beginning are kept.
  var headCapacity: Int64

  /// How many bytes of its end are kept.
  var tailCapacity: Int64

  /// The oldest byte in the ring.
  var oldest: Int64

  /// How many bytes of the stream the file has taken.
  var total: Int64 = 0

  /// How many came after those and could not be kept.
  var lost: Int64 = 0

  /// Why not, as `errno` says it; 0 for no trouble.
  var error: Int32 = 0

  /// Whether the attempt is over.
  var isClosed = false

  /// How many times of reading follow the stream.
  var timeCount: Int64 = 0

  /// The header of a file with so much room.
  init(capacity: Int64) {
    headCapacity = capacity / 2
    tailCapacity = capacity - capacity / 2
    oldest = headCapacity
  }

  /// How many bytes are kept at most.
  var capacity: Int64 { headCapacity + tailCapacity }

  /// The part of the stream that is kept as its head.
  var head: Range<Int64> { 0..<min(total, headCapacity) }

  /// The part of the stream that is kept as its tail.
  var tail: Range<Int64> {
    let end = max(total, headCapacity)
    return min(oldest, end)..<end
  }

  /// How many bytes lie between the two and are not kept.
  var gap: Int64 { tail.lowerBound - headCapacity }

  /// Where a byte lies in the file.
  func position(of offset: Int64) -> Int64 {
    guard offset >= headCapacity else { return Int64(Self.size) + offset }
    return Int64(Self.size) + headCapacity + (offset - headCapacity) % tailCapacity
  }

  /// Where the times of reading lie in the file.
  var timesPosition: Int64 { Int64(Self.size) + min(total, capacity) }
}

extension OutputHeader {
  private var words: [UInt64] {
    [
      Self.magic, UInt64(bitPattern: headCapacity), UInt64(bitPattern: tailCapacity),
      UInt64(bitPattern: oldest), UInt64(bitPattern: total), UInt64(bitPattern: lost),
      UInt64(UInt32(bitPattern: error)) << 32 | (isClosed ? 1 : 0), UInt64(bitPattern: timeCount),
    ]
  }

  /// The header as it stands in the file: eight words, the smallest byte of each first.
  var bytes: [UInt8] { words.flatMap(\.littleEndianBytes) }

  /// Reads a header; nil where the file is none of ours, or says what cannot be.
  ///
  /// - Parameters:
  ///   - bytes: The beginning of the file.
  ///   - fileSize: How long the file is.
  init?(_ bytes: UnsafeRawBufferPointer, fileSize: Int64) {
    guard bytes.count == Self.size else { return nil }
    let words = (0..<8).map { index in
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
    }
    let numbers = words.map { Int64(bitPattern: $0) }
    let room = 1...Self.mostRoom
    guard words[0] == Self.magic, room.contains(numbers[1]), room.contains(numbers[2]),
      numbers[3] >= numbers[1], numbers[4] >= 0, numbers[5] >= 0, numbers[7] >= 0
    else { return nil }
    self.init(capacity: numbers[1] + numbers[2])
    headCapacity = numbers[1]
    tailCapacity = numbers[2]
    oldest = numbers[3]
    total = numbers[4]
    lost = numbers[5]
    error = Int32(truncatingIfNeeded: words[6] >> 32)
    isClosed = words[6] & 1 == 1
    timeCount = numbers[7]
    // Not closed, and the ring has not gone round: the length tells.
    if !isClosed, oldest == headCapacity { total = min(max(0, fileSize - Int64(Self.size)), capacity) }
    guard timesPosition <= fileSize else { return nil }
  }
}

extension FixedWidthInteger {
  /// The number's bytes, the smallest first.
  var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
