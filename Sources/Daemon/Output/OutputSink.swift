import Glibc
package import Scheduler

/// Keeps what an attempt writes: head and tail, in a file, in bounded memory and without ever failing.
///
/// An attempt that writes nothing has no file. Trouble with the file ends the keeping and nothing else: the rest is
/// counted as lost, with the reason.
package final class OutputSink {
  /// How much was written, kept or not.
  package private(set) var count: Int64 = 0

  /// What keeps the rest of the stream from being kept; nil while nothing does.
  package private(set) var failure: SystemError?

  /// Which of the run's attempts writes.
  let attempt: Int

  /// How much the file may grow before it is looked again whether there is room beside it.
  private static let stride: Int64 = 256 * 1024

  private let store: OutputStore?
  private let run: RunID

  /// Up to where the file may grow without another look.
  private var looked: Int64 = 0
  private var file: FileDescriptor?
  private(set) var header: OutputHeader
  private(set) var times = OutputTimes()

  /// Whether anything is kept at all.
  private let isKeeping: Bool

  /// A sink that has taken nothing.
  ///
  /// - Parameters:
  ///   - store: Where the file goes; nil to count only.
  ///   - run: Whose output it is.
  ///   - attempt: Which of the run's attempts.
  ///   - maxBytes: How much is kept; 0 to count only.
  package init(store: OutputStore?, run: RunID, attempt: Int, maxBytes: Int) {
    self.store = store
    self.run = run
    self.attempt = attempt
    isKeeping = store != nil && maxBytes > 1
    header = OutputHeader(capacity: Int64(max(2, maxBytes)))
  }

  /// Takes the next bytes of the stream.
  ///
  /// - Parameters:
  ///   - bytes: At least one.
  ///   - now: When they were read.
  /// - Returns: What has just gone wrong; said once.
  package func take(_ bytes: UnsafeRawBufferPointer, at now: Instant) -> SystemError? {
    count += Int64(bytes.count)
    guard isKeeping else { return nil }
    guard failure == nil else {
      header.lost += Int64(bytes.count)
      return nil
    }
    times.note(header.total, at: now, gap: header.headCapacity..<header.tail.lowerBound)
    let end = header.total + Int64(bytes.count)
    do throws(SystemError) {
      try keep(bytes)
      return nil
    } catch {
      failure = error
      header.error = error.code
      header.lost = end - header.total
      giveBackRoom(error)
      return error
    }
  }

  /// On a disk that is full the ledger, too, cannot be written: what this attempt took is given up, but for its head.
  private func giveBackRoom(_ error: SystemError) {
    guard error.code == ENOSPC || error.code == EDQUOT, let descriptor = number else { return }
    let kept = min(header.total, OutputSink.stride / 4)
    guard header.oldest <= header.headCapacity, kept < header.total else { return }
    header.lost += header.total - kept
    header.total = kept
    ftruncate(descriptor, off_t(Int64(OutputHeader.size) + kept))
  }

  /// Output is kept only while there is room for more than it: the ledger lies on the same disk.
  private func leaveRoom(_ descriptor: Int32) throws(SystemError) {
    guard header.total >= looked else { return }
    looked = header.total + Self.stride
    var disk = statvfs()
    guard fstatvfs(descriptor, &disk) == 0 else { return }
    let free = Int64(disk.f_bavail) * Int64(disk.f_frsize)
    let all = Int64(disk.f_blocks) * Int64(disk.f_frsize)
    let reserve = min(64 << 20, all / 8) + Self.stride
    if all > 0, free < reserve { throw SystemError("write, leaving room for the ledger", code: ENOSPC) }
  }

  /// The attempt is over: what is known of the stream goes to the file, which is closed.
  package func finish() {
    header.isClosed = true
    guard let descriptor = number else { return }
    // Where there is no room for them, the times are what can be done without.
    let index = times.bytes
    let isWritten = (try? Self.write(index, to: descriptor, at: header.timesPosition)) != nil
    header.timeCount = isWritten ? Int64(times.entries.count) : 0
    try? Self.write(header.bytes, to: descriptor, at: 0)
    file = nil
  }

  private func keep(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    if number == nil { try open() }
    guard let descriptor = number else { return }
    var rest = bytes[...]
    let room = Int(max(0, header.capacity - header.total))
    if room > 0 {
      try leaveRoom(descriptor)
      try append(rest.prefix(room), to: descriptor)
      rest = rest.dropFirst(room)
    }
    if !rest.isEmpty { try replace(with: rest, in: descriptor) }
  }

  private func open() throws(SystemError) {
    guard let store else { return }
    file = .some(try store.create(run, attempt: attempt))
    guard let number else { return }
    try Self.write(header.bytes, to: number, at: 0)
  }

  /// There is room: the file grows.
  private func append(_ bytes: Slice<UnsafeRawBufferPointer>, to descriptor: Int32) throws(SystemError) {
    var rest = UnsafeRawBufferPointer(rebasing: bytes)
    while !rest.isEmpty {
      let written = try Self.writeOnce(rest, to: descriptor, at: header.position(of: header.total))
      header.total += Int64(written)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
    }
  }

  /// The ring goes round: first it is said what will not be there any more.
  private func replace(with bytes: Slice<UnsafeRawBufferPointer>, in descriptor: Int32) throws(SystemError) {
    let end = header.total + Int64(bytes.count)
    header.oldest = max(header.oldest, end - header.tailCapacity)
    try Self.write(header.bytes, to: descriptor, at: 0)
    // What would be replaced by the same piece is not written at all.
    let kept = bytes.suffix(Int(header.tailCapacity))
    var rest = UnsafeRawBufferPointer(rebasing: kept)
    var offset = end - Int64(rest.count)
    while !rest.isEmpty {
      let ringEnd = Int64(OutputHeader.size) + header.capacity
      let position = header.position(of: offset)
      let piece = rest.prefix(Int(ringEnd - position))
      let written = try Self.writeOnce(UnsafeRawBufferPointer(rebasing: piece), to: descriptor, at: position)
      offset += Int64(written)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
    }
    header.total = end
  }

  /// The file's descriptor; nil where there is none.
  private var number: Int32? {
    switch file {
    case .some(let file): file.number
    case .none: nil
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, at position: Int64) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      done += try SystemError.check("write") {
        bytes[done...].withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, Int(position) + done) }
      }
    }
  }

  /// Writes as much as the system takes at once; at least one byte.
  private static func writeOnce(
    _ bytes: UnsafeRawBufferPointer,
    to descriptor: Int32,
    at position: Int64
  ) throws(SystemError) -> Int {
    try SystemError.check("write") { pwrite(descriptor, bytes.baseAddress, bytes.count, Int(position)) }
  }
}
