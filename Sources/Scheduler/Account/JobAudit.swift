/// The proof for one job: each instant that its triggers named while they were in force is accounted for exactly once.
///
/// It shares no state with the core that made the account: it gets the versions of the trigger and the marks that the
/// ledger holds, and walks over both. Marks come one by one, in the order of their first fire times; nothing grows with
/// their number.
public struct JobAudit: Sendable {
  /// A version of the trigger that can be read.
  public struct Version: Hashable, Sendable {
    /// What named the fire times.
    public var trigger: TimedTrigger

    /// The first instant that it accounts for.
    public var since: Instant

    /// The last instant that it accounts for.
    public var through: Instant

    /// A version of a trigger.
    public init(trigger: TimedTrigger, since: Instant, through: Instant) {
      self.trigger = trigger
      self.since = since
      self.through = through
    }
  }

  /// What the ledger holds of some fire times in a row.
  public struct Mark: Hashable, Sendable {
    /// What it is.
    public enum Kind: Hashable, Sendable {
      /// The run that claims the one fire time.
      case run(RunID, Outcome?)

      /// A run of another fire time stands for them.
      case coalesced(RunID)

      /// They passed without a run.
      case span(Outcome, Reason)

      /// Their rows were pruned, and this is what is kept of them.
      case pruned(PrunedStretch)
    }

    /// What it is.
    public var kind: Kind

    /// The first of them.
    public var first: Instant

    /// The last of them.
    public var last: Instant

    /// How many there are.
    public var count: Int

    /// A mark of some fire times.
    public init(_ kind: Kind, first: Instant, last: Instant, count: Int) {
      self.kind = kind
      self.first = first
      self.last = last
      self.count = count
    }
  }

  /// Something that does not add up.
  public struct Finding: Hashable, Sendable {
    /// What is wrong.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      /// Fire times that nothing accounts for.
      case hole

      /// Fire times that are accounted for more than once.
      case double

      /// Instants that are accounted for and were no fire times.
      case stray
    }

    /// What is wrong.
    public var kind: Kind

    /// The first fire time that it concerns.
    public var first: Instant

    /// The last.
    public var last: Instant

    /// How many.
    public var count: Int
  }

  /// So many findings are kept; the others are counted.
  public static let mostFindings = 1000

  /// What does not add up, in the order of the fire times, as far as it is kept.
  public private(set) var findings: [Finding] = []

  /// How many findings there are.
  public private(set) var findingCount = 0

  /// How many fire times the triggers named that have been accounted for, or should have been.
  public private(set) var fireTimes = 0

  /// How many of them have which outcome, runs and spans together.
  public private(set) var outcomes: [Outcome: Int] = [:]

  /// How many are counted on the run of another.
  public private(set) var coalesced = 0

  /// How many have a run without an outcome.
  public private(set) var underWay = 0

  private let versions: [Version]
  /// Where two versions overlap, the clock was set back by more than the daemon sits out: there a claim is made once, but
  /// what passed may be counted twice.
  private let replayed: [ClosedRange<Instant>]
  private let range: ClosedRange<Instant>

  /// Whether nobody knows since when the first version accounts: then since its first mark.
  private var beginsWithFirstMark: Bool

  /// Everything up to and including this was looked at.
  private var position: Instant

  /// An audit that has seen no mark yet.
  ///
  /// - Parameters:
  ///   - versions: The trigger's versions, oldest first.
  ///   - range: Only fire times in it count.
  public init(_ versions: [Version], in range: ClosedRange<Instant>) {
    self.versions = versions.filter { $0.since <= $0.through }.sorted { $0.since < $1.since }
    replayed = Self.overlaps(of: self.versions)
    self.range = range
    position = range.lowerBound.previous
    beginsWithFirstMark = versions.first?.since == .epoch
  }

  private static func overlaps(of versions: [Version]) -> [ClosedRange<Instant>] {
    var overlaps: [ClosedRange<Instant>] = []
    var farthest: Instant?
    for version in versions {
      if let farthest, version.since <= farthest {
        overlaps.append(version.since...min(farthest, version.through))
      }
      farthest = max(farthest ?? version.through, version.through)
    }
    return overlaps
  }

  /// Looks at one more mark.
  ///
  /// - Parameter mark: Not earlier than the one before.
  /// - Complexity: Some searches of the trigger, however many fire times it stands for.
  public mutating func take(_ mark: Mark) {
    guard mark.last >= range.lowerBound, mark.first <= range.upperBound else { return }
    count(mark)
    if beginsWithFirstMark { position = max(position, mark.first.previous) }
    beginsWithFirstMark = false
    walk(to: mark.first.previous)
    check(mark)
    position = max(position, mark.last)
  }

  /// No mark follows: whatever the triggers named after the last one is not accounted for.
  public mutating func finish() {
    guard !beginsWithFirstMark else { return }
    if let last = versions.map(\.through).max() { walk(to: min(last, range.upperBound)) }
  }

  /// Counts what a mark stands for; of one that lies partly outside the range, the part in it.
  private mutating func count(_ mark: Mark) {
    let isCut = mark.first < range.lowerBound || mark.last > range.upperBound
    let first = max(mark.first, range.lowerBound)
    let count = isCut ? countNamed(from: first, through: min(mark.last, range.upperBound)) : mark.count
    switch mark.kind {
    case .run(_, let outcome?): outcomes[outcome, default: 0] += 1
    case .run(_, nil): underWay += 1
    case .coalesced: coalesced += count
    case .span(let outcome, _): outcomes[outcome, default: 0] += count
    case .pruned(let stretch):
      outcomes.merge(stretch.outcomes, uniquingKeysWith: +)
      coalesced += stretch.coalesced
    }
  }

  /// Every fire time from where the audit stands to an instant is a hole.
  private mutating func walk(to end: Instant) {
    guard position < end else { return }
    var first: Instant?
    var last = end
    var count = 0
    for version in versions(from: position + .nanoseconds(1), through: end) {
      let start = max(position, version.since.previous)
      let stop = min(end, version.through)
      guard start < stop else { continue }
      guard let earliest = version.trigger.next(after: start), earliest <= stop,
        let latest = version.trigger.latest(through: stop, after: start)
      else { continue }
      first = first ?? earliest
      last = latest
      count += earliest == latest ? 1 : version.trigger.count(after: start, through: stop)
      position = max(position, latest)
    }
    position = max(position, end)
    guard let first else { return }
    fireTimes += count
    add(.hole, first, last, count)
  }

  /// A mark stands for fire times that some version named, as many as it says, and that nothing stood for before.
  private mutating func check(_ mark: Mark) {
    let first = max(mark.first, range.lowerBound)
    let last = min(mark.last, range.upperBound)
    if first <= position, !isReplayed(first...min(last, position)) {
      add(.double, mark.first, min(mark.last, position), mark.count)
    }
    if position < last {
      fireTimes += countNamed(from: max(first, position + .nanoseconds(1)), through: last)
    }
    // What was counted by a trigger of before the clock was set back is not counted again by that of after it.
    guard !isReplayed(mark.first...mark.last) else { return }
    let named = countNamed(from: mark.first, through: mark.last)
    if named < mark.count {
      add(.stray, mark.first, mark.last, mark.count - named)
    } else if named > mark.count {
      add(.hole, mark.first, mark.last, named - mark.count)
    }
  }

  /// How many fire times lie in a closed range.
  private func countNamed(from first: Instant, through last: Instant) -> Int {
    var start = first.previous
    var count = 0
    for version in versions(from: first, through: last) {
      start = max(start, version.since.previous)
      let stop = min(last, version.through)
      guard start < stop else { continue }
      count +=
        first == last
        ? (version.trigger.fires(at: first) ? 1 : 0) : version.trigger.count(after: start, through: stop)
      start = stop
    }
    return first == last ? min(count, 1) : count
  }

  /// The versions that account for something in a closed range.
  private func versions(from first: Instant, through last: Instant) -> [Version] {
    versions.filter { $0.since <= last && first <= $0.through }
  }

  /// Whether the clock showed all of a stretch twice.
  private func isReplayed(_ stretch: ClosedRange<Instant>) -> Bool {
    replayed.contains { $0.lowerBound <= stretch.lowerBound && stretch.upperBound <= $0.upperBound }
  }

  private mutating func add(_ kind: Finding.Kind, _ first: Instant, _ last: Instant, _ count: Int) {
    findingCount += 1
    guard findings.count < Self.mostFindings else { return }
    findings.append(Finding(kind: kind, first: first, last: last, count: count))
  }
}
