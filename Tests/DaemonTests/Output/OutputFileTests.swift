import Daemon
import Glibc
import Scheduler
import Testing

/// A room for output, and the sizes of the pieces that it is written in.
struct OutputRow: Sendable, CustomTestStringConvertible {
  var maxBytes: Int
  var pieces: [Int]

  var testDescription: String {
    "\(pieces.reduce(0, +)) bytes in \(pieces.count) pieces, room for \(maxBytes)"
  }

  static let all: [OutputRow] = [
    OutputRow(maxBytes: 4096, pieces: [1]),
    OutputRow(maxBytes: 4096, pieces: [2047, 1, 1, 2047]),
    OutputRow(maxBytes: 4096, pieces: [4096]),
    OutputRow(maxBytes: 4096, pieces: [4097]),
    OutputRow(maxBytes: 4096, pieces: [4096, 1, 2048, 1]),
    OutputRow(maxBytes: 4096, pieces: [65_536, 1, 65_536]),
    OutputRow(maxBytes: 4097, pieces: Array(repeating: 100, count: 90)),
    OutputRow(maxBytes: 5000, pieces: (1...300).map { $0 * 7919 % 3001 + 1 }),
    OutputRow(maxBytes: 200_000, pieces: Array(repeating: 65_536, count: 9)),
  ]
}

/// A store, a sink in it, and all that the sink has taken.
final class WrittenOutput {
  let directory: TemporaryDirectory
  let store: OutputStore
  let sink: OutputSink
  private(set) var stream: [UInt8] = []

  init(maxBytes: Int, run: Int64 = 7) throws {
    directory = try TemporaryDirectory(isInMemory: true)
    store = OutputStore(stateDirectory: directory.path)
    sink = OutputSink(store: store, run: RunID(run), attempt: 1, maxBytes: maxBytes)
  }

  var path: String { store.file(of: RunID(7), attempt: 1) }

  @discardableResult
  func take(_ bytes: [UInt8], at instant: Instant = .zero) -> SystemError? {
    stream += bytes
    return bytes.withUnsafeBytes { sink.take($0, at: instant) }
  }

  /// Takes so many bytes of which no two neighbours are alike for long.
  func take(_ count: Int) {
    take((stream.count..<stream.count + count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) })
  }
}

/// All pieces of an output, asked for in small ones.
func pieces(of reader: OutputReader, limit: Int = 1000) throws -> [OutputReader.Piece] {
  var pieces: [OutputReader.Piece] = []
  var offset: Int64 = 0
  while offset < reader.end {
    let piece = try reader.piece(from: offset, limit: limit)
    if !piece.bytes.isEmpty { pieces.append(piece) }
    try #require(piece.next > offset)
    offset = piece.next
  }
  return pieces
}

@Suite struct `What an attempt writes` {
  @Test(arguments: OutputRow.all)
  func `is kept from its beginning and to its end`(_ row: OutputRow) throws {
    let output = try WrittenOutput(maxBytes: row.maxBytes)
    for size in row.pieces {
      output.take(size)
      try check(output, try OutputReader(output.path, writtenBy: output.sink), row)
    }
    output.sink.finish()
    let reader = try OutputReader(output.path)
    #expect(reader.isClosed)
    try check(output, reader, row)
    #expect(output.sink.count == Int64(output.stream.count))
  }

  private func check(_ output: WrittenOutput, _ reader: OutputReader, _ row: OutputRow) throws {
    let stream = output.stream
    let kept = try pieces(of: reader)
    for piece in kept { #expect(piece.bytes[...] == stream[Int(piece.offset)...].prefix(piece.bytes.count)) }
    #expect(kept.map(\.bytes.count).reduce(0, +) == min(stream.count, row.maxBytes))
    #expect(reader.end == Int64(stream.count))
    #expect(reader.gap == Int64(max(0, stream.count - row.maxBytes)))
    #expect(reader.loss == nil)
  }

  @Test(arguments: OutputRow.all)
  func `is read as it was after a kill, less its end at most`(_ row: OutputRow) throws {
    let output = try WrittenOutput(maxBytes: row.maxBytes)
    var last: [UInt8] = []
    for size in row.pieces {
      output.take(size)
      let file = try contents(of: output.path)
      // Killed after the write, and between the header and what it speaks of.
      try checkTorn(file, output, lost: size)
      if last.count == file.count { try checkTorn(Array(file[..<64] + last[64...]), output, lost: size) }
      // And a file that the machine cut short.
      try checkTorn(Array(file[..<(64 + (file.count - 64) / 2)]), output, lost: nil)
      last = file
    }
  }

  /// Whatever is shown is the job's own, and stands where it stood.
  private func checkTorn(_ file: [UInt8], _ output: WrittenOutput, lost: Int?) throws {
    let path = output.directory.appending("torn")
    try write(file, to: path)
    guard let reader = try? OutputReader(path) else {
      // A ring that was cut does not say which of its bytes are missing.
      return #expect(lost == nil)
    }
    for piece in try pieces(of: reader) {
      #expect(piece.bytes[...] == output.stream[Int(piece.offset)...].prefix(piece.bytes.count))
    }
    if let lost { #expect(reader.end >= Int64(output.stream.count - lost)) }
    #expect(!reader.isClosed)
  }

  @Test func `is for its owner's eyes only, and makes no file where it is nothing`() async {
    await #expect(processExitsWith: .success) {
      umask(0)
      let output = try WrittenOutput(maxBytes: 4096)
      try #require(access(output.store.path, F_OK) == -1)
      output.take([0])
      for (path, mode) in [
        (output.path, 0o600), (output.store.path, 0o700), (output.store.path + "/0", 0o700),
      ] {
        var status = stat()
        try #require(stat(path, &status) == 0)
        try #require(status.st_mode & 0o7777 == mode_t(mode))
      }
      let none = try WrittenOutput(maxBytes: 0)
      none.take(100)
      none.sink.finish()
      try #require(none.sink.count == 100 && none.sink.failure == nil)
      try #require(access(none.store.path, F_OK) == -1)
    }
  }

  @Test func `that finds no room is counted, and what was kept stays`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1064, rlim_max: 1064)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      let output = try WrittenOutput(maxBytes: 4096)
      try #require(output.take(Array(repeating: 1, count: 900)) == nil)
      try #require(output.take(Array(repeating: 2, count: 900))?.code == EFBIG)
      // Said once.
      try #require(output.take(Array(repeating: 3, count: 900)) == nil)
      output.sink.finish()
      let reader = try OutputReader(output.path)
      try #require(reader.end == 1000 && output.sink.count == 2700)
      try #require(reader.loss?.count == 1700 && reader.loss?.reason == "File too large")
      try #require(try reader.piece(from: 0, limit: 5000).bytes == Array(output.stream[..<1000]))
    }
  }

  @Test func `is lost, and nothing else is, where no file can be made`() throws {
    let directory = try TemporaryDirectory()
    try directory.write("output", "in the way")
    let sink = OutputSink(
      store: OutputStore(stateDirectory: directory.path),
      run: RunID(1),
      attempt: 1,
      maxBytes: 4096
    )
    let bytes: [UInt8] = [1, 2, 3]
    let failures = (0..<3).map { _ in bytes.withUnsafeBytes { sink.take($0, at: .zero)?.code } }
    #expect(failures == [ENOTDIR, nil, nil])
    sink.finish()
    #expect(sink.count == 9)
  }

  @Test(
    arguments: [
      [], Array("no output".utf8), Array(repeating: 0, count: 64),
      Array("SCHEDDO1".utf8) + Array(repeating: 255, count: 56),
    ] as [[UInt8]]
  )
  func `is not what stands in a file of another kind`(_ bytes: [UInt8]) throws {
    let directory = try TemporaryDirectory()
    try write(bytes, to: directory.appending("file"))
    #expect { _ = try OutputReader(directory.appending("file")) } throws: {
      ($0 as? SystemError)?.code == EBADMSG
    }
    #expect { _ = try OutputReader(directory.appending("none")) } throws: {
      ($0 as? SystemError)?.code == ENOENT
    }
    #expect { _ = try OutputReader(directory.path) } throws: { ($0 as? SystemError)?.code != nil }
  }

  @Test(arguments: [(0, 12), (1, 9), (2, 6), (3, 2), (4, 0), (99, 0)])
  func `has last lines`(_ lines: Int, _ start: Int64) throws {
    let output = try WrittenOutput(maxBytes: 4096)
    output.take(Array("a\nbbb\ncc\nend".utf8))
    let reader = try OutputReader(output.path, writtenBy: output.sink)
    #expect(try reader.start(ofLast: lines, limit: 4096) == start)
    output.take(Array("\n".utf8))
    let ended = try OutputReader(output.path, writtenBy: output.sink)
    #expect(try ended.start(ofLast: lines, limit: 4096) == (lines == 0 ? 13 : start))
  }
}

@Suite struct `The times of output` {
  @Test func `say when each piece was read, also from the file`() throws {
    let output = try WrittenOutput(maxBytes: 4096)
    for second in Int64(0)..<50 {
      output.take(Array(repeating: 1, count: 10), at: Instant(seconds: second))
    }
    let live = try OutputReader(output.path, writtenBy: output.sink)
    output.sink.finish()
    let closed = try OutputReader(output.path)
    for offset in Int64(0)..<500 {
      #expect(live.instant(of: offset) == Instant(seconds: offset / 10))
      #expect(closed.instant(of: offset) == Instant(seconds: offset / 10))
    }
  }

  @Test func `are bounded, and coarser the longer it goes on`() throws {
    let output = try WrittenOutput(maxBytes: 4096)
    for second in 0..<100_000 { output.take([1], at: Instant(seconds: Int64(second))) }
    output.sink.finish()
    let reader = try OutputReader(output.path)
    for offset in (Int64(0)..<2048).filter({ $0.isMultiple(of: 100) }) + [97_952, 98_000, 99_999] {
      let instant = try #require(reader.instant(of: offset))
      #expect(instant <= Instant(seconds: offset) && Instant(seconds: offset) - instant < .seconds(200))
    }
    var status = stat()
    try #require(stat(output.path, &status) == 0)
    #expect(status.st_size <= 64 + 4096 + 1024 * 16)
  }
}
