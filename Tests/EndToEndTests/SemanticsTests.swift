import Daemon
import Foundation
import Glibc
import Scheduler
import Testing

import schedd

/// `docs/semantics.md` says what schedd does by examples; they are run here, so that they stay true.
///
/// With RECORD in the environment the page gets the outputs of today.
@Suite struct `The page of semantics` {
  private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "docs/semantics.md")

  @Test func `shows what simulate prints`() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let played = try Self.played(text)
    if getenv("RECORD") != nil { try Data(played.text.utf8).write(to: Self.page) }
    #expect(played.examples > 20)
    #expect(played.text == text)
  }

  @Test func `lists each outcome and each reason`() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
      .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    let outcomes = Outcome.allCases.map { "`\($0.rawValue)`" }
    let reasons = Reason.allCases.map { "`\($0.rawValue)`" }
    #expect(Set(rows.map { $0[0] }) == Set(outcomes))
    #expect(Set(rows.map { $0[1] }) == Set(reasons))
  }

  /// The page with the outputs as they are, and how many there are.
  private static func played(_ text: String) throws -> (text: String, examples: Int) {
    var lines: [Substring] = []
    var files: [String: String] = [:]
    var examples = 0
    var rest = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = rest.popFirst() {
      lines.append(line)
      guard line.hasPrefix("```"), line.count > 3 else { continue }
      let block = Array(rest.prefix { $0 != "```" })
      rest = rest.dropFirst(block.count)
      switch line {
      case "```json jobs": files = ["jobs.json": block.joined(separator: "\n")]
      case "```json scenario": files["scenario.json"] = block.joined(separator: "\n")
      case "```console":
        let command = try #require(block.first)
        lines.append(command)
        lines += try output(of: command, files).split(separator: "\n", omittingEmptySubsequences: false)
          .dropLast()
        examples += 1
        continue
      default: break
      }
      lines += block
    }
    return (lines.joined(separator: "\n"), examples)
  }

  /// What a command prints, complaints last.
  private static func output(of command: Substring, _ files: [String: String]) throws -> String {
    let terminal = try Terminal()
    for (name, text) in files { _ = try terminal.file(name, text) }
    let words = command.split(separator: " ").dropFirst(2).map { word in
      word.hasSuffix(".json") ? terminal.path(String(word)) : String(word)
    }
    var output = ""
    var errors = ""
    let console = Console(
      width: .max,
      isColored: false,
      paths: DaemonPaths(isRoot: false, environment: [:]),
      zones: SystemZones(),
      clock: { Terminal.now },
      interruption: { nil },
      input: { _ in [] },
      output: { output += $0 },
      error: { errors += $0 }
    )
    _ = Program.run(words, console)
    return output + errors
  }
}
