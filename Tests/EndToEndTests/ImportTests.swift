import Testing
import schedd

@Suite struct Import {
  private static let crontab = "@daily root x\n"

  @Test func `reads a crontab from a file or from standard input`() throws {
    let terminal = try Terminal()
    let path = try terminal.file("crontab", Self.crontab)
    let fromFile = terminal.run("import", "crontab", path)
    #expect(fromFile.status == .done)
    #expect(fromFile.errors == "")
    for words in [["import", "crontab"], ["import", "crontab", "-"]] {
      terminal.input = [String(Self.crontab.prefix(5)), String(Self.crontab.dropFirst(5))]
      let transcript = terminal.run(words)
      #expect(transcript.status == .done)
      #expect(transcript.output == fromFile.output.replacing(path, with: "standard input"))
    }
  }

  @Test func `makes what validate accepts`() throws {
    let terminal = try Terminal()
    let crontab = try terminal.file("crontab", Self.crontab)
    let jobs = try terminal.file("jobs.json", terminal.run("import", "crontab", "--system", crontab).output)
    let transcript = terminal.run("validate", jobs)
    #expect(transcript.status == .done)
    #expect(transcript.output.contains("x  cron @daily"))
  }

  @Test func `takes the first word for a user where the crontab is the system's`() throws {
    let terminal = try Terminal()
    let path = try terminal.file("crontab", Self.crontab)
    #expect(terminal.run("import", "crontab", path).output.contains("\"shell\": \"root x\""))
    let system = terminal.run("import", "--system", "crontab", path).output
    #expect(system.contains("\"shell\": \"x\",\n      \"user\": \"root\""))
  }

  @Test func `says what is lost, and shows the rest`() throws {
    let terminal = try Terminal()
    let path = try terminal.file("crontab", "* * * * x\n@daily y\n")
    let transcript = terminal.run("import", "crontab", path)
    #expect(transcript.status == .wrong)
    #expect(transcript.errors.hasPrefix("\(path):1: error: "))
    #expect(transcript.output.contains("\"id\": \"y\""))
    #expect(transcript.output.contains("// * * * * x\n"))
  }

  @Test func `knows crontabs and nothing else`() throws {
    let terminal = try Terminal()
    #expect(terminal.run("import", "anacrontab").status == .usage)
    let missing = terminal.run("import", "crontab", terminal.path("none"))
    #expect(missing.status == .wrong)
    #expect(missing.errors.contains("No such file or directory"))
  }
}
