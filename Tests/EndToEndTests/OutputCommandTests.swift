import ControlFixtures
import Daemon
import Foundation
import Scheduler
import Testing

import schedd

@Suite struct `The output command` {
  /// A daemon whose run 17 has ended and has written this.
  private static func daemon(_ terminal: Terminal, _ bytes: [UInt8], maxBytes: Int = 4096) throws
    -> ServedTarget
  {
    let path = terminal.path("state")
    return try terminal.daemon { target in
      target.outputs = OutputStore(stateDirectory: path)
      target.endedRuns = [.ended(17)]
      let sink = Daemon.OutputSink(store: target.outputs, run: RunID(17), attempt: 1, maxBytes: maxBytes)
      _ = bytes.withUnsafeBytes { sink.take($0, at: Instant(seconds: 90)) }
      sink.finish()
    }
  }

  @Test func `shows what acts on a terminal, and does not let it act`() throws {
    let terminal = try Terminal()
    try terminal.makeState()
    let daemon = try Self.daemon(terminal, Array("plain\n\u{1b}[31mred\u{7}\n".utf8))
    defer { daemon.stop() }
    #expect(terminal.run("output", "17").output == "plain\n\u{1b}[31mred\u{7}\n")
    terminal.isTerminal = true
    #expect(terminal.run("output", "17").output == "plain\n\\x1b[31mred\\x07\n")
    #expect(
      terminal.run("output", "17", "--timestamps").output
        == "1970-01-01T00:01:30Z plain\n1970-01-01T00:01:30Z \\x1b[31mred\\x07\n"
    )
  }

  @Test func `says how much is left out, and goes on behind it`() throws {
    let terminal = try Terminal()
    try terminal.makeState()
    let text = String(repeating: "0123456789abcde\n", count: 1000)
    let daemon = try Self.daemon(terminal, Array(text.utf8))
    defer { daemon.stop() }
    let shown = terminal.run("output", "17")
    #expect(shown.output == text.prefix(2048) + text.suffix(2048))
    #expect(shown.errors == "schedd: 11904 bytes that were written here are not kept\n")
    #expect(terminal.run("output", "17", "--tail", "2").output == text.suffix(32))
    #expect(terminal.run("output", "17", "--tail", "0").output == "")
  }

  @Test func `fails where there is no such run, attempt or number`() throws {
    let terminal = try Terminal()
    try terminal.makeState()
    let daemon = try Self.daemon(terminal, [1])
    defer { daemon.stop() }
    for (words, text) in [
      (["output", "18"], "there is no run 18"), (["output", "17", "--attempt", "2"], "has no attempt 2"),
      (["output", "x"], "there is no run \"x\""),
    ] {
      let end = terminal.run(words)
      #expect(end.status == .wrong && end.errors.contains(text), "\(end)")
    }
  }
}

extension Terminal {
  /// Makes the folder that output is kept below.
  fileprivate func makeState() throws {
    try FileManager.default.createDirectory(atPath: path("state"), withIntermediateDirectories: true)
  }
}
