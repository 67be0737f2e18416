PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES('state_directory_id','6871e7ec893c2df7c0a4260c5e77c9e4');
CREATE TABLE daemons (
  id INTEGER PRIMARY KEY,
  pid INTEGER NOT NULL,
  version TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  stopped_at INTEGER,
  reason TEXT
) STRICT;
INSERT INTO daemons VALUES(1,4711,'1.0.0','4d0a1d9c-6f0b-4a52-9b47-0f4f3f1f2a10',1774753800000000000,1774753811000000000,'SIGTERM');
CREATE TABLE schedules (
  job TEXT PRIMARY KEY,
  cursor INTEGER NOT NULL,
  trigger TEXT NOT NULL,
  zone TEXT NOT NULL
, since INTEGER NOT NULL DEFAULT 0, seed INTEGER NOT NULL DEFAULT 0, zones TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
INSERT INTO schedules VALUES('nightly-report',1774753800000000000,'{"cron":"30 2 * * 1-5"}','America/New_York',1767312000000000000,0,'');
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
  actor TEXT, caused_by INTEGER, retry_at INTEGER, reruns INTEGER NOT NULL DEFAULT 0, parameters TEXT, user_time INTEGER, system_time INTEGER, peak_memory INTEGER, output_bytes INTEGER,
  CHECK ((state = 'ended') = (outcome IS NOT NULL)),
  CHECK ((outcome IS NULL) = (reason IS NULL)),
  CHECK (cause <> 'schedule' OR fire_time IS NOT NULL)
) STRICT;
INSERT INTO runs VALUES(1,'nightly-report',1774753800000000000,'schedule','ended','failed','signal','it''s "so"',2,1774753800000000000,1774753800003000000,1774753804000000000,3,11,4712,-1,2,1774581000000000000,1774667400000000000,1,'uid=1000 pid=4711',NULL,NULL,0,'{"date":"2026-01-01"}',1500000000,20000000,4194304,3);
INSERT INTO runs VALUES(2,'nightly-report',NULL,'manual','queued',NULL,NULL,NULL,0,1774753809000000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'uid=0 pid=1',NULL,NULL,0,NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO spans VALUES(1,'nightly-report',1774408200000000000,1774494600000000000,2,'missed','max_catch_up',1774753810000000000);
CREATE TABLE attempts (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL,
      started_at INTEGER,
      ended_at INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      reason TEXT NOT NULL,
      detail TEXT,
      exit_code INTEGER,
      signal INTEGER, user_time INTEGER, system_time INTEGER, peak_memory INTEGER, output_bytes INTEGER,
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;
INSERT INTO attempts VALUES(2,1,1767225600000000000,1767225601000000000,'failed','exit_code',NULL,75,NULL,1000000,2000000,1048576,0);
CREATE TABLE pauses (
      job TEXT PRIMARY KEY,
      since INTEGER NOT NULL,
      until INTEGER,
      reason TEXT NOT NULL,
      actor TEXT
    ) STRICT, WITHOUT ROWID;
INSERT INTO pauses VALUES('',1767225600000000000,NULL,'maintenance','uid=0');
CREATE TABLE deferred (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      job TEXT NOT NULL,
      at INTEGER NOT NULL,
      actor TEXT
    , parameters TEXT) STRICT;
INSERT INTO "deferred" VALUES(7,'backup',1767229200000000000,'uid=1000','{"date":"2026-01-02"}');
CREATE TABLE clock_steps (
      id INTEGER PRIMARY KEY,
      step INTEGER NOT NULL,
      wall INTEGER NOT NULL
    ) STRICT;
INSERT INTO clock_steps VALUES(1,-3600000000000,1767225600000000000);
CREATE TABLE trigger_history (
      job TEXT NOT NULL,
      since INTEGER NOT NULL,
      until INTEGER NOT NULL,
      trigger TEXT NOT NULL,
      zone TEXT NOT NULL, seed INTEGER NOT NULL DEFAULT 0, zones TEXT NOT NULL DEFAULT '',
      PRIMARY KEY (job, since, until),
      CHECK (since < until)
    ) STRICT, WITHOUT ROWID;
INSERT INTO trigger_history VALUES('nightly-report',0,1767312000000000000,'{"cron":"30 2 * * *"}','Asia/Tokyo',7,'Asia/Tokyo=4d6142048ce819de');
CREATE TABLE pause_history (
      job TEXT NOT NULL,
      since INTEGER NOT NULL,
      until INTEGER NOT NULL,
      reason TEXT NOT NULL,
      actor TEXT,
      PRIMARY KEY (job, since)
    ) STRICT, WITHOUT ROWID;
INSERT INTO pause_history VALUES('nightly-report',1767222000000000000,1767229200000000000,'new disk','uid=0');
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
INSERT INTO pruned VALUES('nightly-report',1767312000000000000,1774494600000000000,57,2,1,0,0,3,1,4,0);
INSERT INTO pruned VALUES('nightly-report',NULL,NULL,1,0,0,0,0,0,0,0,0);
CREATE TABLE zones (
      name TEXT NOT NULL,
      hash TEXT NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (name, hash)
    ) STRICT, WITHOUT ROWID;
INSERT INTO zones VALUES('Asia/Tokyo','4d6142048ce819de',X'545a69663200000000000000000000000000000000000000000000000000000000000000000000010000000400007e9000004a535400545a69663200000000000000000000000000000000000000000000000000000000000000000000010000000400007e9000004a5354000a4a53542d390a');
CREATE TABLE notified (
      job TEXT NOT NULL,
      rule INTEGER NOT NULL,
      at INTEGER NOT NULL,
      is_open INTEGER NOT NULL,
      PRIMARY KEY (job, rule)
    ) STRICT, WITHOUT ROWID;
INSERT INTO notified VALUES('nightly-report',-12345678901,1774753804000000000,1);
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
INSERT INTO idempotency_keys VALUES('k-1','backup','{}',NULL,0,7,1767225660000000000,NULL,1767225600000000000);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('deferred',7);
CREATE UNIQUE INDEX runs_claims ON runs (fire_time, job) WHERE cause = 'schedule';
CREATE INDEX runs_open ON runs (id, job) WHERE outcome IS NULL;
CREATE INDEX runs_ended ON runs (job, id, outcome, created_at) WHERE outcome IS NOT NULL;
CREATE INDEX runs_by_time ON runs (created_at);
CREATE INDEX runs_by_outcome ON runs (outcome, created_at) WHERE outcome IS NOT NULL;
CREATE INDEX runs_unscheduled ON runs (cause) WHERE cause <> 'schedule';
CREATE INDEX runs_unscheduled_of_job ON runs (job, cause) WHERE cause <> 'schedule';
CREATE INDEX runs_unsuccessful ON runs (job, outcome, created_at) WHERE outcome <> 'succeeded';
CREATE INDEX spans_of_job ON spans (job, first);
CREATE UNIQUE INDEX runs_followed ON runs (caused_by, job) WHERE cause = 'after';
CREATE INDEX spans_by_outcome ON spans (outcome);
CREATE UNIQUE INDEX pruned_of_job ON pruned (job, first);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
COMMIT;
PRAGMA application_id = 1935894628;
PRAGMA user_version = 5;
