import CLinux
import Glibc
package import Scheduler

/// Writes the log without ever holding the loop.
///
/// What its reader does not take at once waits in a bounded buffer; what does not fit there is dropped and counted. The
/// last quarter is kept for what the daemon says, so that a job that writes much cannot hide what became of another.
package final class Log {
  /// What a pipe takes without blocking when it says that it is writable (PIPE_BUF).
  private static let pieceSize = 4096

  /// How many bytes wait at most.
  package static let usualCapacity = 1 << 20

  /// Where the log goes.
  package let descriptor: Int32

  private let capacity: Int
  private let isFile: Bool
  private var formatter: LogFormatter
  private var buffer: [UInt8] = []
  private var written = 0
  private var dropped = 0

  /// How many lines were dropped since it was made.
  package private(set) var droppedLines = 0

  /// When the first of the lines was dropped that have not been reported.
  private var droppedSince: Instant?

  /// A log on a descriptor that stays open; it is shared with others, so its flags are left alone.
  ///
  /// - Parameters:
  ///   - descriptor: Where the lines go.
  ///   - format: How they look.
  ///   - isColoured: Whether text has colours; see `wantsColour`.
  ///   - zone: The zone whose clock text shows.
  ///   - capacity: How many bytes wait at most.
  package init(
    descriptor: Int32,
    format: LogFormat,
    isColoured: Bool,
    zone: Zone,
    capacity: Int = usualCapacity
  ) {
    self.descriptor = descriptor
    self.capacity = capacity
    formatter = LogFormatter(format: format, isColoured: isColoured, zone: zone)
    var status = stat()
    isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether colours are wanted on a descriptor: on a terminal that has them, unless `NO_COLOR` says otherwise.
  package static func wantsColour(on descriptor: Int32) -> Bool {
    guard isatty(descriptor) == 1 else { return false }
    if let setting = getenv("NO_COLOR"), setting.pointee != 0 { return false }
    guard let terminal = getenv("TERM") else { return false }
    return String(cString: terminal) != "dumb"
  }

  /// The zone whose clock text shows.
  package var zone: Zone {
    get { formatter.zone }
    set {
      formatter = LogFormatter(format: formatter.format, isColoured: formatter.isColoured, zone: newValue)
    }
  }

  /// Whether lines wait for their reader.
  package var isBehind: Bool { written < buffer.count }

  /// Takes a line; it is written by the next `flush`.
  package func write(_ entry: LogEntry, at now: Instant) {
    let waiting = buffer.count - written
    let start = buffer.count
    formatter.append(entry, at: now, to: &buffer)
    let limit = entry.level == .output ? capacity / 4 * 3 : capacity
    if waiting + buffer.count - start > limit {
      buffer.removeLast(buffer.count - start)
      dropped += 1
      droppedLines += 1
      droppedSince = droppedSince ?? now
    }
  }

  /// Writes what can be written without waiting.
  package func flush(at now: Instant) {
    while isBehind, isWritable(within: 0), writePiece() { continue }
    discardWritten()
    guard dropped > 0, isTimeToReport(now) else { return }
    let count = dropped
    dropped = 0
    droppedSince = nil
    write(LogEntry(.linesDropped(count)), at: now)
    flush(at: now)
  }

  /// Once its reader has caught up; and every second where it never does, as long as the report finds room.
  private func isTimeToReport(_ now: Instant) -> Bool {
    let waiting = buffer.count - written
    if waiting < capacity / 2 { return true }
    return waiting < capacity / 8 * 7 && droppedSince.map { now - $0 >= .seconds(1) } ?? false
  }

  /// Writes what is left, for two seconds at most: the end of a daemon must not hang on who reads its log.
  package func finish(at now: Instant) {
    let end = SystemClock.read().uptime + .seconds(2)
    flush(at: now)
    while isBehind {
      let left = (end - SystemClock.read().uptime).nanoseconds / 1_000_000
      guard left > 0, isWritable(within: Int32(left)) else { return }
      flush(at: now)
    }
  }

  /// Writes as much as surely does not block.
  ///
  /// - Returns: Whether there may be room for more.
  private func writePiece() -> Bool {
    let size = isFile ? buffer.count - written : min(Self.pieceSize, buffer.count - written)
    let count = buffer.withUnsafeBytes { bytes in
      Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), size)
    }
    if count >= 0 {
      written += count
      return true
    }
    if errno == EAGAIN || errno == EINTR { return false }
    // Nobody will ever read it, or the disk is full: the daemon goes on without.
    written = buffer.count
    return false
  }

  private func discardWritten() {
    if written == buffer.count {
      buffer.removeAll(keepingCapacity: buffer.capacity <= 64 * 1024)
    } else if written > capacity / 4 {
      buffer.removeFirst(written)
    } else {
      return
    }
    written = 0
  }

  private func isWritable(within milliseconds: Int32) -> Bool {
    if isFile { return true }
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&request, 1, milliseconds) == 1
  }
}
