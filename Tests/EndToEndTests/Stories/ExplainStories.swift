import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon that is asked why` {
  private let jobs = """
    { "shutdown_grace": "0s", "jobs": [
      { "id": "tick", "trigger": { "interval": "1s" }, "shell": "exit 7" },
      { "id": "hang", "trigger": { "interval": "1s" }, "shell": "echo pid $$; exec sleep 1000" },
      { "id": "held", "trigger": { "interval": "1s" }, "command": ["true"] }
    ] }
    """

  @Test func `knows what ran, what was in the way, what was paused and what died`() async throws {
    try await story { story in
      var daemon = try await story.start(jobs)
      let failed = try fireTime(of: await daemon.line("ended", job: "tick"))
      // A second later everything of the first is durable.
      try await daemon.lines("ended", job: "tick", count: 2)
      #expect(try await explain(story, "tick", failed).contains(" failed (exit code 7)\n"))
      #expect(try await explain(story, "tick", "2020-01-01").contains("tick was first seen at "))

      let (_, started) = try await daemon.logLine("started", job: "hang")
      let pid = try await daemon.number("pid", job: "hang")
      let skipped = try await daemon.line("ended", job: "hang") { $0.outcome == "skipped" }
      let hanging = try #require(started.run)
      let inTheWay = try await explain(story, "hang", fireTime(of: skipped))
      #expect(inTheWay.contains(": skipped: one instance was still running (run \(hanging), since "))

      #expect(try await story.schedd("pause", "held", "--reason", "new disk").status == 0)
      try await daemon.lines("ended", job: "tick", after: daemon.lines.last, count: 2)
      #expect(try await story.schedd("resume", "held").status == 0)
      let passed = try await daemon.line("skipped", job: "held")
      let paused = try await explain(story, "held", try #require(passed.first))
      #expect(paused.contains(": skipped: paused since "))
      #expect(paused.contains(": new disk (by uid="))
      #expect(try await story.schedd("history", "held").output.contains(", paused"))

      daemon.send(SIGKILL)
      _ = try await daemon.end()
      #expect(kill(pid, SIGKILL) == 0)
      daemon = try await story.start()
      let first = try fireTime(of: started)
      let abandoned = try await explain(story, "hang", first)
      #expect(abandoned.contains(": run \(hanging) was abandoned: the daemon died while it ran"))
      let json = try await story.schedd("explain", "--job", "hang", "--at", first, "--json")
      #expect(json.output.contains(#""verdict":"ran""#))
      #expect(try await story.schedd("explain", "--job", "gone", "--at", first).status == 1)
      #expect(try await daemon.stop() == .exited(0))
      #expect(try await story.schedd("explain", "--job", "hang", "--at", first).status == 3)
    }
  }

  private func explain(_ story: Story, _ job: String, _ time: String) async throws -> String {
    let result = try await story.schedd("explain", "--job", job, "--at", time)
    #expect(result.status == 0)
    #expect(result.errors == "")
    return result.output
  }

  private func fireTime(of entry: LogLine.Entry) throws -> String {
    try #require(entry.fireTime)
  }
}
