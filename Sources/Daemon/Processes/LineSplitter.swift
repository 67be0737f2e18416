import Glibc
package import Scheduler

/// A piece of a run's output as the log shows it.
package enum OutputItem: Hashable, Sendable {
  /// A line, harmless and without its line feed.
  case line(String)

  /// The beginning of a line that was too long; the rest of it is not shown.
  case cutLine(String)

  /// So many lines, and so many bytes in all, came too fast or were too long to be shown.
  case notShown(lines: Int, bytes: Int)
}

/// Cuts a stream of bytes into lines for the log, within bounds.
///
/// A job may write without end, without a line feed, or things that are no text; what it costs the log and the memory
/// is bounded, and what is left out is counted.
package struct LineSplitter: Sendable {
  /// How much is shown.
  package struct Limits: Hashable, Sendable {
    /// The longest line in bytes; a longer one is cut.
    package var lineBytes = 8 * 1024

    /// How many lines are shown in a second.
    package var linesPerSecond = 2_000

    /// How many bytes are shown in a second.
    package var bytesPerSecond = 512 * 1024

    package init() {}
  }

  /// Where in a line the stream stands.
  private enum Position {
    /// In one that will be shown; its bytes so far are kept.
    case shown

    /// In the rest of one whose beginning was shown.
    case cut

    /// In one of which nothing is shown.
    case dropped
  }

  private let limits: Limits
  private var position = Position.shown
  private var line: [UInt8] = []
  private var droppedLines = 0
  private var droppedBytes = 0
  private var secondEnds = Uptime(nanoseconds: .min)
  private var linesLeft = 0
  private var bytesLeft = 0

  package init(limits: Limits = Limits()) {
    self.limits = limits
  }

  /// Takes the next bytes of the stream.
  ///
  /// - Parameters:
  ///   - bytes: Any number; lines may go on over several calls.
  ///   - now: When they were read.
  ///   - emit: Called with each item, in order.
  package mutating func take(
    _ bytes: UnsafeRawBufferPointer,
    at now: Uptime,
    emit: (OutputItem) -> Void
  ) {
    beginSecond(now, emit)
    var rest = bytes[...]
    while !rest.isEmpty {
      if position == .shown, linesLeft == 0 || bytesLeft <= 0 { drop() }
      if position == .dropped, linesLeft == 0 || bytesLeft <= 0 { return dropAll(rest) }
      let length = Self.lineLength(rest)
      takeSegment(rest.prefix(length ?? rest.count), emit)
      guard let length else { return }
      endLine(emit)
      rest = rest.dropFirst(length + 1)
    }
  }

  /// Ends the stream: what stands without a line feed is a line too, and what was left out is said.
  package mutating func finish(emit: (OutputItem) -> Void) {
    if position == .shown, !line.isEmpty { endLine(emit) }
    reportDropped(emit)
  }

  private mutating func beginSecond(_ now: Uptime, _ emit: (OutputItem) -> Void) {
    guard now >= secondEnds else { return }
    secondEnds = now + .seconds(1)
    linesLeft = limits.linesPerSecond
    bytesLeft = limits.bytesPerSecond
    reportDropped(emit)
  }

  private mutating func reportDropped(_ emit: (OutputItem) -> Void) {
    guard droppedBytes > 0 else { return }
    emit(.notShown(lines: droppedLines, bytes: droppedBytes))
    droppedLines = 0
    droppedBytes = 0
  }

  private mutating func takeSegment(_ bytes: Slice<UnsafeRawBufferPointer>, _ emit: (OutputItem) -> Void) {
    guard position == .shown else { return droppedBytes += bytes.count }
    let room = limits.lineBytes - line.count
    line.append(contentsOf: bytes.prefix(room))
    guard bytes.count > room else { return }
    let partial = OutputText.partialCharacterLength(line)
    line.removeLast(partial)
    droppedBytes += bytes.count - room + partial
    show(emit) { .cutLine($0) }
    position = .cut
  }

  private mutating func endLine(_ emit: (OutputItem) -> Void) {
    switch position {
    case .shown:
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      show(emit) { .line($0) }
    case .cut:
      break
    case .dropped:
      droppedLines += 1
      droppedBytes += 1
    }
    position = .shown
  }

  private mutating func show(_ emit: (OutputItem) -> Void, _ item: (String) -> OutputItem) {
    emit(item(OutputText.harmless(line)))
    linesLeft -= 1
    bytesLeft -= line.count
    line.removeAll(keepingCapacity: true)
  }

  /// Gives up the line that was begun.
  private mutating func drop() {
    droppedBytes += line.count
    line.removeAll(keepingCapacity: true)
    position = .dropped
  }

  /// The short way for what comes too fast: only line feeds are counted.
  private mutating func dropAll(_ bytes: Slice<UnsafeRawBufferPointer>) {
    droppedBytes += bytes.count
    var feeds = 0
    for byte in UnsafeRawBufferPointer(rebasing: bytes) { feeds &+= byte == UInt8(ascii: "\n") ? 1 : 0 }
    droppedLines += feeds
    if bytes.last == UInt8(ascii: "\n") { position = .shown }
  }

  /// How many bytes come before the first line feed; nil without one.
  private static func lineLength(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
    let region = UnsafeRawBufferPointer(rebasing: bytes)
    guard let start = region.baseAddress, let feed = memchr(start, 0x0a, region.count) else { return nil }
    return UnsafeRawPointer(feed) - start
  }
}
