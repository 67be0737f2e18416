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
        let fireTimes = runs.compactMap(\.fireSecond)
        #expect(Set(fireTimes).count == runs.count)
        // Where the machine stood still for a second, the next run says how many it stands for.
        let seconds = runs.dropFirst().map { 1 + $0.coalesced }.reduce(0, +)
        #expect(fireTimes[runs.count - 1] - fireTimes[0] == Double(seconds))
        for run in runs where run.outcome != nil {
          #expect(run.outcome == "succeeded")
          let start = try #require(run.startSecond)
          let fireTime = try #require(run.fireSecond)
          #expect((0..<1).contains(start - fireTime))
        }
      }
      #expect(try await daemon.stop() == .exited(0))
    }
  }
}
