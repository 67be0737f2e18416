import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A job file that is read again` {
  private let before = """
    { "jobs": [
      { "id": "kept", "trigger": { "interval": "300ms" }, "command": ["true"] },
      { "id": "changed", "trigger": { "interval": "300ms" }, "command": ["echo", "before"] },
      { "id": "gone", "trigger": { "interval": "300ms" }, "command": ["true"] }
    ] }
    """
  private let after = """
    { "jobs": [
      { "id": "kept", "trigger": { "interval": "300ms" }, "command": ["true"] },
      { "id": "changed", "trigger": { "interval": "300ms" }, "command": ["echo", "after"] },
      { "id": "new", "trigger": { "interval": "300ms" }, "command": ["true"] },
      { "id": "new-startup", "trigger": { "startup": true }, "command": ["true"] }
    ] }
    """
  private let bad = """
    { "jobs": [
      { "id": "kept", "trigger": { "interval": "-1s" }, "command": ["true"] },
      { "id": "changed", "trigger": "61 * * * *", "command": ["echo", "bad"] }
    ] }
    """

  @Test func `changes what it changes and nothing else`() async throws {
    try await story { story in
      let daemon = try await story.start(before)
      for job in ["kept", "changed", "gone"] { try await daemon.lines("ended", job: job, count: 2) }
      try story.write("jobs.json", after)
      daemon.send(SIGHUP)
      let (reloaded, summary) = try await daemon.logLine("reloaded")
      #expect(summary.added == 2)
      #expect(summary.changed == 1)
      #expect(summary.removed == 1)
      #expect(summary.unchanged == 1)
      try await daemon.line("output", job: "changed", after: reloaded) { $0.text == "after" }
      try await daemon.line("ended", job: "new", after: reloaded)
      try await daemon.lines("ended", job: "kept", count: 6)
      #expect(try await daemon.stop() == .exited(0))

      let later = daemon.lines.dropFirst(reloaded.number).compactMap(\.entry)
      #expect(!later.contains { $0.event == "started" && $0.job == "gone" })
      // The daemon has started long ago.
      #expect(!later.contains { $0.event == "started" && $0.job == "new-startup" })
      for job in ["kept", "changed"] {
        #expect(Account(try story.recorded(job)).fault(every: .milliseconds(300)) == nil)
      }
    }
  }

  @Test func `changes nothing when it is bad, and every problem is told`() async throws {
    try await story { story in
      let daemon = try await story.start(before)
      try story.write("jobs.json", bad)
      daemon.send(SIGHUP)
      let (refused, _) = try await daemon.logLine("reload_refused")
      let problems = daemon.lines.compactMap(\.entry).filter { $0.event == "problem" }.map(\.text)
      #expect(problems.count == 2)
      #expect(problems.first?.contains("jobs.json:2:") == true)
      #expect(problems.last?.contains("jobs.json:3:") == true)

      let command = try await story.schedd("reload")
      #expect(command.status == 1)
      for problem in problems { #expect(command.errors.contains(problem)) }
      unlink(story.jobFile)
      let missing = try await story.schedd("reload")
      #expect(missing.status == 1)
      #expect(missing.errors.contains("jobs.json: No such file or directory"))

      // What was in force goes on.
      try await daemon.line("output", job: "changed", after: refused) { $0.text == "before" }
      try await daemon.line("ended", job: "gone", after: refused)
      try story.write("jobs.json", after)
      let good = try await story.schedd("reload")
      #expect(good.status == 0)
      #expect(good.output == "reloaded: 2 added, 1 changed, 1 removed, 1 unchanged\n")
      #expect(try await daemon.stop() == .exited(0))
    }
  }
}
