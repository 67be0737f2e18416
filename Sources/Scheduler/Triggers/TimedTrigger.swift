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
    indirect case fields(CronFields)

    /// Every so often, absolutely.
    indirect case interval(Interval)

    /// Every so many days, weeks, months or years at a time of day.
    indirect case calendarInterval(CalendarInterval)

    /// Once.
    indirect case date(Instant)

    /// The instants of each of them.
    case any([TimedTrigger])

    /// The instants that all of them have in common.
    case all([TimedTrigger])
  }

  /// What names the instants.
  public let rule: Rule

  /// The zone that its civil times, and the days that it excludes, are read in.
  public let zone: Zone

  /// What is said besides the rule; nil where nothing is, as in most triggers.
  let modifiers: Shared<Modifiers>?

  /// The earliest instant that may be a fire time.
  public var startDate: Instant? { modifiers?.value.startDate }

  /// The latest instant that may be a fire time.
  public var endDate: Instant? { modifiers?.value.endDate }

  /// What is left out.
  public var exclusions: [Exclusion] { excluded.given }

  /// What is left out, in the form that searches ask.
  var excluded: Exclusions { modifiers?.value.excluded ?? .none }

  /// How much later than its fire time a run may be started on purpose, to spread the load; zero for none.
  public var jitter: TimeAmount { modifiers?.value.jitter ?? .zero }

  /// What the job file says of changes of daylight saving; it matters for rules with civil times.
  public var daylightSaving: DaylightSaving { modifiers?.value.daylightSaving ?? .byClass }

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
    let modifiers = Modifiers(
      startDate: startDate,
      endDate: endDate,
      excluded: try Exclusions(exclusions, in: zone),
      jitter: jitter,
      daylightSaving: daylightSaving
    )
    self.modifiers = modifiers == Modifiers.none ? nil : Shared(modifiers)
  }

  /// What is said besides the rule and the zone; the properties of a trigger say what each means.
  struct Modifiers: Hashable, Sendable {
    var startDate: Instant?
    var endDate: Instant?
    var excluded = Exclusions.none
    var jitter = TimeAmount.zero
    var daylightSaving = DaylightSaving.byClass

    /// Nothing.
    static let none = Modifiers()
  }
}

extension TimedTrigger {
  /// The one instant that a date trigger names; nil for every other kind.
  var date: Instant? {
    guard case .date(let instant) = rule else { return nil }
    return instant
  }
}
