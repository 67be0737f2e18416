import Daemon
import Glibc
import Scheduler

/// For how long what the page asks for holds the daemon's loop.
///
/// The first daemon has 10,000 jobs with a million runs, of which none is due meanwhile: each turn is an answer; the second
/// has 10,000 runs that wait. They are asked for
/// what the page asks for, as browsers do: on six connections at a time. How long its turns took is what it says itself;
/// a turn in which the kernel gave its processor to another program is longer for that.
struct PageBenchmark {
  private static let jobs = 10_000
  private static let runs = 1_000_000

  private let daemon: MeasuredDaemon
  private let now: Instant
  private let table: Table

  /// Measures each kind of question.
  ///
  /// - Throws: What cannot be made, or is not answered.
  static func run() throws {
    let now = SystemClock.read().wall
    let hour = Int(now.seconds / 3600 % 24)
    let jobs = (0..<jobs).map { number in
      let cron = "\(number % 60) \((hour + 2 + number / 60 % 20) % 24) * * *"
      return #"{"id": "job-\#(number)", "trigger": {"cron": "\#(cron)"}, "command": ["/bin/true"]}"#
    }
    let file = #"{"timezone": "UTC", "jobs": [\#(jobs.joined(separator: ",\n"))]}"#
    let daemon = try MeasuredDaemon(file) { directory in
      // A ledger has its tables once it has been opened.
      _ = try Ledger(stateDirectory: directory)
      try FilledLedger.fill(directory, runs: runs, of: Self.jobs, from: now - .seconds(Int64(runs)))
    }
    sleep(3)
    let table = Table(
      "asked_for",
      "answers",
      "turns",
      "over_1_ms",
      "over_2_ms",
      "over_5_ms",
      "preempted",
      "seconds"
    )
    try Self(daemon: daemon, now: now, table: table).run()
    daemon.stop()
    let crowded = try MeasuredDaemon(crowd())
    defer { crowded.stop() }
    sleep(3)
    try Self(daemon: crowded, now: now, table: table).runCrowded()
  }

  /// A file of jobs that start with the daemon and do not end; ten have a slot.
  private static func crowd() -> String {
    let jobs = (0..<jobs).map { number in
      #"{"id": "job-\#(number)", "trigger": {"startup": true}, "command": ["/bin/sleep", "1000"]}"#
    }
    let caps = #""max_concurrent_runs": 10, "max_queued_runs": 20000, "shutdown_grace": "0s""#
    return #"{\#(caps), "jobs": [\#(jobs.joined(separator: ",\n"))]}"#
  }

  private func runCrowded() throws {
    let pages = stride(from: 0, to: Self.jobs, by: 250).map { "/v1/jobs?limit=250&after=\($0)" }
    try measure("every job, 10,000 queued", pages)
    try measure("boards of 50", (0..<40).map { "/v1/board?limit=50&after=\($0 * 50)" })
    try measure("timelines of 40", (0..<50).map { "/v1/timeline?limit=40&after=\($0 * 40)" })
    try measure("jobs", (0..<400).map { "/v1/jobs/job-\($0)" })
  }

  private func run() throws {
    let names = (0..<Self.jobs).map { "job-\($0)" }
    func groups(of count: Int) -> [String] {
      stride(from: 0, to: 2000, by: count).map { names[$0..<$0 + count].joined(separator: ",") }
    }
    let (day, hence) = (now - .hours(24), now + .hours(24))
    try measure("nothing", [])
    try measure("status and access", (0..<500).map { $0 % 2 == 0 ? "/v1/status" : "/v1/access" })
    try measure("every job", stride(from: 0, to: Self.jobs, by: 250).map { "/v1/jobs?limit=250&after=\($0)" })
    try measure("boards of 50", groups(of: 50).map { "/v1/board?of=\($0)" })
    try measure("timelines of 40", groups(of: 40).map { "/v1/timeline?of=\($0)&from=\(day)&to=\(hence)" })
    try measure("the week's load, counted", ["/v1/load"])
    try measure("the week's load, kept", (0..<200).map { _ in "/v1/load" })
    let outcomes = ["failed", "timed_out", "missed", "abandoned"]
    try measure("what failed", (0..<100).map { "/v1/runs?outcome=\(outcomes[$0 % 4])&since=\(day)&limit=40" })
    try measure("jobs", names.prefix(400).map { "/v1/jobs/\($0)" })
    try measure("their runs", names.prefix(400).map { "/v1/runs?job=\($0)&limit=100" })
    try measure("why, at a time", names.prefix(400).map { "/v1/jobs/\($0)/explain?at=\(day)" })
    try measure("runs", (1...400).map { "/v1/runs/\(Self.runs - $0)" })
  }

  private func measure(_ name: String, _ targets: [String]) throws {
    let (before, preempted) = (try turns(), daemon.preemptions)
    let start = Stopwatch.wallTime
    var rest = targets[...]
    let answers = try Asker(daemon.socket, connections: 6).ask { rest.popFirst() }
    let seconds = Double(Stopwatch.wallTime - start) / 1e9
    let after = try turns()
    func count(longerThan bound: String?) -> String {
      func count(_ turns: [String: Int]) -> Int {
        (turns["+Inf"] ?? 0) - (bound.flatMap { turns[$0] } ?? 0)
      }
      return "\(count(after) - count(before))"
    }
    table.add(
      name,
      "\(answers.count)",
      count(longerThan: nil),
      count(longerThan: "0.001"),
      count(longerThan: "0.002"),
      count(longerThan: "0.005"),
      "\(daemon.preemptions - preempted)",
      seconds.hundredths
    )
  }

  /// How many turns have kept to each bound, by what /metrics calls it.
  private func turns() throws -> [String: Int] {
    var targets = ["/metrics?jobs=none"]
    let page = try Asker(daemon.socket, connections: 1).ask { targets.popLast() }.first ?? []
    var turns: [String: Int] = [:]
    for line in String(decoding: page, as: UTF8.self).split(separator: "\n") {
      guard line.hasPrefix("schedd_loop_held_seconds_bucket{le=\"") else { continue }
      let parts = line.split(separator: "\"")
      turns[String(parts[1])] = parts.last?.split(separator: " ").last.flatMap { Int($0) }
    }
    guard turns["+Inf"] != nil else { throw BenchmarkError("/metrics says nothing of the loop") }
    return turns
  }
}
