import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon that is the first process` {
  private static let wrapper = Isolation.wrapper("--pid", "--fork", "--kill-child", "--mount-proc")

  @Test(Isolation.isPossible(wrapper + ["true"])) func `reaps orphans and stops on SIGTERM`() async throws {
    try await story { story in
      // The parent ends only once the other has left its group.
      let gate = story.path("gate")
      mkfifo(gate, 0o600)
      try story.write(
        "jobs.json",
        """
        { "jobs": [
          { "id": "parent", "trigger": { "manual": true },
            "shell": "(setsid sh -c ': > \(gate); exec sleep 1000' &); read line < \(gate); exit 0" },
          { "id": "tick", "trigger": { "interval": "200ms" }, "command": ["true"] }
        ] }
        """
      )
      let words = ["run", story.jobFile, "--state-dir", story.stateDirectory, "--log-format", "json"]
      let wrapped = try story.launch(words, under: Self.wrapper)
      try await wrapped.isUp()
      #expect(try await wrapped.line("daemon_started").pid == 1)
      let daemon = try #require(LiveProcesses.children(of: wrapped.process.pid).first)

      // It has left its group, and then its parent: it is the first process's now.
      #expect(try await story.schedd("trigger", "parent", "--wait").status == 0)
      let children = LiveProcesses.children(of: daemon)
      let orphan = try #require(children.first { ["sh", "sleep"].contains(LiveProcesses.name(of: $0)) })
      kill(orphan, SIGKILL)
      #expect(await LiveProcesses.end(of: orphan))
      // The daemon has been told of it, and goes on.
      var line = wrapped.lines.last
      for _ in 0..<50 where !LiveProcesses.isGone(orphan) {
        line = try await wrapped.logLine("ended", job: "tick", after: line).0
      }
      #expect(LiveProcesses.isGone(orphan))

      kill(daemon, SIGTERM)
      #expect(try await wrapped.end() == .exited(0))
      #expect(LiveProcesses.isGone(daemon))
    }
  }
}
