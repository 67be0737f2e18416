import Daemon
import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `The output of runs` {
  @Test func `is shown by its run, attempt by attempt, and says what was used`() async throws {
    try await story { story in
      let daemon = try await story.start(
        """
        { "jobs": [
          { "id": "twice", "trigger": { "startup": true }, "retry": { "max_attempts": 2, "delay": "50ms" },
            "shell": "echo attempt $SCHEDD_ATTEMPT; echo oops >&2; [ $SCHEDD_ATTEMPT = 2 ]" },
          { "id": "none", "trigger": { "manual": true }, "command": ["echo", "x"], "output": { "max_bytes": 0 } },
          { "id": "leaves", "trigger": { "manual": true }, "shell": "sleep 1000 & echo left" }
        ] }
        """
      )
      try await daemon.line("ended", job: "twice")
      let last = try await story.schedd("output", "1")
      #expect(last.output == "attempt 2\noops\n" && last.errors == "" && last.status == 0)
      #expect(try await story.schedd("output", "1", "--attempt", "1").output == "attempt 1\noops\n")
      #expect(try await story.schedd("output", "1", "--tail", "1").output == "oops\n")
      let stamped = try await story.schedd("output", "1", "--timestamps").output
      let times = stamped.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
      #expect(times.count == 2 && times.allSatisfy { Instant(rfc3339: $0) != nil })
      let row = try await story.schedd("history", "twice", "--json").output
      #expect(row.contains(#""output_bytes":15"#) && !row.contains(#""peak_memory":null"#))

      _ = try await story.schedd("trigger", "none", "--wait")
      let none = try await story.schedd("output", "2")
      #expect(none.status == 1 && none.errors.contains("nothing is kept of the 2 bytes"))
      _ = try await story.schedd("trigger", "leaves", "--wait")
      let leaves = try await story.schedd("history", "leaves").output
      #expect(leaves.contains("leftover processes of its group were killed"))
      #expect(try await story.schedd("output", "9").errors.contains("there is no run 9"))
      #expect(try await daemon.stop() == .exited(0))
      #expect(try story.recorded("twice").first?.usage?.outputBytes == 15)
    }
  }

  @Test func `is followed to its end, over all attempts`() async throws {
    try await story { story in
      let fifo = story.path("gate")
      mkfifo(fifo, 0o600)
      let daemon = try await story.start(
        """
        { "jobs": [ { "id": "slow", "trigger": { "startup": true }, "retry": { "max_attempts": 2, "delay": "50ms" },
          "shell": "echo begins; read x < \(fifo); echo ends; [ $SCHEDD_ATTEMPT = 2 ]" } ] }
        """
      )
      try await daemon.line("output", job: "slow")
      // Each attempt goes on once its first line was seen by whoever follows.
      let reader = "while read line; do echo $line; [ $line = begins ] && echo go > \(fifo); done"
      let words = ["sh", "-c", "\"$0\" output 1 --follow | \(reader)", try Story.program]
      let result = try await story.run(words)
      #expect(result.output == "begins\nends\nbegins\nends\n")
      #expect(result.errors.contains("attempt 2"))
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `outlives a daemon that is killed`() async throws {
    try await story { story in
      let daemon = try await story.start(
        """
        { "jobs": [ { "id": "busy", "trigger": { "startup": true }, "output": { "max_bytes": 5000 },
          "shell": "i=0; while :; do i=$((i+1)); echo line $i; done" } ] }
        """
      )
      try await daemon.lines("output", job: "busy", count: 2000)
      daemon.send(SIGKILL)
      #expect(try await daemon.end() == .killed(signal: SIGKILL))
      for pid in LiveProcesses.ofRuns(
        stateID: try LedgerReader(reading: story.stateDirectory).stateDirectoryID()
      ) { kill(pid, SIGKILL) }
      let next = try await story.start("{ \"jobs\": [] }")
      let lines = try await story.schedd("output", "1")
      #expect(lines.status == 0 && lines.output.hasPrefix("line 1\nline 2\n"))
      #expect(lines.errors.contains("bytes that were written here are not kept"))
      let tail = try await story.schedd("output", "1", "--tail", "5")
      #expect(tail.output.split(separator: "\n").dropLast().allSatisfy { $0.hasPrefix("line ") })
      #expect(try await next.stop() == .exited(0))
    }
  }
}
