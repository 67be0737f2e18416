import ControlFixtures
import Daemon
import Foundation
import Scheduler
import Testing

@Suite struct `The metrics` {
  private static let jobs = ["backup", "report"]

  private func harness(jobs: [String] = jobs) throws -> ControlHarness {
    let harness = try ControlHarness()
    harness.target.statuses = jobs.map { .sample($0) }
    harness.target.overview.jobs = jobs.count
    harness.target.overview.running = 2
    return harness
  }

  private func lines(_ response: RawResponse) -> [Substring] { response.text.split(separator: "\n") }

  @Test func `say what the daemon is and does`() throws {
    let harness = try harness()
    var runs = RunFigures()
    runs.take(.ended(.ended(1)))
    runs.take(.ended(.ended(2, .failed)))
    runs.take(.ended(.ended(3, .failed)))
    harness.target.facts.runs = runs
    harness.target.facts.droppedLogLines = 5
    harness.target.facts.lastReload = LastReload(at: .zero, failure: "bad")
    harness.target.facts.figures.commits.add(.milliseconds(3))
    harness.target.lastEnds = [JobID("report"): LastEnds(success: Instant(nanoseconds: 1_500_000_000))]
    let next = Instant(seconds: 1_800_000_000)
    harness.target.statuses[0].nextFireTime = next

    let response = try harness.get("/metrics")
    #expect(response.status == 200)
    #expect(
      response.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    )
    let lines = lines(response)
    for expected in [
      "schedd_build_info{version=\"\(Version.current)\"} 1", "schedd_jobs 2", "schedd_runs_running 2",
      "schedd_runs_total{outcome=\"failed\",reason=\"exit_code\"} 2",
      "schedd_runs_total{outcome=\"succeeded\",reason=\"exit_code\"} 1",
      "schedd_runs_total{outcome=\"timed_out\",reason=\"timeout\"} 0",
      "schedd_ledger_commit_seconds_bucket{le=\"0.002\"} 0",
      "schedd_ledger_commit_seconds_bucket{le=\"0.005\"} 1",
      "schedd_ledger_commit_seconds_bucket{le=\"+Inf\"} 1", "schedd_ledger_commit_seconds_sum 0.003",
      "schedd_config_last_reload_successful 0",
      "schedd_config_last_reload_success_timestamp_seconds 1767225601.0",
      "schedd_log_lines_dropped_total 5",
      "schedd_job_next_fire_timestamp_seconds{job_id=\"backup\"} 1800000000.0",
      "schedd_job_last_success_timestamp_seconds{job_id=\"report\"} 1.5",
    ] { #expect(lines.contains(Substring(expected))) }
    #expect(lines.last == "# EOF")
    #expect(!response.text.contains("next_fire_timestamp_seconds{job_id=\"report\"}"))
  }

  @Test(.enabled("needs python3-prometheus-client", Self.hasParser))
  func `are read by the parser of Prometheus`() throws {
    let harness = try harness()
    harness.target.lastEnds = [JobID("report"): LastEnds(success: .zero, failure: .zero)]
    harness.target.statuses[0].nextFireTime = .zero
    let response = try harness.get("/metrics")
    let read = try Self.checkMetrics(response.body)
    #expect(read.status == 0, "\(read.output)")
    let families = read.output.split(separator: "\n").map { $0.split(separator: " ").prefix(2) }
    #expect(families.map { $0.joined(separator: " ") } == MetricFamily.all.map { "\($0.kind) \($0.name)" })
    #expect(try Self.checkMetrics(response.body.dropLast(8)).status == 1)
  }

  struct Choice: Sendable, CustomTestStringConvertible {
    var jobs: Int
    var query: String
    var series: Int
    var testDescription: String { "\(jobs) jobs, \(query)" }
  }

  static let choices = [
    Choice(jobs: 1000, query: "", series: 1000), Choice(jobs: 1001, query: "", series: 0),
    Choice(jobs: 1001, query: "?jobs=all", series: 1001), Choice(jobs: 2, query: "?jobs=none", series: 0),
  ]

  @Test(arguments: choices)
  func `have series of each job where there are few or they are asked for`(_ choice: Choice) throws {
    let harness = try harness(jobs: (0..<choice.jobs).map { "job-\($0)" })
    for index in harness.target.statuses.indices { harness.target.statuses[index].nextFireTime = .zero }
    let response = try harness.get("/metrics\(choice.query)")
    let series = lines(response).filter { $0.hasPrefix("schedd_job_next_fire_timestamp_seconds{") }
    #expect(series.count == choice.series)
    #expect(Set(series).count == series.count)
  }

  @Test func `are written over many turns, and others are answered meanwhile`() throws {
    let harness = try harness(jobs: (0..<50_000).map { "job-\($0)" })
    var turns = 0
    let scraper = try RawClient(path: harness.server.socketPath)
    scraper.send("GET /metrics?jobs=all HTTP/1.1\r\nHost: x\r\n\r\n")
    try harness.turn(scraper) { harness.server.nextTimeout(at: harness.now) == .zero }
    #expect(try harness.get("/healthz").status == 200)
    #expect(scraper.response == nil)
    try harness.turn(scraper) {
      turns += 1
      return scraper.response != nil
    }
    #expect(turns > 5)
    #expect(scraper.response?.status == 200)
  }

  @Test func `are written for as many as ask`() throws {
    let harness = try harness(jobs: (0..<2000).map { "job-\($0)" })
    let scrapers = try (0..<ControlServer.maxGrowing + 20).map { _ in
      try RawClient(path: harness.server.socketPath)
    }
    for scraper in scrapers { scraper.send("GET /metrics?jobs=all HTTP/1.1\r\nHost: x\r\n\r\n") }
    func answered() -> [RawResponse] { scrapers.compactMap(\.response) }
    try harness.turn {
      scrapers.forEach { $0.receive() }
      return answered().count == scrapers.count
    }
    #expect(answered().allSatisfy { $0.status == 200 })
  }

  @Test func `are told to wait for the next daemon where this one stops meanwhile`() throws {
    let harness = try harness(jobs: (0..<50_000).map { "job-\($0)" })
    let scrapers = try (0..<ControlServer.maxGrowing + 20).map { _ in
      try RawClient(path: harness.server.socketPath)
    }
    for scraper in scrapers { scraper.send("GET /metrics?jobs=all HTTP/1.1\r\nHost: x\r\n\r\n") }
    for _ in 0..<5 { harness.server.run(at: harness.now) }
    harness.server.close()
    for scraper in scrapers { scraper.receive() }
    #expect(scrapers.allSatisfy { $0.response?.status == 503 })
  }

  @Test func `have each job once where the job file is read anew meanwhile`() throws {
    let names = (0..<5000).map { "job-\($0)" }
    let harness = try harness(jobs: names)
    for place in names.indices {
      harness.target.statuses[place].nextFireTime = Instant(seconds: 1_800_000_000)
    }
    let scraper = try RawClient(path: harness.server.socketPath)
    scraper.send("GET /metrics?jobs=all HTTP/1.1\r\nHost: x\r\n\r\n")
    try harness.turn(scraper) { harness.server.nextTimeout(at: harness.now) == .zero }
    try #require(scraper.response == nil)
    harness.target.statuses.insert(harness.target.statuses.removeLast(), at: 0)
    harness.target.facts.loadedAt = Instant(seconds: 1_767_225_700)
    try harness.turn(scraper) { scraper.response != nil }
    let lines = try #require(scraper.response).text.split(separator: "\n")
    let series = lines.filter { $0.hasPrefix("schedd_job_next_fire_timestamp_seconds{") }
    #expect(Set(series).count == names.count)
    #expect(series.count == names.count)
  }

  @Test func `say nothing of last ends while the ledger cannot be read`() throws {
    let harness = try harness()
    harness.target.ledgerError = .inUse(directory: "/x", pid: nil)
    let response = try harness.get("/metrics")
    #expect(response.status == 200)
    #expect(!response.text.contains("last_success_timestamp_seconds{"))
  }

  // MARK: What docs/monitoring says

  private static let folder = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

  private func page(_ name: String) throws -> String {
    try String(contentsOfFile: "\(Self.folder)/docs/monitoring/\(name)", encoding: .utf8)
  }

  @Test(arguments: ["README.md", "alerts.yaml", "dashboard.json"])
  func `are named in the documentation only where they exist`(_ file: String) throws {
    let samples = MetricFamily.all.flatMap { family in family.suffixes.map { family.name + $0 } }
    // A histogram is named as a whole, too; the program and its uid are no metrics.
    let known = Set(samples + MetricFamily.all.filter { $0.kind == .histogram }.map(\.name))
    let named = Set(try page(file).matches(of: /(schedd|process)_[a-z_]+/).map { String($0.output.0) })
    #expect(named.subtracting(known).isEmpty)
    #expect(!named.isEmpty)
  }

  @Test func `are explained, every one`() throws {
    let page = try page("README.md")
    for family in MetricFamily.all {
      let name = family.kind == .histogram ? family.name : family.name + (family.suffixes.first ?? "")
      #expect(page.contains("`\(name)"), "\(name)")
    }
  }

  @Test func `make a dashboard that is JSON`() throws {
    let value = try JSONSerialization.jsonObject(with: Data(try page("dashboard.json").utf8))
    let panels = try #require((value as? [String: Any])?["panels"] as? [[String: Any]])
    #expect(Set(panels.compactMap { $0["id"] as? Int }).count == panels.count)
  }

  @Test(.enabled("needs promtool", Self.canRun(["promtool", "--version"])))
  func `make alert rules that promtool takes`() throws {
    let rules = "\(Self.folder)/docs/monitoring/alerts.yaml"
    let result = try Self.run(["promtool", "check", "rules", rules], input: [])
    #expect(result.status == 0, "\(result.output)")
  }

  // MARK: Other programs

  static func run(_ words: [String], input: some Sequence<UInt8>) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    let file = URL(filePath: "/tmp/schedd-metrics-\(UUID().uuidString)")
    try Data(input).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Foundation.Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }

  static func canRun(_ words: [String]) -> @Sendable () -> Bool {
    { (try? run(words, input: []))?.status == 0 }
  }

  static let hasParser = canRun(["/usr/bin/python3", "-c", "import prometheus_client.openmetrics.parser"])

  static func checkMetrics(_ bytes: some Sequence<UInt8>) throws -> (status: Int32, output: String) {
    try run(["\(folder)/scripts/check-metrics"], input: bytes)
  }
}
