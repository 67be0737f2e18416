/// A job file that has been read and found good.
public struct Configuration: Hashable, Sendable {
  /// The zone of jobs that name none.
  public var zone: Zone

  /// How many runs may be under way at a time, over all jobs.
  public var maxConcurrentRuns: Int

  /// How many runs may wait for a slot; beyond it they are skipped.
  public var maxQueuedRuns: Int

  /// The named caps, ordered by name.
  public var concurrencyGroups: [ConcurrencyGroup]

  /// After SIGTERM: how long running jobs may go on before they are told to end.
  public var shutdownGrace: TimeAmount

  /// What keeps the jitter of a fleet with one job file apart.
  public var jitterSeed: UInt64

  /// How much is kept of jobs that are no longer in the file: what `defaults` says.
  public var history: HistoryLimits

  /// The jobs, in the order of the file; ids are unique.
  public var jobs: [Job]

  /// A configuration with each value said; what is left out has the job file's default.
  public init(
    zone: Zone = .utc,
    maxConcurrentRuns: Int = 10,
    maxQueuedRuns: Int = 10_000,
    concurrencyGroups: [ConcurrencyGroup] = [],
    shutdownGrace: TimeAmount = .seconds(10),
    jitterSeed: UInt64 = 0,
    history: HistoryLimits = .usual,
    jobs: [Job]
  ) {
    self.zone = zone
    self.maxConcurrentRuns = maxConcurrentRuns
    self.maxQueuedRuns = maxQueuedRuns
    self.concurrencyGroups = concurrencyGroups
    self.shutdownGrace = shutdownGrace
    self.jitterSeed = jitterSeed
    self.history = history
    self.jobs = jobs
  }
}

/// A cap that the runs of several jobs share.
public struct ConcurrencyGroup: Hashable, Sendable {
  /// What jobs call it.
  public var name: String

  /// How many of their runs may be under way at a time.
  public var limit: Int

  /// A cap of that name.
  public init(name: String, limit: Int) {
    self.name = name
    self.limit = limit
  }
}
