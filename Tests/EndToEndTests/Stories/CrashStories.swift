import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon that is killed` {
  private let jobs = """
    { "jobs": [
      { "id": "latest", "trigger": { "interval": "300ms" }, "command": ["true"] },
      { "id": "all", "trigger": { "interval": "300ms" }, "command": ["true"],
        "coalesce": "all", "max_catch_up": 2 },
      { "id": "strict", "trigger": { "interval": "300ms" }, "command": ["true"],
        "coalesce": "earliest", "misfire_grace_time": "250ms" },
      { "id": "once", "trigger": { "manual": true }, "shell": "echo pid $$; exec sleep 1000" }
    ] }
    """

  @Test func `accounts for every fire time once when it is back`() async throws {
    try await story { story in
      var daemon = try await story.start(jobs)
      #expect(try await story.schedd("trigger", "once").status == 0)
      let pid = try await daemon.number("pid", job: "once")
      try await daemon.lines("ended", job: "latest", count: 2)

      try await kill(daemon)
      await story.outage(of: .milliseconds(1500))
      daemon = try await story.start()
      try await expectAnAccount(of: daemon)
      #expect(Glibc.kill(pid, SIGKILL) == 0)
      #expect(await LiveProcesses.end(of: pid))

      // Again, without any time for anything to settle.
      for _ in 0..<2 {
        try await kill(daemon)
        daemon = try await story.start()
      }
      try await daemon.lines("ended", job: "latest", count: 2)
      #expect(try await daemon.stop() == .exited(0))

      for job in ["latest", "strict", "all"] {
        let others = try story.recordedSpans(job)
        let fault = Account(try story.recorded(job)).fault(every: .milliseconds(300), others: others)
        #expect(fault == nil, "\(job)")
      }
      let once = try story.recorded("once")
      #expect(once.map(\.outcome) == [.abandoned])
      #expect(once.map(\.reason) == [.daemonDied])
      let all = try story.recorded()
      #expect(all.count > once.count && all.allSatisfy { $0.outcome != nil })
    }
  }

  private func kill(_ daemon: RunningDaemon) async throws {
    daemon.send(SIGKILL)
    #expect(try await daemon.end() == .killed(signal: SIGKILL))
  }

  /// The fire times of the outage are treated as each job says.
  private func expectAnAccount(of daemon: RunningDaemon) async throws {
    let left = try await daemon.line("left_behind", job: "once")
    #expect(left.count == 1)
    try await daemon.line("ended", job: "once") { $0.outcome == "abandoned" && $0.reason == "daemon_died" }
    try await daemon.line("ended", job: "latest") { $0.outcome == "succeeded" && ($0.coalesced ?? 0) >= 3 }
    try await daemon.line("ended", job: "strict") {
      $0.outcome == "missed" && $0.reason == "misfire_grace_time" && ($0.coalesced ?? 0) >= 3
    }
    let span = try await daemon.line("missed", job: "all") { $0.reason == "max_catch_up" }
    #expect((span.count ?? 0) >= 2)
    try await daemon.lines("ended", job: "all", count: 2)
  }
}
