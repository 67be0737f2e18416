import ControlFixtures
import Foundation
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon that is watched` {
  private static let jobs = """
    { "jobs": [
      { "id": "tick", "trigger": { "interval": "1s" }, "command": ["true"] },
      { "id": "variables", "trigger": { "manual": true }, "command": ["env"] }
    ] }
    """

  /// A daemon that must say every `allowed` milliseconds that it does not hang.
  private func start(
    _ story: Story,
    allowed milliseconds: Int,
    _ more: [String: String] = [:]
  ) async throws -> (RunningDaemon, DatagramListener) {
    try story.write("jobs.json", Self.jobs)
    let manager = try DatagramListener(path: story.path("notify"))
    var environment = story.environment.merging(more) { $1 }
    environment["NOTIFY_SOCKET"] = story.path("notify")
    environment["WATCHDOG_USEC"] = "\(milliseconds * 1_000)"
    let words = ["run", story.jobFile, "--state-dir", story.stateDirectory, "--log-format", "json"]
    let daemon = try story.launch(words, environment: environment)
    try await daemon.isUp()
    #expect(try manager.next() == "READY=1\nSTATUS=2 jobs")
    return (daemon, manager)
  }

  @Test func `says so from its loop, and tells its jobs nothing of it`() async throws {
    try await story { story in
      let (daemon, manager) = try await start(story, allowed: 100)
      for _ in 0..<5 { #expect(try manager.next() == "WATCHDOG=1") }
      // A stopped process is the plainest of loops that hang.
      daemon.send(SIGSTOP)
      try await hasStopped(daemon)
      manager.discard()
      #expect(manager.isEmpty(for: .milliseconds(400)))
      daemon.send(SIGCONT)
      #expect(try manager.next() == "WATCHDOG=1")

      let variables = try await story.schedd("trigger", "variables", "--wait")
      #expect(variables.status == 0)
      let run = try #require(try await story.history("variables").last)
      let told = try await story.schedd("output", "\(run.id)").output
      #expect(told.contains("SCHEDD_RUN_ID="))
      #expect(!told.contains("WATCHDOG") && !told.contains("NOTIFY_SOCKET"))
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `says so while its ledger cannot be written`() async throws {
    try await story { story in
      let disk = try FaultyDisk(for: story)
      let (daemon, manager) = try await start(story, allowed: 100, disk.environment([:]))
      try disk.order(error: EIO)
      try await daemon.line("ledger_failed")
      manager.discard()
      var heard: [String] = []
      while heard.filter({ $0 == "WATCHDOG=1" }).count < 5 { heard.append(try manager.next()) }
      #expect(try await story.schedd("status", "--json").output.contains(#""state":"degraded""#))
      try disk.order()
      try await daemon.line("ledger_healed")
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  private func hasStopped(_ daemon: RunningDaemon) async throws {
    let stat = "/proc/\(daemon.process.pid)/stat"
    for _ in 0..<100_000 {
      let fields = try String(contentsOfFile: stat, encoding: .utf8).split(separator: ")").last
      if fields?.split(separator: " ").first == "T" { return }
    }
    throw daemon.failure("it does not stop")
  }
}
