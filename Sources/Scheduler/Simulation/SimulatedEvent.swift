/// One thing that a simulated daemon did, or that happened to it.
public struct SimulatedEvent: Hashable, Sendable {
  /// What can happen.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A process was started.
    case started

    /// A run that had been admitted has its outcome; one that never started among them.
    case ended

    /// A run waits: for another run of its job, for room in its group, or for a slot.
    case queued

    /// A run, or a fire time, was not wanted.
    case skipped

    /// A run, or a fire time, came too late.
    case missed

    /// A fire time was counted on a run that stands for it.
    case coalesced

    /// An attempt has failed, and another follows.
    case retry

    /// A job, or every job, is paused.
    case paused

    /// A job, or every job, is no longer paused.
    case resumed

    /// A job file was put in force.
    case reloaded

    /// The daemon is dead until the instant that is named.
    case outage

    /// The machine sleeps until the instant that is named.
    case suspended

    /// The wall clock was set to the instant that is named.
    case clockSet = "clock_set"
  }

  /// When, on the wall clock.
  public var at: Instant

  /// What.
  public var kind: Kind

  /// Whose; nil for what concerns every job.
  public var job: JobID?

  /// Which run; nil for what concerns none.
  public var run: RunID?

  /// The fire time; of several that one event stands for, the first.
  public var fireTime: Instant?

  /// The last of several fire times; nil for one.
  public var lastFireTime: Instant?

  /// How many fire times the event stands for.
  public var count = 1

  /// Why, where there is more to say than the kind does.
  public var reason: String?

  /// What made the run; of a start.
  public var cause: Cause?

  /// Which process of the run it is; of a start and of a retry.
  public var attempt: Int?

  /// How the run ended.
  public var outcome: Outcome?

  /// How its process ended.
  public var status: ExitStatus?

  /// How long the process took, on the uptime clock; of an end and a retry, where a process was seen to end.
  public var duration: TimeAmount?

  /// The run that it follows; of the start of an `after` run.
  public var causedBy: RunID?

  /// What happened in words, where the reason alone does not say it.
  public var detail: String?

  /// When a pause, an outage or a sleep ends, what the clock was set to, or when the next attempt is due.
  public var until: Instant?

  /// An event with nothing said but when and what.
  init(_ kind: Kind, at: Instant) {
    self.kind = kind
    self.at = at
  }

  /// An event of a run.
  init(_ kind: Kind, of run: Run, at: Instant) {
    self.init(kind, at: at)
    job = run.job
    self.run = run.id
    fireTime = run.fireTime
    reason = run.reason?.rawValue
  }
}
