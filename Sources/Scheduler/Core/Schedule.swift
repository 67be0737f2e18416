/// A job's live state: what has been accounted for and what comes next.
struct Schedule: Sendable {
  /// The definition in force.
  var job: Job

  /// Every fire time up to and including this is accounted for.
  var cursor: Instant

  /// The next fire time, before jitter; nil when there is none, or the trigger names no instants.
  var nextFireTime: Instant?

  /// How many instances are under way: a run that is queued, running or waiting for its retry, or a chain, counts one.
  var instances = 0

  /// The runs that wait for an instance to end (`overlap: queue` or `replace`), oldest first; they are no instances yet.
  var backlog: [RunID] = []

  /// The pause in force, that of every job aside.
  var pause: Pause? {
    get { ownPause?.value }
    set { ownPause = newValue.map { Shared($0) } }
  }

  private var ownPause: Shared<Pause>?

  /// The concurrency group, as an index of the waiting queue's heaps; 0 for none.
  var group = 0

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

  /// Where its job's schedule stands; nil where the job is gone.
  var slot: Int?

  /// What lateness is counted from; nil for a run that has no grace: by hand and at once, or a retry.
  var due: Instant?

  /// The runs of its chain that come after it, in order.
  var followers: [RunID] = []

  /// How it waits, while its state is `queued`.
  var place = Place.queue

  /// Whether the ledger has a row of it.
  var isRecorded = false

  /// Whether its start is recorded in memory only, because the ledger could not be written.
  var isHeld = false

  /// Why it was told to end, or will be as soon as it has started; it decides the outcome, however the process ends.
  var stopReason: Reason?

  /// When it is told to end, or is killed, or is tried again; nil for never.
  var deadline: Uptime?

  /// The definition that it was started under; nil until it was.
  var job: Job?

  /// The policies that it was started under.
  var policies: Policies { job?.policies ?? Policies() }

  /// The run, waiting elsewhere.
  func at(_ place: Place) -> OpenRun {
    var moved = self
    moved.place = place
    return moved
  }

  /// Where a queued run waits.
  enum Place: Sendable {
    /// For a slot, in the waiting queue.
    case queue

    /// For an instance of its job to end.
    case backlog

    /// For the runs before it in its chain; it is no instance of its own.
    case chain
  }
}
