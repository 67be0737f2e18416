import Daemon
import Glibc
import Scheduler

/// What is asked of a ledger of a million runs, and what letting go of old ones costs the loop.
enum HistoryBenchmark {
  private static let jobs = 10_000
  private static let runs = 1_000_000
  private static let start = Instant(seconds: 1_767_225_600)
  private static let now = start + .seconds(Int64(runs))

  /// Measures questions and steps of pruning on one file.
  ///
  /// - Parameter parent: Where the file is made; it should be on a disk.
  /// - Throws: What the ledger answered.
  static func run(in parent: String) throws {
    let directory = try LedgerBenchmark.temporaryDirectory(in: parent)
    defer { LedgerBenchmark.remove(directory) }
    let ledger = try Ledger(stateDirectory: directory)
    try FilledLedger.fill(directory, runs: runs, of: jobs, from: start)
    let table = Table("of_a_million_runs", "p50_ms", "p99_ms", "max_ms")
    for (name, query) in queries + tagQueries {
      add(name, to: table, try (0..<20).map { _ in try time { _ = try ledger.runs(query) } })
    }
    for number in [500, 503] {
      let job = JobID("job-\(number)")
      let times = try (0..<20).map { _ in try time { _ = try ledger.statistics(of: job) } }
      add("the statistics of a job of a hundred runs", to: table, times)
    }
    try measureOneJob(in: parent, table)
    let limits = HistoryLimits(keepRuns: 90, keepFor: nil)
    var sweep = HistorySweep()
    var steps: [Double] = []
    var hasMore = true
    while hasMore, steps.count < 1000 {
      steps.append(
        try time { hasMore = try ledger.prune(&sweep, limits: { _ in limits }, at: now) }
      )
      try ledger.checkpoint()
    }
    add("a step of pruning", to: table, steps)
  }

  /// The statistics of a job that all the runs belong to: that ran, and that was skipped nearly always.
  private static func measureOneJob(in parent: String, _ table: Table) throws {
    for (name, outcome) in [("ran a million times", "succeeded"), ("was skipped a million times", "skipped")]
    {
      let directory = try LedgerBenchmark.temporaryDirectory(in: parent)
      defer { LedgerBenchmark.remove(directory) }
      let ledger = try Ledger(stateDirectory: directory)
      try FilledLedger.fill(directory, runs: runs, of: 1, from: start, outcome)
      let job = JobID("job-0")
      let times = try (0..<20).map { _ in try time { _ = try ledger.statistics(of: job) } }
      add("the statistics of a job that \(name)", to: table, times)
    }
  }

  /// The jobs of tags: half of all, and five thousand that have no run.
  private static let half = (0..<jobs / 2).map { JobID("job-\($0 * 2)") }
  private static let idle = (0..<5000).map { JobID("idle-\($0)") }

  private static let tagQueries: [(String, RunQuery)] = [
    ("a tag of 5000 jobs", RunQuery(jobs: half, limit: 101)),
    ("… half-way down", RunQuery(jobs: half, before: RunID(Int64(runs) / 2), limit: 101)),
    ("… what failed", RunQuery(jobs: half, outcome: .failed, limit: 101)),
    ("… what ran by hand", RunQuery(jobs: half, cause: .manual, limit: 101)),
    ("… one hour", RunQuery(jobs: half, since: now - .hours(2), until: now - .hours(1), limit: 101)),
    (
      "… what failed by hand in a day",
      RunQuery(jobs: half, outcome: .failed, cause: .manual, since: now - .hours(48), until: now - .hours(24))
    ),
    ("… what was cancelled, which nothing was", RunQuery(jobs: half, outcome: .cancelled, limit: 101)),
    ("a tag of 5000 jobs that never ran", RunQuery(jobs: idle, limit: 101)),
    (
      "… what failed in five days",
      RunQuery(jobs: idle, outcome: .failed, since: now - .hours(120), limit: 101)
    ),
    ("… what ran by hand or failed", RunQuery(jobs: idle, outcome: .failed, cause: .manual, limit: 101)),
  ]

  private static let queries: [(String, RunQuery)] = [
    ("a job's history", RunQuery(job: JobID("job-500"), limit: 100)),
    ("what failed", RunQuery(outcome: .failed, limit: 100)),
    ("a job's failures", RunQuery(job: JobID("job-500"), outcome: .failed, limit: 100)),
    ("one hour", RunQuery(since: now - .hours(2), until: now - .hours(1), limit: 100)),
    ("a job's hour", RunQuery(job: JobID("job-500"), since: now - .hours(2), until: now - .hours(1))),
    ("what failed in an hour", RunQuery(outcome: .failed, since: now - .hours(2), until: now - .hours(1))),
    ("what ran by hand", RunQuery(cause: .manual, limit: 100)),
  ]

  private static func time(_ body: () throws -> Void) rethrows -> Double {
    let start = Stopwatch.wallTime
    try body()
    return Double(Stopwatch.wallTime - start) / 1e6
  }

  private static func add(_ name: String, to table: Table, _ times: [Double]) {
    let times = times.sorted()
    func quantile(_ share: Double) -> String { times[Int(Double(times.count - 1) * share)].hundredths }
    table.add(name, quantile(0.5), quantile(0.99), quantile(1))
  }
}
