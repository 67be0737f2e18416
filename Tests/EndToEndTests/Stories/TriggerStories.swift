import Testing

@Suite(.timeLimit(.minutes(1))) struct `A job that is triggered by hand` {
  private let jobs = """
    { "max_concurrent_runs": 1, "shutdown_grace": "0s", "jobs": [
      { "id": "good", "trigger": { "manual": true }, "command": ["true"] },
      { "id": "bad", "trigger": { "manual": true }, "shell": "exit 7" },
      { "id": "endless", "trigger": { "manual": true }, "command": ["sleep", "1000"] }
    ] }
    """

  @Test func `is waited for, and its end decides the exit status`() async throws {
    try await story { story in
      let daemon = try await story.start(jobs)
      let good = try await story.schedd("trigger", "good", "--wait")
      #expect(good.status == 0)
      #expect(good.output.contains("run 1 of good: succeeded"))
      let bad = try await story.schedd("trigger", "bad", "--wait")
      #expect(bad.status == 4)
      #expect(bad.output.contains("run 2 of bad: failed, exit code 7"))
      let rows = try await story.history()
      #expect(rows.map(\.cause) == ["manual", "manual"])
      #expect(rows.map(\.fireTime) == [nil, nil])
      #expect(rows.map(\.exitCode) == [0, 7])
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `is refused when there is none of that name`() async throws {
    try await story { story in
      let daemon = try await story.start(jobs)
      let result = try await story.schedd("trigger", "goud", "--wait")
      #expect(result.status == 1)
      #expect(result.output == "")
      #expect(result.errors.contains("there is no job \"goud\"; did you mean good?"))
      #expect(try await story.history().isEmpty)
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `is refused while max_instances are under way`() async throws {
    try await story { story in
      let daemon = try await story.start(jobs)
      #expect(try await story.schedd("trigger", "endless").status == 0)
      try await daemon.line("started", job: "endless")
      let second = try await story.schedd("trigger", "endless")
      #expect(second.status == 1)
      #expect(second.errors.contains("max_instances: run 1 has been running since "))
      // What was refused is on record too.
      #expect(try await story.history("endless").map(\.reason) == [nil, "max_instances"])
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `is out of reach without a daemon`() async throws {
    try await story { story in
      let result = try await story.schedd("trigger", "good")
      #expect(result.status == 3)
      #expect(result.errors.contains("no daemon can be reached"))
      #expect(result.errors.contains(story.socket))
    }
  }
}
