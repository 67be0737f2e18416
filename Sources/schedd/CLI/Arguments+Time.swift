import Scheduler

extension Arguments {
  /// An option's value as an instant, or nil where it was not given.
  ///
  /// - Parameters:
  ///   - option: The option.
  ///   - zone: Where a time without an offset is read.
  /// - Returns: Nil where it was not given.
  /// - Throws: `malformedValue`.
  func instant(_ option: Option, in zone: Zone) throws(UsageError) -> Instant? {
    guard let text = self[option] else { return nil }
    guard let instant = Instant(text, in: zone) else {
      throw .malformedValue(
        option,
        text,
        expected: "a time of the years 1970 to 2199 such as 2027-01-01, 2027-01-01T06:00:00 or "
          + "2027-01-01T06:00:00+01:00"
      )
    }
    return instant
  }

  /// An option's value as a length of time, or nil where it was not given.
  ///
  /// - Parameter option: The option.
  /// - Returns: Nil where it was not given.
  /// - Throws: `malformedDuration`.
  func duration(_ option: Option) throws(UsageError) -> TimeAmount? {
    guard let text = self[option] else { return nil }
    do throws(DurationError) {
      return try TimeAmount(text)
    } catch {
      throw .malformedDuration(option, text, error)
    }
  }

  /// Refuses two options that say the same in two ways.
  func check(_ one: Option, conflictsWith other: Option) throws(UsageError) {
    let isGiven = { (option: Option) in self[option] != nil || has(option) }
    if isGiven(one), isGiven(other) { throw .conflict(one.name, other.name) }
  }
}
