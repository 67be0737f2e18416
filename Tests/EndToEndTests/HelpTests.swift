import Foundation
import Testing
import schedd

/// Help as it is printed, against a file for each command; `RECORD=1` writes the files and fails.
@Suite struct `The help` {
  private static let folder = "Tests/EndToEndTests/Data/help"

  private static func check(_ text: String, against name: String) throws {
    try RecordedFile.check(text, against: "\(folder)/\(name).txt")
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
    let files = try FileManager.default.contentsOfDirectory(
      atPath: RecordedFile.root.appending(path: Self.folder).path
    )
    #expect(Set(files) == Set((Command.all.map(\.name) + ["overview"]).map { "\($0).txt" }))
  }
}
