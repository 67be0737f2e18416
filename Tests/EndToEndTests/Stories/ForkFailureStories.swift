import Testing

@Suite(.timeLimit(.minutes(1))) struct `A machine without memory for a process` {
  /// The first process that is made in this namespace is its init; once that has ended, the kernel answers every fork with
  /// ENOMEM.
  private static let wrapper = Isolation.wrapper("--pid")

  @Test(Isolation.isPossible(wrapper + ["true"]))
  func `has each run recorded, tried again and told of, and heals`() async throws {
    try await story { story in
      try story.write(
        "jobs.json",
        """
        { "jobs": [
          { "id": "init", "trigger": { "manual": true }, "command": ["true"] },
          { "id": "next", "trigger": { "manual": true }, "command": ["true"],
            "retry": { "max_attempts": 2, "delay": "100ms" } }
        ] }
        """
      )
      let words = ["run", story.jobFile, "--state-dir", story.stateDirectory, "--log-format", "json"]
      let daemon = try story.launch(words, under: Self.wrapper)
      try await daemon.isUp()
      #expect(try await story.schedd("trigger", "init", "--wait").status == 0)

      let refused = try await story.schedd("trigger", "next", "--wait")
      #expect(refused.status == 4)
      #expect(refused.output.contains(": Cannot allocate memory"))
      let run = try #require(try await story.history("next").first)
      #expect(run.outcome == "failed" && run.reason == "spawn_failed" && run.attempt == 2)
      // It goes on all the same.
      #expect(try await story.schedd("status").status == 0)
      #expect(try await daemon.stop() == .exited(0))

      let healed = try await story.start()
      #expect(try await story.schedd("trigger", "next", "--wait").status == 0)
      #expect(try await healed.stop() == .exited(0))
      #expect(try await story.schedd("audit", "--state-dir", story.stateDirectory).status == 0)
    }
  }
}
