/// Why a trigger cannot be made from what was said.
public enum TriggerError: Error, Hashable, Sendable {
  /// An interval shorter than `Interval.shortest`, zero or negative.
  case intervalTooShort(TimeAmount)

  /// A calendar interval of no days, weeks, months and years.
  case emptyCalendarInterval

  /// A calendar interval's number lies outside its range.
  case outOfRange(name: String, value: Int, allowed: ClosedRange<Int>)

  /// `any` or `all` without a trigger in it.
  case emptyCombination

  /// `end_date` lies before `start_date`.
  case endBeforeStart

  /// Jitter below zero.
  case negativeJitter

  /// A range of excluded days that ends before it begins.
  case excludedRangeBackwards(CivilDate, CivilDate)
}

extension TriggerError: CustomStringConvertible {
  /// What is wrong and the mend, in words for the person who wrote the job file.
  public var description: String {
    switch self {
    case .intervalTooShort:
      "an interval must be at least 10ms"
    case .emptyCalendarInterval:
      "a calendar interval needs years, months, weeks or days of at least 1"
    case .outOfRange(let name, let value, let allowed):
      "\(name) must be \(allowed.lowerBound) to \(allowed.upperBound), not \(value)"
    case .emptyCombination:
      "name at least one trigger"
    case .endBeforeStart:
      "end_date lies before start_date, so the trigger never fires"
    case .negativeJitter:
      "jitter must not be negative"
    case .excludedRangeBackwards:
      "an excluded range of days must not end before it begins"
    }
  }
}
