import Daemon
import Glibc
import Scheduler

/// How late a job starts beside one that writes without end, and what memory that costs the daemon.
///
/// A daemon of its own, the program `schedd` beside this one, runs a job every 100 ms: first alone, then beside jobs
/// that write as fast as the daemon reads. Lateness is what the ledger says: from the fire time to the turn in which
/// the process was started.
enum OutputBenchmark {
  private static let seconds: UInt32 = 15

  /// Measures both.
  ///
  /// - Throws: What cannot be made or started.
  static func run() throws {
    let table = Table(
      "writers",
      "starts",
      "p50_ms",
      "p99_ms",
      "max_ms",
      "mb_per_s",
      "rss_begin_kib",
      "rss_end_kib"
    )
    for writers in [0, 1, 4] {
      try run(writers, table)
    }
  }

  private static func run(_ writers: Int, _ table: Table) throws {
    var jobs = [#"{"id": "tick", "trigger": {"interval": "100ms"}, "command": ["/bin/true"]}"#]
    for number in 0..<writers {
      jobs.append(#"{"id": "writer-\#(number)", "trigger": {"startup": true}, "command": ["yes"]}"#)
    }
    let jobFile = #"{"shutdown_grace": "0s", "jobs": [\#(jobs.joined(separator: ", "))]}"#
    let daemon = try MeasuredDaemon(jobFile)
    sleep(2)
    let before = daemon.resident
    sleep(seconds)
    let after = daemon.resident
    daemon.stop()
    try report(writers, daemon.directory, before, after, table)
  }

  private static func report(
    _ writers: Int,
    _ directory: String,
    _ before: Int,
    _ after: Int,
    _ table: Table
  ) throws {
    let runs = try LedgerReader(reading: directory).runs(RunQuery(limit: 100_000))
    let ticks = runs.filter { $0.job == JobID("tick") }
    let late = ticks.compactMap { run in
      run.startedAt.flatMap { start in run.fireTime.map { Double((start - $0).nanoseconds) / 1e6 } }
    }.sorted()
    guard let worst = late.last else { throw BenchmarkError("nothing was started") }
    let bytes = runs.filter { $0.job != JobID("tick") }.compactMap(\.usage?.outputBytes).reduce(0, +)
    table.add(
      "\(writers)",
      "\(late.count)",
      late[late.count / 2].hundredths,
      late[late.count * 99 / 100].hundredths,
      worst.hundredths,
      "\(bytes / 1_000_000 / Int64(seconds + 2))",
      "\(before)",
      "\(after)"
    )
  }
}
