import CLinux
import Glibc
package import Scheduler

/// Reads the output of an attempt, while it is written or later.
package final class OutputReader {
  /// A piece of a stream.
  package struct Piece: Hashable {
    /// Where it begins.
    package var offset: Int64

    /// What stands there.
    package var bytes: [UInt8]

    /// Where to read on; what is kept after it may begin later.
    package var next: Int64
  }

  private let file: FileDescriptor
  private let header: OutputHeader
  private let times: OutputTimes

  /// Whether a process of this daemon's may still write to it.
  package let isGrowing: Bool

  /// Opens the output of an attempt.
  ///
  /// - Parameters:
  ///   - path: Its file.
  ///   - sink: What writes to it in this process, and so knows better than the file how far it is.
  /// - Throws: `ENOENT` where nothing was kept, `EBADMSG` where the file is no output.
  package init(_ path: String, writtenBy sink: OutputSink? = nil) throws(SystemError) {
    let number = try SystemError.check("open \(path)") {
      linux_openat(AT_FDCWD, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    }
    let file = FileDescriptor(owning: number)
    isGrowing = sink.map { !$0.header.isClosed } ?? false
    if let sink {
      (header, times) = (sink.header, sink.times)
    } else {
      (header, times) = try Self.load(number, path)
    }
    self.file = file
  }

  private static func load(_ number: Int32, _ path: String) throws(SystemError) -> (
    OutputHeader, OutputTimes
  ) {
    var status = stat()
    try SystemError.check("stat \(path)") { fstat(number, &status) }
    let head = try bytes(of: number, at: 0, count: OutputHeader.size)
    let isFile = status.st_mode & S_IFMT == S_IFREG
    let header = head.withUnsafeBytes { OutputHeader($0, fileSize: Int64(status.st_size)) }
    guard isFile, let header else { throw SystemError("read \(path)", code: EBADMSG) }
    let count = Int(min(header.timeCount, Int64(OutputTimes.limit)))
    let index = try bytes(of: number, at: header.timesPosition, count: count * OutputTimes.entrySize)
    return (header, index.withUnsafeBytes { OutputTimes($0) })
  }

  /// Where the stream ends, as far as it was kept.
  package var end: Int64 { header.total }

  /// How many bytes in the middle are not kept.
  package var gap: Int64 { header.gap }

  /// How many bytes at the end could not be kept, and the system's word for why; nil for none.
  package var loss: (count: Int64, reason: String)? {
    header.lost > 0 ? (header.lost, SystemError.text(of: header.error)) : nil
  }

  /// Whether nothing more will come.
  package var isClosed: Bool { header.isClosed }

  /// When the byte at an offset was read; nil where that is not known.
  package func instant(of offset: Int64) -> Instant? {
    times.instant(of: offset)
  }

  /// Reads on from an offset, or from the next one after it that is kept.
  ///
  /// - Parameters:
  ///   - offset: Where.
  ///   - limit: The most bytes.
  /// - Returns: A piece without a hole; empty at the end.
  /// - Throws: Why the file cannot be read.
  package func piece(from offset: Int64, limit: Int) throws(SystemError) -> Piece {
    let (head, tail) = (header.head, header.tail)
    let start = offset < head.upperBound ? max(0, offset) : max(offset, tail.lowerBound)
    // With nothing left out the head and the tail are one.
    let upper = start < head.upperBound && header.gap > 0 ? head.upperBound : max(head.upperBound, end)
    let stop = min(upper, start + Int64(limit))
    guard start < stop else { return Piece(offset: min(start, end), bytes: [], next: end) }
    var bytes: [UInt8] = []
    var place = start
    while place < stop {
      let position = header.position(of: place)
      let isHead = place < header.headCapacity
      let edge = Int64(OutputHeader.size) + (isHead ? header.headCapacity : header.capacity)
      let count = Int(min(stop - place, edge - position))
      let read = try Self.bytes(of: file.number, at: position, count: count)
      bytes += read
      place += Int64(read.count)
      // A file that someone has cut is shorter than it says.
      if read.count < count { return Piece(offset: start, bytes: bytes, next: end) }
    }
    return Piece(offset: start, bytes: bytes, next: stop)
  }

  /// Where the last lines begin.
  ///
  /// - Parameters:
  ///   - lines: How many; one without a line feed at the end counts.
  ///   - limit: How far back it is looked for them.
  /// - Returns: The offset; what was left out in the middle is no part of them.
  /// - Throws: Why the file cannot be read.
  package func start(ofLast lines: Int, limit: Int) throws(SystemError) -> Int64 {
    guard lines > 0 else { return end }
    let joined = header.gap > 0 ? header.tail.lowerBound : 0
    let first = max(joined, end - Int64(limit))
    let piece = try piece(from: first, limit: limit)
    var left = lines
    for (index, byte) in piece.bytes.enumerated().reversed() where byte == UInt8(ascii: "\n") {
      // The feed that ends the last line does not begin one.
      if index == piece.bytes.count - 1 { continue }
      left -= 1
      if left == 0 { return first + Int64(index) + 1 }
    }
    return first
  }

  /// Reads as much of a file as there is.
  private static func bytes(
    of descriptor: Int32,
    at position: Int64,
    count: Int
  ) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        do throws(SystemError) {
          let read = try SystemError.check("read") {
            pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, Int(position) + filled)
          }
          if read == 0 { return }
          filled += read
        } catch {
          failure = error
          return
        }
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
