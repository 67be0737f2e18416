/// The runs that wait for a slot of the global cap: larger priority first, then the older fire time.
///
/// Removing costs O(n) and is rare: a reload that takes jobs away.
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

  private var heap = BinaryHeap<Entry>()

  /// How many wait.
  var count: Int { heap.count }

  mutating func insert(_ run: RunID, priority: Int32, since: Instant) {
    heap.insert(Entry(priority: priority, since: since, run: run))
  }

  mutating func popFirst() -> RunID? {
    heap.popFirst()?.run
  }

  mutating func remove(_ unwanted: Set<RunID>) {
    heap.removeAll { unwanted.contains($0.run) }
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
