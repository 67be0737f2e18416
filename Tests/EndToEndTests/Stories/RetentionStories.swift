import Foundation
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

  @Test func `lets go of their output too, also of what a kill has left`() async throws {
    try await story { story in
      let jobs = """
        {"defaults": {"history": {"keep_runs": 5}}, "jobs": [
          {"id": "talks", "trigger": {"interval": "50ms"}, "command": ["echo", "here"]}]}
        """
      let daemon = try await story.start(jobs)
      try await daemon.lines("ended", job: "talks", count: 140)
      #expect(try await daemon.stop() == .exited(0))
      let kept = try story.recorded("talks").filter { $0.attempt > 0 }
      #expect(kept.count < 100)
      #expect(Set(try outputs(in: story)) == Set(kept.map { "\($0.id).1" }))

      // As a daemon leaves it that is killed when the row is gone and the file is not.
      try story.write("state/output/0/1.1", "")
      let next = try await story.start()
      try await next.lines("ended", job: "talks", count: 140)
      #expect(try await next.stop() == .exited(0))
      #expect(try !outputs(in: story).contains("1.1"))
    }
  }

  /// The names of the files that hold output.
  private func outputs(in story: Story) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: story.path("state/output/0"))
  }

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
