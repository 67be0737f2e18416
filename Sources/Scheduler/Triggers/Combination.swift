// `any` and `all`: triggers made of triggers, which may themselves be combinations.

/// The bounds of what cannot be computed and must be searched for.
enum SearchLimit {
  /// How many steps a search for one fire time takes at most, a few milliseconds' worth.
  static let steps = 100_000

  /// How many fire times a count walks over at most.
  static let countedFireTimes = 1_000_000
}

/// The instants of each of its triggers, each instant once.
struct UnionOfTriggers {
  let triggers: [TimedTrigger]

  func next(after instant: Instant) -> Instant? {
    var earliest: Instant?
    for trigger in triggers {
      guard let next = trigger.next(after: instant) else { continue }
      earliest = min(earliest ?? next, next)
    }
    return earliest
  }

  func latest(through end: Instant, after start: Instant) -> Instant? {
    var latest: Instant?
    for trigger in triggers {
      if let candidate = trigger.latest(through: end, after: latest ?? start) { latest = candidate }
    }
    return latest
  }

  /// Counts the densest trigger by arithmetic and walks over the others for what they add.
  ///
  /// - Complexity: O(fire times of all triggers but the densest). Beyond `SearchLimit.countedFireTimes` of them the
  ///   rest is taken to fall on instants of its own, so that the answer is an upper bound.
  func count(after start: Instant, through end: Instant) -> Int {
    let counts = triggers.map { $0.count(after: start, through: end) }
    guard let largest = counts.max(), let densest = counts.firstIndex(of: largest) else { return 0 }
    var total = largest
    var walked: [TimedTrigger] = [triggers[densest]]
    var budget = SearchLimit.countedFireTimes
    for (number, trigger) in triggers.enumerated() where number != densest && counts[number] > 0 {
      var instant = start
      while budget > 0, let next = trigger.next(after: instant), next <= end {
        if !walked.contains(where: { $0.fires(at: next) }) { total += 1 }
        instant = next
        budget -= 1
      }
      if budget == 0 { total += trigger.count(after: instant, through: end) }
      walked.append(trigger)
    }
    return total
  }
}

/// The instants that all of its triggers have in common.
struct IntersectionOfTriggers {
  let triggers: [TimedTrigger]

  /// Lets each trigger in turn leap to, or past, the latest answer of the others, until all agree.
  ///
  /// - Returns: Nil also where none was found within `SearchLimit.steps` steps.
  func next(after instant: Instant) -> Instant? {
    var candidate = instant + .nanoseconds(1)
    var agreeing = 0
    var number = 0
    for _ in 0..<SearchLimit.steps {
      guard let next = triggers[number].next(after: candidate.previous) else { return nil }
      agreeing = next == candidate ? agreeing + 1 : 1
      candidate = next
      if agreeing == triggers.count { return candidate }
      number = (number + 1) % triggers.count
    }
    return nil
  }

  func latest(through end: Instant, after start: Instant) -> Instant? {
    var candidate = end
    var agreeing = 0
    var number = 0
    for _ in 0..<SearchLimit.steps {
      guard let latest = triggers[number].latest(through: candidate, after: start) else { return nil }
      agreeing = latest == candidate ? agreeing + 1 : 1
      candidate = latest
      if agreeing == triggers.count { return candidate }
      number = (number + 1) % triggers.count
    }
    return nil
  }

  /// Walks over the instants.
  ///
  /// - Complexity: O(instants); at most `SearchLimit.countedFireTimes` are counted.
  func count(after start: Instant, through end: Instant) -> Int {
    var count = 0
    var instant = start
    while count < SearchLimit.countedFireTimes, let next = next(after: instant), next <= end {
      count += 1
      instant = next
    }
    return count
  }
}
