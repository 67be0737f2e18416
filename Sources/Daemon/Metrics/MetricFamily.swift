/// One metric of `/metrics`: its name and what it means.
package struct MetricFamily: Hashable, Sendable {
  /// What kind of figure it is, in OpenMetrics' words.
  package enum Kind: String, Hashable, Sendable {
    case counter, gauge, histogram, info
  }

  /// Without the suffix of its samples.
  package var name: String
  package var kind: Kind

  /// The last part of the name where it is a unit.
  package var unit: String?

  /// What it means, for people.
  package var help: String

  private init(_ kind: Kind, _ name: String, unit: String? = nil, _ help: String) {
    self.kind = kind
    self.name = name
    self.unit = unit
    self.help = help
  }

  /// What the names of its samples end in besides the family's name.
  package var suffixes: [String] {
    switch kind {
    case .counter: ["_total"]
    case .gauge: [""]
    case .histogram: ["_bucket", "_sum", "_count"]
    case .info: ["_info"]
    }
  }
}

extension MetricFamily {
  static let build = MetricFamily(.info, "schedd_build", "Which schedd this is.")
  static let processStart = MetricFamily(
    .gauge,
    "process_start_time_seconds",
    unit: "seconds",
    "When the daemon began, in seconds since 1970."
  )
  static let jobs = MetricFamily(.gauge, "schedd_jobs", "Jobs of the job file, disabled ones included.")
  static let running = MetricFamily(.gauge, "schedd_runs_running", "Runs that hold a slot.")
  static let queued = MetricFamily(.gauge, "schedd_runs_queued", "Runs that wait for a slot.")
  static let slots = MetricFamily(.gauge, "schedd_run_slots", "Runs that may hold a slot at a time.")
  static let paused = MetricFamily(.gauge, "schedd_paused", "Whether every job is paused.")
  static let stopping = MetricFamily(
    .gauge,
    "schedd_stopping",
    "Whether the daemon was told to stop and waits for runs."
  )
  static let runs = MetricFamily(.counter, "schedd_runs", "Runs with an outcome.")
  static let passed = MetricFamily(
    .counter,
    "schedd_fire_times_passed",
    "Fire times that passed without a run."
  )
  static let coalesced = MetricFamily(
    .counter,
    "schedd_fire_times_coalesced",
    "Fire times that ended runs stood for besides their own."
  )
  static let retries = MetricFamily(
    .counter,
    "schedd_run_retries",
    "Attempts that failed and were followed by another."
  )
  static let startDelay = MetricFamily(
    .histogram,
    "schedd_run_start_delay_seconds",
    unit: "seconds",
    "From the fire time of a scheduled run, jitter and waiting included, to its first process."
  )
  static let duration = MetricFamily(
    .histogram,
    "schedd_run_duration_seconds",
    unit: "seconds",
    "From the start of a run's last process to its end."
  )
  static let notifications = MetricFamily(
    .counter,
    "schedd_notifications",
    "Notifications that were told, that failed, and that were dropped since too many were waiting."
  )
  static let turns = MetricFamily(
    .histogram,
    "schedd_loop_held_seconds",
    unit: "seconds",
    "How long each turn held the loop, from its wake to the next wait."
  )
  static let commits = MetricFamily(
    .histogram,
    "schedd_ledger_commit_seconds",
    unit: "seconds",
    "How long each commit of the ledger took, a part of its turn."
  )
  static let degraded = MetricFamily(
    .gauge,
    "schedd_ledger_degraded",
    "Whether the ledger cannot be written, so that nothing starts."
  )
  static let reloadGood = MetricFamily(
    .gauge,
    "schedd_config_last_reload_successful",
    "Whether the job file was good when it was last read."
  )
  static let reloadTime = MetricFamily(
    .gauge,
    "schedd_config_last_reload_success_timestamp_seconds",
    unit: "seconds",
    "When the job file in force was read, in seconds since 1970."
  )
  static let droppedLines = MetricFamily(
    .counter,
    "schedd_log_lines_dropped",
    "Lines of the log that were dropped, since its reader was too slow."
  )
  static let nextFireTime = MetricFamily(
    .gauge,
    "schedd_job_next_fire_timestamp_seconds",
    unit: "seconds",
    "The next fire time of a job, before jitter; absent where there is none."
  )
  static let lastSuccess = MetricFamily(
    .gauge,
    "schedd_job_last_success_timestamp_seconds",
    unit: "seconds",
    "When the newest run of a job that succeeded ended; absent where none is known."
  )
  static let lastFailure = MetricFamily(
    .gauge,
    "schedd_job_last_failure_timestamp_seconds",
    unit: "seconds",
    "When the newest run of a job ended that failed, timed out or was lost; absent where none is known."
  )

  /// Those of the daemon as a whole, in the order of the page.
  static let ofDaemon: [MetricFamily] = [
    build, processStart, jobs, running, queued, slots, paused, stopping, runs, passed, coalesced, retries,
    startDelay, duration, notifications, turns, commits, degraded, reloadGood, reloadTime, droppedLines,
  ]

  /// Those with a series for each job.
  static let ofJobs = [nextFireTime, lastSuccess, lastFailure]

  /// Every metric there is.
  package static let all = ofDaemon + ofJobs
}
