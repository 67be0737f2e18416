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

  /// How many of the job's runs may be under way (queued, running or waiting) at a time.
  public var maxInstances: Int

  /// The longest an attempt may take, or nil for no limit.
  public var timeout: TimeAmount?

  /// From SIGTERM to SIGKILL.
  public var killAfter: TimeAmount

  /// Larger goes first where several wait for a slot.
  public var priority: Int32

  /// Policies with each value said; what is left out has the job file's default.
  public init(
    misfireGraceTime: TimeAmount? = nil,
    coalesce: Coalesce = .latest,
    maxCatchUp: Int = 100,
    maxInstances: Int = 1,
    timeout: TimeAmount? = nil,
    killAfter: TimeAmount = .seconds(10),
    priority: Int32 = 0
  ) {
    self.misfireGraceTime = misfireGraceTime
    self.coalesce = coalesce
    self.maxCatchUp = maxCatchUp
    self.maxInstances = maxInstances
    self.timeout = timeout
    self.killAfter = killAfter
    self.priority = priority
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
