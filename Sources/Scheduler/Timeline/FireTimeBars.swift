/// A stretch of the time line with one fire time, or with several that lie close together.
public struct FireTimeBar: Hashable, Sendable {
  /// The first of them; of many, the beginning of the stretch.
  public var first: Instant

  /// The last of them; of many, the end of the stretch.
  public var last: Instant

  /// How many there are.
  public var count: Int
}

/// The fire times of one trigger in a range, as a picture shows them: each by itself, or counted.
///
/// A trigger that fires each second has 86,400 of them a day. So no more than `mostWalked` are looked at one by one; of a
/// trigger that has more, stretches of equal length are counted by arithmetic.
public struct FireTimeBars: Hashable, Sendable {
  /// How many fire times are looked at one by one.
  public static let mostWalked = 120

  /// How many stretches are counted where there are more.
  public static let stretches = 60

  /// What cannot be computed is searched for in so many steps, some half a millisecond's worth.
  static let steps = 20_000

  /// In the order of time.
  public private(set) var bars: [FireTimeBar] = []

  /// How many fire times there are in the range.
  public var count: Int { bars.reduce(0) { $0 + $1.count } }

  /// Whether that is all of them, and not only what could be found in a bounded time.
  public private(set) var isComplete = true

  /// The fire times strictly after one instant and at or before another.
  ///
  /// - Parameters:
  ///   - trigger: Whose.
  ///   - start: Everything up to and including this is left out.
  ///   - end: The latest that counts.
  public init(of trigger: TimedTrigger, after start: Instant, through end: Instant) {
    var budget = SearchBudget(steps: Self.steps)
    var last = start
    while last < end, bars.count < Self.mostWalked {
      guard let next = trigger.next(after: last, &budget) else {
        isComplete = !budget.isSpent
        return
      }
      guard next <= end else { return }
      bars.append(FireTimeBar(first: next, last: next, count: 1))
      last = next
    }
    guard last < end, trigger.next(after: last, &budget).map({ $0 <= end }) ?? budget.isSpent else { return }
    countStretches(of: trigger, after: start, through: end)
  }

  private mutating func countStretches(
    of trigger: TimedTrigger,
    after start: Instant,
    through end: Instant
  ) {
    bars = []
    let length = max((end - start).nanoseconds / Int64(Self.stretches), 1)
    var budget = SearchBudget(steps: Self.steps)
    var first = start
    while first < end {
      let last = min(first + TimeAmount(nanoseconds: length), end)
      let count = trigger.count(after: first, through: last, &budget)
      // Neighbours of one density are one bar.
      if count > 0, let before = bars.indices.last, bars[before].last == first,
        bars[before].count.isMultiple(of: count),
        (first - bars[before].first).nanoseconds / Int64(bars[before].count / count) == length
      {
        bars[before].last = last
        bars[before].count += count
      } else if count > 0 {
        bars.append(FireTimeBar(first: first, last: last, count: count))
      }
      first = last
    }
    isComplete = !budget.isSpent
  }
}
