import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon that keeps little` {
  private static let jobs = """
    {"defaults": {"history": {"keep_runs": 5}}, "jobs": [
      {"id": "tick", "trigger": {"interval": "50ms"}, "command": ["true"]},
      {"id": "hangs", "trigger": {"interval": "100ms"}, "command": ["sleep", "60"], "kill_after": "10ms"},
      {"id": "all", "trigger": {"interval": "1s"}, "command": ["true"], "history": {"keep_runs": null}}
    ], "shutdown_grace": "0s"}
    """

  @Test func `lets go of old runs, and its account still adds up`() async throws {
    try await story { story in
      let daemon = try await story.start(Self.jobs)
      // It begins some seconds after the start.
      try await daemon.lines("ended", job: "tick", count: 140)
      let fate = try await daemon.line("ended", job: "tick")
      let time = try #require(fate.fireTime)
      let explained = try await story.schedd("explain", "--job", "tick", "--at", time)
      #expect(explained.output.contains("its row was pruned"), "\(explained.output)")
      #expect(try await daemon.stop() == .exited(0))

      #expect(try story.recorded("tick").count < 100)
      #expect(try story.recorded("hangs").count < 50)
      #expect(try story.recorded("all").count >= 6)
      // The run that hung was the first of its job, and stayed while later ones went.
      #expect(try story.recorded("hangs").first?.reason == .shutdown)
      let audit = try await story.schedd("audit", "--state-dir", story.stateDirectory)
      #expect(audit.status == 0, "\(audit.output)\(audit.errors)")
      let next = try await story.start()
      try await next.lines("ended", job: "tick", count: 2)
      #expect(try await next.stop() == .exited(0))
      let again = try await story.schedd("audit", "--state-dir", story.stateDirectory)
      #expect(again.status == 0, "\(again.output)\(again.errors)")
    }
  }
}
