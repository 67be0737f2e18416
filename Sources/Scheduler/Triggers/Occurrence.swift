public import CronParser

/// A fire time as people are shown it.
public struct Occurrence: Hashable, Sendable {
  /// The fire time.
  public let instant: Instant

  /// Seconds ahead of UTC that the trigger's zone then is.
  public let offset: Int

  /// What daylight saving did to it, or nil.
  public let note: ShiftNote?
}

/// Why a fire time is not simply where the trigger's civil time says.
public enum ShiftNote: Hashable, Sendable {
  /// The clocks skip the time, and others up to the shown one.
  case skipped(CivilTime, firesAt: CivilTime)

  /// The clocks show the time twice, and only one of the two counts.
  case repeated(CivilTime, counted: DaylightSaving.Fold)
}

extension ShiftNote: CustomStringConvertible {
  /// The note in words ("02:30 does not exist on this day: fires at 03:00").
  public var description: String {
    switch self {
    case .skipped(let time, let firesAt):
      "\(time.shortTimeOfDay) does not exist on this day: fires at \(firesAt.shortTimeOfDay)"
    case .repeated(let time, let counted):
      "\(time.shortTimeOfDay) occurs twice: the \(counted.rawValue) counts"
    }
  }
}

extension TimedTrigger {
  /// A fire time with what daylight saving did to it.
  ///
  /// - Parameter fireTime: A fire time of this trigger.
  /// - Returns: The fire time with its offset and note.
  public func occurrence(at fireTime: Instant) -> Occurrence {
    Occurrence(instant: fireTime, offset: zone.offset(at: fireTime), note: note(at: fireTime))
  }

  /// The fire times after an instant, one after the other.
  ///
  /// - Parameter instant: Any instant; it need not be a fire time.
  /// - Returns: A lazy sequence, in ascending order.
  public func occurrences(after instant: Instant) -> some Sequence<Occurrence> {
    sequence(state: instant) { last in
      guard let next = next(after: last) else { return nil }
      last = next
      return occurrence(at: next)
    }
  }

  private func note(at fireTime: Instant) -> ShiftNote? {
    switch rule {
    case .cron(let cron): cron.note(at: fireTime.seconds, in: zone, daylightSaving)
    case .fields(let fields): fields.note(at: fireTime.seconds, in: zone, daylightSaving)
    case .calendarInterval(let interval): interval.note(at: fireTime.seconds, in: zone, daylightSaving)
    case .any(let triggers), .all(let triggers):
      triggers.lazy.filter { $0.fires(at: fireTime) }.compactMap { $0.note(at: fireTime) }.first
    case .interval, .date: nil
    }
  }
}

extension CivilPattern {
  /// What daylight saving did to a second at which the pattern fires.
  fileprivate func note(at second: Int64, in zone: Zone, _ daylightSaving: DaylightSaving) -> ShiftNote? {
    let policy = ShiftPolicy(daylightSaving, isWildcard: isWildcard)
    let segment = zone.segments[zone.segmentIndex(at: second)]
    let shown = CivilTime(seconds: second + segment.offset)
    if segment.gap > 0, policy.runsAfterGaps, second < segment.start + 60,
      let skipped = first(atOrAfter: CivilTime(seconds: segment.localGapStart)),
      skipped.seconds < segment.localStart, isFirst(shown, from: segment.localStart)
    {
      return .skipped(skipped, firesAt: shown)
    }
    if second >= segment.repeatedFrom, !policy.countsSecond { return .repeated(shown, counted: .first) }
    if second < segment.repeatedUntil, !policy.countsFirst { return .repeated(shown, counted: .second) }
    return nil
  }

  /// Whether no civil time between two matches.
  private func isFirst(_ time: CivilTime, from localStart: Int64) -> Bool {
    first(atOrAfter: CivilTime(seconds: localStart)).map { $0 >= time } ?? true
  }
}

extension CivilTime {
  /// The time of day without seconds where they are zero.
  var shortTimeOfDay: String {
    second == 0 ? String(timeOfDay.dropLast(3)) : timeOfDay
  }
}
