import Daemon
import Scheduler
import Testing

/// What a job writes and what the log shows of it.
struct OutputCase: Sendable, CustomTestStringConvertible {
  var name: String
  var bytes: [UInt8]
  var items: [OutputItem]

  init(_ name: String, _ text: String, _ items: [OutputItem]) {
    self.init(name, bytes: Array(text.utf8), items)
  }

  init(_ name: String, bytes: [UInt8], _ items: [OutputItem]) {
    self.name = name
    self.bytes = bytes
    self.items = items
  }

  var testDescription: String { name }

  static let all: [OutputCase] = [
    OutputCase("nothing", "", []),
    OutputCase("lines", "one\ntwo\n", [.line("one"), .line("two")]),
    OutputCase("empty lines", "\n\n", [.line(""), .line("")]),
    OutputCase("no line feed at the end", "one\ntwo", [.line("one"), .line("two")]),
    OutputCase("carriage returns", "one\r\nt\rwo\r\n", [.line("one"), .line("t\\x0dwo")]),
    OutputCase("tabs and other scripts", "\ta é 漢 🙂\n", [.line("\ta é 漢 🙂")]),
    OutputCase("escape sequences", "\u{1b}[2J\u{7}\u{8}\u{7f}\n", [.line("\\x1b[2J\\x07\\x08\\x7f")]),
    OutputCase("control characters of Latin-1", "\u{9b}31m\n", [.line("\\x9b31m")]),
    OutputCase(
      "what turns text around or breaks a line",
      "a\u{202e}b\u{2066}c\u{2028}d\n\u{feff}e\u{e0041}\n",
      [.line("a\\u{202e}b\\u{2066}c\\u{2028}d"), .line("\\u{feff}e\\u{e0041}")]
    ),
    OutputCase("NUL", bytes: [0x61, 0, 0x62, 0x0a], [.line("a\\x00b")]),
    OutputCase(
      "no UTF-8",
      bytes: [0xff, 0xfe, 0xc3, 0x28, 0xe2, 0x82, 0xed, 0xa0, 0x80, 0x0a],
      [.line("\\xff\\xfe\\xc3(\\xe2\\x82\\xed\\xa0\\x80")]
    ),
    OutputCase(
      "as long as a line may be",
      String(repeating: "x", count: 20) + "\n",
      [.line(String(repeating: "x", count: 20))]
    ),
    OutputCase(
      "too long a line",
      String(repeating: "x", count: 25) + "\nnext\n",
      [.cutLine(String(repeating: "x", count: 20)), .line("next"), .notShown(lines: 0, bytes: 5)]
    ),
    OutputCase(
      "too long a line, cut in the middle of a character",
      String(repeating: "x", count: 18) + "漢\n",
      [.cutLine(String(repeating: "x", count: 18)), .notShown(lines: 0, bytes: 3)]
    ),
    OutputCase(
      "too many lines",
      "1\n2\n3\n4\n5\n6\n7\n",
      [.line("1"), .line("2"), .line("3"), .line("4"), .line("5"), .notShown(lines: 2, bytes: 4)]
    ),
    OutputCase(
      "too many lines, and no line feed at the end",
      "1\n2\n3\n4\n5\n6\n789",
      [.line("1"), .line("2"), .line("3"), .line("4"), .line("5"), .notShown(lines: 1, bytes: 5)]
    ),
    OutputCase(
      "too many bytes",
      "12345678901234567890\n12345678901234567890\n1\n2\n",
      [.line("12345678901234567890"), .line("12345678901234567890"), .notShown(lines: 2, bytes: 4)]
    ),
  ]
}

@Suite struct `Output cut into lines` {
  private static var limits: LineSplitter.Limits {
    var limits = LineSplitter.Limits()
    limits.lineBytes = 20
    limits.linesPerSecond = 5
    limits.bytesPerSecond = 40
    return limits
  }

  @Test(arguments: OutputCase.all) func `is bounded and harmless, however it comes`(_ row: OutputCase) {
    for size in [1, 2, 3, 7, 1_000] {
      #expect(items(of: row.bytes, inPiecesOf: size) == row.items, "in pieces of \(size)")
    }
  }

  @Test func `is shown again in the next second, after what was left out was said`() {
    var splitter = LineSplitter(limits: Self.limits)
    var items: [OutputItem] = []
    let start = Uptime(nanoseconds: 0)
    take("1\n2\n3\n4\n5\n6\n7", at: start, &splitter, &items)
    take("7\n8\n", at: start + .milliseconds(999), &splitter, &items)
    #expect(items.count == 5)
    take("9\n", at: start + .seconds(1), &splitter, &items)
    #expect(items.suffix(2) == [.notShown(lines: 3, bytes: 7), .line("9")])
  }

  @Test func `shows the beginning of an endless line at once, and keeps no more of it`() {
    var splitter = LineSplitter(limits: Self.limits)
    var items: [OutputItem] = []
    for second in 0..<3 {
      for _ in 0..<1_000 {
        take("0123456789", at: Uptime(nanoseconds: 0) + .seconds(Int64(second)), &splitter, &items)
      }
    }
    #expect(
      items == [
        .cutLine("01234567890123456789"), .notShown(lines: 0, bytes: 9_980),
        .notShown(lines: 0, bytes: 10_000),
      ]
    )
  }

  @Test func `counts every byte once`() {
    // Lines of all lengths, many too long and many too fast.
    let lines = (0..<200).map { String(repeating: "x", count: $0 * 7 % 31) }
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let shown = items(of: bytes, inPiecesOf: 11)
    var count = 0
    for item in shown {
      switch item {
      case .line(let line): count += line.utf8.count + 1
      // Its line feed ends it without being shown or left out.
      case .cutLine(let line): count += line.utf8.count + 1
      case .notShown(_, let bytes): count += bytes
      }
    }
    #expect(count == bytes.count)
  }

  private func items(of bytes: [UInt8], inPiecesOf size: Int) -> [OutputItem] {
    var splitter = LineSplitter(limits: Self.limits)
    var items: [OutputItem] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      let piece = bytes[start..<min(start + size, bytes.count)]
      piece.withUnsafeBytes { splitter.take($0, at: Uptime(nanoseconds: 0)) { items.append($0) } }
    }
    splitter.finish { items.append($0) }
    return items
  }

  private func take(
    _ text: String,
    at now: Uptime,
    _ splitter: inout LineSplitter,
    _ items: inout [OutputItem]
  ) {
    Array(text.utf8).withUnsafeBytes { splitter.take($0, at: now) { items.append($0) } }
  }
}
