/// Why a text is no length of time.
public enum DurationError: Error, Hashable, Sendable {
  /// It cannot be read at all.
  case malformed

  /// It means this, but is not written so.
  case misspelt(meant: TimeAmount)

  /// It is a number without a unit.
  case withoutUnit(String)

  /// It names a unit that has no fixed length.
  case calendarUnit(String)

  /// It is shorter than nothing.
  case negative

  /// It is longer than the longest length, 292 years.
  case tooLong

  /// It has digits below a nanosecond.
  case tooFine
}

extension DurationError: CustomStringConvertible {
  /// What is wrong and the mend, to be read after the text itself.
  public var description: String {
    switch self {
    case .malformed: "is no duration; write one such as \"90s\", \"1h30m\", \"2d\" or \"250ms\""
    case .misspelt(let meant): "is no duration; write \"\(meant)\""
    case .withoutUnit(let number): "has no unit; write \"\(number)s\" for seconds"
    case .calendarUnit(let unit): "is no duration, since a \(unit) has no fixed length; write days"
    case .negative: "is negative; a duration must not be"
    case .tooLong: "is longer than 292 years, the most there is"
    case .tooFine: "is finer than a nanosecond"
    }
  }
}

extension DurationError {
  /// Why a text that is not written strictly is no length of time: reads it as people write one.
  static func diagnosing(_ text: String) -> DurationError {
    var rest = Substring(text.lowercased().filter { !$0.isWhitespace && $0 != "," && $0 != "+" && $0 != "_" })
      .utf8
    if rest.first == UInt8(ascii: "-") { return .negative }
    // ISO 8601 writes P1DT2H: the letters before the numbers say nothing that the units do not.
    rest = rest.first == UInt8(ascii: "p") ? rest.dropFirst() : rest
    guard rest.count <= 60, !rest.isEmpty else { return .malformed }
    if rest.allSatisfy({ $0.isASCIIDigit }) { return .withoutUnit(String(Substring(rest))) }
    var total: Int64 = 0
    while !rest.isEmpty {
      if rest.first == UInt8(ascii: "t") { rest = rest.dropFirst() }
      guard let part = DurationPart(takingFrom: &rest) else { return .malformed }
      if ["month", "months", "mon", "y", "year", "years", "yr", "yrs"].contains(part.unit) {
        return .calendarUnit(part.unit.hasPrefix("y") ? "year" : "month")
      }
      guard let unit = unit(called: part.unit) else { return .malformed }
      do throws(DurationError) {
        total = try total.adding(part.number.times(unit))
      } catch {
        return error
      }
    }
    return .misspelt(meant: TimeAmount(nanoseconds: total))
  }

  private static func unit(called name: String) -> DurationUnit? {
    switch name {
    case "w", "week", "weeks", "wk", "wks": .weeks
    case "d", "day", "days", "dt": .days
    case "h", "hour", "hours", "hr", "hrs": .hours
    case "m", "min", "mins", "minute", "minutes": .minutes
    case "s", "sec", "secs", "second", "seconds": .seconds
    case "ms", "msec", "msecs", "millisecond", "milliseconds", "millis": .milliseconds
    default: nil
    }
  }
}
