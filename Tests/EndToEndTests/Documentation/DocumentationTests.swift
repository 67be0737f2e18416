import Foundation
import Scheduler
import Testing
import schedd

/// Pages that are made of what the program itself says, so that they cannot go stale; `RECORD=1` writes them.
@Suite struct `The pages that are made` {
  @Test func `of the commands' help are as recorded`() throws {
    try RecordedFile.check(ManualPages.commands, against: "docs/man/schedd.1")
  }

  @Test func `of the table of the job file's keys are as recorded`() throws {
    try RecordedFile.check(ManualPages.jobFile, against: "docs/man/schedd-jobs.5")
    try RecordedFile.check(ReferencePage.text, against: "docs/jobs.md")
  }

  @Test func `of the schema are as recorded`() throws {
    let schema = try Terminal().run("schema").output
    try RecordedFile.check(schema, against: "examples/schedd.schema.json")
  }

  @Test(.enabled(if: !formatters.isEmpty, "no mandoc and no groff"), arguments: formatters)
  func `are manual pages without a warning`(_ formatter: String) throws {
    let program = try #require(Shell.path(of: formatter))
    for page in ["schedd.1", "schedd-jobs.5"] {
      let path = RecordedFile.root.appending(path: "docs/man/\(page)").path
      let arguments =
        formatter == "mandoc"
        ? ["-T", "lint", "-W", "warning", path] : ["-man", "-Tutf8", "-Kutf8", "-ww", "-z", path]
      #expect(try Shell.run(program, arguments).output == "")
    }
  }

  private static let formatters = ["mandoc", "groff"].filter { Shell.path(of: $0) != nil }

  @Test func `of crontabs shows what import makes`() throws {
    let page = try String(
      contentsOf: RecordedFile.root.appending(path: "docs/crontab.md"),
      encoding: .utf8
    )
    func block(_ name: String) throws -> String {
      let start = try #require(page.range(of: "```\(name)\n")).upperBound
      let end = try #require(page.range(of: "```", range: start..<page.endIndex)).lowerBound
      return String(page[start..<end])
    }
    let terminal = try Terminal()
    let path = try terminal.file("crontab", try block("crontab"))
    let transcript = terminal.run("import", "crontab", path)
    #expect(transcript.output.replacing(path, with: "crontab") == (try block("jsonc")))
    #expect(transcript.errors.replacing(path, with: "crontab") == (try block("text")))
    #expect(transcript.status == .wrong)
  }

  @Test func `link to each other`() throws {
    let readme = try String(contentsOf: RecordedFile.root.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains("(docs/jobs.md)"))
  }
}
