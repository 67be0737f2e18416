import ControlFixtures
import CronParser
import Daemon
import Scheduler
import Testing
import schedd

@Suite struct `Explain with a job` {
  private func daemon(of terminal: Terminal) throws -> ServedTarget {
    let trigger = Scheduler.Trigger.timed(try TimedTrigger(.cron(CronExpression("30 2 * * *"))))
    return try terminal.daemon { target in
      var status = JobStatus.sample("report")
      status.job.trigger = trigger
      target.statuses = [status]
      let version = TriggerVersion(since: .epoch, until: nil, text: trigger.text(in: .utc))
      target.versions = [FireTimesAsked.Version(version, trigger)]
      target.findings.previous.run = .ended(12, job: "report", .failed)
    }
  }

  @Test func `says first what was asked for, and then the rest`() throws {
    let terminal = try Terminal()
    let daemon = try daemon(of: terminal)
    let transcript = terminal.run("explain", "--job", "report", "--at", "2025-12-31 02:31")
    #expect(
      transcript.output == """
        2025-12-31T02:31:00+00:00 is no fire time of report: cron 30 2 * * * (UTC), at 02:30 every day
          the fire time before: 2025-12-31T02:30:00+00:00, run 12 failed (exit code 1)
          the one after: 2026-01-01T02:30:00+00:00, it lies ahead

        """
    )
    #expect(transcript.errors.isEmpty)
    #expect(transcript.status == .done)
    let json = terminal.run("explain", "--job=report", "--at=2025-12-31T02:31:00Z", "--json").output
    #expect(JSON.value(AccountObject.self, from: Array(json.utf8))?.verdict == "not_a_fire_time")
    daemon.stop()
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var words: [String]
    var error: String

    var testDescription: String { words.joined(separator: " ") }
  }

  static let rows: [Row] = [
    Row(words: ["--job", "report"], error: "--job means nothing without --at"),
    Row(words: ["--at", "02:30"], error: "--at means nothing without --job"),
    Row(words: ["@daily", "--socket", "/s"], error: "--socket means nothing without --job"),
    Row(words: ["@daily", "--job", "a", "--at", "02:30"], error: "@daily and --job cannot both be given"),
    Row(words: ["--job", "a", "--at", "02:30", "--id", "b"], error: "--id and --job cannot both be given"),
    Row(words: [], error: "EXPR is missing"),
    Row(words: ["--job", "a", "--at", "noon"], error: "--at noon: must be \(AskedTime.forms)"),
  ]

  @Test(arguments: rows)
  func `refuses what makes no sense`(_ row: Row) throws {
    let transcript = try Terminal().run(["explain"] + row.words)
    #expect(transcript.errors.hasPrefix("schedd explain: \(row.error)\nUsage: "))
    #expect(transcript.status == .usage)
  }
}
