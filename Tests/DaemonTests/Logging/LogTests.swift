import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `The log` {
  /// 1970-01-01T00:00:01.002003004Z.
  private let now = Instant(nanoseconds: 1_002_003_004)

  @Test func `shows local time, job, run and text`() throws {
    let pipe = try Pipe()
    let log = makeLog(pipe, zone: Zone(fixedOffset: 5_400, name: "Test"))
    log.write(LogEntry(.info, "started", job: JobID("backup"), run: RunID(7), "starts"), at: now)
    log.write(LogEntry(.output, "output", job: JobID("backup"), run: RunID(7), "hello"), at: now)
    log.write(
      LogEntry(.warning, "reloaded", "a line\nthat forges another\u{1b}[0m"),
      at: now + .milliseconds(999)
    )
    log.flush(at: now)
    #expect(
      try text(in: pipe) == """
        1970-01-01 01:30:01.002  backup #7  starts
        1970-01-01 01:30:01.002  backup #7 | hello
        1970-01-01 01:30:02.001  a line\\x0athat forges another\\x1b[0m

        """
    )
  }

  @Test func `has colours only when asked`() throws {
    let pipe = try Pipe()
    let log = makeLog(pipe, isColoured: true)
    log.write(LogEntry(.error, "ended", job: JobID("backup"), run: RunID(7), "failed"), at: now)
    log.flush(at: now)
    #expect(
      try text(in: pipe)
        == "\u{1b}[2m1970-01-01 00:00:01.002\u{1b}[0m  \u{1b}[1mbackup\u{1b}[0m #7  \u{1b}[31mfailed\u{1b}[0m\n"
    )
    #expect(!Log.wantsColour(on: pipe.writeEnd.number))
  }

  @Test func `is one JSON object a line for programs`() throws {
    let pipe = try Pipe()
    let log = makeLog(pipe, format: .json)
    log.write(LogEntry(.line("say \"hi\"\\\t\u{1}é"), run: RunID(7), job: JobID("backup")), at: now)
    log.write(LogEntry(.notShown(lines: 3, bytes: 1_234), run: RunID(7), job: JobID("backup")), at: now)
    log.flush(at: now)
    let head = #"{"at":"1970-01-01T00:00:01.002003004Z","level":"output","#
    #expect(
      try text(in: pipe) == """
        \(head)"event":"output","job":"backup","run":7,"text":"say \\"hi\\"\\\\\\u0009\\u0001é"}
        \(head)"event":"output_not_shown","job":"backup","run":7,"lines":3,"bytes":1234,\
        "text":"… 3 lines (1.2 kB) not shown"}

        """
    )
  }

  @Test func `never waits for its reader, and says what it dropped`() throws {
    let pipe = try Pipe()
    let log = makeLog(pipe, capacity: 4_096)
    let line = String(repeating: "x", count: 100)
    // More than the pipe and the buffer take together.
    for _ in 0..<2_000 {
      log.write(LogEntry(.info, "test", line), at: now)
      log.flush(at: now)
    }
    #expect(log.isBehind)
    var shown = ""
    while true {
      let piece = try text(in: pipe)
      if piece.isEmpty { break }
      shown += piece
      log.flush(at: now)
    }
    #expect(!log.isBehind)
    let lines = shown.split(separator: "\n")
    let whole = lines.count { $0.hasSuffix(line) }
    #expect(whole > 500)
    // Whole lines only, and every line is shown or counted.
    #expect(lines.count == whole + 1)
    #expect(
      lines.last?.hasSuffix("\(2_000 - whole) lines of the log dropped: its reader is too slow") == true
        || lines.last?.hasSuffix(
          "1,\(2_000 - whole - 1_000) lines of the log dropped: its reader is too slow"
        ) == true
    )
  }

  @Test func `keeps room for the daemon when jobs fill it`() throws {
    let pipe = try Pipe()
    let log = makeLog(pipe, capacity: 4_096)
    for _ in 0..<100 { log.write(LogEntry(.output, "output", String(repeating: "x", count: 100)), at: now) }
    log.write(LogEntry(.error, "ended", "an important line"), at: now)
    log.flush(at: now)
    #expect(try text(in: pipe).contains("an important line"))
  }

  @Test func `says what it dropped while its reader stays too slow`() throws {
    let pipe = try Pipe(capacity: 4_096)
    let log = makeLog(pipe, capacity: 65_536)
    let line = LogEntry(.output, "output", String(repeating: "x", count: 100))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 1)
    defer { buffer.deallocate() }
    var shown: [UInt8] = []
    // Second after second a job writes more than is read.
    for second: Int64 in 0..<100 {
      for _ in 0..<1_000 { log.write(line, at: now + .seconds(second)) }
      log.flush(at: now + .seconds(second))
      if case .bytes(let count) = try pipe.readEnd.read(into: buffer) { shown += buffer[..<count] }
    }
    #expect(log.isBehind)
    let lines = String(decoding: shown, as: UTF8.self).split(separator: "\n")
    #expect(lines.count { $0.hasSuffix("lines of the log dropped: its reader is too slow") } > 20)
  }

  @Test func `goes on when its reader is gone`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGPIPE, SIG_IGN)
      let log = try makeLogWithoutReader()
      for _ in 0..<10 {
        log.write(LogEntry(.info, "test", "line"), at: Instant(seconds: 0))
        log.flush(at: Instant(seconds: 0))
      }
      log.finish(at: Instant(seconds: 0))
      try #require(!log.isBehind)
    }
  }

  @Test func `is written to a file as it is`() throws {
    let directory = try TemporaryDirectory()
    let file = try FileDescriptor.open(directory.appending("log"), O_WRONLY | O_CREAT)
    let log = Log(descriptor: file.number, format: .text, isColoured: false, zone: .utc)
    for _ in 0..<1_000 { log.write(LogEntry(.info, "test", String(repeating: "x", count: 100)), at: now) }
    log.flush(at: now)
    #expect(!log.isBehind)
    #expect(try contents(of: directory.appending("log")).count == 1_000 * 126)
  }

  private func makeLog(
    _ pipe: borrowing Pipe,
    format: LogFormat = .text,
    isColoured: Bool = false,
    zone: Zone = .utc,
    capacity: Int = Log.usualCapacity
  ) -> Log {
    Log(
      descriptor: pipe.writeEnd.number,
      format: format,
      isColoured: isColoured,
      zone: zone,
      capacity: capacity
    )
  }

  /// All that is in a pipe.
  private func text(in pipe: borrowing Pipe) throws -> String {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 1)
    defer { buffer.deallocate() }
    var bytes: [UInt8] = []
    while case .bytes(let count) = try pipe.readEnd.read(into: buffer) { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A log into a pipe that nobody reads any more.
private func makeLogWithoutReader() throws -> Log {
  let pipe = try Pipe()
  let log = Log(descriptor: dup(pipe.writeEnd.number), format: .text, isColoured: false, zone: .utc)
  return log
}
