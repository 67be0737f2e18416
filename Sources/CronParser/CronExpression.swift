/// A parsed cron expression: which civil times it matches.
public struct CronExpression: Hashable, Sendable {
  /// The expression as it was written, without white space around it.
  public let text: String

  /// Reads an expression of five, six or seven fields, or a nickname.
  ///
  /// - Parameters:
  ///   - text: The expression.
  ///   - options: Which extensions are read besides the Open Cron Pattern Specification.
  /// - Throws: What is wrong, in which field and column, and what was probably meant.
  public init(_ text: String, options: CronOptions = .standard) throws(CronSyntaxError) {
    self.text = text
    throw CronSyntaxError(column: 1, message: "not read yet", hint: nil)
  }

  /// Whether the minute or the hour field begins with `*`.
  ///
  /// Vixie cron's two classes: a wildcard expression follows the real clock through a change of daylight saving,
  /// a fixed one names times of day and must run once for each. Seconds do not count; `H` is a single value.
  public var isWildcard: Bool { false }

  /// The first civil time that matches, at or after a given one.
  ///
  /// - Parameter start: Where the search begins; it is itself a candidate.
  /// - Returns: Nil when nothing matches up to the end of the year 2199.
  public func first(atOrAfter start: CivilTime) -> CivilTime? { nil }

  /// The last civil time that matches, at or before a given one.
  ///
  /// - Parameter end: Where the search begins; it is itself a candidate.
  /// - Returns: Nil when nothing matches back to the start of the year 1970.
  public func last(atOrBefore end: CivilTime) -> CivilTime? { nil }

  /// How many civil times match in a closed range; arithmetic over days, not a walk over matches.
  ///
  /// - Parameters:
  ///   - start: The first candidate.
  ///   - end: The last candidate.
  /// - Returns: The count; 0 when `end` lies before `start`.
  public func count(from start: CivilTime, through end: CivilTime) -> Int { 0 }
}
