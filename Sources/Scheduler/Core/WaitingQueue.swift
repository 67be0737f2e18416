/// The runs that wait for a slot: larger priority first, then the older fire time.
///
/// One heap for each concurrency group and one for the rest, so that a full group never blocks the runs behind it.
/// Removing costs O(n) and is rare: a reload that takes jobs away, a run that is cancelled or replaced.
struct WaitingQueue: Sendable {
  private struct Entry: Comparable, Sendable {
    var priority: Int32
    var since: Instant
    var run: RunID

    static func < (one: Entry, other: Entry) -> Bool {
      if one.priority != other.priority { return one.priority > other.priority }
      if one.since != other.since { return one.since < other.since }
      return one.run < other.run
    }
  }

  /// By group; the first is for the runs that are in none.
  private var heaps: [BinaryHeap<Entry>]

  /// How many wait.
  private(set) var count = 0

  /// A queue with so many concurrency groups.
  init(groups: Int) {
    heaps = Array(repeating: BinaryHeap(), count: groups + 1)
  }

  mutating func insert(_ run: RunID, priority: Int32, since: Instant, group: Int) {
    heaps[group].insert(Entry(priority: priority, since: since, run: run))
    count += 1
  }

  /// Takes out the run that is first among the groups that have room.
  mutating func popFirst(inUse: [Int], caps: [Int]) -> RunID? {
    var best: (group: Int, entry: Entry)?
    for group in heaps.indices where inUse[group] < caps[group] {
      guard let entry = heaps[group].first else { continue }
      if let known = best, known.entry < entry { continue }
      best = (group, entry)
    }
    guard let best else { return nil }
    count -= 1
    return heaps[best.group].popFirst()?.run
  }

  mutating func remove(_ unwanted: Set<RunID>) {
    for group in heaps.indices { heaps[group].removeAll { unwanted.contains($0.run) } }
    count = heaps.reduce(0) { $0 + $1.count }
  }
}

/// What must happen on the uptime clock, and to which run; an entry counts only while the run's deadline equals it.
struct Deadline: Comparable, Sendable {
  var uptime: Uptime
  var run: RunID

  static func < (one: Deadline, other: Deadline) -> Bool {
    one.uptime != other.uptime ? one.uptime < other.uptime : one.run < other.run
  }
}

/// When a deferred trigger is due; an entry counts only while the trigger stands.
struct DeferredDue: Comparable, Sendable {
  var at: Instant
  var id: Int64

  static func < (one: DeferredDue, other: DeferredDue) -> Bool {
    one.at != other.at ? one.at < other.at : one.id < other.id
  }
}
