/// A run that has ended, as far as a picture of many needs it.
public struct EndedRun: Hashable, Sendable {
  /// Its number.
  public var id: RunID

  /// How it ended.
  public var outcome: Outcome

  /// When it was admitted.
  public var createdAt: Instant

  /// When its last process was started; nil where none was.
  public var startedAt: Instant?

  /// When it got its outcome.
  public var endedAt: Instant

  /// A run with everything said.
  public init(id: RunID, outcome: Outcome, createdAt: Instant, startedAt: Instant?, endedAt: Instant) {
    self.id = id
    self.outcome = outcome
    self.createdAt = createdAt
    self.startedAt = startedAt
    self.endedAt = endedAt
  }

  /// How long its last process took; nil where there was none, or its end was not seen.
  public var duration: TimeAmount? {
    guard outcome != .abandoned, let startedAt else { return nil }
    // The wall clock may have been set back meanwhile.
    return max(endedAt - startedAt, .zero)
  }

  /// The mean of how long some runs took, of those that say something of their job; nil where none does.
  ///
  /// - Parameter runs: The runs, in any order.
  /// - Returns: The sum of the lengths by their number.
  public static func meanDuration(of runs: some Sequence<EndedRun>) -> TimeAmount? {
    var (sum, count) = (Int64(0), Int64(0))
    for run in runs where RunStatistics.counts(run.outcome) {
      guard let duration = run.duration else { continue }
      sum = sum.addingSaturating(duration.nanoseconds)
      count += 1
    }
    return count > 0 ? TimeAmount(nanoseconds: sum / count) : nil
  }
}

/// A stretch of the time line with one run, or with several short ones that ended alike.
public struct RunBar: Hashable, Sendable {
  /// Where it begins.
  public var first: Instant

  /// Where it ends.
  public var last: Instant

  /// How its runs ended.
  public var outcome: Outcome

  /// How many there are.
  public var count: Int

  /// The newest of them.
  public var newest: RunID
}

/// The runs of one job as a picture shows them: each by itself, or together with its neighbours where the picture is too
/// coarse to show them apart.
///
/// Runs that ended in different ways are never put together: a failure among successes is what is looked for.
public struct RunBars: Hashable, Sendable {
  /// How many bars there are at most.
  public static let mostBars = 300

  /// What is shorter cannot be told apart.
  public let resolution: TimeAmount

  /// The newest first.
  public private(set) var bars: [RunBar] = []

  /// Whether the newest bar may take in a further run: those of long runs stand by themselves.
  private var isOpen = false

  /// No runs yet.
  ///
  /// - Parameter resolution: What is shorter cannot be told apart.
  public init(resolution: TimeAmount) {
    self.resolution = resolution
  }

  /// Takes in a run that is older than those before it.
  ///
  /// - Parameter run: The run.
  /// - Returns: False where there is no room for it, and so for none that is older.
  public mutating func add(_ run: EndedRun) -> Bool {
    let start = min(run.startedAt ?? run.createdAt, run.endedAt)
    let isShort = run.endedAt - start < resolution
    if isShort, isOpen, let last = bars.indices.last, bars[last].outcome == run.outcome,
      bars[last].first - run.endedAt < resolution
    {
      bars[last].first = min(bars[last].first, start)
      bars[last].last = max(bars[last].last, run.endedAt)
      bars[last].count += 1
      return true
    }
    guard bars.count < Self.mostBars else { return false }
    bars.append(RunBar(first: start, last: run.endedAt, outcome: run.outcome, count: 1, newest: run.id))
    isOpen = isShort
    return true
  }
}
