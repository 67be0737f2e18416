extension TimedTrigger {
  /// The first fire time strictly after an instant.
  ///
  /// - Parameter instant: Any instant; it need not be a fire time.
  /// - Returns: Nil when there is none, up to the end of the year 2199; for `all` and `exclude` also when none was found
  ///   within a fixed number of steps.
  /// - Complexity: Some tens of nanoseconds, without an allocation, for all but combinations and exclusions.
  public func next(after instant: Instant) -> Instant? {
    var budget = SearchBudget.oneFireTime
    return next(after: instant, &budget)
  }

  /// The first fire time strictly after an instant, as far as a budget allows.
  package func next(after instant: Instant, _ budget: inout SearchBudget) -> Instant? {
    guard modifiers != nil else { return nextOfRule(after: instant, &budget) }
    var instant = instant
    if let startDate, instant < startDate { instant = startDate.previous }
    guard excluded.isEmpty else { return nextNotExcluded(after: instant, &budget) }
    guard let next = nextOfRule(after: instant, &budget) else { return nil }
    if let endDate, next > endDate { return nil }
    return next
  }

  /// The last fire time at or before one instant and strictly after another.
  ///
  /// - Parameters:
  ///   - end: The latest candidate.
  ///   - start: Everything up to and including this is left out.
  /// - Returns: Nil when no fire time lies in the range; for `all` and `exclude` also when none was found within a fixed
  ///   number of steps.
  public func latest(through end: Instant, after start: Instant) -> Instant? {
    var budget = SearchBudget.oneFireTime
    return latest(through: end, after: start, &budget)
  }

  /// The last fire time of a range, as far as a budget allows.
  package func latest(through end: Instant, after start: Instant, _ budget: inout SearchBudget) -> Instant? {
    let (start, end) = limited(after: start, through: end)
    var candidate = end
    while budget.spend() {
      guard start < candidate, let latest = latestOfRule(through: candidate, after: start, &budget)
      else { return nil }
      if let stretch = excluded.stretch(containing: latest) {
        candidate = stretch.lowerBound.previous
      } else if excluded.triggersFire(at: latest, &budget) {
        candidate = latest.previous
      } else {
        return latest
      }
    }
    return nil
  }

  /// How many fire times lie strictly after one instant and at or before another; arithmetic, not a walk.
  ///
  /// - Parameters:
  ///   - start: Everything up to and including this is left out.
  ///   - end: The latest candidate.
  /// - Returns: The count, 0 when `end` does not lie after `start`.
  /// - Complexity: For cron one step for each month of the range, for intervals a division. Of `any`, the fire times of
  ///   all triggers but the densest are walked over, of `all` and excluded triggers the common ones; where that takes
  ///   more than a fixed number of steps, `any` and `exclude` answer an upper bound and `all` a lower one.
  public func count(after start: Instant, through end: Instant) -> Int {
    var budget = SearchBudget.oneCount
    return count(after: start, through: end, &budget)
  }

  /// How many fire times lie in a range, as far as a budget allows.
  package func count(after start: Instant, through end: Instant, _ budget: inout SearchBudget) -> Int {
    let (start, end) = limited(after: start, through: end)
    guard start < end else { return 0 }
    var count = countOfRule(after: start, through: end, &budget)
    guard count > 0, !excluded.isEmpty else { return count }
    for stretch in excluded.stretches where stretch.lowerBound <= end && stretch.upperBound > start {
      let first = max(start, stretch.lowerBound.previous)
      let last = min(end, stretch.upperBound.previous)
      if first < last { count -= countOfRule(after: first, through: last, &budget) }
    }
    return count - countExcludedByTriggers(after: start, through: end, &budget)
  }

  /// Whether an instant is a fire time.
  ///
  /// - Parameter instant: Any instant.
  /// - Returns: True when the trigger fires then.
  /// - Complexity: No search, whatever is nested: each trigger is asked at most once.
  public func fires(at instant: Instant) -> Bool {
    var budget = SearchBudget.oneFireTime
    return fires(at: instant, &budget)
  }

  /// Whether an instant is a fire time; the answer is right even where the budget is spent, each question costs a step.
  func fires(at instant: Instant, _ budget: inout SearchBudget) -> Bool {
    budget.spend()
    if let startDate, instant < startDate { return false }
    if let endDate, instant > endDate { return false }
    guard excluded.stretch(containing: instant) == nil else { return false }
    let isNamed =
      switch rule {
      case .any(let triggers): triggers.contains { $0.fires(at: instant, &budget) }
      case .all(let triggers): triggers.allSatisfy { $0.fires(at: instant, &budget) }
      case .cron, .fields, .interval, .calendarInterval, .date:
        nextOfRule(after: instant.previous, &budget) == instant
      }
    return isNamed && !excluded.triggersFire(at: instant, &budget)
  }
}

// MARK: - The rule by itself

extension TimedTrigger {
  private func nextOfRule(after instant: Instant, _ budget: inout SearchBudget) -> Instant? {
    switch rule {
    case .cron(let cron): next(of: cron, after: instant)
    case .fields(let fields): next(of: fields, after: instant)
    case .calendarInterval(let interval): next(of: interval, after: instant)
    case .interval(let interval): interval.next(after: instant)
    case .date(let date): date > instant ? date : nil
    case .any(let triggers): UnionOfTriggers(triggers: triggers).next(after: instant, &budget)
    case .all(let triggers): IntersectionOfTriggers(triggers: triggers).next(after: instant, &budget)
    }
  }

  private func latestOfRule(
    through end: Instant,
    after start: Instant,
    _ budget: inout SearchBudget
  ) -> Instant? {
    switch rule {
    case .cron(let cron): latest(of: cron, through: end, after: start)
    case .fields(let fields): latest(of: fields, through: end, after: start)
    case .calendarInterval(let interval): latest(of: interval, through: end, after: start)
    case .interval(let interval): interval.latest(through: end, after: start)
    case .date(let date): date > start && date <= end ? date : nil
    case .any(let triggers): UnionOfTriggers(triggers: triggers).latest(through: end, after: start, &budget)
    case .all(let triggers):
      IntersectionOfTriggers(triggers: triggers).latest(through: end, after: start, &budget)
    }
  }

  private func countOfRule(
    after start: Instant,
    through end: Instant,
    _ budget: inout SearchBudget
  ) -> Int {
    switch rule {
    case .cron(let cron): count(of: cron, after: start, through: end)
    case .fields(let fields): count(of: fields, after: start, through: end)
    case .calendarInterval(let interval): count(of: interval, after: start, through: end)
    case .interval(let interval): interval.count(after: start, through: end)
    case .date(let date): date > start && date <= end ? 1 : 0
    case .any(let triggers): UnionOfTriggers(triggers: triggers).count(after: start, through: end, &budget)
    case .all(let triggers):
      IntersectionOfTriggers(triggers: triggers).count(after: start, through: end, &budget)
    }
  }

  // Civil times have whole seconds: the first candidate after 12:00:00.5, as after 12:00:00, is 12:00:01.

  private func next(of pattern: some CivilPattern, after instant: Instant) -> Instant? {
    pattern.first(atOrAfter: instant.seconds + 1, in: zone, daylightSaving).map(Instant.init(seconds:))
  }

  private func latest(of pattern: some CivilPattern, through end: Instant, after start: Instant) -> Instant? {
    pattern.last(atOrBefore: end.seconds, after: start.seconds, in: zone, daylightSaving)
      .map(Instant.init(seconds:))
  }

  private func count(of pattern: some CivilPattern, after start: Instant, through end: Instant) -> Int {
    pattern.count(from: start.seconds + 1, through: end.seconds, in: zone, daylightSaving)
  }
}

// MARK: - Modifiers

extension TimedTrigger {
  /// A range narrowed to what lies between the start and the end date.
  private func limited(after start: Instant, through end: Instant) -> (start: Instant, end: Instant) {
    (
      start: startDate.map { max(start, $0.previous) } ?? start,
      end: endDate.map { min(end, $0) } ?? end
    )
  }

  private func nextNotExcluded(after instant: Instant, _ budget: inout SearchBudget) -> Instant? {
    var instant = instant
    while budget.spend() {
      guard let next = nextOfRule(after: instant, &budget) else { return nil }
      if let endDate, next > endDate { return nil }
      if let stretch = excluded.stretch(containing: next) {
        instant = stretch.upperBound.previous
      } else if excluded.triggersFire(at: next, &budget) {
        instant = next
      } else {
        return next
      }
    }
    return nil
  }

  /// How many of the rule's fire times are left out by excluded triggers and not already by excluded days.
  private func countExcludedByTriggers(
    after start: Instant,
    through end: Instant,
    _ budget: inout SearchBudget
  ) -> Int {
    var count = 0
    var instant = start
    while budget.spend() {
      // Rule and exclusions leap over each other's silences, so that only common instants are walked over.
      guard let next = nextOfRule(after: instant, &budget), next <= end,
        let excludedNext = excluded.triggersNext(atOrAfter: next, &budget)
      else { break }
      if excludedNext > next {
        instant = excludedNext.previous
        continue
      }
      if excluded.stretch(containing: next) == nil { count += 1 }
      instant = next
    }
    return count
  }
}
