import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `How a job's process is set up` {
  @Test func `is as the job file says`() async throws {
    try await story { story in
      let daemon = try await story.start(
        """
        { "defaults": { "nice": 3 }, "jobs": [
          { "id": "look", "trigger": { "startup": true }, "umask": "0027", "stdin": "hello\\n",
            "resource_limits": { "open_files": 77 }, "shell": "echo $(umask) $(nice) $(ulimit -n) $(cat)" }
        ] }
        """
      )
      let line = try await daemon.line("output", job: "look")
      #expect(line.text == "0027 3 77 hello")
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `ends a run at its limit, which is named`() async throws {
    try await story { story in
      let daemon = try await story.start(
        """
        { "jobs": [
          { "id": "busy", "trigger": { "startup": true }, "resource_limits": { "cpu_time": "1s" },
            "shell": "while :; do :; done" }
        ] }
        """
      )
      let ended = try await daemon.line("ended", job: "busy")
      #expect(ended.reason == "signal")
      #expect(ended.detail == "resource_limits.cpu_time of 1s was used up (SIGXCPU)")
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `fails once where it cannot be, whatever retries are allowed`() async throws {
    try await story { story in
      let daemon = try await story.start(
        """
        { "jobs": [
          { "id": "j", "trigger": { "startup": true }, "command": ["/nowhere/at/all"],
            "retry": { "max_attempts": 5 } }
        ] }
        """
      )
      let ended = try await daemon.line("ended", job: "j")
      #expect(ended.reason == "spawn_failed")
      #expect(try await daemon.stop() == .exited(0))
      #expect(try story.recorded("j").map(\.attempt) == [1])
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
  func `makes it another user's, as root`() async throws {
    try await story { story in
      let look =
        "id -un; id -u; grep CapEff /proc/self/status | tr -s '\\\\t' ' '; ls /proc/$$/fd; echo $HOME; echo end"
      let daemon = try await story.start(
        """
        { "jobs": [
          { "id": "look", "trigger": { "startup": true }, "user": "nobody", "shell": "\(look)" }
        ] }
        """
      )
      try await daemon.line("output", job: "look") { $0.text == "end" }
      let lines = daemon.lines.compactMap(\.entry).filter { $0.event == "output" }.map(\.text)
      #expect(lines.prefix(2) == ["nobody", "65534"])
      #expect(lines[2] == "CapEff: 0000000000000000")
      #expect(lines[3...5] == ["0", "1", "2"])
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root's job files are checked so"))
  func `is not read from a file that others can write, as root`() async throws {
    try await story { story in
      let jobs = #"{ "jobs": [] }"#
      let daemon = try await story.start(jobs)
      chmod(story.jobFile, 0o666)
      let result = try await story.schedd("reload")
      #expect(result.status == 1)
      #expect(result.errors.contains("can be written by everybody"), "\(result.errors)")
      #expect(try await daemon.stop() == .exited(0))
    }
  }
}
