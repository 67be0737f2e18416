/// How the runs of a job ended and how long they took, over a window that it names.
///
/// What counts is what the job itself did: runs that succeeded, failed, timed out or were lost with the daemon. Skipped
/// and missed fire times never ran, and a cancelled run says nothing of its job, since somebody else ended it.
public struct RunStatistics: Hashable, Sendable {
  /// What is asked of one run.
  public struct Entry: Hashable, Sendable {
    /// How it ended.
    public var outcome: Outcome

    /// When its last process was started; nil where none could be.
    public var startedAt: Instant?

    /// When it got its outcome.
    public var endedAt: Instant

    /// A run with everything said.
    public init(outcome: Outcome, startedAt: Instant?, endedAt: Instant) {
      self.outcome = outcome
      self.startedAt = startedAt
      self.endedAt = endedAt
    }
  }

  /// Runs in a row that all succeeded, or none of which did.
  public struct Streak: Hashable, Sendable {
    /// Whether they succeeded.
    public var isOfSuccesses: Bool

    /// How many, the newest counted.
    public var count: Int

    /// When the first of them ended.
    public var since: Instant

    /// Whether there may be more of them before the window.
    public var mayBeLonger: Bool
  }

  /// How long runs took, from the start of the last process to its end.
  public struct Durations: Hashable, Sendable {
    /// Their sum by their number.
    public var mean: TimeAmount

    /// The shortest that at least half of them did not exceed.
    public var median: TimeAmount

    /// The shortest that at least 95 of 100 did not exceed.
    public var p95: TimeAmount
  }

  /// How many runs the window has.
  public private(set) var count = 0

  /// How many of them succeeded.
  public private(set) var succeeded = 0

  /// When the oldest of them ended; nil where there is none.
  public private(set) var since: Instant?

  /// Whether no older run that counts is kept.
  public let isComplete: Bool

  /// Nil where no end of a process was seen.
  public private(set) var durations: Durations?

  /// When the newest that succeeded ended; nil where none did.
  public private(set) var lastSuccess: Instant?

  /// What the newest runs have in common; nil where there is none.
  public private(set) var streak: Streak?

  /// Whether a run of this outcome counts.
  public static func counts(_ outcome: Outcome) -> Bool {
    switch outcome {
    case .succeeded, .failed, .timedOut, .abandoned: true
    case .cancelled, .skipped, .missed: false
    }
  }

  /// The statistics of a window.
  ///
  /// - Parameters:
  ///   - runs: A job's runs, newest first; those that do not count are passed over.
  ///   - isComplete: Whether no older run that counts is kept.
  /// - Complexity: O(n log n).
  public init(_ runs: some Sequence<Entry>, isComplete: Bool) {
    self.isComplete = isComplete
    var times: [Int64] = []
    var isInStreak = true
    for run in runs where Self.counts(run.outcome) {
      let isSuccess = run.outcome == .succeeded
      count += 1
      since = run.endedAt
      if isSuccess {
        succeeded += 1
        lastSuccess = lastSuccess ?? run.endedAt
      }
      isInStreak = isInStreak && isSuccess == (streak?.isOfSuccesses ?? isSuccess)
      if isInStreak { lengthenStreak(isSuccess, to: run.endedAt) }
      if let time = run.duration { times.append(time) }
    }
    if isInStreak, !isComplete { streak?.mayBeLonger = true }
    durations = Durations(times)
  }

  private mutating func lengthenStreak(_ isSuccess: Bool, to instant: Instant) {
    streak = Streak(
      isOfSuccesses: isSuccess,
      count: (streak?.count ?? 0) + 1,
      since: instant,
      mayBeLonger: false
    )
  }

  /// How many of a hundred succeeded; nil where there is no run.
  public var successRate: Double? { count > 0 ? Double(succeeded) / Double(count) : nil }
}

extension RunStatistics.Entry {
  /// In nanoseconds; nil where no process was started, and where its end was not seen: a daemon that finds a lost run
  /// does not know when it ended.
  fileprivate var duration: Int64? {
    guard outcome != .abandoned, let startedAt else { return nil }
    // The wall clock may have been set back meanwhile.
    return max((endedAt - startedAt).nanoseconds, 0)
  }
}

extension RunStatistics.Durations {
  /// The figures of some lengths in nanoseconds; nil of none.
  fileprivate init?(_ times: [Int64]) {
    guard !times.isEmpty else { return nil }
    let times = times.sorted()
    let count = Int64(times.count)
    // By parts: a thousand runs of a year each would not fit into a sum.
    let whole = times.reduce(0) { $0 + $1 / count }
    let rest = times.reduce(0) { $0 + $1 % count }
    mean = TimeAmount(nanoseconds: whole + rest / count)
    median = Self.quantile(50, of: times)
    p95 = Self.quantile(95, of: times)
  }

  /// The nearest rank: one of the lengths, never something between two of them.
  private static func quantile(_ percent: Int, of times: [Int64]) -> TimeAmount {
    TimeAmount(nanoseconds: times[(times.count * percent + 99) / 100 - 1])
  }
}
