/// How a job runs: what is decided about each of its fire times.
///
/// The names are APScheduler's where it has one.
public struct Policies: Hashable, Sendable {
  /// The longest lateness at which a fire time may still start, or nil for no limit.
  ///
  /// Exactly as late still starts.
  public var misfireGraceTime: TimeAmount?

  /// What becomes of several fire times that are due at once.
  public var coalesce: Coalesce

  /// How many of the newest fire times `coalesce: all` runs; the older ones are missed.
  public var maxCatchUp: Int

  /// How many of the job's runs may be under way (queued, running or waiting for a retry) at a time.
  public var maxInstances: Int

  /// What becomes of a run that finds `maxInstances` others under way.
  public var overlap: Overlap

  /// How many runs `overlap: queue` lets wait; beyond it the newest is skipped.
  public var maxQueued: Int

  /// The named cap that its runs share with other jobs' runs, or nil.
  public var concurrencyGroup: String?

  /// Larger goes first where several wait for a slot.
  public var priority: Int32

  /// The longest an attempt may take, or nil for no limit.
  public var timeout: TimeAmount?

  /// From SIGTERM to SIGKILL.
  public var killAfter: TimeAmount

  /// Which exit codes are a success, ascending.
  public var successExitCodes: [Int32]

  /// Whether and when a failed attempt is followed by another.
  public var retry: Retry

  /// What becomes of a run during which the daemon died.
  public var onAbandoned: OnAbandoned

  /// How much of what became of it is kept.
  public var history: HistoryLimits

  /// How much of what it writes is kept.
  public var output: OutputLimits

  /// Whom it tells, and of what; empty for nobody.
  public var notify: [NotificationRule]

  /// Policies with each value said; what is left out has the job file's default.
  public init(
    misfireGraceTime: TimeAmount? = nil,
    coalesce: Coalesce = .latest,
    maxCatchUp: Int = 100,
    maxInstances: Int = 1,
    overlap: Overlap = .skip,
    maxQueued: Int = 1,
    concurrencyGroup: String? = nil,
    priority: Int32 = 0,
    timeout: TimeAmount? = nil,
    killAfter: TimeAmount = .seconds(10),
    successExitCodes: [Int32] = [0],
    retry: Retry = .never,
    onAbandoned: OnAbandoned = .record,
    history: HistoryLimits = .usual,
    output: OutputLimits = .usual,
    notify: [NotificationRule] = []
  ) {
    self.misfireGraceTime = misfireGraceTime
    self.coalesce = coalesce
    self.maxCatchUp = maxCatchUp
    self.maxInstances = maxInstances
    self.overlap = overlap
    self.maxQueued = maxQueued
    self.concurrencyGroup = concurrencyGroup
    self.priority = priority
    self.timeout = timeout
    self.killAfter = killAfter
    self.successExitCodes = successExitCodes
    self.retry = retry
    self.onAbandoned = onAbandoned
    self.history = history
    self.output = output
    self.notify = notify
  }
}

/// What becomes of several fire times that are due at once.
public enum Coalesce: String, Hashable, Sendable, CaseIterable {
  /// The newest runs and stands for the others.
  case latest

  /// The oldest runs and stands for the others.
  case earliest

  /// They run one after the other, oldest first, as one instance.
  case all
}

/// What becomes of a run that finds `max_instances` others of its job under way.
public enum Overlap: String, Hashable, Sendable, CaseIterable {
  /// It is skipped.
  case skip

  /// It waits until one of them has ended.
  case queue

  /// The oldest of them is told to end, and it starts once that is gone.
  case replace
}

/// What becomes of a run during which the daemon died.
public enum OnAbandoned: String, Hashable, Sendable, CaseIterable {
  /// It ends as abandoned: at most once.
  case record

  /// It gets another attempt, at most three in a row: at least once.
  case rerun

  /// How many attempts in a row may be lost before the run ends as abandoned all the same.
  static let mostReruns = 3
}
