import Scheduler
import Testing

/// A job file and a scenario, and what a simulation of them tells.
struct SimulationStory {
  private let configuration: Configuration
  private let scenario: Scenario
  private let start: Instant
  private let end: Instant

  /// - Parameters:
  ///   - jobs: The members of the job file: `"jobs": [...]` and what else there is; its zone is UTC.
  ///   - scenario: The scenario.
  ///   - start: The first instant.
  ///   - end: The last.
  /// - Throws: What is wrong with them.
  init(_ jobs: String, _ scenario: String = "{}", from start: String, to end: String) throws {
    let reading = JobFile.read(Array("{\"timezone\": \"UTC\", \(jobs)}".utf8), zones: DatabaseZones())
    configuration = try #require(reading.configuration, "\(reading.problems)")
    let other = ScenarioFile.read(Array(scenario.utf8), for: configuration, zones: DatabaseZones())
    self.scenario = try #require(other.scenario, "\(other.problems)")
    self.start = try #require(Instant(start, in: .utc))
    self.end = try #require(Instant(end, in: .utc))
  }

  /// A line an event: "02:00:00 started backup#1 @02:00:00", and what nobody heard.
  func lines() -> [String] {
    var lines: [String] = []
    var simulation = Simulation(configuration, scenario, from: start, through: end)
    simulation.run { lines.append(Self.line($0)) }
    return lines + simulation.unheard
  }

  func events() -> [SimulatedEvent] {
    var events: [SimulatedEvent] = []
    var simulation = Simulation(configuration, scenario, from: start, through: end)
    simulation.run { events.append($0) }
    return events
  }

  func totals() -> SimulationTotals {
    var totals = SimulationTotals(configuration)
    for event in events() { totals.add(event) }
    return totals
  }

  /// The chart's rows, a letter a column.
  func chart(columns: Int) -> [String] {
    var chart = SimulationChart(configuration, from: start, through: end, columns: columns)
    for event in events() { chart.add(event) }
    chart.finish()
    let rows = chart.rows.map { row in
      "\(row.job) " + row.cells.map { Self.letters[$0, default: "?"] }.joined()
    }
    let peaks = zip(chart.peaks, chart.hasFullCap).map { "\($0)\($1 ? "!" : "")" }
    return rows + [peaks.joined(separator: " ")]
  }

  private static let letters: [SimulationChart.Cell: String] = [
    .empty: ".", .paused: "p", .waitsForRetry: "r", .waits: "w", .runs: "R", .skipped: "s", .missed: "m",
    .failed: "x",
  ]

  private static func line(_ event: SimulatedEvent) -> String {
    var words = [clock(event.at), event.kind.rawValue]
    let run = event.run.map { "#\($0.number)" } ?? ""
    if let job = event.job { words.append(job.description + run) }
    if let fireTime = event.fireTime { words.append("@\(clock(fireTime))") }
    if let last = event.lastFireTime { words.append("to \(clock(last)), \(event.count) in all") }
    if let outcome = event.outcome, outcome.rawValue != event.kind.rawValue { words.append(outcome.rawValue) }
    if let reason = event.reason { words.append(reason) }
    if let until = event.until { words.append("until \(clock(until))") }
    if let detail = event.detail { words.append("(\(detail))") }
    return words.joined(separator: " ")
  }

  private static func clock(_ instant: Instant) -> String {
    String(instant.description.dropFirst(11).dropLast())
  }
}
