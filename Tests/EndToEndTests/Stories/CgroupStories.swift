import ControlFixtures
import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon with a cgroup for each run` {
  /// Shell text for a process that nothing but the cgroup leads back to its run; it says its number.
  ///
  /// What follows in the shell begins when the processes in between have been reaped.
  private static let hides = """
    (setsid env -i /bin/sh -c '(setsid /bin/sh -c '\\\\''echo hidden $$; exec sleep 1000'\\\\'' &)')
    """

  /// Whether this machine lets the daemon have cgroups.
  private static let arePossible = ConditionTrait.enabled(
    if: MachineCgroups.obstacle == nil,
    "needs cgroups: \(MachineCgroups.obstacle ?? "")"
  )

  @Test(arePossible) func `lets nothing outlive its run`() async throws {
    try await story { story in
      mkfifo(story.path("gate"), 0o600)
      let daemon = try await story.start(
        """
        { "jobs": [
          { "id": "ends", "trigger": { "startup": true }, "shell": "\(Self.hides); read line < \(story.path("gate"))" },
          { "id": "hangs", "trigger": { "startup": true }, "timeout": "1s", "kill_after": "300ms",
            "shell": "\(Self.hides); exec sleep 1000" }
        ] }
        """
      )
      let status = try await story.schedd("status").output
      #expect(status.contains("cgroups    one for each run, below /"))
      let first = try await daemon.number("hidden", job: "ends")
      let second = try await daemon.number("hidden", job: "hangs")
      #expect(try await daemon.line("ended", job: "hangs").outcome == "timed_out")
      #expect(await LiveProcesses.end(of: second))

      #expect(!LiveProcesses.hasEnded(first))
      #expect(try await story.run(["sh", "-c", "echo > \(story.path("gate"))"]).status == 0)
      let ended = try await daemon.line("ended", job: "ends")
      #expect(ended.detail == "leftover processes of its group were killed")
      #expect(await LiveProcesses.end(of: first))

      let stateID = try #require(daemon.stateID.known)
      #expect(MachineCgroups.hasFolder(stateID: stateID))
      #expect(try await daemon.stop() == .exited(0))
      #expect(!MachineCgroups.hasFolder(stateID: stateID))
    }
  }

  @Test(arePossible) func `finds by them what a dead one left, and tidies up`() async throws {
    try await story { story in
      let shell = "[ $SCHEDD_ATTEMPT = 2 ] && exit 0; \(Self.hides); exec sleep 1000"
      let daemon = try await story.start(
        """
        { "jobs": [
          { "id": "again", "trigger": { "startup": true }, "on_abandoned": "rerun", "shell": "\(shell)" },
          { "id": "never", "trigger": { "manual": true }, "shell": "\(Self.hides); echo leader $$; exec sleep 1000" }
        ] }
        """
      )
      #expect(try await story.schedd("trigger", "never").status == 0)
      let killed = try await daemon.number("hidden", job: "again")
      let leader = try await daemon.number("leader", job: "never")
      let spared = try await daemon.number("hidden", job: "never")
      daemon.send(SIGKILL)
      #expect(try await daemon.end() == .killed(signal: SIGKILL))
      #expect(!LiveProcesses.hasEnded(killed))

      let next = try await story.start()
      #expect(try await next.line("left_behind", job: "never").count == 2)
      #expect(await LiveProcesses.end(of: killed))
      #expect(!LiveProcesses.hasEnded(spared))
      for pid in [leader, spared] {
        kill(pid, SIGKILL)
        #expect(await LiveProcesses.end(of: pid))
      }
      let stateID = try #require(next.stateID.known)
      #expect(try await next.stop() == .exited(0))
      #expect(!MachineCgroups.hasFolder(stateID: stateID))
    }
  }
}

@Suite(.timeLimit(.minutes(1))) struct `A daemon that may make no cgroups` {
  private static let readOnly = """
    while read what where type rest; do [ $type = cgroup2 ] && mount -o remount,bind,ro $where; done < /proc/mounts
    exec "$0" "$@"
    """
  private static let wrapper =
    Isolation.wrapper("--mount", "--propagation", "private") + ["/bin/sh", "-c", readOnly]

  @Test(Isolation.isPossible(wrapper + ["true"])) func `says so and runs jobs all the same`() async throws {
    try await story { story in
      try story.write(
        "jobs.json",
        """
        { "jobs": [ { "id": "hangs", "trigger": { "startup": true }, "timeout": "500ms", "kill_after": "300ms",
          "shell": "setsid sleep 1000 & echo session $!; wait" } ] }
        """
      )
      let words = ["run", story.jobFile, "--state-dir", story.stateDirectory, "--log-format", "json"]
      let daemon = try story.launch(words, under: Self.wrapper)
      try await daemon.isUp()
      let said = try await daemon.line("cgroups").text
      #expect(said.hasPrefix("runs have no cgroups of their own: "))
      #expect(try await story.schedd("status").output.contains("cgroups    not used: "))
      let session = try await daemon.number("session", job: "hangs")
      #expect(try await daemon.line("ended", job: "hangs").outcome == "timed_out")
      #expect(await LiveProcesses.end(of: session))
      #expect(try await daemon.stop() == .exited(0))
    }
  }
}
