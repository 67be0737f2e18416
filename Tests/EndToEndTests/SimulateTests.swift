import Testing
import schedd

@Suite struct `Simulate` {
  private static let jobs = """
    {
      "timezone": "Europe/Berlin",
      "jobs": [
        { "id": "nightly", "trigger": "30 2 * * *", "command": ["/bin/true"] },
        { "id": "mail", "trigger": { "after": { "job": "nightly", "outcome": "any" } }, "command": ["/bin/true"] }
      ]
    }
    """

  private static let scenario = """
    {"runs": {"nightly": [{"duration": "90s", "exit": 1}, {"duration": null}]},
     "requests": [{"at": "2027-01-02T03:00:00", "finish": "nightly"}, {"at": "2027-01-02T03:00:00", "finish": "mail"}]}
    """

  private func run(_ options: String...) throws -> Transcript {
    let terminal = try Terminal()
    let file = try terminal.file("jobs.json", Self.jobs)
    let scenario = try terminal.file("scenario.json", Self.scenario)
    return terminal.run(
      ["simulate", file, "--from", "2027-01-01", "--to", "2027-01-02T12:00:00", "--scenario", scenario]
        + options
    )
  }

  @Test func `tells a line an event`() throws {
    let transcript = try run()
    #expect(
      transcript.output == """
        2027-01-01 02:30:00  nightly     #1    starts
        2027-01-01 02:31:30  nightly     #1    failed, exit code 1 after 1 min 30 s
        2027-01-01 02:31:30  mail        #2    starts after run 1
        2027-01-01 02:31:30  mail        #2    succeeded
        2027-01-02 02:30:00  nightly     #3    starts
        2027-01-02 03:00:00  nightly     #3    succeeded after 30 min 0 s
        2027-01-02 03:00:00  mail        #4    starts after run 3
        2027-01-02 03:00:00  mail        #4    succeeded

        """
    )
    #expect(transcript.errors == "note: 2027-01-02T02:00:00Z: no run of mail was there to finish\n")
    #expect(transcript.status == .done)
  }

  @Test func `tells the same as an object a line`() throws {
    let lines = try run("--json").output.split(separator: "\n")
    #expect(
      lines.prefix(3) == [
        """
        {"at":"2027-01-01T01:30:00Z","event":"started","job":"nightly","run":1,"fire_time":"2027-01-01T01:30:00Z",\
        "reason":null,"cause":"schedule","attempt":1}
        """,
        """
        {"at":"2027-01-01T01:31:30Z","event":"ended","job":"nightly","run":1,"fire_time":"2027-01-01T01:30:00Z",\
        "reason":"exit_code","outcome":"failed","exit_code":1}
        """,
        """
        {"at":"2027-01-01T01:31:30Z","event":"started","job":"mail","run":2,"fire_time":null,"reason":null,\
        "cause":"after","attempt":1,"caused_by":1}
        """,
      ]
    )
    #expect(lines.count == 8)
  }

  @Test func `draws a chart, and adds up`() throws {
    let transcript = try run("--timeline", "--summary")
    #expect(
      transcript.output == """
                  00:00          06:00          12:00          18:00          00:00          06:00
        nightly   ······x···························································██······················
        mail      ······█····························································█······················
        of 10     ······▁···························································▁▁······················

        █ runs  x failed, cancelled or abandoned

        JOB      STARTS  SUCCEEDED  FAILED         BUSY
        nightly       2          1       1  31 min 30 s
        mail          2          2       -            -

        at most 1 run at a time, of 10; first at 2027-01-01 02:30:00

        """
    )
  }

  @Test func `adds up in JSON`() throws {
    let output = try run("--summary", "--json").output
    #expect(
      output.hasPrefix("{\"caps\":{},\"jobs\":[{\"busy_seconds\":1890,\"coalesced\":0,\"job\":\"nightly\",")
    )
    #expect(
      output.hasSuffix("\"peak_at\":\"2027-01-01T01:30:00Z\",\"peak_concurrent_runs\":1,\"unfinished\":0}\n")
    )
  }

  @Test func `looks at the next day where nothing else is said`() throws {
    let terminal = try Terminal()
    let transcript = terminal.run("simulate", try terminal.file("jobs.json", Self.jobs), "--json")
    #expect(transcript.output.split(separator: "\n").count == 4)
    #expect(transcript.output.contains("\"at\":\"2026-01-01T01:30:00Z\",\"event\":\"started\""))
  }

  @Test func `refuses a range that runs backwards, and a scenario with errors`() throws {
    let terminal = try Terminal()
    let file = try terminal.file("jobs.json", Self.jobs)
    let backwards = terminal.run("simulate", file, "--from", "2027-01-02", "--to", "2027-01-01")
    #expect(backwards.status == .usage)
    #expect(
      backwards.errors.hasPrefix(
        "schedd simulate: --to 2027-01-01: must be no earlier than 2027-01-02T00:00:00+01:00\n"
      )
    )
    let scenario = try terminal.file("scenario.json", "{\"outage\": []}")
    let wrong = terminal.run("simulate", file, "--scenario", scenario)
    #expect(wrong.status == .wrong)
    #expect(
      wrong.errors == """
        \(scenario):1:2: error: unknown key "outage"; did you mean "outages"?
        schedd simulate: \(scenario) has 1 error

        """
    )
    let absent = terminal.run("simulate", file, "--scenario", terminal.path("absent"))
    #expect(absent.errors == "schedd simulate: \(terminal.path("absent")): No such file or directory\n")
    #expect(terminal.run("simulate", file, "--timeline", "--json").status == .usage)
  }
}
