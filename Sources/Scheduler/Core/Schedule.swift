/// A job's live state: what has been accounted for and what comes next.
struct Schedule: Sendable {
  /// The definition in force.
  var job: Job

  /// Every fire time up to and including this is accounted for.
  var cursor: Instant

  /// The next fire time, before jitter; nil when there is none, or the trigger names no instants.
  var nextFireTime: Instant?

  /// How many instances are under way: a run that is queued or running, or a chain of them, counts one.
  var instances = 0

  init(job: Job, cursor: Instant) {
    self.job = job
    self.cursor = cursor
  }

  /// The trigger, where it names instants and counts.
  var timedTrigger: TimedTrigger? {
    guard job.isEnabled, case .timed(let trigger) = job.trigger else { return nil }
    return trigger
  }
}

/// A run without an outcome, and what the core must remember of it besides its row.
struct OpenRun: Sendable {
  /// The row as it was last recorded, or will be this turn.
  var run: Run

  /// What lateness is counted from: the fire time and its jitter; nil where no trigger named the run.
  var due: Instant?

  /// The runs of its chain that come after it, in order.
  var followers: [RunID] = []

  /// Whether it waits for the runs before it in its chain, and so holds no place of its own.
  var isFollower = false

  /// Whether the ledger has a row of it.
  var isRecorded = false

  /// Whether its start is recorded in memory only, because the ledger could not be written.
  var isHeld = false

  /// Why it was told to end; it decides the outcome, however the process then ends.
  var stopReason: Reason?

  /// When it is told to end, or, once it was, when it is killed; nil for never.
  var deadline: Uptime?

  /// The longest it may take, as its job said when it was started.
  var timeout: TimeAmount?

  /// From SIGTERM to SIGKILL, as its job said when it was started.
  var killAfter = TimeAmount.zero
}
