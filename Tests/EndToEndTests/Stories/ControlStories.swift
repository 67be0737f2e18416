import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon that is told what to do` {
  private let jobs = """
    { "shutdown_grace": "0s", "jobs": [
      { "id": "tick", "trigger": { "interval": "1s" }, "command": ["true"] },
      { "id": "long", "trigger": { "manual": true }, "command": ["sleep", "1000"] },
      { "id": "quick", "trigger": { "manual": true }, "command": ["true"] }
    ] }
    """

  @Test func `pauses a job over a restart and accounts for what passed`() async throws {
    try await story { story in
      var daemon = try await story.start(jobs)
      try await daemon.line("ended", job: "tick")
      let pause = try await story.schedd("pause", "tick", "--reason", "new disk")
      #expect(pause.status == 0)
      #expect(pause.output.hasSuffix(": new disk\n"))
      #expect(try await daemon.stop() == .exited(0))

      daemon = try await story.start()
      #expect(try await story.schedd("list").output.contains("paused: new disk"))
      // It is held back, not broken.
      #expect(try await story.schedd("trigger", "tick", "--wait").status == 0)
      await story.outage(of: .seconds(2))
      let resume = try await story.schedd("resume", "tick")
      #expect(resume.output == "tick is not paused\n")
      try await daemon.line("ended", job: "tick") { $0.fireTime != nil }
      #expect(try await daemon.stop() == .exited(0))
      let spans = try story.recordedSpans("tick")
      #expect(spans >= 2)
      let runs = try story.recorded("tick").filter { $0.fireTime != nil }
      #expect(Account(runs).fault(every: .seconds(1), others: spans) == nil)
    }
  }

  @Test func `makes a run for later over a restart, and ends one that is cancelled`() async throws {
    try await story { story in
      var daemon = try await story.start(jobs)
      #expect(try await story.schedd("trigger", "quick", "--in", "6s").status == 0)
      #expect(try await story.schedd("trigger", "quick", "--in", "1h").status == 0)
      #expect(try await story.schedd("deferred", "--cancel", "2").status == 0)
      #expect(try await daemon.stop() == .exited(0))
      daemon = try await story.start()
      try await daemon.line("ended", job: "quick")
      #expect(try await story.schedd("deferred").errors == "no run waits for its instant\n")

      #expect(try await story.schedd("trigger", "long").status == 0)
      try await daemon.line("started", job: "long")
      let run = try #require(try await story.history("long").first)
      let cancel = try await story.schedd("cancel", "\(run.id)")
      #expect(cancel.output.contains("is told to end"))
      try await daemon.line("ended", job: "long")
      let again = try await story.schedd("cancel", "\(run.id)")
      #expect(again.status == 1)
      #expect(again.errors.contains("has ended already"))
      #expect(try await daemon.stop() == .exited(0))
      #expect(try story.recorded("quick").map(\.outcome) == [.succeeded])
      let ended = try #require(try story.recorded("long").first)
      #expect(ended.outcome == .cancelled && ended.reason == .requested && ended.signal == 15)
    }
  }
}
