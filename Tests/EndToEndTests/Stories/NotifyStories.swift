import Foundation
import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A job that tells` {
  @Test func `tells what happened, as variables and as JSON, across a restart`() async throws {
    try await story { story in
      let told = story.path("told")
      let jobs = """
        { "shutdown_grace": "0s", "defaults": { "notify": [
            { "on": ["failed", "recovered"], "cooldown": "1h",
              "shell": "printf '%s|%s|%s|' $SCHEDD_EVENT $SCHEDD_EXIT_CODE \\"$SCHEDD_SUMMARY\\" >> \(told); cat >> \(told)" }
          ] }, "jobs": [
          { "id": "backup", "trigger": { "manual": true }, "description": "every night",
            "shell": "echo $SCHEDD_RUN_ID is not well; test -e \(story.path("well")) || exit 3" }
        ] }
        """
      let first = try await story.start(jobs)
      #expect(try await story.schedd("trigger", "backup", "--wait").status == 4)
      try await first.line("notified", job: "backup")
      // It has to be silent now.
      #expect(try await story.schedd("trigger", "backup", "--wait").status == 4)
      #expect(try await first.stop() == .exited(0))

      let second = try await story.start(jobs)
      #expect(try await story.schedd("trigger", "backup", "--wait").status == 4)
      try Data().write(to: URL(filePath: story.path("well")))
      #expect(try await story.schedd("trigger", "backup", "--wait").status == 0)
      try await second.line("notified", job: "backup") { $0.text.contains("recovered") }
      #expect(try await second.stop() == .exited(0))

      let lines = try story.text(of: "told").split(separator: "\n")
      #expect(lines.count == 2)
      let (failure, recovery) = (try #require(lines.first), try #require(lines.last))
      #expect(failure.hasPrefix("failed|3|backup failed with exit code 3"))
      #expect(failure.contains(#""output":"1 is not well\n""#))
      #expect(failure.contains(#""description":"every night","event":"failed","failures":1"#))
      #expect(failure.contains(#""run":{"actor":"#) && failure.contains(#""exit_code":3"#))
      #expect(recovery.hasPrefix("recovered|0|backup recovered, after 3 runs that had not succeeded"))
    }
  }

  @Test func `is in no job's way, whatever becomes of it`() async throws {
    try await story { story in
      let daemon = try await story.start(
        """
        { "shutdown_grace": "0s", "jobs": [
          { "id": "hangs", "trigger": { "manual": true }, "command": ["false"],
            "notify": { "on": "failed", "shell": "trap '' TERM; sleep 1000 & wait; wait", "timeout": "200ms" } },
          { "id": "fails", "trigger": { "manual": true }, "command": ["false"],
            "notify": { "on": "failed", "shell": "echo no such host >&2; exit 6" } },
          { "id": "is-not-there", "trigger": { "manual": true }, "command": ["false"],
            "notify": { "on": "failed", "command": ["/nowhere/page"] } },
          { "id": "tick", "trigger": { "interval": "1s" }, "command": ["true"] }
        ] }
        """
      )
      for job in ["hangs", "fails", "is-not-there"] {
        #expect(try await story.schedd("trigger", job, "--wait").status == 4)
      }
      let reasons = [
        "fails": "exit code 6: no such host",
        "is-not-there": "execve /nowhere/page: No such file or directory",
      ]
      for (job, reason) in reasons {
        let line = try await daemon.line("notification_failed", job: job)
        #expect(line.text.hasSuffix(reason))
      }
      let from = daemon.lines.last
      try await daemon.line("ended", job: "tick", after: from)
      let hung = try await daemon.line("notification_failed", job: "hangs")
      #expect(hung.text.hasSuffix("it took longer than 200 ms"))
      #expect(Account(try await story.history("tick")).fault(every: .seconds(1)) == nil)
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `is told on the way out, and not waited for by who is told to hurry`() async throws {
    try await story { story in
      let jobs = """
        { "shutdown_grace": "0s", "jobs": [
          { "id": "last", "trigger": { "manual": true }, "timeout": "100ms", "command": ["sleep", "1000"],
            "notify": { "on": "timed_out", "shell": "cat > \(story.path("word")); exec sleep 1000" } }
        ] }
        """
      let daemon = try await story.start(jobs)
      #expect(try await story.schedd("trigger", "last", "--wait").status == 4)
      for _ in 0..<500 where (try? story.text(of: "word").isEmpty) ?? true {
        _ = try await story.schedd("status")
      }
      daemon.send(SIGTERM)
      try await daemon.line("draining")
      daemon.send(SIGTERM)
      #expect(try await daemon.end() == .exited(0))
      #expect(try story.text(of: "word").contains(#""event":"timed_out""#))
    }
  }
}
