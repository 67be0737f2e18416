import Daemon
import Scheduler

/// A ledger in which many runs stand that never were.
enum FilledLedger {
  /// A run a second, the jobs in turn; a tenth of the runs has failed, and one in a thousand was made by hand.
  ///
  /// All of it is in the file in the end: a log of 200 MB, which the first step would cut short, is none that a daemon has.
  ///
  /// - Parameters:
  ///   - directory: The state directory of a ledger that is there and empty.
  ///   - runs: How many.
  ///   - jobs: Of how many jobs, `job-0` and so on.
  ///   - start: When the first began.
  ///   - outcome: How those ended that have not failed.
  /// - Throws: What SQLite says.
  static func fill(
    _ directory: String,
    runs: Int,
    of jobs: Int,
    from start: Instant,
    _ outcome: String = "succeeded"
  ) throws {
    let database = try Database(path: directory + "/schedd.db", access: .readWrite)
    try database.execute(
      """
      PRAGMA synchronous = OFF;
      INSERT INTO runs (id, job, fire_time, cause, state, outcome, reason, attempt, created_at, started_at, ended_at)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(runs)),
      t(i, at) AS (SELECT i, (\(start.seconds) + i) * 1000000000 FROM n)
      SELECT i, 'job-' || (i % \(jobs)), at, iif(i % 1001 = 0, 'manual', 'schedule'), 'ended',
        iif(i % 10 = 3, iif(\(jobs) = 1 AND i % 100 <> 3, '\(outcome)', 'failed'), '\(outcome)'), 'exit_code', 1, at, at + 1000000, at + (i % 977) * 1000000
      FROM t;
      PRAGMA wal_checkpoint(TRUNCATE);
      """
    )
  }
}
