import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `The output of a process` {
  @Test func `is kept byte for byte, both streams in the order of writing`() throws {
    let directory = try TemporaryDirectory()
    let store = OutputStore(stateDirectory: directory.path)
    let harness = try ProcessHarness(outputs: store)
    let text = "printf 'one\\n'; printf '\\000\\377\\r\\033[31m' >&2; printf 'end'"
    let (run, _) = try harness.start(.shell(text))
    #expect(try harness.end(of: run) == .exited(0))
    #expect(try harness.turn { harness.table.isEmpty })
    let reader = try OutputReader(store.file(of: run, attempt: 1))
    let expected = Array("one\n".utf8) + [0, 0xff, 0x0d, 0x1b] + Array("[31mend".utf8)
    #expect(try reader.piece(from: 0, limit: 100).bytes == expected)
    let now = SystemClock.read().wall
    #expect(try #require(reader.instant(of: 0)) > now - .seconds(60))
  }

  @Test func `takes its room and no more, however much it is`() throws {
    let directory = try TemporaryDirectory(isInMemory: true)
    let store = OutputStore(stateDirectory: directory.path)
    let harness = try ProcessHarness(outputs: store)
    var start = harness.makeStart(CommandJob(invocation: .shell("yes | head -c 9000001")))
    start.output = OutputLimits(maxBytes: 10_000)
    _ = try harness.table.start(start)
    #expect(try harness.end(of: start.run.id) == .exited(0))
    #expect(try harness.turn { harness.table.isEmpty })
    let path = store.file(of: start.run.id, attempt: 1)
    #expect(try contents(of: path).count <= 64 + 10_000 + 16 * 1024)
    let reader = try OutputReader(path)
    #expect(reader.end == 9_000_001 && reader.gap == 8_990_001)
    #expect(try reader.piece(from: 8_999_997, limit: 100).bytes == Array("\ny\ny".utf8))
  }

  @Test func `of an attempt that left a process behind gives way to the next attempt's`() throws {
    let directory = try TemporaryDirectory()
    let store = OutputStore(stateDirectory: directory.path)
    let harness = try ProcessHarness(outputs: store)
    var start = harness.makeStart(CommandJob(invocation: .shell("echo one; setsid sleep 5 & sleep 0.1")))
    _ = try harness.table.start(start)
    #expect(try harness.end(of: start.run.id) == .exited(0))
    start.run.attempt = 2
    start.kind = .command(CommandJob(invocation: .shell("echo two")))
    _ = try harness.table.start(start)
    #expect(try harness.turn { harness.table.isEmpty })
    #expect(harness.lines(of: start.run.id) == ["one", "two"])
    for (attempt, text) in [(1, "one\n"), (2, "two\n")] {
      let reader = try OutputReader(store.file(of: start.run.id, attempt: attempt))
      #expect(try reader.piece(from: 0, limit: 100).bytes == Array(text.utf8))
    }
  }

  @Test func `that cannot be kept is told of once, and the run goes on`() throws {
    let directory = try TemporaryDirectory()
    try directory.write("output", "in the way")
    let harness = try ProcessHarness(outputs: OutputStore(stateDirectory: directory.path))
    let (run, _) = try harness.start(.shell("echo one; sleep 0.05; echo two"))
    #expect(try harness.end(of: run) == .exited(0))
    #expect(harness.lines(of: run) == ["one", "two"])
    let told = harness.events.filter { if case .outputNotKept = $0 { true } else { false } }
    #expect(told.count == 1)
  }
}
