import Scheduler

/// What the checker knows of one daemon's life, and what ends with it.
struct Life {
  /// A process that was started and whose end the core has not been told.
  struct LiveProcess {
    var policies: Policies

    /// When its timeout passes; nil where it has none, or is not known to run yet.
    var timeoutAt: Uptime?

    /// Whether the core was told that it runs.
    var isKnown = false

    /// Why it was told to end, and when it is to be killed.
    var told: (reason: Reason, killAt: Uptime)?

    var isKilled = false
  }

  /// How far the shutdown is: 0 none, 1 draining, 2 stopping, 3 killing.
  var stage = 0

  /// When those under way are told to end; nil before a shutdown.
  var drainEnd: Uptime?

  var isWritable = true

  /// The moment of the last event, and whether that was the one that says that time has passed.
  var moment: Moment?
  var lastWasWoke = false

  var live: [RunID: LiveProcess] = [:]

  /// The policies under which a start was decided.
  var startPolicies: [RunID: Policies] = [:]

  /// When each retry may be queued, and when it must be.
  var retries: [RunID: ClosedRange<Uptime>] = [:]

  /// The jobs that had `overlap: replace` at any time.
  var replacing: Set<JobID> = []

  /// The largest `max_instances` of each job, or how many it came with: lowering it ends none.
  var mostInstances: [JobID: Int] = [:]

  var asked: [RequestID: Request] = [:]
  var answered: Set<RequestID> = []

  /// The runs that somebody wanted to end.
  var cancelled: Set<RunID> = []

  /// One more request to stop.
  mutating func stop(_ configuration: Configuration) {
    stage = min(stage + 1, 3)
    if stage == 1, let moment { drainEnd = moment.uptime + configuration.shutdownGrace }
  }
}
