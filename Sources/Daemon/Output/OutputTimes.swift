import Scheduler

/// When the parts of a stream were read: a bounded index beside the text.
///
/// Each entry says from which offset on the bytes were read then. When there are too many, those of bytes that are not
/// kept go first; then every second one goes, and from then on two entries lie further apart. So the index of a run
/// of days is coarse, and that of a short one exact.
struct OutputTimes: Hashable {
  /// From this offset on the bytes were read at this time.
  struct Entry: Hashable {
    var offset: Int64
    var instant: Instant

    init(offset: Int64, instant: Instant) {
      self.offset = offset
      self.instant = instant
    }
  }

  /// The most entries that are kept.
  static let limit = 1024

  /// How many bytes one takes in the file.
  static let entrySize = 16

  private(set) var entries: [Entry] = []

  /// How far two entries lie apart at least.
  private var spacing = TimeAmount.zero

  /// An empty index.
  init() {}

  /// Notes that what follows an offset was read at a time; `gap` is what is not kept of the stream.
  mutating func note(_ offset: Int64, at instant: Instant, gap: Range<Int64>) {
    if let last = entries.last?.instant {
      // Also a clock that was set back makes an entry.
      if instant == last || instant > last && instant - last < spacing { return }
    }
    if entries.count == Self.limit { makeRoom(gap) }
    entries.append(Entry(offset: offset, instant: instant))
  }

  /// When the byte at an offset was read; nil where that is not known.
  func instant(of offset: Int64) -> Instant? {
    let after = entries.firstIndex { $0.offset > offset } ?? entries.endIndex
    return after > entries.startIndex ? entries[after - 1].instant : nil
  }

  private mutating func makeRoom(_ gap: Range<Int64>) {
    // The last one before the gap's end dates the first byte after it.
    let last = entries.lastIndex { $0.offset <= gap.upperBound }
    entries = entries.enumerated().compactMap { index, entry in
      index == last || !gap.contains(entry.offset) ? entry : nil
    }
    guard entries.count > Self.limit / 2 else { return }
    entries = entries.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    // So far apart that the index of twice the time has as many again.
    guard let first = entries.first, let last = entries.last, last.instant > first.instant else { return }
    spacing = TimeAmount(nanoseconds: (last.instant - first.instant).nanoseconds / Int64(Self.limit / 2))
  }
}

extension OutputTimes {
  /// The entries as they stand in the file: an offset and nanoseconds since 1970 each.
  var bytes: [UInt8] {
    entries.flatMap { $0.offset.littleEndianBytes + $0.instant.nanoseconds.littleEndianBytes }
  }

  /// Reads what stands in a file; what is no whole entry at the end is left out.
  init(_ bytes: UnsafeRawBufferPointer) {
    for start in stride(from: 0, to: bytes.count / Self.entrySize * Self.entrySize, by: Self.entrySize) {
      let offset = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: Int64.self))
      let nanoseconds = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: start + 8, as: Int64.self))
      entries.append(Entry(offset: offset, instant: Instant(nanoseconds: nanoseconds)))
    }
  }
}
