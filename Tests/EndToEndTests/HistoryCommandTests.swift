import ControlFixtures
import Daemon
import Foundation
import Scheduler
import Testing
import schedd

@Suite struct `The history` {
  /// A run by hand and two spans of fire times, an hour and two hours later.
  private func terminal(_ ask: @escaping @Sendable (RunQuery) -> Void = { _ in }) throws -> (
    Terminal, ServedTarget
  ) {
    let terminal = try Terminal()
    let daemon = try terminal.daemon(
      { target in
        target.endedRuns = [.ended(4)]
        let start = Instant(seconds: 1_767_225_600)
        target.spans = [Int64(1), 2].map { hours in
          let first = start + .hours(hours)
          let last = first + .minutes(10)
          return RecordedSpan(id: hours, span: .skipped(3, from: first, to: last), recordedAt: last)
        }
      },
      afterTurn: { target, _ in target.queries.forEach(ask) }
    )
    return (terminal, daemon)
  }

  @Test(arguments: [
    ([], 3), (["--since", "2026-01-01T01:10:00Z"], 3), (["--since", "2026-01-01T01:10:01Z"], 2),
    (["--until", "2026-01-01T02:00:00Z"], 2), (["--until", "2026-01-01T02:00:01Z"], 3),
    (["--cause", "manual"], 1), (["--cause", "schedule"], 3), (["--outcome", "failed"], 0),
    (["--since", "2026-01-01T01:20:00Z", "--until", "2026-01-01T01:30:00Z"], 1),
  ])
  func `has of what passed without a run what lies in the time asked for`(_ words: [String], _ count: Int)
    throws
  {
    let (terminal, daemon) = try terminal()
    let output = terminal.run(["history", "--json"] + words).output
    let entries = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [Any])
    #expect(entries.count == count, "\(output)")
    daemon.stop()
  }

  @Test func `is asked for in the daemon's words`() throws {
    let asked = Protected<[RunQuery]>([])
    let (terminal, daemon) = try terminal { query in asked.change { $0.append(query) } }
    _ = terminal.run(
      "history",
      "--cause",
      "manual",
      "--since",
      "2026-01-01",
      "--until",
      "2026-01-01T06:00:00+01:00"
    )
    let expected = RunQuery(
      cause: .manual,
      since: Instant(seconds: 1_767_225_600),
      until: Instant(seconds: 1_767_243_600),
      limit: 21
    )
    daemon.stop()
    #expect(asked.value.last == expected)
  }

  @Test func `is that of the jobs of a tag`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      target.statuses = [.sample("backup", tags: ["nightly"]), .sample("other")]
      target.endedRuns = [.ended(4), .ended(5, job: "other")]
    }
    let transcript = terminal.run("history", "--tag", "nightly", "--json")
    let runs = JSON.value([RunObject].self, from: Array(transcript.output.utf8))
    #expect(runs?.map(\.id) == [4])
    let unknown = terminal.run("history", "--tag", "nighlty")
    #expect(unknown.errors == "schedd history: no job has the tag \"nighlty\"; did you mean \"nightly\"?\n")
    #expect(unknown.status == .wrong)
    let both = terminal.run("history", "backup", "--tag", "nightly")
    #expect(both.errors.hasPrefix("schedd history: JOB and --tag cannot both be given\n"))
    #expect(both.status == .usage)
    daemon.stop()
  }

  @Test func `refuses a cause that there is not`() throws {
    let transcript = try Terminal().run("history", "--cause", "manuel")
    #expect(transcript.status == .usage)
    #expect(
      transcript.errors.hasPrefix(
        "schedd history: --cause manuel: must be one of schedule, manual, startup, after; did you mean manual?\n"
      )
    )
  }
}
