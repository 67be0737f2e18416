/// The ledger's tables, as the list of steps that made them what they are.
///
/// A step that was released is never changed: a new version of the schema is a further step. Each one ends by
/// setting `user_version`, in the transaction in which it is made. `docs/ledger.md` tells people what the columns
/// mean.
///
/// **What the indexes of `runs` cost.** A durable commit writes each page that it touches. So a claim, which its
/// process waits for, touches the ends of the table and of its indexes and nothing else: claims of many jobs at one
/// instant lie side by side in `runs_claims` because the fire time comes first in it. The one index that scatters the
/// runs of an instant over as many pages as there are jobs, `runs_ended`, is written when a run ends, and nobody
/// waits for that.
package enum LedgerSchema {
  /// What marks a SQLite file as a ledger ("schd").
  static let applicationID: Int64 = 0x7363_6864

  /// The version that this program writes.
  package static var version: Int64 { Int64(migrations.count) }

  /// The steps from each version to the next, beginning with an empty file.
  static let migrations: [String] = [
    """
    PRAGMA application_id = 0x73636864;

    CREATE TABLE meta (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE daemons (
      id INTEGER PRIMARY KEY,
      pid INTEGER NOT NULL,
      version TEXT NOT NULL,
      boot_id TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      stopped_at INTEGER,
      reason TEXT
    ) STRICT;

    CREATE TABLE schedules (
      job TEXT PRIMARY KEY,
      cursor INTEGER NOT NULL,
      trigger TEXT NOT NULL,
      zone TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE runs (
      id INTEGER PRIMARY KEY,
      job TEXT NOT NULL,
      fire_time INTEGER,
      cause TEXT NOT NULL,
      state TEXT NOT NULL,
      outcome TEXT,
      reason TEXT,
      detail TEXT,
      attempt INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      started_at INTEGER,
      ended_at INTEGER,
      exit_code INTEGER,
      signal INTEGER,
      pid INTEGER,
      pid_start_ticks INTEGER,
      coalesced INTEGER,
      coalesced_first INTEGER,
      coalesced_last INTEGER,
      chain INTEGER,
      actor TEXT,
      CHECK ((state = 'ended') = (outcome IS NOT NULL)),
      CHECK ((outcome IS NULL) = (reason IS NULL)),
      CHECK (cause <> 'schedule' OR fire_time IS NOT NULL)
    ) STRICT;

    CREATE UNIQUE INDEX runs_claims ON runs (fire_time, job) WHERE cause = 'schedule';
    CREATE INDEX runs_open ON runs (id, job) WHERE outcome IS NULL;
    CREATE INDEX runs_ended ON runs (job, id, outcome, created_at) WHERE outcome IS NOT NULL;
    CREATE INDEX runs_by_time ON runs (created_at);
    CREATE INDEX runs_by_outcome ON runs (outcome, created_at) WHERE outcome IS NOT NULL;
    CREATE INDEX runs_unscheduled ON runs (cause) WHERE cause <> 'schedule';

    CREATE TABLE spans (
      id INTEGER PRIMARY KEY,
      job TEXT NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      count INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      reason TEXT NOT NULL,
      recorded_at INTEGER NOT NULL,
      CHECK (first <= last AND count > 0)
    ) STRICT;

    CREATE INDEX spans_of_job ON spans (job, first);

    PRAGMA user_version = 1;
    """,
    """
    ALTER TABLE runs ADD COLUMN caused_by INTEGER;
    ALTER TABLE runs ADD COLUMN retry_at INTEGER;
    ALTER TABLE runs ADD COLUMN reruns INTEGER NOT NULL DEFAULT 0;

    CREATE UNIQUE INDEX runs_followed ON runs (caused_by, job) WHERE cause = 'after';

    CREATE TABLE attempts (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL,
      started_at INTEGER,
      ended_at INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      reason TEXT NOT NULL,
      detail TEXT,
      exit_code INTEGER,
      signal INTEGER,
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE pauses (
      job TEXT PRIMARY KEY,
      since INTEGER NOT NULL,
      until INTEGER,
      reason TEXT NOT NULL,
      actor TEXT
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE deferred (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      job TEXT NOT NULL,
      at INTEGER NOT NULL,
      actor TEXT
    ) STRICT;

    CREATE TABLE clock_steps (
      id INTEGER PRIMARY KEY,
      step INTEGER NOT NULL,
      wall INTEGER NOT NULL
    ) STRICT;

    PRAGMA user_version = 2;
    """,
    """
    ALTER TABLE schedules ADD COLUMN since INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE trigger_history (
      job TEXT NOT NULL,
      since INTEGER NOT NULL,
      until INTEGER NOT NULL,
      trigger TEXT NOT NULL,
      zone TEXT NOT NULL,
      PRIMARY KEY (job, since, until),
      CHECK (since < until)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE pause_history (
      job TEXT NOT NULL,
      since INTEGER NOT NULL,
      until INTEGER NOT NULL,
      reason TEXT NOT NULL,
      actor TEXT,
      PRIMARY KEY (job, since)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX spans_by_outcome ON spans (outcome);

    PRAGMA user_version = 3;
    """,
    """
    CREATE TABLE pruned (
      job TEXT NOT NULL,
      first INTEGER,
      last INTEGER,
      succeeded INTEGER NOT NULL DEFAULT 0,
      failed INTEGER NOT NULL DEFAULT 0,
      timed_out INTEGER NOT NULL DEFAULT 0,
      cancelled INTEGER NOT NULL DEFAULT 0,
      abandoned INTEGER NOT NULL DEFAULT 0,
      skipped INTEGER NOT NULL DEFAULT 0,
      missed INTEGER NOT NULL DEFAULT 0,
      coalesced INTEGER NOT NULL DEFAULT 0,
      last_run INTEGER NOT NULL,
      CHECK ((first IS NULL) = (last IS NULL) AND first <= last)
    ) STRICT;

    CREATE UNIQUE INDEX pruned_of_job ON pruned (job, first);

    PRAGMA user_version = 4;
    """,
    """
    CREATE TABLE zones (
      name TEXT NOT NULL,
      hash TEXT NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (name, hash)
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE schedules ADD COLUMN seed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE schedules ADD COLUMN zones TEXT NOT NULL DEFAULT '';
    ALTER TABLE trigger_history ADD COLUMN seed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE trigger_history ADD COLUMN zones TEXT NOT NULL DEFAULT '';

    CREATE TABLE idempotency_keys (
      key TEXT PRIMARY KEY,
      job TEXT NOT NULL,
      request TEXT NOT NULL,
      run INTEGER,
      refused INTEGER NOT NULL,
      deferred INTEGER,
      deferred_at INTEGER,
      actor TEXT,
      created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
    CREATE INDEX runs_unscheduled_of_job ON runs (job, cause) WHERE cause <> 'schedule';
    CREATE INDEX runs_unsuccessful ON runs (job, outcome, created_at) WHERE outcome <> 'succeeded';

    CREATE TABLE notified (
      job TEXT NOT NULL,
      rule INTEGER NOT NULL,
      at INTEGER NOT NULL,
      is_open INTEGER NOT NULL,
      PRIMARY KEY (job, rule)
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE runs ADD COLUMN parameters TEXT;
    ALTER TABLE runs ADD COLUMN user_time INTEGER;
    ALTER TABLE runs ADD COLUMN system_time INTEGER;
    ALTER TABLE runs ADD COLUMN peak_memory INTEGER;
    ALTER TABLE runs ADD COLUMN output_bytes INTEGER;
    ALTER TABLE attempts ADD COLUMN user_time INTEGER;
    ALTER TABLE attempts ADD COLUMN system_time INTEGER;
    ALTER TABLE attempts ADD COLUMN peak_memory INTEGER;
    ALTER TABLE attempts ADD COLUMN output_bytes INTEGER;
    ALTER TABLE deferred ADD COLUMN parameters TEXT;

    PRAGMA user_version = 5;
    """,
  ]
}

extension LedgerSchema {
  /// Brings a file up to this program's version, in one transaction.
  ///
  /// - Parameters:
  ///   - database: A connection that may write.
  ///   - version: What the file has.
  /// - Throws: What SQLite answered; the file is then as it was.
  static func migrate(_ database: Database, from version: Int) throws(SQLiteError) {
    guard version < migrations.count else { return }
    try database.execute("BEGIN IMMEDIATE")
    do throws(SQLiteError) {
      for migration in migrations[version...] { try database.execute(migration) }
      try database.execute("COMMIT")
    } catch {
      if database.isInTransaction { try? database.execute("ROLLBACK") }
      throw error
    }
  }
}
