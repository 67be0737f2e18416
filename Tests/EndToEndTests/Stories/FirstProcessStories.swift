import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon that is the first process` {
  private static let wrapper = Isolation.wrapper("--pid", "--fork", "--kill-child", "--mount-proc")

  @Test(Isolation.isPossible(wrapper + ["true"])) func `reaps orphans and stops on SIGTERM`() async throws {
    try await story { story in
      // The parent outlives the other, which it would take with it where runs have cgroups.
      let gate = story.path("gate")
      mkfifo(gate, 0o600)
      try story.write(
        "jobs.json",
        """
        { "shutdown_grace": "0s", "jobs": [
          { "id": "parent", "trigger": { "manual": true },
            "shell": "(setsid sh -c ': > \(gate); exec tail -f /dev/null' &); read x < \(gate); echo left; sleep 999" },
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
      #expect(try await story.schedd("trigger", "parent").status == 0)
      var line = try await wrapped.logLine("output", job: "parent").0
      func find() -> Int32? {
        LiveProcesses.children(of: daemon).first { LiveProcesses.name(of: $0) == "tail" }
      }
      // It may still be about to become what it is found by.
      for _ in 0..<50 where find() == nil {
        line = try await wrapped.logLine("ended", job: "tick", after: line).0
      }
      let orphan = try #require(find())
      kill(orphan, SIGKILL)
      #expect(await LiveProcesses.end(of: orphan))
      // The daemon has been told of it, and goes on.
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
