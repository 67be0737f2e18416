/// Which job is due next: a heap over the jobs' slots in which each slot stands at most once.
///
/// The order is (instant, larger priority, smaller slot); slots are in the order of job ids, so that no tie is
/// decided by accident. Twenty bytes a job.
struct DueQueue: Sendable {
  /// A slot and when it is due.
  struct Entry: Sendable {
    var instant: Instant
    var priority: Int32
    var slot: Int32

    func comesBefore(_ other: Entry) -> Bool {
      if instant != other.instant { return instant < other.instant }
      if priority != other.priority { return priority > other.priority }
      return slot < other.slot
    }
  }

  private var heap: [Entry] = []
  /// Where each slot stands in the heap, or -1.
  private var positions: [Int32]

  /// A queue for so many slots, none of them due.
  init(slots: Int) {
    positions = Array(repeating: -1, count: slots)
    heap.reserveCapacity(slots)
  }

  /// The entry that is due first, or nil.
  var first: Entry? { heap.first }

  /// Says when a slot is due, or with nil that it is not.
  ///
  /// - Complexity: O(log n).
  mutating func set(slot: Int, to instant: Instant?, priority: Int32) {
    let position = Int(positions[slot])
    guard let instant else {
      if position >= 0 { remove(at: position) }
      return
    }
    let entry = Entry(instant: instant, priority: priority, slot: Int32(slot))
    if position >= 0 {
      heap[position] = entry
      settle(position)
    } else {
      heap.append(entry)
      positions[slot] = Int32(heap.count - 1)
      siftUp(heap.count - 1)
    }
  }

  private mutating func remove(at position: Int) {
    positions[Int(heap[position].slot)] = -1
    let last = heap.removeLast()
    guard position < heap.count else { return }
    heap[position] = last
    positions[Int(last.slot)] = Int32(position)
    settle(position)
  }

  private mutating func settle(_ position: Int) {
    siftDown(position)
    siftUp(position)
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    let entry = heap[child]
    while child > 0 {
      let parent = (child - 1) / 2
      guard entry.comesBefore(heap[parent]) else { break }
      place(heap[parent], at: child)
      child = parent
    }
    place(entry, at: child)
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    let entry = heap[parent]
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1].comesBefore(heap[child]) { child += 1 }
      guard heap[child].comesBefore(entry) else { break }
      place(heap[child], at: parent)
      parent = child
    }
    place(entry, at: parent)
  }

  private mutating func place(_ entry: Entry, at position: Int) {
    heap[position] = entry
    positions[Int(entry.slot)] = Int32(position)
  }
}
