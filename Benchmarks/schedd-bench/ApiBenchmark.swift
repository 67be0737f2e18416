import Daemon
import Glibc
import Scheduler

/// What a daemon's answers cost, and whether jobs start later because somebody asks.
///
/// The daemon has 10,000 jobs that run by hand, and ten that run every 100 ms. It is asked for its status on one and on eight
/// connections, on each again as soon as it has answered: over the unix socket, and by wrk over TCP where that is installed.
/// Then it is asked for all of its jobs. Delays are what the ledger says: from the fire time to the turn in which the process was started.
struct ApiBenchmark {
  private static let seconds = 10
  private static let listed = 10_000

  private let daemon: MeasuredDaemon
  private let port: Int32
  private let table = Table(
    "what",
    "requests_per_s",
    "cpu_us_per_request",
    "starts",
    "p50_ms",
    "p99_ms",
    "load"
  )

  /// Measures all of it.
  ///
  /// - Throws: What cannot be made or started.
  static func run() throws {
    let ticks = (0..<10).map { number in
      #"{"id": "tick-\#(number)", "trigger": {"interval": "100ms"}, "command": ["/bin/true"]}"#
    }
    let others = (0..<listed).map { number in
      #"{"id": "job-\#(number)", "trigger": {"manual": true}, "command": ["/bin/true"]}"#
    }
    let jobs = (ticks + others).joined(separator: ",\n")
    let defaults = #"{"history": {"keep_runs": 100000}, "output": {"max_bytes": 0}}"#
    let port = 20_000 + getpid() % 10_000
    let daemon = try MeasuredDaemon(
      #"{"shutdown_grace": "0s", "max_concurrent_runs": 100, "defaults": \#(defaults), "jobs": [\#(jobs)]}"#,
      options: ["--listen", "127.0.0.1:\(port)"]
    )
    defer { daemon.stop() }
    sleep(3)
    try Self(daemon: daemon, port: port).run()
  }

  private func run() throws {
    let idle = try measure("nobody asks", idle: 0) {
      sleep(UInt32(Self.seconds))
      return 0
    }
    for connections in [1, 8] {
      _ = try measure("status, \(connections) over the socket", idle: idle) {
        let asker = try Asker(daemon.socket, connections: connections)
        let end = Stopwatch.wallTime + Int64(Self.seconds) * 1_000_000_000
        return try asker.ask { Stopwatch.wallTime < end ? "/v1/status" : nil }.count
      }
    }
    if access("/usr/bin/wrk", X_OK) == 0 {
      for connections in [1, 8] {
        _ = try measure("status, wrk, \(connections) over TCP", idle: idle) { try wrk(connections) }
      }
    }
    try list()
  }

  /// What asking costs, and what it does to the jobs.
  ///
  /// - Returns: The processor time that the daemon has used, in microseconds.
  private func measure(_ what: String, idle: Int, _ ask: () throws -> Int) throws -> Int {
    let (began, before) = (SystemClock.read(), daemon.processorTime)
    let requests = try ask()
    let (ended, after) = (SystemClock.read(), daemon.processorTime)
    let used = after - before
    let runs = try LedgerReader(reading: daemon.directory).runs(
      RunQuery(cause: .schedule, since: began.wall, until: ended.wall, limit: 100_000)
    )
    let delays = runs.compactMap { run in
      run.startedAt.flatMap { start in run.fireTime.map { Double((start - $0).nanoseconds) / 1e6 } }
    }
    let elapsed = Double((ended.uptime - began.uptime).nanoseconds) / 1e9
    table.add(
      what,
      "\(Int(Double(requests) / elapsed))",
      requests > 0 ? (Double(used - idle) / Double(requests)).tenths : "",
      "\(delays.count)",
      Stopwatch.percentile(50, of: delays).hundredths,
      Stopwatch.percentile(99, of: delays).hundredths,
      Self.load
    )
    return used
  }

  /// All jobs, page by page, as `schedd list` asks.
  private func list() throws {
    let client = try ControlClient(firstOf: [daemon.socket])
    let table = Table("jobs", "with_a_last_run", "asked", "list_p50_ms", "list_max_ms", "load")
    func measure(brief isBrief: Bool) throws {
      var times: [Double] = []
      var jobs: [JobObject] = []
      for _ in 0..<20 {
        let start = Stopwatch.wallTime
        jobs = try client.jobs(brief: isBrief)
        times.append(Double(Stopwatch.wallTime - start) / 1e6)
      }
      table.add(
        "\(jobs.count)",
        "\(jobs.count { $0.lastRun != nil || $0.lastEnd != nil })",
        isBrief ? "brief, as for a table" : "whole, as for --json",
        Stopwatch.median(times).hundredths,
        Stopwatch.percentile(100, of: times).hundredths,
        Self.load
      )
    }
    for isBrief in [true, false] { try measure(brief: isBrief) }
    for number in 0..<Self.listed { _ = try client.trigger("job-\(number)") }
    sleep(2)
    for isBrief in [true, false] { try measure(brief: isBrief) }
  }

  private static var load: String {
    var load = [0.0]
    return getloadavg(&load, 1) == 1 ? load[0].hundredths : ""
  }

  // MARK: Clients

  private func wrk(_ connections: Int) throws -> Int {
    let words = "-t1 -c\(connections) -d\(Self.seconds)s http://127.0.0.1:\(port)/v1/status"
    guard let output = popen("/usr/bin/wrk \(words)", "r") else {
      throw BenchmarkError("wrk: errno \(errno)")
    }
    defer { pclose(output) }
    var line = [CChar](repeating: 0, count: 512)
    while fgets(&line, 512, output) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let fields = text.split(separator: " ")
      if fields.count > 2, fields[1] == "requests", let count = Int(fields[0]) { return count }
    }
    throw BenchmarkError("wrk has not counted")
  }
}
