import Daemon
import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A machine that is short of something` {
  @Test func `has runs that fail for want of descriptors, until there are some again`() async throws {
    try await story { story in
      let hogs = (1...40).map { number in
        """
        { "id": "hog-\(number)", "trigger": { "startup": true }, "timeout": "2s", "command": ["sleep", "1000"] }
        """
      }
      try story.write(
        "jobs.json",
        """
        { "max_concurrent_runs": 100, "jobs": [ \(hogs.joined(separator: ",\n")),
          { "id": "tick", "trigger": { "interval": "200ms" }, "command": ["true"] } ] }
        """
      )
      let daemon = try story.launch(
        ["run", story.jobFile, "--state-dir", story.stateDirectory, "--log-format", "json"],
        under: ["sh", "-c", "ulimit -n 64 && exec \"$@\"", "sh"]
      )
      try await daemon.isUp()
      let (failure, ended) = try await daemon.logLine("ended", job: "tick") { $0.outcome == "failed" }
      #expect(ended.reason == "spawn_failed")
      #expect(ended.detail?.contains("Too many open files") == true)
      try await daemon.line("ended", job: "tick", after: failure) { $0.outcome == "succeeded" }
      #expect(try await daemon.stop() == .exited(0))
      let runs = try story.recorded()
      #expect(runs.allSatisfy { $0.outcome != nil && $0.outcome != .abandoned })
      // What could be started was, and was ended by its timeout.
      #expect(runs.contains { $0.job.description.hasPrefix("hog") && $0.outcome == .timedOut })
    }
  }

  @Test func `has runs that fail while their working directory is gone, and work when it is back`()
    async throws
  {
    try await story { story in
      let folder = story.path("folder")
      try SystemError.check("mkdir") { mkdir(folder, 0o700) }
      let daemon = try await story.start(
        """
        { "jobs": [ { "id": "there", "trigger": { "interval": "200ms" }, "command": ["true"],
          "working_directory": "\(folder)" } ] }
        """
      )
      var (line, _) = try await daemon.logLine("ended", job: "there") { $0.outcome == "succeeded" }
      rmdir(folder)
      let (later, gone) = try await daemon.logLine("ended", job: "there", after: line) {
        $0.outcome == "failed"
      }
      #expect(gone.reason == "spawn_failed" && gone.detail?.contains(folder) == true)
      try SystemError.check("mkdir") { mkdir(folder, 0o700) }
      (line, _) = try await daemon.logLine("ended", job: "there", after: later) { $0.outcome == "succeeded" }
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `does without the output that it has no room for`() async throws {
    try await story { story in
      let daemon = try await story.start(
        """
        { "jobs": [ { "id": "talks", "trigger": { "manual": true }, "shell": "echo one; echo two" } ] }
        """
      )
      // In the way of the folder: the file system takes nothing there, as a full one does.
      try story.write("state/output", "")
      #expect(try await story.schedd("trigger", "talks", "--wait").status == 0)
      try await daemon.line("output_not_kept", job: "talks")
      let shown = try await story.schedd("output", "1")
      #expect(shown.status == 1 && shown.errors.contains("nothing is kept of the 8 bytes"))
      unlink(story.path("state/output"))
      #expect(try await story.schedd("trigger", "talks", "--wait").status == 0)
      #expect(try await story.schedd("output", "2").output == "one\ntwo\n")
      #expect(try await daemon.stop() == .exited(0))
    }
  }
}
