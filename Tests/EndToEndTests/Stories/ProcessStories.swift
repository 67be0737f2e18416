import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A job's processes` {
  @Test func `are ended by its timeout, grandchildren and new sessions too`() async throws {
    try await story { story in
      let daemon = try await story.start(
        """
        { "jobs": [
          { "id": "slow", "trigger": { "startup": true }, "timeout": "500ms", "kill_after": "300ms",
            "shell": "sleep 1000 & echo child $!; setsid sleep 1001 & echo session $!; echo leader $$; wait" },
          { "id": "deaf", "trigger": { "startup": true }, "timeout": "500ms", "kill_after": "300ms",
            "shell": "trap '' TERM; setsid sleep 1002 & echo session $!; echo leader $$; wait" }
        ] }
        """
      )
      var pids: [Int32] = []
      for (name, job) in [
        ("child", "slow"), ("session", "slow"), ("leader", "slow"), ("session", "deaf"), ("leader", "deaf"),
      ] {
        pids.append(try await daemon.number(name, job: job))
      }
      for job in ["slow", "deaf"] {
        let ended = try await daemon.line("ended", job: job)
        #expect(ended.outcome == "timed_out")
        #expect(ended.reason == "timeout")
      }
      try await daemon.line("stopping", job: "deaf") { $0.signal?.text == "SIGKILL" }
      for pid in pids { #expect(await LiveProcesses.end(of: pid)) }
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test(arguments: [
    ("command", #""command": ["/nowhere/at-all", "--now"]"#, "/nowhere/at-all"),
    ("search", #""command": ["no-such-program"]"#, "no-such-program"),
    ("folder", #""command": ["/tmp"]"#, "/tmp"),
    ("directory", #""command": ["true"], "working_directory": "/nowhere""#, "/nowhere"),
  ])
  func `fail alone where they cannot be started`(_: String, _ what: String, _ culprit: String) async throws {
    try await story { story in
      let daemon = try await story.start(
        """
        { "jobs": [
          { "id": "broken", "trigger": { "interval": "200ms" }, \(what) },
          { "id": "sound", "trigger": { "interval": "200ms" }, "command": ["true"] }
        ] }
        """
      )
      // On a busy machine a fire time may come before it is known that the run before has failed.
      let ended = try await daemon.line("ended", job: "broken") { $0.outcome == "failed" }
      #expect(ended.reason == "spawn_failed")
      #expect(ended.detail?.contains(culprit) == true)
      #expect(ended.text.contains("failed to start"))
      try await daemon.lines("ended", job: "sound", count: 3) { $0.outcome == "succeeded" }
      #expect(try await daemon.stop() == .exited(0))
      let broken = try story.recorded("broken").filter { $0.outcome != .skipped }
      #expect(!broken.isEmpty && broken.allSatisfy { $0.reason == .spawnFailed })
      let sound = try story.recorded("sound")
      #expect(sound.count >= 3 && sound.allSatisfy { $0.outcome != .failed })
    }
  }

  @Test func `may write what they like without holding up anybody`() async throws {
    try await story { story in
      let daemon = try await story.start(
        """
        { "shutdown_grace": "0s", "jobs": [
          { "id": "line", "trigger": { "startup": true }, "command": ["cat", "/dev/zero"] },
          { "id": "binary", "trigger": { "startup": true },
            "shell": "while :; do head -c 100000 /dev/urandom; sleep 0.1; done" },
          { "id": "flood", "trigger": { "startup": true },
            "shell": "while :; do yes 'nothing new' | head -c 100000; sleep 0.1; done" },
          { "id": "tick", "trigger": { "interval": "1s" }, "command": ["true"] }
        ] }
        """
      )
      for job in ["line", "binary", "flood"] { try await daemon.line("started", job: job) }
      for _ in 0..<3 {
        let last = daemon.lines.last
        try await daemon.line("ended", job: "tick", after: last) { $0.outcome == "succeeded" }
        let status = try await story.schedd("status", "--json")
        #expect(status.status == 0)
        #expect(status.output.contains(#""state":"running""#))
      }
      // What is not shown is counted, by the job or, where the log's reader is too slow, by the log.
      try await daemon.line("output_not_shown", or: "lines_dropped")
      #expect(try await daemon.stop() == .exited(0))
      let ticks = try story.recorded("tick")
      #expect(ticks.count >= 3 && ticks.allSatisfy { $0.outcome != .missed && $0.outcome != .failed })
    }
  }
}
