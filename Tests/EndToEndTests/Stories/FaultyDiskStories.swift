import Foundation
import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon whose disk fails` {
  struct Fault: Sendable, CustomTestStringConvertible {
    var error: Int32
    var words: String
    var testDescription: String { words }
  }

  @Test(arguments: [
    Fault(error: EIO, words: "Input/output error"), Fault(error: EROFS, words: "Read-only file system"),
  ]) func `starts nothing, says why everywhere, and heals by itself`(_ fault: Fault) async throws {
    try await story { story in
      let disk = try FaultyDisk(for: story)
      let daemon = try await start(story, on: disk)
      #expect(try await story.schedd("trigger", "slow").status == 0)
      try await daemon.line("started", job: "slow")
      try disk.order(error: fault.error)

      let (failed, entry) = try await daemon.logLine("ledger_failed")
      #expect(entry.text.contains(fault.words))
      let status = try await story.schedd("status", "--check")
      #expect(status.status == 4)
      #expect(status.output.contains("degraded") && status.output.contains(fault.words))
      #expect(try await story.schedd("trigger", "slow").status == 1)
      // Timeouts go on working.
      try await daemon.line("ended", job: "slow") { $0.outcome == "timed_out" }

      try disk.order()
      let (healed, _) = try await daemon.logLine("ledger_healed", after: failed)
      let during = daemon.lines[failed.number..<healed.number].compactMap(\.entry)
      #expect(!during.contains { $0.event == "started" })
      try await daemon.line("ended", job: "tick", after: healed)
      #expect(try await story.schedd("status", "--json").output.contains(#""degraded":null"#))
      try await isWhole(story, daemon)
    }
  }

  @Test func `says on the way out what was not written`() async throws {
    try await story { story in
      let disk = try FaultyDisk(for: story)
      let daemon = try await start(story, on: disk)
      try disk.order(error: EIO)
      try await daemon.line("ledger_failed")
      #expect(try await daemon.stop() == .exited(74))
      try await daemon.line("records_lost")
    }
  }

  @Test func `is slow with it, loses nothing, and shows how slow`() async throws {
    try await story { story in
      let disk = try FaultyDisk(for: story)
      let daemon = try await start(story, on: disk)
      try disk.order(syncDelay: 500)
      let from = daemon.lines.last
      #expect(try await story.schedd("trigger", "slow").status == 0)
      try await daemon.lines("ended", job: "tick", after: from, count: 2)
      try await daemon.line("ended", job: "slow") { $0.outcome == "timed_out" }
      // What a job wrote is read, and who asks is answered, however long a commit takes.
      try await daemon.line("output", job: "tick", after: from)
      let status = try await story.schedd("status", "--json").output
      #expect(status.contains(#""state":"running""#))
      struct Status: Decodable {
        struct Histogram: Decodable { var max: Double }
        var commits: Histogram
        var loop: Histogram
      }
      let shown = try JSONDecoder().decode(Status.self, from: Data(status.utf8))
      #expect(shown.commits.max >= 0.5 && shown.loop.max >= shown.commits.max)
      try disk.order()
      try await isWhole(story, daemon)
    }
  }

  private func start(_ story: Story, on disk: FaultyDisk) async throws -> RunningDaemon {
    try story.write(
      "jobs.json",
      """
      { "shutdown_grace": "0s", "jobs": [
        { "id": "tick", "trigger": { "interval": "1s" }, "shell": "echo $SCHEDD_FIRE_TIME" },
        { "id": "slow", "trigger": { "manual": true }, "timeout": "2s", "command": ["sleep", "1000"] }
      ] }
      """
    )
    let daemon = try story.launch(
      ["run", story.jobFile, "--state-dir", story.stateDirectory, "--log-format", "json"],
      environment: disk.environment(story.environment)
    )
    try await daemon.isUp()
    try await daemon.line("ended", job: "tick")
    return daemon
  }

  private func isWhole(_ story: Story, _ daemon: RunningDaemon) async throws {
    #expect(Account(try await story.history("tick")).fault(every: .seconds(1)) == nil)
    #expect(try await daemon.stop() == .exited(0))
    #expect(try await story.schedd("audit", "--state-dir", story.stateDirectory).status == 0)
  }
}
