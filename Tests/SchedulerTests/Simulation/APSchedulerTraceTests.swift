import Scheduler
import Testing

@Suite struct `The core beside APScheduler's scheduler` {
  /// Traces that differ on purpose, each with the reason.
  private static let differences: [String: String] = [
    "one-shot paused over its time and resumed, coalesce=True grace=1": Reason.pauseSkips,
    "one-shot paused over its time and resumed, coalesce=True grace=None": Reason.pauseSkips,
    "one-shot paused over its time and resumed, coalesce=False grace=1": Reason.pauseSkips,
    "one-shot paused over its time and resumed, coalesce=False grace=60": Reason.pauseSkips,
    "offset change (gap) asleep, coalesced, America/New_York": Reason.changeOfClocks,
    "offset change (gap) asleep, coalesced, Australia/Lord_Howe": Reason.changeOfClocks,
    "offset change (overlap) awake, America/New_York": Reason.answersBeforeNow,
    "offset change (overlap) asleep, coalesced, America/New_York": Reason.answersBeforeNow,
    "offset change (overlap) asleep, Australia/Lord_Howe": Reason.answersBeforeNow,
    "random 161": Reason.spentJobsStay,
    "random 370": Reason.spentJobsStay,
    "random 187": Reason.queuedRunsGo,
    "random 346": Reason.pauseStays,
  ]

  private enum Reason {
    static let pauseSkips = "what passes in a pause is skipped, and not caught up on resuming"
    static let changeOfClocks =
      "a fixed time in a gap fires after it; its calendar interval answers before now"
    static let answersBeforeNow = "its calendar interval's first answer lies before the start"
    static let spentJobsStay =
      "a one-shot that ran is gone there and cannot be rescheduled; a file keeps its jobs"
    static let queuedRunsGo = "runs that wait are cancelled with their job"
    static let pauseStays = "a new trigger does not end a pause"
  }

  @Test func `starts, misses and skips the same fire times at the same instants`() throws {
    var compared = 0
    for trace in try APSchedulerTrace.all() where !trace.isOutOfScope && Self.differences[trace.name] == nil {
      #expect(try differences(trace) == [], "\(trace.name)")
      compared += 1
    }
    #expect(compared > 180)
  }

  @Test func `differs where the list says so, and only there`() throws {
    let traces = try APSchedulerTrace.all()
    for (name, reason) in Self.differences.sorted(by: { $0.key < $1.key }) {
      let trace = try #require(traces.first { $0.name == name })
      #expect(try differences(trace) != [], "\(name): \(reason)")
    }
  }

  @Test func `reads and simulates every trace that is out of scope too`() throws {
    for trace in try APSchedulerTrace.all() where trace.isOutOfScope {
      #expect(throws: Never.self, "\(trace.name)") { try differences(trace) }
    }
  }

  /// What only one of the two did.
  private func differences(_ trace: APSchedulerTrace) throws -> [String] {
    var ours = try simulated(trace)
    var differences: [String] = []
    // Resumed without having been paused, it runs the fire time of this very instant a second time; once is enough.
    for fact in Set(trace.expected).sorted() {
      if let place = ours.firstIndex(of: fact) {
        ours.remove(at: place)
      } else {
        differences.append("- \(fact)")
      }
    }
    return differences + ours.map { "+ \($0)" }
  }

  private func simulated(_ trace: APSchedulerTrace) throws -> [APSchedulerTrace.Fact] {
    let zones = DatabaseZones()
    let file = JobFile.read(trace.jobFile, zones: zones)
    let configuration = try #require(file.configuration, "\(file.problems)")
    let reading = ScenarioFile.read(trace.scenario, for: configuration, zones: zones)
    let scenario = try #require(reading.scenario, "\(reading.problems)")
    var facts: [APSchedulerTrace.Fact] = []
    var simulation = Simulation(configuration, scenario, from: trace.start, through: trace.end)
    simulation.run { event in
      // It says nothing of what passes in a pause.
      guard [.started, .missed, .skipped].contains(event.kind), event.reason != "paused" else { return }
      let job = event.job?.description ?? ""
      facts.append(.init(at: event.at, event: event.kind.rawValue, job: job, fireTime: event.fireTime))
    }
    return facts
  }
}

/// The machine's zone database.
struct DatabaseZones: ZoneSource {
  let names: [String] = []

  func zone(named name: String) throws(ZoneError) -> Zone {
    guard let zone = name == "UTC" ? .utc : try? TestZones.read(name) else { throw .unknown(name) }
    return zone
  }

  func localZone() throws(ZoneError) -> Zone { .utc }
}
