import ControlFixtures
import Daemon
import Scheduler
import Testing
import schedd

@Suite struct `Pauses on the command line` {
  static let pause = Pause(
    since: Instant(seconds: 1_767_225_600),
    until: Instant(seconds: 1_767_232_810),
    reason: "new disk"
  )

  struct Row: Sendable, CustomTestStringConvertible {
    var words: [String]
    var own: Pause?
    var global: Pause?
    var output: String

    var testDescription: String { words.joined(separator: " ") }
  }

  static let rows: [Row] = [
    Row(
      words: ["pause", "backup", "--for", "2h", "--reason", "new disk"],
      own: pause,
      output: "backup is paused until 2026-01-01T02:00:10+00:00 (in 2 h): new disk\n"
    ),
    Row(
      words: ["pause", "--all"],
      global: Pause(since: Terminal.now),
      output: "every job is paused since 2026-01-01T00:00:10+00:00 (now)\n"
    ),
    Row(words: ["resume", "backup"], output: "backup is not paused\n"),
    Row(
      words: ["resume", "backup"],
      global: Pause(since: Terminal.now, reason: "move"),
      output: "every job is paused since 2026-01-01T00:00:10+00:00 (now): move\n"
    ),
    Row(words: ["resume", "--all"], output: "no job is paused, but for those with a pause of their own\n"),
    Row(
      words: ["list"],
      own: pause,
      output: """
        JOB     NEXT FIRE TIME                                      LAST RUN  TRIGGER
        backup  paused until 2026-01-01 02:00:10 (in 2 h): new disk  -         by hand only

        """
    ),
  ]

  @Test(arguments: rows)
  func `are told with their end and their reason`(_ row: Row) throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      target.immediateResponse = .done
      target.overview.pause = row.global
      var status = JobStatus.sample("backup")
      (status.pause, status.globalPause) = (row.own, row.global)
      target.statuses = [status]
    }
    let transcript = terminal.run(row.words)
    #expect(transcript.errors == "")
    #expect(
      transcript.output.split(separator: "\n").map { $0.split(separator: " ") }
        == row.output.split(separator: "\n").map { $0.split(separator: " ") }
    )
    #expect(transcript.status == .done)
    daemon.stop()
  }

  @Test func `stand in what is shown of a job and of the daemon`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      target.overview.pause = Self.pause
      var status = JobStatus.sample("backup")
      status.globalPause = Self.pause
      target.statuses = [status]
    }
    let text = "until 2026-01-01T02:00:10+00:00 (in 2 h): new disk\n"
    #expect(terminal.run("show", "backup").output.contains("paused       with every job, \(text)"))
    #expect(terminal.run("status").output.contains("paused     every job, \(text)"))
    daemon.stop()
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var words: [String]
    var error: String

    var testDescription: String { words.joined(separator: " ") }
  }

  static let refusals: [Refusal] = [
    Refusal(words: ["pause"], error: "JOB or --all is missing"),
    Refusal(words: ["resume", "a", "--all"], error: "a and --all cannot both be given"),
    Refusal(
      words: ["pause", "a", "--until", "2027-01-01", "--for", "1h"],
      error: "--until and --for cannot both be given"
    ),
    Refusal(
      words: ["pause", "a", "--for", "5"],
      error: "--for: \"5\" has no unit; write \"5s\" for seconds"
    ),
    Refusal(
      words: ["pause", "a", "--until", "noon"],
      error: "--until noon: must be a time of the years 1970 to 2199 such as 2027-01-01, "
        + "2027-01-01T06:00:00 or 2027-01-01T06:00:00+01:00"
    ),
    Refusal(
      words: ["trigger", "a", "--at", "2027-01-01", "--in", "1h"],
      error: "--at and --in cannot both be given"
    ),
    Refusal(words: ["trigger", "a", "--in", "1h", "--wait"], error: "--wait and --in cannot both be given"),
    Refusal(
      words: ["deferred", "--cancel", "0"],
      error: "--cancel 0: must be a whole number from 1 to 9223372036854775807"
    ),
    Refusal(
      words: ["deferred", "--cancel", "1", "--json"],
      error: "--cancel and --json cannot both be given"
    ),
  ]

  @Test(arguments: refusals)
  func `and runs for later are refused where the command line is wrong`(_ row: Refusal) throws {
    let transcript = try Terminal().run(row.words)
    #expect(transcript.status == .usage)
    #expect(transcript.errors.hasPrefix("schedd \(row.words[0]): \(row.error)\nUsage: "))
  }
}

@Suite struct `Runs for later and runs that are cancelled` {
  static let later = DeferredTrigger(
    id: 3,
    job: JobID("backup"),
    at: Instant(seconds: 1_767_225_910),
    actor: "uid=0 pid=9"
  )

  /// The clock stands at 2026-01-01T00:00:10Z.
  @Test(arguments: [
    ("23:00", "2026-01-01T23:00:00Z"), ("00:00:11", "2026-01-01T00:00:11Z"),
    ("00:00:10", "2026-01-02T00:00:10Z"), ("00:00", "2026-01-02T00:00:00Z"),
  ]) func `are for the next time of day that comes`(_ clock: String, _ instant: String) throws {
    let terminal = try Terminal()
    let asked = Protected<[Request]>([])
    let daemon = try terminal.daemon { target in
      target.immediateResponse = .deferred(Self.later)
    } afterTurn: { target, _ in
      asked.change { $0 = target.requests }
    }
    #expect(terminal.run("trigger", "backup", "--at", clock).status == .done)
    daemon.stop()
    #expect(asked.value.contains { "\($0)".contains(instant) }, "\(asked.value)")
  }

  @Test(arguments: ["24:00", "12:60", "1:00", "12:00:00:00", "12:"])
  func `are for no time of day that no clock shows`(_ clock: String) throws {
    let transcript = try Terminal().run("trigger", "backup", "--at", clock)
    #expect(transcript.status == .usage)
    #expect(transcript.errors.contains("--at \(clock): must be a time of the years 1970 to 2199"))
  }

  @Test func `are told with what forgets them`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in target.immediateResponse = .deferred(Self.later) }
    #expect(
      terminal.run("trigger", "backup", "--in", "5m").output
        == "backup runs at 2026-01-01T00:05:10+00:00 (in 5 min); \"schedd deferred --cancel 3\" forgets it\n"
    )
    let json = terminal.run("trigger", "backup", "--at", "2026-01-01T00:05:10Z", "--json").output
    #expect(JSON.value(DeferredObject.self, from: Array(json.utf8))?.id == 3)
    daemon.stop()
  }

  @Test func `are listed, the next one first`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      let last = DeferredTrigger(id: 1, job: JobID("a"), at: Instant(seconds: 1_767_229_210))
      // More than one page.
      target.deferred = [last] + (2...150).map { DeferredTrigger(id: $0, job: JobID("b"), at: Self.later.at) }
    }
    let lines = terminal.run("deferred").output.split(separator: "\n")
    #expect(lines.count == 151)
    #expect(lines[1] == "  2  b    2026-01-01 00:05:10 (in 5 min)  -")
    #expect(lines[150] == "  1  a    2026-01-01 01:00:10 (in 1 h)    -")
    daemon.stop()
  }

  @Test func `are forgotten, or unknown`() throws {
    let terminal = try Terminal()
    let known = try terminal.daemon { target in target.immediateResponse = .done }
    #expect(terminal.run("deferred", "--cancel", "3").output == "deferred run 3 is forgotten\n")
    #expect(terminal.run("deferred").errors == "no run waits for its instant\n")
    known.stop()
    let unknown = try terminal.daemon { target in target.immediateResponse = .unknownDeferred(3) }
    let transcript = terminal.run("deferred", "--cancel", "3")
    #expect(
      transcript.errors == "schedd deferred: there is no deferred run 3; it may have become a run already\n"
    )
    #expect(transcript.status == .wrong)
    unknown.stop()
  }

  @Test func `are told to end, or have ended already, or never were`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      target.immediateResponse = .done
      target.openRuns = [.open(17)]
      target.endedRuns = [.ended(16)]
    }
    #expect(terminal.run("cancel", "17").output == "run 17 of backup: running, is told to end\n")
    let ended = terminal.run("cancel", "16", "--json")
    #expect(ended.errors == "schedd cancel: run 16 of \"backup\" has ended already: succeeded\n")
    #expect(JSON.value(RunObject.self, from: Array(ended.output.utf8))?.outcome == "succeeded")
    #expect(ended.status == .wrong)
    #expect(terminal.run("cancel", "18").errors == "schedd cancel: there is no run 18\n")
    #expect(
      terminal.run("cancel", "x").errors
        == "schedd cancel: there is no run \"x\"; \"schedd history\" shows their numbers\n"
    )
    daemon.stop()
  }
}
