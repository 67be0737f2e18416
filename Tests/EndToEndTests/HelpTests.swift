import Foundation
import Testing
import schedd

/// Help as it is printed, against a file for each command; `RECORD=1` writes the files and fails.
@Suite struct `The help` {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Data/help"
  )

  private static func check(_ text: String, against name: String) throws {
    let file = folder.appending(path: "\(name).txt")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(text.utf8).write(to: file)
      Issue.record("\(file.lastPathComponent) was recorded; run again without RECORD")
      return
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test(arguments: Command.all.map(\.name))
  func `of a command is as recorded, whichever way it is asked for`(_ name: String) throws {
    let terminal = try Terminal()
    let transcript = terminal.run("help", name)
    #expect(transcript.status == .done)
    try Self.check(transcript.output, against: name)
    #expect(terminal.run(name, "--help").output == transcript.output)
    #expect(terminal.run(name, "-h").output == transcript.output)
  }

  @Test func `of the program is as recorded, whichever way it is asked for`() throws {
    let terminal = try Terminal()
    let transcript = terminal.run("help")
    #expect(transcript.status == .done)
    try Self.check(transcript.output, against: "overview")
    #expect(terminal.run("--help").output == transcript.output)
    #expect(terminal.run("-h").output == transcript.output)
  }

  @Test func `has a file for nothing else`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(files) == Set((Command.all.map(\.name) + ["overview"]).map { "\($0).txt" }))
  }
}
