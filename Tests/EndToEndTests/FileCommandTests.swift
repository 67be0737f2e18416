import Foundation
import Scheduler
import Testing
import schedd

@Suite struct `Validate` {
  static let good = """
    {
      "timezone": "Europe/Berlin",
      "jobs": [
        { "id": "nightly", "trigger": "30 2 * * *", "command": ["/bin/true"] },
        { "id": "often", "trigger": { "interval": "15m" }, "shell": "true", "enabled": false },
        { "id": "by-hand", "trigger": { "manual": true }, "shell": "true" }
      ]
    }
    """

  @Test func `shows what the triggers of a good file mean`() throws {
    let terminal = try Terminal()
    let file = try terminal.file("jobs.json", Self.good)
    let transcript = terminal.run("validate", file)
    #expect(
      transcript.output == """
        nightly  cron 30 2 * * * (Europe/Berlin): at 02:30 every day
          2026-01-01T02:30:00+01:00 (in 1 h)
          2026-01-02T02:30:00+01:00 (in 25 h)
          2026-01-03T02:30:00+01:00 (in 2 days)
        often (disabled)  every 15m, counted from 1970-01-01T01:00:00+01:00
        by-hand  by hand only
        \(file): 3 jobs, no errors, 2 warnings

        """
    )
    let place = "\(file):4:35: warning: job \"nightly\": trigger: "
    let mend = "; choose another time of day, or say with \"dst\" that it is meant\n"
    #expect(
      transcript.errors
        == "\(place)02:30 does not exist on 2026-03-29 in Europe/Berlin: it fires at 03:00\(mend)"
        + "\(place)02:30 occurs twice on 2026-10-25 in Europe/Berlin: the first counts\(mend)"
    )
    #expect(transcript.status == .done)
  }

  @Test func `prints every problem of a bad file`() throws {
    let terminal = try Terminal()
    let file = try terminal.file(
      "jobs.json",
      "{\"jobs\": [\n  {\"id\": \"a\", \"trigger\": \"61 * * * *\"}\n]}"
    )
    let transcript = terminal.run("validate", file)
    #expect(transcript.output.isEmpty)
    let lines = transcript.errors.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.dropLast().allSatisfy { $0.hasPrefix("\(file):2:") && $0.contains(": error: job \"a\": ") })
    #expect(lines.last == "schedd validate: \(file) has 2 errors")
    #expect(transcript.status == .wrong)
  }

  @Test func `says it all in JSON too`() throws {
    let terminal = try Terminal()
    let good = terminal.run("validate", "--json", try terminal.file("good.json", Self.good))
    #expect(
      good.output.hasPrefix(
        "{\"jobs\":[{\"enabled\":true,\"id\":\"nightly\",\"next_fire_times\":[\"2026-01-01T01:30:00Z\","
      )
    )
    #expect(good.output.contains("\"problems\":[{\"column\":35,"))
    #expect(good.output.hasSuffix(",\"valid\":true}\n"))
    #expect(good.status == .done)
    let bad = terminal.run("validate", "--json", try terminal.file("bad.json", "{"))
    #expect(bad.output.hasPrefix("{\"jobs\":[],\"problems\":[{\"column\":"))
    #expect(bad.output.hasSuffix("\"valid\":false}\n"))
    #expect(bad.status == .wrong)
  }

  @Test func `says why it cannot read a file`() throws {
    let terminal = try Terminal()
    let transcript = terminal.run("validate", terminal.path("absent"))
    #expect(transcript.errors == "schedd validate: \(terminal.path("absent")): No such file or directory\n")
    #expect(transcript.status == .wrong)
    #expect(terminal.run("validate", terminal.path("")).errors.hasSuffix(": Is a directory\n"))
  }
}

@Suite struct `Next` {
  struct Row: Sendable, CustomTestStringConvertible {
    var words: [String]
    var expected: String

    var testDescription: String { words.joined(separator: " ") }
  }

  static let rows: [Row] = [
    Row(
      words: ["--cron", "0 12 * * *", "-n", "2"],
      expected: "2026-01-01T12:00:00+00:00\n2026-01-02T12:00:00+00:00\n"
    ),
    Row(
      words: ["--cron", "0 12 * * *", "--timezone", "America/New_York", "-n1"],
      expected: "2026-01-01T12:00:00-05:00\n"
    ),
    Row(
      words: ["--cron", "30 2 * * *", "--timezone=Europe/Berlin", "-n3", "--after", "2027-03-27"],
      expected: """
        2027-03-27T02:30:00+01:00
        2027-03-28T03:00:00+02:00  02:30 does not exist on this day: fires at 03:00
        2027-03-29T02:30:00+02:00

        """
    ),
    Row(
      words: ["--cron", "0 2 * * *", "--timezone=Europe/Berlin", "-n2", "--after", "2027-10-30T12:00:00"],
      expected: """
        2027-10-31T02:00:00+02:00  02:00 occurs twice: the first counts
        2027-11-01T02:00:00+01:00

        """
    ),
    Row(
      words: ["--cron", "0 0 L 2 *", "-n1", "--after", "2028-01-01T00:00:00Z"],
      expected: "2028-02-29T00:00:00+00:00\n"
    ),
    Row(
      words: ["--json", "--cron", "0 12 * * *", "-n1"],
      expected: "[{\"fire_time\":\"2026-01-01T12:00:00Z\",\"local_time\":\"2026-01-01T12:00:00+00:00\"}]\n"
    ),
  ]

  @Test(arguments: rows)
  func `prints the fire times of an expression`(_ row: Row) throws {
    let transcript = try Terminal().run(["next"] + row.words)
    #expect(transcript.output == row.expected)
    #expect(transcript.errors.isEmpty)
    #expect(transcript.status == .done)
  }

  static let file = """
    { "timezone": "Europe/Berlin", "jobs": [
      { "id": "noon", "trigger": "0 12 * * *", "command": ["/bin/true"] },
      { "id": "hourly", "trigger": "@hourly", "command": ["/bin/true"] },
      { "id": "ny", "trigger": { "cron": "0 6 * * *", "timezone": "America/New_York" }, "command": ["/bin/true"] },
      { "id": "off", "trigger": "* * * * *", "command": ["/bin/true"], "enabled": false },
      { "id": "hand", "trigger": { "manual": true }, "command": ["/bin/true"] }
    ] }
    """

  @Test func `prints those of all jobs of a file in the order of time, without the disabled ones`() throws {
    let terminal = try Terminal()
    let file = try terminal.file("jobs.json", Self.file)
    #expect(
      terminal.run("next", file, "-n4", "--after=2026-01-01T10:30:00").output == """
        2026-01-01T11:00:00+01:00  hourly
        2026-01-01T12:00:00+01:00  noon
        2026-01-01T12:00:00+01:00  hourly
        2026-01-01T06:00:00-05:00  ny

        """
    )
  }

  @Test func `prints those of one job, read in its zone`() throws {
    let terminal = try Terminal()
    let file = try terminal.file("jobs.json", Self.file)
    #expect(
      terminal.run("next", file, "--job=ny", "-n1", "--after=2026-01-01T05:59:59").output
        == "2026-01-01T06:00:00-05:00\n"
    )
    let disabled = terminal.run("next", file, "--job=off", "-n1")
    #expect(disabled.output == "2026-01-01T01:01:00+01:00\n")
    #expect(disabled.errors == "\"off\" is disabled; these are the fire times that it would have\n")
    let manual = terminal.run("next", file, "--job=hand")
    #expect(manual.errors == "schedd next: \"hand\" has no fire times, it runs by hand only\n")
    #expect(manual.status == .done)
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var words: [String]
    var status: ExitCode
    var errors: String

    var testDescription: String { words.joined(separator: " ") }
  }

  static let usage = """

    Usage: schedd next FILE [--job ID] [-n N] [--after TIME] [--json]
           schedd next --cron EXPR [--timezone ZONE] [--id ID] [OPTION…]
           schedd next --batch

    """

  static let mistakes: [Mistake] = [
    Mistake(words: [], status: .usage, errors: "schedd next: FILE is missing" + usage),
    Mistake(
      words: ["FILE", "--cron", "@daily"],
      status: .usage,
      errors: "schedd next: FILE and --cron cannot both be given" + usage
    ),
    Mistake(
      words: ["--cron", "@daily", "--job", "a"],
      status: .usage,
      errors: "schedd next: --job and --cron cannot both be given" + usage
    ),
    Mistake(
      words: ["FILE", "--batch"],
      status: .usage,
      errors: "schedd next: FILE and --batch cannot both be given" + usage
    ),
    Mistake(
      words: ["--batch", "--cron", "@daily"],
      status: .usage,
      errors: "schedd next: --cron and --batch cannot both be given" + usage
    ),
    Mistake(
      words: ["FILE", "--timezone", "UTC"],
      status: .usage,
      errors: "schedd next: --timezone means nothing without --cron" + usage
    ),
    Mistake(
      words: ["--cron", "@daily", "--after", "tomorrow"],
      status: .usage,
      errors: "schedd next: --after tomorrow: must be a time of the years 1970 to 2199 such as 2027-01-01, "
        + "2027-01-01T06:00:00 or 2027-01-01T06:00:00+01:00" + usage
    ),
    Mistake(
      words: ["FILE", "--job", "hourli"],
      status: .wrong,
      errors: "schedd next: there is no job \"hourli\"; did you mean hourly?\n"
    ),
    Mistake(
      words: ["--cron", "@daily", "--timezone", "Europe/Berln"],
      status: .wrong,
      errors: "schedd next: there is no zone \"Europe/Berln\"; did you mean Europe/Berlin?\n"
    ),
    Mistake(
      words: ["--cron", "0 61 * * *"],
      status: .wrong,
      errors: "schedd next: hour: 61 is not in 0-23\n  0 61 * * *\n    ^\n"
    ),
    Mistake(
      words: ["--cron", "0 0 30 2 *"],
      status: .done,
      errors: "no fire time follows\n"
    ),
  ]

  @Test(arguments: mistakes)
  func `says what is wrong`(_ row: Mistake) throws {
    let terminal = try Terminal()
    let file = try terminal.file("jobs.json", Self.file)
    let transcript = terminal.run(["next"] + row.words.map { $0 == "FILE" ? file : $0 })
    #expect(transcript.errors == row.errors.replacing("FILE and", with: "\(file) and"))
    #expect(transcript.output.isEmpty)
    #expect(transcript.status == row.status)
  }
}
