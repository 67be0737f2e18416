import BenchmarkFloor
import Daemon
import Glibc
import Scheduler

/// How many fire times the ledger claims in a second, beside what SQLite alone does with the same two rows.
///
/// A claim is a row of `runs` and the cursor of its job, durable (WAL, synchronous FULL). Both sides take turns on
/// files of their own, so that what else the disk does hits both.
enum LedgerBenchmark {
  private static let rounds = 15
  private static let claimsPerRound = 1_000

  /// Measures single claims and claims in hundreds.
  ///
  /// - Parameter parent: Where the files are made; it should be on a disk.
  /// - Throws: What the ledger or SQLite answered.
  static func run(in parent: String) throws {
    let table = Table("claims_per_commit", "ledger_per_s", "sqlite_per_s", "ratio")
    for batch in [1, 100] {
      let directories = try (0..<2).map { _ in try temporaryDirectory(in: parent) }
      defer { for directory in directories { remove(directory) } }
      let ledger = try ledger(in: directories[0])
      // Made by the ledger, so that tables, indexes and settings in the file are the same.
      _ = try self.ledger(in: directories[1])
      guard let floor = floor_ledger_open(directories[1] + "/schedd.db") else {
        throw BenchmarkError("SQLite cannot open the second file")
      }
      defer { floor_ledger_close(floor) }
      var ledgerRates: [Double] = []
      var floorRates: [Double] = []
      for round in 0..<rounds {
        let first = Int64(round * claimsPerRound)
        ledgerRates.append(try rate { try claim(from: first, by: batch, in: ledger) })
        floorRates.append(
          try rate {
            let code = floor_ledger_claim(floor, first, Int64(claimsPerRound), Int64(batch))
            guard code == 0 else { throw BenchmarkError("SQLite answered \(code)") }
          }
        )
      }
      let ratio = Stopwatch.median(zip(ledgerRates, floorRates).map { $0 / $1 })
      let rates = [ledgerRates, floorRates].map { "\(Int(Stopwatch.median($0)))" }
      table.add("\(batch)", rates[0], rates[1], ratio.hundredths)
    }
  }

  private static func rate(_ body: () throws -> Void) rethrows -> Double {
    let start = Stopwatch.wallTime
    try body()
    return Double(claimsPerRound) * 1e9 / Double(Stopwatch.wallTime - start)
  }

  static func ledger(in directory: String) throws -> Ledger {
    let ledger = try Ledger(stateDirectory: directory)
    let text = TriggerText(json: "{}", zone: "UTC")
    let schedules = (0..<100).map { Record.schedule(job($0), text, cursor: .epoch, at: .epoch) }
    try ledger.commit(schedules, at: .epoch)
    return ledger
  }

  private static func claim(from first: Int64, by batch: Int, in ledger: Ledger) throws {
    for start in stride(from: first, to: first + Int64(claimsPerRound), by: batch) {
      let records = (start..<start + Int64(batch)).flatMap { number -> [Record] in
        let run = run(number)
        return [.claimed(run), .cursor(run.job, run.createdAt)]
      }
      try ledger.commit(records, at: .epoch)
    }
  }

  private static func run(_ number: Int64) -> Run {
    let instant = Instant(seconds: 1_767_225_600 + number / 100)
    return Run(
      id: RunID(number + 1),
      job: job(number),
      fireTime: instant,
      cause: .schedule,
      state: .starting,
      createdAt: instant
    )
  }

  private static func job(_ number: Int64) -> JobID {
    JobID("job-\(number % 100)")
  }

  static func temporaryDirectory(in parent: String) throws -> String {
    var template = Array("\(parent)/schedd-bench.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw BenchmarkError("no directory can be made in \(parent)") }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  static func remove(_ directory: String) {
    for name in ["schedd.db", "schedd.db-wal", "schedd.db-shm", "schedd.lock"] {
      unlink("\(directory)/\(name)")
    }
    rmdir(directory)
  }
}
