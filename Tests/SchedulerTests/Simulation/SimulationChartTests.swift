import Scheduler
import Testing

@Suite struct `A simulation at a glance` {
  private static let crowded = """
    "max_concurrent_runs": 1, "jobs": [
      {"id": "a", "trigger": {"date": "2027-01-01T00:10:00"}, "command": ["true"]},
      {"id": "b", "trigger": {"date": "2027-01-01T00:20:00"}, "command": ["true"]},
      {"id": "c", "trigger": "*/30 * * * *", "command": ["true"], "misfire_grace_time": "1s"},
      {"id": "d", "trigger": {"date": "2027-01-01T02:00:00"}, "command": ["true"], "retry": {"max_attempts": 2, "delay": "20m"}}
    ]
    """

  private static let slow = """
    {"runs": {"a": [{"duration": "20m"}], "b": [{"duration": "10m"}], "d": [{"duration": "10m", "exit": 1}, {"duration": "10m"}]},
     "requests": [{"at": "2027-01-01T02:35:00", "pause": "c"}]}
    """

  private func story() throws -> SimulationStory {
    try SimulationStory(Self.crowded, Self.slow, from: "2027-01-01", to: "2027-01-01T03:00:00")
  }

  @Test func `draws the worst that happened in each stretch of time`() throws {
    // Eighteen columns of ten minutes.
    #expect(
      try story().chart(columns: 18) == [
        "a .RRR..............",
        "b ..wRR.............",
        "c R..wm.R..R..R..wmp",
        "d ............RxrRR.",
        "1 1 1! 1! 1! 0 1 0 0 1 0 0 1! 1 0 1! 1! 0",
      ]
    )
  }

  @Test func `counts how runs ended, and what they waited for`() throws {
    let totals = try story().totals()
    let words = totals.jobs.map { job in
      let outcomes = Outcome.allCases.compactMap { outcome in
        job.outcomes[outcome].map { "\($0) \(outcome.rawValue)" }
      }
      return "\(job.id): \(job.starts) starts, \(outcomes.joined(separator: ", ")), \(job.retries) retries, "
        + "busy \(job.busy.nanoseconds / 60_000_000_000) min, \(job.waits.count) waits"
    }
    #expect(
      words == [
        "a: 1 starts, 1 succeeded, 0 retries, busy 20 min, 0 waits",
        "b: 1 starts, 1 succeeded, 0 retries, busy 10 min, 1 waits",
        "c: 4 starts, 4 succeeded, 2 missed, 0 retries, busy 0 min, 2 waits",
        "d: 2 starts, 1 succeeded, 1 retries, busy 20 min, 1 waits",
      ]
    )
    #expect(totals.peak == 1)
    #expect(totals.peakAt == Instant("2027-01-01T00:00:00", in: .utc))
    #expect(totals.caps.map(\.name) == ["max_concurrent_runs"])
    #expect(totals.caps.first?.waits.longest == .minutes(10))
  }
}
