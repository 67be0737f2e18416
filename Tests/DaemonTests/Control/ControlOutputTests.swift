import ControlFixtures
import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `The output of a run over HTTP` {
  /// A server whose run 17 has written this, and may write on.
  private static func serving(_ text: String, maxBytes: Int = 1 << 20) throws -> (ControlHarness, OutputSink)
  {
    let harness = try ControlHarness()
    harness.target.outputs = OutputStore(stateDirectory: harness.directory.path)
    let sink = OutputSink(store: harness.target.outputs, run: RunID(17), attempt: 1, maxBytes: maxBytes)
    harness.target.sinks[RunID(17)] = sink
    harness.target.openRuns = [.open(17)]
    write(text, to: sink)
    return (harness, sink)
  }

  private static func write(_ text: String, to sink: OutputSink, at instant: Instant = .zero) {
    guard !text.isEmpty else { return }
    _ = Array(text.utf8).withUnsafeBytes { sink.take($0, at: instant) }
  }

  private static func end(_ harness: ControlHarness, _ sink: OutputSink) {
    sink.finish()
    harness.target.sinks = [:]
    harness.target.openRuns = []
    harness.target.endedRuns = [.ended(17)]
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var query: String
    var body: String
    var offset: Int
    var next: Int

    var testDescription: String { query }
  }

  static let rows: [Row] = [
    Row(query: "", body: "one\ntwo\nthree", offset: 0, next: 13),
    Row(query: "?from=4", body: "two\nthree", offset: 4, next: 13),
    Row(query: "?from=13", body: "", offset: 13, next: 13),
    Row(query: "?from=99", body: "", offset: 13, next: 13),
    Row(query: "?tail=1", body: "three", offset: 8, next: 13),
    Row(query: "?tail=0", body: "", offset: 13, next: 13),
    Row(
      query: "?timestamps=true&from=2",
      body: "e\n1970-01-01T00:00:00Z two\n1970-01-01T00:00:00Z three",
      offset: 2,
      next: 13
    ),
    Row(query: "?attempt=1", body: "one\ntwo\nthree", offset: 0, next: 13),
  ]

  @Test(arguments: rows) func `comes as it is asked for, while it is written and later`(_ row: Row) throws {
    let (harness, sink) = try Self.serving("one\ntwo\nthree")
    for isEnded in [false, true] {
      if isEnded { Self.end(harness, sink) }
      let answer = try harness.get("/v1/runs/17/output\(row.query)")
      #expect(answer.status == 200 && answer.text == row.body)
      #expect(answer.headers["content-type"]?.hasPrefix("text/plain") == true)
      #expect(answer.headers["x-content-type-options"] == "nosniff")
      #expect(answer.headers["schedd-offset"] == "\(row.offset)")
      #expect(answer.headers["schedd-next"] == "\(row.next)")
      #expect(answer.headers["schedd-last"] == "\(isEnded)")
    }
  }

  @Test func `comes in pages, and says where something is left out`() throws {
    let (harness, sink) = try Self.serving("")
    for _ in 0..<300 { Self.write(String(repeating: "0123456789abcdef", count: 256), to: sink) }
    Self.end(harness, sink)
    let first = try harness.get("/v1/runs/17/output")
    #expect(first.body.count == 1 << 19)
    #expect(first.headers["schedd-next"] == "\(1 << 19)")
    #expect(first.headers["schedd-last"] == "false")
    let second = try harness.get("/v1/runs/17/output?from=\(first.headers["schedd-next"] ?? "")")
    #expect(second.body.count == 1 << 19 && second.headers["schedd-last"] == "true")
    #expect(second.headers["schedd-offset"] == "\(300 * 4096 - (1 << 19))")
  }

  @Test func `is waited for, and so is its end`() throws {
    let (harness, sink) = try Self.serving("one")
    let request = "GET /v1/runs/17/output?from=3&wait=60 HTTP/1.1\r\nHost: x\r\n\r\n"
    let client = try harness.begin(request) { harness.server.isAskedForOutput }
    harness.server.outputMoved(of: [RunID(16), RunID(17)])
    #expect(harness.server.isAskedForOutput)
    Self.write("two", to: sink)
    harness.server.outputMoved(of: [RunID(16)])
    #expect(harness.server.isAskedForOutput)
    harness.server.outputMoved(of: [RunID(17)])
    try harness.turn(client) { client.response != nil }
    #expect(client.response?.text == "two" && client.response?.headers["schedd-last"] == "false")

    let other = try harness.begin(request.replacing("from=3", with: "from=6")) {
      harness.server.isAskedForOutput
    }
    Self.end(harness, sink)
    harness.server.outputMoved(of: [RunID(17)])
    try harness.turn(other) { other.response != nil }
    #expect(other.response?.text == "" && other.response?.headers["schedd-last"] == "true")
  }

  @Test func `is not there before there is any, and that is no error`() throws {
    let (harness, _) = try Self.serving("")
    let silent = try harness.get("/v1/runs/17/output")
    #expect(silent.status == 200 && silent.body.isEmpty && silent.headers["schedd-last"] == "false")
    harness.target.openRuns[0].attempt = 0
    harness.target.openRuns[0].state = .queued
    let queued = try harness.get("/v1/runs/17/output")
    #expect(queued.status == 200 && queued.headers["schedd-attempt"] == "0")
  }

  @Test func `says that some of it could not be kept`() throws {
    let harness = try ControlHarness()
    try harness.directory.write("state", "")
    harness.target.outputs = OutputStore(stateDirectory: harness.directory.path)
    let (ended, path) = (Run.ended(17), harness.target.outputs.file(of: RunID(17), attempt: 1))
    try harness.directory.makeFolder("output")
    try harness.directory.makeFolder("output/0")
    var file = [UInt8](repeating: 0, count: 64)
    let words: [UInt64] = [0x314f_4444_4548_4353, 2048, 2048, 2048, 3, 120, UInt64(ENOSPC) << 32 | 1, 0]
    for (index, word) in words.enumerated() {
      for byte in 0..<8 { file[index * 8 + byte] = UInt8(truncatingIfNeeded: word >> UInt64(byte * 8)) }
    }
    try DaemonTests.write(file + Array("abc".utf8), to: path)
    harness.target.endedRuns = [ended]
    let answer = try harness.get("/v1/runs/17/output")
    #expect(answer.text == "abc" && answer.headers["schedd-lost"] == "120")
    #expect(answer.headers["schedd-lost-reason"] == "No space left on device")
  }

  @Test(arguments: [
    ("/v1/runs/99/output", 404, "there is no run 99"),
    ("/v1/runs/x/output", 404, "there is no run x"),
    ("/v1/runs/17/output?attempt=2", 404, "run 17 of \"backup\" has no attempt 2; its last one is 1"),
    ("/v1/runs/18/output", 404, "run 18 of \"backup\" was never started, so it has written nothing"),
    (
      "/v1/runs/17/output", 404,
      "nothing is kept of attempt 1 of run 17 of \"backup\": it has written nothing, or its job keeps no output"
    ),
    (
      "/v1/runs/19/output", 404,
      "nothing is kept of the 5 bytes that attempt 1 of run 19 of \"backup\" has written: its job kept no output, or "
        + "the daemon's log says why it could not"
    ),
    ("/v1/runs/17/output?tail=x", 400, "\"tail\" must be a whole number from 0 to 1000000"),
    ("/v1/runs/17/output?timestamps=1", 400, "\"timestamps\" must be true or false"),
  ])
  func `that is not there is answered with the reason`(_ path: String, _ status: Int, _ detail: String) throws
  {
    let harness = try ControlHarness()
    var (refused, unkept) = (Run.ended(18, .skipped), Run.ended(19))
    refused.attempt = 0
    unkept.usage = ProcessUsage(userTime: .zero, systemTime: .zero, peakMemory: 0, outputBytes: 5)
    harness.target.endedRuns = [.ended(17), refused, unkept]
    let answer = try harness.get(path)
    #expect(answer.status == status)
    #expect(try answer.value(ProblemDocument.self).detail == detail)
  }

  @Test func `is empty where the process wrote nothing`() throws {
    let harness = try ControlHarness()
    var silent = Run.ended(17)
    silent.usage = ProcessUsage(userTime: .zero, systemTime: .zero, peakMemory: 0, outputBytes: 0)
    harness.target.endedRuns = [silent]
    let answer = try harness.get("/v1/runs/17/output")
    #expect(answer.status == 200 && answer.body.isEmpty && answer.headers["schedd-last"] == "true")
  }
}

@Suite struct `A stream on a terminal` {
  @Test(
    arguments: [
      ([[0x61, 0x1b, 0x5b, 0x32, 0x4a, 0x0a]], "a\\x1b[2J\n"),
      ([[0xc3], [0xa9, 0x0a, 0xe2, 0x82], [0xac]], "é\n€"),
      ([[0x61, 0x0d, 0x0a, 0x62, 0x0d, 0x63]], "a\nb\\x0dc"),
      ([[0xff, 0x0a], [0x0a], [0xe2]], "\\xff\n\n\\xe2"),
    ] as [([[UInt8]], String)]
  )
  func `acts on nothing, however it is cut`(_ pieces: [[UInt8]], _ shown: String) {
    var text = TerminalText()
    #expect(pieces.map { text.shown($0) }.joined() + text.rest() == shown)
  }
}
