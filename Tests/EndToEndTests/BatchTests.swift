import Daemon
import Scheduler
import Testing
import schedd

@Suite struct `Next, for other programs` {
  private static let noon = #"{"cron":"0 12 * * *"}"#
  private static let answer = #"{"next":["2026-01-01T12:00:00+00:00"]}"# + "\n"

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var input: [String]
    var output: String
  }

  static let rows: [Row] = [
    Row(testDescription: "nothing", input: [], output: ""),
    Row(testDescription: "one line", input: [noon + "\n"], output: answer),
    Row(testDescription: "a line without an end", input: [noon], output: answer),
    Row(testDescription: "a line in pieces", input: noon.map(String.init) + ["\n"], output: answer),
    Row(
      testDescription: "lines at once",
      input: ["\(noon)\n\(noon)\r\n\(noon)"],
      output: answer + answer + answer
    ),
    Row(
      testDescription: "bad lines among good ones",
      input: ["\(noon)\n{}\n\(noon)\n"],
      output: answer + #"{"error":"column 1: needs \"cron\" or \"trigger\""}"# + "\n" + answer
    ),
    Row(
      testDescription: "a line that is too long, in pieces, and one that is not",
      input: Array(repeating: String(repeating: " ", count: 65_536), count: 17) + ["\n\(noon)\n"],
      output: #"{"error":"the line is longer than 1048576 bytes"}"# + "\n" + answer
    ),
  ]

  @Test(arguments: rows)
  func `has an answer for each line of the input, in its order`(_ row: Row) throws {
    let terminal = try Terminal()
    terminal.input = row.input
    let transcript = terminal.run("next", "--batch")
    #expect(transcript.output == row.output)
    #expect(transcript.errors.isEmpty)
    #expect(transcript.status == .done)
  }

  @Test func `answers what there is before it waits for more`() throws {
    let terminal = try Terminal()
    terminal.input = [Self.noon + "\n" + Self.noon + "\n{\"cron\":", "\"0 12 * * *\"}\n"]
    terminal.showsReading = true
    #expect(
      terminal.run("next", "--batch").output
        == "(reads)" + Self.answer + Self.answer + "(reads)" + Self.answer + "(reads)"
    )
  }
}
