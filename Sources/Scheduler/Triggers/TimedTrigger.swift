public import CronParser

/// A pure rule that names instants: its fire times.
///
/// It has no state: what it answers depends on nothing but its argument. Three laws hold for every kind: `next` is
/// after its argument; nothing between two answers matches; `latest` and `count` agree with iterating `next`.
public struct TimedTrigger: Hashable, Sendable {
  /// What names the instants, before the modifiers that every kind has in common.
  public enum Rule: Hashable, Sendable {
    /// A cron expression or nickname.
    case cron(CronExpression)

    /// Cron in named fields.
    case fields(CronFields)

    /// Every so often, absolutely.
    case interval(Interval)

    /// Every so many days, weeks, months or years at a time of day.
    case calendarInterval(CalendarInterval)

    /// Once.
    case date(Instant)

    /// The instants of each of them.
    case any([TimedTrigger])

    /// The instants that all of them have in common.
    case all([TimedTrigger])
  }

  /// What names the instants.
  public let rule: Rule

  /// The zone that its civil times, and the days that it excludes, are read in.
  public let zone: Zone

  /// The earliest instant that may be a fire time.
  public let startDate: Instant?

  /// The latest instant that may be a fire time.
  public let endDate: Instant?

  /// What is left out.
  public let exclusions: [Exclusion]

  /// How much later than its fire time a run may be started on purpose, to spread the load; zero for none.
  public let jitter: TimeAmount

  /// What the job file says of changes of daylight saving; it matters for rules with civil times.
  public let daylightSaving: DaylightSaving

  /// A trigger with its modifiers.
  ///
  /// An interval's anchor and a calendar interval's first date are part of the rule; the same `start_date` is given
  /// here as well.
  ///
  /// - Parameters:
  ///   - rule: What names the instants.
  ///   - zone: The zone that civil times are read in.
  ///   - startDate: The earliest fire time, included.
  ///   - endDate: The latest fire time, included.
  ///   - exclusions: What is left out.
  ///   - jitter: The upper bound of the delay.
  ///   - daylightSaving: What overrides the rule's class.
  /// - Throws: `emptyCombination`, `endBeforeStart`, `negativeJitter`, `excludedRangeBackwards`.
  public init(
    _ rule: Rule,
    zone: Zone = .utc,
    startDate: Instant? = nil,
    endDate: Instant? = nil,
    exclusions: [Exclusion] = [],
    jitter: TimeAmount = .zero,
    daylightSaving: DaylightSaving = .byClass
  ) throws(TriggerError) {
    if let startDate, let endDate, endDate < startDate { throw .endBeforeStart }
    guard jitter >= .zero else { throw .negativeJitter }
    switch rule {
    case .any(let triggers), .all(let triggers):
      guard !triggers.isEmpty else { throw .emptyCombination }
    case .cron, .fields, .interval, .calendarInterval, .date:
      break
    }
    self.rule = rule
    self.zone = zone
    self.startDate = startDate
    self.endDate = endDate
    self.exclusions = exclusions
    self.jitter = jitter
    self.daylightSaving = daylightSaving
  }

  /// The first fire time strictly after an instant.
  ///
  /// - Parameter instant: Any instant; it need not be a fire time.
  /// - Returns: Nil when there is none, up to the end of the year 2199.
  public func next(after instant: Instant) -> Instant? { nil }

  /// The last fire time at or before one instant and strictly after another.
  ///
  /// - Parameters:
  ///   - end: The latest candidate.
  ///   - start: Everything up to and including this is left out.
  /// - Returns: Nil when no fire time lies in the range.
  public func latest(through end: Instant, after start: Instant) -> Instant? { nil }

  /// How many fire times lie strictly after one instant and at or before another; arithmetic, not a walk.
  ///
  /// - Parameters:
  ///   - start: Everything up to and including this is left out.
  ///   - end: The latest candidate.
  /// - Returns: The count, 0 when `end` does not lie after `start`.
  public func count(after start: Instant, through end: Instant) -> Int { 0 }

  /// How much later than a fire time its run is started: stable jitter.
  ///
  /// A pure function, the same after a restart and in `simulate`. It ends before the trigger's next fire time.
  ///
  /// - Parameters:
  ///   - fireTime: A fire time of this trigger.
  ///   - job: The job that it fires.
  ///   - seed: What keeps machines with the same jobs apart.
  /// - Returns: At least zero and less than `jitter`; zero where that is zero.
  public func delay(of fireTime: Instant, job: JobID, seed: UInt64) -> TimeAmount { .zero }
}

extension TimedTrigger {
  /// The one instant that a date trigger names; nil for every other kind.
  var date: Instant? { nil }
}
