import CronParser

/// Instants that a trigger leaves out: they are not fire times.
public enum Exclusion: Hashable, Sendable {
  /// The days from the first to the last, both included, in the zone of the trigger that excludes them.
  case days(CivilDate, CivilDate)

  /// The fire times of another trigger.
  case trigger(TimedTrigger)
}

/// A trigger's exclusions in the form that a search asks them in.
struct Exclusions: Hashable, Sendable {
  /// What was given, in its order.
  let given: [Exclusion]

  /// The stretches of time that the excluded days last, in ascending order and apart from each other.
  let stretches: [Range<Instant>]

  /// The excluded triggers.
  let triggers: [TimedTrigger]

  /// Whether nothing is excluded.
  var isEmpty: Bool { given.isEmpty }

  /// Nothing is excluded.
  static let none = Exclusions()

  private init() {
    given = []
    stretches = []
    triggers = []
  }

  /// The exclusions of a trigger.
  ///
  /// - Parameters:
  ///   - given: What is excluded.
  ///   - zone: Whose days are meant.
  /// - Throws: `excludedRangeBackwards`.
  init(_ given: [Exclusion], in zone: Zone) throws(TriggerError) {
    var stretches: [Range<Instant>] = []
    var triggers: [TimedTrigger] = []
    for exclusion in given {
      switch exclusion {
      case .days(let first, let last):
        guard first <= last else { throw .excludedRangeBackwards(first, last) }
        stretches += zone.stretches(from: first, through: last)
      case .trigger(let trigger):
        triggers.append(trigger)
      }
    }
    self.given = given
    self.stretches = Self.merged(stretches)
    self.triggers = triggers
  }

  /// The stretch of excluded days that an instant lies in.
  func stretch(containing instant: Instant) -> Range<Instant>? {
    // The first stretch that ends after the instant; they are apart from each other, so that no other can hold it.
    var (low, high) = (0, stretches.count)
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].upperBound > instant { high = middle } else { low = middle + 1 }
    }
    return low < stretches.count && stretches[low].contains(instant) ? stretches[low] : nil
  }

  /// Whether an excluded trigger fires at an instant.
  func triggersFire(at instant: Instant, _ budget: inout SearchBudget) -> Bool {
    triggers.contains { $0.fires(at: instant, &budget) }
  }

  /// The first fire time of an excluded trigger at or after an instant.
  func triggersNext(atOrAfter instant: Instant, _ budget: inout SearchBudget) -> Instant? {
    triggers.compactMap { trigger in
      budget.spend()
      return trigger.next(after: instant.previous, &budget)
    }.min()
  }

  private static func merged(_ stretches: [Range<Instant>]) -> [Range<Instant>] {
    var merged: [Range<Instant>] = []
    for stretch in stretches.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, stretch.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, stretch.upperBound)
      } else {
        merged.append(stretch)
      }
    }
    return merged
  }
}

extension Zone {
  /// When the zone's clocks show one of these days; in two parts where they are set back over a midnight.
  fileprivate func stretches(from first: CivilDate, through last: CivilDate) -> [Range<Instant>] {
    let localStart = first.midnight.seconds
    let localEnd = (last + 1).midnight.seconds
    let numbers =
      segmentIndex(at: localStart - Self.largestOffset)...segmentIndex(at: localEnd + Self.largestOffset)
    return segments[numbers].compactMap { segment in
      let start = max(segment.start, localStart - segment.offset)
      let end = min(segment.end, localEnd - segment.offset)
      return start < end ? Instant(seconds: start)..<Instant(seconds: end) : nil
    }
  }
}
