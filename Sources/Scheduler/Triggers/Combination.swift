// `any` and `all`: triggers made of triggers, which may themselves be combinations.

/// The instants of each of its triggers, each instant once.
struct UnionOfTriggers {
  let triggers: [TimedTrigger]

  func next(after instant: Instant, _ budget: inout SearchBudget) -> Instant? {
    var earliest: Instant?
    for (number, trigger) in triggers.enumerated() {
      budget.spend()
      let next = budget.sharing(among: triggers.count - number) { trigger.next(after: instant, &$0) }
      guard let next else { continue }
      earliest = min(earliest ?? next, next)
    }
    return earliest
  }

  func latest(through end: Instant, after start: Instant, _ budget: inout SearchBudget) -> Instant? {
    var latest: Instant?
    for (number, trigger) in triggers.enumerated() {
      budget.spend()
      let candidate = budget.sharing(among: triggers.count - number) {
        trigger.latest(through: end, after: latest ?? start, &$0)
      }
      if let candidate { latest = candidate }
    }
    return latest
  }

  /// Counts the densest trigger by arithmetic and walks over the others for what they add.
  ///
  /// - Complexity: O(fire times of all triggers but the densest). Once the budget is spent, the rest is taken to fall on
  ///   instants of its own, so that the answer is an upper bound.
  func count(after start: Instant, through end: Instant, _ budget: inout SearchBudget) -> Int {
    let counts = triggers.enumerated().map { number, trigger in
      // One more share than there are triggers: the walk below needs one too.
      budget.sharing(among: triggers.count + 1 - number) { trigger.count(after: start, through: end, &$0) }
    }
    guard let largest = counts.max(), let densest = counts.firstIndex(of: largest) else { return 0 }
    var total = largest
    var walked: [TimedTrigger] = [triggers[densest]]
    for (number, trigger) in triggers.enumerated() where number != densest && counts[number] > 0 {
      var instant = start
      while budget.spend(), let next = trigger.next(after: instant, &budget), next <= end {
        if !walked.contains(where: { $0.fires(at: next, &budget) }) { total += 1 }
        instant = next
      }
      if budget.isSpent { total += trigger.count(after: instant, through: end, &budget) }
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
  /// - Returns: Nil also where none was found before the budget was spent.
  func next(after instant: Instant, _ budget: inout SearchBudget) -> Instant? {
    var candidate = instant + .nanoseconds(1)
    var agreeing = 0
    var number = 0
    while budget.spend() {
      guard let next = triggers[number].next(after: candidate.previous, &budget) else { return nil }
      agreeing = next == candidate ? agreeing + 1 : 1
      candidate = next
      if agreeing == triggers.count { return candidate }
      number = (number + 1) % triggers.count
    }
    return nil
  }

  func latest(through end: Instant, after start: Instant, _ budget: inout SearchBudget) -> Instant? {
    var candidate = end
    var agreeing = 0
    var number = 0
    while budget.spend() {
      guard let latest = triggers[number].latest(through: candidate, after: start, &budget)
      else { return nil }
      agreeing = latest == candidate ? agreeing + 1 : 1
      candidate = latest
      if agreeing == triggers.count { return candidate }
      number = (number + 1) % triggers.count
    }
    return nil
  }

  /// Walks over the instants.
  ///
  /// - Complexity: O(instants); fewer are counted where the budget does not suffice.
  func count(after start: Instant, through end: Instant, _ budget: inout SearchBudget) -> Int {
    var count = 0
    var instant = start
    while let next = next(after: instant, &budget), next <= end {
      count += 1
      instant = next
    }
    return count
  }
}
