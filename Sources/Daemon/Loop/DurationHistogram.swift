package import Scheduler

/// How long something took, time after time: how often within each of some bounds.
///
/// It costs a few words, however often it is told; a quantile is as exact as the bounds are close.
package struct DurationHistogram: Hashable {
  /// The bounds for what should take milliseconds: a turn of the loop, a commit.
  package static let milliseconds: [TimeAmount] =
    [100, 200, 500].map { TimeAmount(nanoseconds: 1_000 * $0) }
    + [1, 2, 5, 10, 20, 50, 100, 200, 500].map { .milliseconds($0) }
    + [1, 2, 5, 10].map { .seconds($0) }

  /// The longest durations that count in each bucket, in ascending order; one more bucket has no bound.
  package let bounds: [TimeAmount]

  /// How many durations fell into each bucket; the last one is that of those longer than every bound.
  package private(set) var counts: [Int]

  /// All of them together.
  package private(set) var sum = TimeAmount.zero

  /// The longest one.
  package private(set) var longest = TimeAmount.zero

  /// A histogram that was told nothing yet.
  ///
  /// - Parameter bounds: The bounds of its buckets, in ascending order.
  package init(_ bounds: [TimeAmount] = milliseconds) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  /// How many durations it was told.
  package var count: Int { counts.reduce(0, +) }

  /// Takes in a duration; one below zero, which no monotonic clock gives, counts as none.
  package mutating func add(_ duration: TimeAmount) {
    let duration = max(duration, .zero)
    counts[bounds.firstIndex { duration <= $0 } ?? bounds.count] += 1
    sum = TimeAmount(nanoseconds: sum.nanoseconds &+ duration.nanoseconds)
    longest = max(longest, duration)
  }

  /// A bound that so large a part of the durations keeps to.
  ///
  /// - Parameter part: From 0 to 1; 0.99 for the 99th percentile.
  /// - Returns: The bound of the bucket that the percentile lies in, and never more than the longest duration; nil
  ///   where there was none.
  package func bound(of part: Double) -> TimeAmount? {
    let all = count
    guard all > 0 else { return nil }
    let rank = max(1, Int((Double(all) * part).rounded(.up)))
    var seen = 0
    for (bucket, count) in counts.enumerated() {
      seen += count
      if seen >= rank { return bucket < bounds.count ? min(bounds[bucket], longest) : longest }
    }
    return longest
  }
}

/// How long the loop is held: what every job, every request and every signal may have to wait for.
package struct LoopFigures: Hashable {
  /// From each wake to the next wait.
  package var turns = DurationHistogram()

  /// Each commit of the ledger, a part of its turn.
  package var commits = DurationHistogram()

  /// Figures of a loop that has not turned yet.
  package init() {}
}
