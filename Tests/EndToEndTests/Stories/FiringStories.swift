import Foundation
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon with jobs` {
  @Test func `starts each fire time once and in time`() async throws {
    try await story { story in
      let daemon = try await story.start(
        """
        { "jobs": [
          { "id": "tick", "trigger": { "interval": "1s" }, "command": ["true"] },
          { "id": "tock", "trigger": "* * * * * *", "command": ["true"] }
        ] }
        """
      )
      try await daemon.lines("ended", job: "tick", count: 5)
      try await daemon.lines("ended", job: "tock", count: 5)
      for job in ["tick", "tock"] {
        let runs = try await story.history(job)
        try #require(runs.count >= 5)
        #expect(Account(runs).fault(every: .seconds(1)) == nil)
        for run in runs where run.outcome != nil {
          #expect(run.outcome == "succeeded")
          let lateness = try #require(run.lateness)
          #expect(lateness >= .zero && lateness < .seconds(1))
        }
      }
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `shows its example at work`() async throws {
    try await story { story in
      let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
      let example = folder.appending(path: "examples/jobs.json").path
      let state = ["--state-dir", story.stateDirectory, "--socket", story.socket]
      let daemon = try story.launch(["run", example] + state)
      try await daemon.text { $0.contains("schedd ") && $0.contains("runs 18 jobs") }
      // "2026-11-24 06:47:03.123  clock #2 | it is 06:47:03"
      let jobs = [
        "hello #": "schedd is up; Ctrl-C stops it",
        "clock #": "it is ",
        "greeting #": "Good day, ",
        "five-seconds #": "run ",
      ]
      for (job, text) in jobs.sorted(by: { $0.key < $1.key }) {
        try await daemon.text(within: .seconds(6)) { line in
          line.contains("  \(job)") && line.contains(" | \(text)")
        }
      }
      #expect(try await story.schedd("trigger", "by-hand", "--wait").status == 0)
      try await daemon.text { $0.hasSuffix(" | you called") }
      #expect(try await daemon.stop() == .exited(0))
      try await daemon.text { $0.hasSuffix("  schedd has stopped") }
    }
  }
}
