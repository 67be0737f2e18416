import CronParser

/// What the triggers that a job has had say of a time: which fire time it is, or else why it is none.
///
/// It comes before the ledger is asked, since it says which fire times to ask for.
public struct FireTimesAsked: Hashable, Sendable {
  /// A version of a job's trigger that can be asked.
  public struct Version: Hashable, Sendable {
    /// When it was in force.
    public var version: TriggerVersion

    /// The trigger; nil where today's reader or zone database cannot read it any more.
    public var trigger: Trigger?

    /// A version that was read back.
    public init(_ version: TriggerVersion, _ trigger: Trigger?) {
      self.version = version
      self.trigger = trigger
    }
  }

  /// Why a time is no fire time that is accounted for.
  public enum Absence: Hashable, Sendable {
    /// The trigger does not name it.
    case notNamed

    /// The trigger would name it, but excludes it.
    case excluded

    /// The clocks skip the civil time that was said, and the trigger makes nothing up for it.
    case skippedByClocks

    /// The clocks show the civil time twice, and the other showing, at this instant, counts.
    case otherShowingCounts(Instant)

    /// It lies before the trigger's first instant, or after its last one.
    case beforeStart(Instant)
    case afterEnd(Instant)

    /// The job was first seen later, at this instant.
    case beforeFirstSeen(Instant)

    /// The job had no trigger that counted in this stretch: it was disabled, or not in the job file.
    case notScheduled(since: Instant?, until: Instant?)

    /// The job is disabled, since then where that is known.
    case disabled(since: Instant?)

    /// The job's trigger names no instants: it runs by hand, at the daemon's start, after another job.
    case namesNone

    /// The trigger that was in force cannot be read any more.
    case unreadable
  }

  /// The job's trigger that was in force, or the nearest to it; nil where it names no instants or cannot be read.
  public private(set) var trigger: TimedTrigger?

  /// The time that was asked for; of two showings of a civil time the one that the answer is about.
  public private(set) var range: Range<Instant>

  /// The first fire time in it.
  public private(set) var fireTime: Instant?

  /// How many fire times lie in it; 1 where more would take long to count.
  public private(set) var count = 0

  /// Why there is none; nil where there is one.
  public private(set) var absence: Absence?

  /// The last fire time before it that the trigger names; only where it has none itself.
  public private(set) var previous: Instant?

  /// The first fire time after it that the trigger names; only where it has none itself.
  public private(set) var next: Instant?

  /// Asks the versions of a trigger.
  ///
  /// - Parameters:
  ///   - asked: The time.
  ///   - job: Whose triggers they are, as it is defined now.
  ///   - versions: Those in force around the time, oldest first; the newest is the one in force now, where one is.
  /// - Complexity: That of one search for a fire time, whatever is nested in the triggers.
  public init(_ asked: AskedTime, of job: Job, _ versions: [Version]) {
    var budget = SearchBudget.oneFireTime
    self.init(asked, of: job, versions, &budget)
  }

  /// Asks the versions of a trigger, as far as a budget allows.
  package init(_ asked: AskedTime, of job: Job, _ versions: [Version], _ budget: inout SearchBudget) {
    range = asked.range
    for range in [asked.range, asked.repetition].compactMap(\.self) {
      for version in versions where version.version.overlaps(range) {
        let inForce = version.version.clipping(range)
        guard case .timed(let trigger)? = version.trigger,
          let first = trigger.first(in: inForce, meant: asked, &budget)
        else { continue }
        self.trigger = trigger
        self.range = range
        fireTime = first
        let (start, end) = (inForce.lowerBound.previous, inForce.upperBound.previous)
        let found = trigger.count(after: start, through: end, &budget)
        count = budget.isSpent ? 1 : found
        return
      }
    }
    explainAbsence(asked, job, versions, &budget)
  }
}

extension FireTimesAsked {
  private mutating func explainAbsence(
    _ asked: AskedTime,
    _ job: Job,
    _ versions: [Version],
    _ budget: inout SearchBudget
  ) {
    let start = asked.range.lowerBound
    guard let version = versions.last(where: { $0.version.contains(start) }) else {
      return explainGap(start, job, versions, &budget)
    }
    guard case .timed(let trigger)? = version.trigger else {
      absence = .unreadable
      return
    }
    self.trigger = trigger
    absence = trigger.absence(of: asked, &budget)
    previous = trigger.latest(through: start.previous, after: version.version.since.previous, &budget)
    // The minute after a gap is not what was asked for, and may have a fire time of its own.
    let end = asked.skipped == nil ? asked.range.upperBound : start
    next = trigger.next(after: end.previous, &budget).flatMap { next in
      version.version.contains(next) ? next : nil
    }
  }

  /// No trigger was in force.
  private mutating func explainGap(
    _ instant: Instant,
    _ job: Job,
    _ versions: [Version],
    _ budget: inout SearchBudget
  ) {
    guard case .timed(let trigger) = job.trigger else {
      absence = .namesNone
      return
    }
    self.trigger = trigger
    let before = versions.last { $0.version.since <= instant }?.version.until
    let after = versions.first { $0.version.since > instant }?.version.since
    switch (before, after) {
    case (nil, let since?):
      absence = .beforeFirstSeen(since)
      next = trigger.next(after: since.previous, &budget)
    case (let until, let since?):
      absence = .notScheduled(since: until, until: since)
    case (let until, nil):
      absence = job.isEnabled ? .notScheduled(since: until, until: nil) : .disabled(since: until)
    }
  }
}

extension TriggerVersion {
  /// Whether any instant lies in both.
  fileprivate func overlaps(_ range: Range<Instant>) -> Bool {
    since < range.upperBound && until.map { $0 > range.lowerBound } ?? true
  }

  /// What of a stretch of time lies in it; to be asked only where they overlap.
  fileprivate func clipping(_ range: Range<Instant>) -> Range<Instant> {
    let end = until.map { min($0, range.upperBound) } ?? range.upperBound
    return min(max(since, range.lowerBound), end)..<end
  }
}

extension TimedTrigger {
  /// The first fire time in a stretch of time, if it is what was meant.
  fileprivate func first(
    in range: Range<Instant>,
    meant asked: AskedTime,
    _ budget: inout SearchBudget
  ) -> Instant? {
    guard let first = next(after: range.lowerBound.previous, &budget), range.contains(first) else {
      return nil
    }
    guard let skipped = asked.skipped else { return first }
    // The minute after a gap was not said itself; it answers only for what the gap has swallowed.
    guard case .skipped? = occurrence(at: first).note, names(skipped) else { return nil }
    return first
  }

  /// Why a time has no fire time.
  fileprivate func absence(of asked: AskedTime, _ budget: inout SearchBudget) -> FireTimesAsked.Absence {
    let start = asked.range.lowerBound
    if let startDate, asked.range.upperBound <= startDate { return .beforeStart(startDate) }
    if let endDate, start > endDate { return .afterEnd(endDate) }
    if asked.skipped != nil { return .skippedByClocks }
    if !exclusions.isEmpty,
      withoutExclusions.next(after: start.previous, &budget).map(asked.range.contains) ?? false
    {
      return .excluded
    }
    if let other = otherShowing(of: start), fires(at: other, &budget) { return .otherShowingCounts(other) }
    return .notNamed
  }

  /// The instant at which the clocks show the same as at another one; nil where they show it once.
  private func otherShowing(of instant: Instant) -> Instant? {
    let second = Instant(seconds: instant.seconds)
    guard case .fold(let first, let later) = zone.resolve(zone.civilTime(at: instant)) else { return nil }
    return second == first ? later : first
  }

  private var withoutExclusions: TimedTrigger {
    let all = try? TimedTrigger(
      rule,
      zone: zone,
      startDate: startDate,
      endDate: endDate,
      jitter: jitter,
      daylightSaving: daylightSaving
    )
    return all ?? self
  }

  /// Whether the rule names one of these civil times, whatever the clocks make of them.
  private func names(_ times: Range<CivilTime>) -> Bool {
    func matches(_ pattern: some CivilPattern) -> Bool {
      pattern.first(atOrAfter: times.lowerBound).map(times.contains) ?? false
    }
    switch rule {
    case .cron(let cron): return matches(cron)
    case .fields(let fields): return matches(fields)
    case .calendarInterval(let interval): return matches(interval)
    case .any(let triggers): return triggers.contains { $0.names(times) }
    case .all(let triggers): return triggers.allSatisfy { $0.names(times) }
    case .interval, .date: return false
    }
  }
}
