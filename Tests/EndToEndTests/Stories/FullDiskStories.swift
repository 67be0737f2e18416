import Foundation
import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon whose disk is full` {
  private static let wrapper = Isolation.wrapper("--mount", "--propagation", "private")

  /// What it takes to have a small disk.
  private static let trial =
    wrapper + ["sh", "-c", "mount -t tmpfs -o size=4m none /tmp && test -e /proc/self/root"]

  @Test(Isolation.isPossible(trial)) func `starts nothing that it cannot record, and heals`() async throws {
    try await story { story in
      let disk = try await start(story)
      try await disk.daemon.line("ended", job: "tick", after: disk.daemon.lines.last)
      #expect(try await story.schedd("trigger", "slow").status == 0)
      try await disk.daemon.line("started", job: "slow")
      // Once the end is durable, the next that wants to be written is the claim of a fire time.
      for _ in 0..<50 where try await story.history("tick").last?.outcome == nil {}
      try disk.fill()

      let (failed, entry) = try await disk.daemon.logLine("ledger_failed")
      #expect(entry.text.contains("no room left"))
      #expect(try await story.schedd("status", "--json").output.contains(#""state":"degraded""#))
      let refused = try await story.schedd("trigger", "by-hand")
      #expect(refused.status == 1)
      #expect(refused.errors.contains("the ledger cannot be written"))
      // Timeouts go on working, and meanwhile fire times pass.
      try await disk.daemon.line("ended", job: "slow") { $0.outcome == "timed_out" }
      // Each process that ever was has its row now, and not only when all is well again.
      let fired = try story.text(of: "fired").split(separator: "\n").map(String.init)
      #expect(Set(fired).isSubset(of: Set(try await story.history("tick").compactMap(\.fireTime))))

      disk.free()
      let (healed, _) = try await disk.daemon.logLine("ledger_healed", after: failed)
      let during = disk.daemon.lines[failed.number..<healed.number].compactMap(\.entry)
      #expect(!during.contains { $0.event == "started" })
      try await disk.daemon.line("ended", job: "tick", after: healed)
      #expect(try await story.schedd("trigger", "by-hand", "--wait").status == 0)

      let rows = try await story.history("tick")
      #expect(Account(rows).fault(every: .seconds(1)) == nil)
      let firedInAll = try story.text(of: "fired").split(separator: "\n").map(String.init)
      #expect(Set(firedInAll).count == firedInAll.count)
      #expect(Set(firedInAll).isSubset(of: Set(rows.compactMap(\.fireTime))))
      #expect(firedInAll.count > fired.count)
      #expect(try await disk.daemon.stop() == .exited(0))
    }
  }

  @Test(Isolation.isPossible(trial))
  func `keeps no output that the ledger's room would go for`() async throws {
    try await story { story in
      let disk = try await start(story)
      #expect(try await story.schedd("trigger", "loud", "--wait").status == 0)
      try await disk.daemon.line("output_not_kept", job: "loud")
      let from = disk.daemon.lines.last
      try await disk.daemon.line("ended", job: "tick", after: from)
      #expect(try await story.schedd("status", "--json").output.contains(#""state":"running""#))
      let run = try #require(try await story.history("loud").first)
      let shown = try await story.schedd("output", "\(run.id)", "--tail", "1")
      #expect(shown.status == 0 || shown.errors.contains("No space left"))
      #expect(try await disk.daemon.stop() == .exited(0))
    }
  }

  @Test(Isolation.isPossible(trial)) func `stops when it is told, and says what is lost`() async throws {
    try await story { story in
      let disk = try await start(story)
      #expect(try await story.schedd("trigger", "endless").status == 0)
      try await disk.daemon.line("started", job: "endless")
      try disk.fill()
      try await disk.daemon.line("ledger_failed")
      disk.daemon.send(SIGTERM)
      #expect(try await disk.daemon.end() == .exited(74))
      try await disk.daemon.line("ended", job: "endless") { $0.outcome == "cancelled" }
      let lost = try await disk.daemon.line("records_lost")
      #expect((lost.count ?? 0) > 0)
    }
  }

  // MARK: A small disk

  private struct SmallDisk {
    var daemon: RunningDaemon

    /// The way to the daemon's state directory, which only it and its children see.
    var folder: String

    private var filler: String { "\(folder)/filler" }

    /// Takes all the room that is left.
    func fill() throws {
      let file = try #require(fopen(filler, "w"))
      defer { fclose(file) }
      setvbuf(file, nil, _IONBF, 0)
      let piece = [UInt8](repeating: 1, count: 4096)
      while fwrite(piece, 1, piece.count, file) == piece.count {}
      try #require(errno == ENOSPC)
    }

    func free() {
      unlink(filler)
    }
  }

  private func start(_ story: Story) async throws -> SmallDisk {
    try story.write(
      "jobs.json",
      """
      { "shutdown_grace": "0s", "jobs": [
        { "id": "tick", "trigger": { "interval": "1s" },
          "shell": "echo $SCHEDD_FIRE_TIME >> \(story.path("fired"))" },
        { "id": "slow", "trigger": { "manual": true }, "timeout": "3s", "command": ["sleep", "1000"] },
        { "id": "endless", "trigger": { "manual": true }, "command": ["sleep", "1000"] },
        { "id": "by-hand", "trigger": { "manual": true }, "command": ["true"] },
        { "id": "loud", "trigger": { "manual": true }, "output": { "max_bytes": "8M" },
          "shell": "yes 0123456789abcdef | head -c 8000000" },
        { "id": "mark", "trigger": { "startup": true }, "shell": "echo $SCHEDD_STATE_ID" }
      ] }
      """
    )
    mkdir(story.stateDirectory, 0o700)
    // The mount is the daemon's alone and goes when it goes.
    let mount = "mount -t tmpfs -o size=4m none \(story.stateDirectory) && exec \"$@\""
    let words = ["run", story.jobFile, "--state-dir", story.stateDirectory, "--log-format", "json"]
    let daemon = try story.launch(words, under: Self.wrapper + ["sh", "-c", mount, "sh"])
    try await daemon.line("daemon_started")
    daemon.stateID.keep(try await daemon.line("output", job: "mark").text)
    return SmallDisk(
      daemon: daemon,
      folder: "/proc/\(daemon.process.pid)/root\(story.stateDirectory)"
    )
  }
}
