/// What is kept of fire times in a row whose rows were pruned: how many ended in which way.
///
/// Nothing that is still kept one by one lies between the first of them and the last, so that an audit can count the fire
/// times that the triggers named there and find as many.
public struct PrunedStretch: Hashable, Sendable {
  /// The first of the fire times.
  public var first: Instant

  /// The last of them.
  public var last: Instant

  /// How many have which outcome.
  public var outcomes: [Outcome: Int]

  /// How many were counted on the run of another.
  public var coalesced: Int

  /// No run after this one lies before its end: the newest that was pruned in it, or is kept before it; 0 for none.
  public var lastRun: RunID

  /// A stretch with everything said.
  public init(
    first: Instant,
    last: Instant,
    outcomes: [Outcome: Int] = [:],
    coalesced: Int = 0,
    lastRun: RunID = RunID(0)
  ) {
    self.first = first
    self.last = last
    self.outcomes = outcomes
    self.coalesced = coalesced
    self.lastRun = lastRun
  }

  /// How many fire times it stands for.
  public var count: Int { coalesced + Outcome.allCases.reduce(0) { $0 + (outcomes[$1] ?? 0) } }

  /// Puts stretches together as far as nothing that is kept lies between them.
  ///
  /// - Parameters:
  ///   - stretches: In any order.
  ///   - kept: The fire times that are kept one by one, as far as they may lie between stretches.
  /// - Returns: As few as possible, in the order of their first fire times, with the same counts in all.
  public static func joined(_ stretches: [PrunedStretch], around kept: [Instant]) -> [PrunedStretch] {
    let kept = kept.sorted()
    var place = 0
    var joined: [PrunedStretch] = []
    for stretch in stretches.sorted(by: { ($0.first, $0.last) < ($1.first, $1.last) }) {
      guard let before = joined.last else {
        joined.append(stretch)
        continue
      }
      while place < kept.count, kept[place] <= before.last { place += 1 }
      if place < kept.count, kept[place] < stretch.first {
        joined.append(stretch)
      } else {
        joined[joined.count - 1].take(stretch)
      }
    }
    return joined
  }

  private mutating func take(_ other: PrunedStretch) {
    first = min(first, other.first)
    last = max(last, other.last)
    outcomes.merge(other.outcomes, uniquingKeysWith: +)
    coalesced += other.coalesced
    lastRun = max(lastRun, other.lastRun)
  }
}
