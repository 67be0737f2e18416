import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon that is told to stop` {
  @Test func `lets a run finish within the grace`() async throws {
    try await story { story in
      mkfifo(story.path("gate"), 0o600)
      let daemon = try await story.start(
        """
        { "shutdown_grace": "50s", "jobs": [
          { "id": "work", "trigger": { "manual": true }, "shell": "read line < \(story.path("gate"))" }
        ] }
        """
      )
      #expect(try await story.schedd("trigger", "work").status == 0)
      try await daemon.line("started", job: "work")
      daemon.send(SIGTERM)
      let draining = try await daemon.line("draining")
      #expect(draining.running == 1)
      // Only now may it finish: what it is given is the grace, and not its own haste.
      let gate = try await story.run(["sh", "-c", "echo go > \(story.path("gate"))"])
      #expect(gate.status == 0)
      #expect(try await daemon.end() == .exited(0))

      let rows = try story.recorded()
      #expect(rows.map(\.outcome) == [.succeeded])
      #expect(rows.map(\.reason) == [.exitCode])
    }
  }

  @Test func `leaves what waits for a slot to the next daemon`() async throws {
    try await story { story in
      let jobs = """
        { "max_concurrent_runs": 1, "shutdown_grace": "0s", "jobs": [
          { "id": "first", "trigger": { "manual": true }, "command": ["sleep", "1000"] },
          { "id": "second", "trigger": { "manual": true }, "command": ["true"] },
          { "id": "third", "trigger": { "manual": true }, "command": ["true"] }
        ] }
        """
      let daemon = try await story.start(jobs)
      for job in ["first", "second", "third"] {
        #expect(try await story.schedd("trigger", job).status == 0)
      }
      try await daemon.line("queued", job: "third")
      #expect(try await daemon.stop() == .exited(0))
      let rows = try story.recorded()
      #expect(rows.map(\.outcome) == [.cancelled, nil, nil])
      #expect(rows.map(\.reason) == [.shutdown, nil, nil])
      #expect(rows.map(\.state) == [.ended, .queued, .queued])

      let next = try await story.start()
      try await next.line("ended", job: "second")
      try await next.line("ended", job: "third")
      #expect(try await next.stop() == .exited(0))
      #expect(try story.recorded().map(\.outcome) == [.cancelled, .succeeded, .succeeded])
    }
  }

  @Test func `kills what ignores SIGTERM when kill_after is over`() async throws {
    try await story { story in
      let daemon = try await story.start(stubborn(grace: "0s", killAfter: "300ms"))
      let pid = try await daemon.number("pid", job: "stubborn")
      daemon.send(SIGTERM)
      try await daemon.line("stopping", job: "stubborn") { $0.signal?.text == "SIGTERM" }
      try await daemon.line("stopping", job: "stubborn") { $0.signal?.text == "SIGKILL" }
      #expect(try await daemon.end() == .exited(0))
      #expect(LiveProcesses.isGone(pid))
      try expectCancelled(story)
    }
  }

  @Test func `skips the grace at the second signal`() async throws {
    try await story { story in
      let daemon = try await story.start(stubborn(grace: "50s", killAfter: "300ms"))
      try await daemon.line("output", job: "stubborn")
      daemon.send(SIGTERM)
      try await daemon.line("draining")
      daemon.send(SIGINT)
      #expect(try await daemon.end() == .exited(0))
      try expectCancelled(story)
    }
  }

  @Test func `kills at the third signal`() async throws {
    try await story { story in
      let daemon = try await story.start(stubborn(grace: "50s", killAfter: "50s"))
      try await daemon.line("output", job: "stubborn")
      daemon.send(SIGTERM)
      try await daemon.line("draining")
      daemon.send(SIGTERM)
      try await daemon.line("stopping", job: "stubborn") { $0.signal?.text == "SIGTERM" }
      daemon.send(SIGTERM)
      #expect(try await daemon.end() == .exited(0))
      try expectCancelled(story)
    }
  }

  @Test func `answers who waits for a run`() async throws {
    try await story { story in
      let daemon = try await story.start(
        """
        { "shutdown_grace": "0s", "jobs": [
          { "id": "endless", "trigger": { "manual": true }, "kill_after": "2s",
            "shell": "trap '' TERM; echo up; sleep 1000; sleep 1000" }
        ] }
        """
      )
      // It lives on for two seconds, in which the command comes to ask for its end.
      async let waiting = story.schedd("trigger", "endless", "--wait")
      try await daemon.line("output", job: "endless")
      #expect(try await daemon.stop() == .exited(0))
      let result = try await waiting
      #expect(result.status == 4)
      #expect(result.output.contains("endless: cancelled"))
    }
  }

  @Test func `is waited for by the command that stops it`() async throws {
    try await story { story in
      let daemon = try await story.start(stubborn(grace: "0s", killAfter: "500ms"))
      try await daemon.line("output", job: "stubborn")
      let result = try await story.schedd("stop")
      #expect(LiveProcesses.hasEnded(daemon.process.pid))
      #expect(try await daemon.end() == .exited(0))
      #expect(result.status == 0)
      #expect(result.output.contains("has stopped"))
      #expect(!story.exists("socket"))
      let ended = try #require(daemon.lines.last?.entry)
      #expect(ended.event == "daemon_stopped")
      try expectCancelled(story)
    }
  }

  /// A job whose processes do not listen to SIGTERM.
  private func stubborn(grace: String, killAfter: String) -> String {
    """
    { "shutdown_grace": "\(grace)", "jobs": [
      { "id": "stubborn", "trigger": { "startup": true }, "kill_after": "\(killAfter)",
        "shell": "trap '' TERM; echo pid $$; sleep 1000; sleep 1000" }
    ] }
    """
  }

  private func expectCancelled(_ story: Story) throws {
    let rows = try story.recorded()
    #expect(rows.map(\.outcome) == [.cancelled])
    #expect(rows.map(\.reason) == [.shutdown])
    #expect(rows.map(\.signal) == [9])
  }
}
