/// A parsed cron expression: which civil times it matches.
///
/// The dialect is the Open Cron Pattern Specification, 1.0 to 1.4, with one deviation: a day field that begins
/// with `*` is unrestricted, as in Vixie cron.
public struct CronExpression: Sendable {
  /// What was read, which stands in memory once: the jobs of a file often have one expression in common.
  private final class Reading: Sendable {
    let text: String
    let isWildcard: Bool
    let isHashed: Bool
    let hasSeconds: Bool
    let isReboot: Bool
    let pattern: CronPattern

    init(_ text: String, _ reading: CronReading, isReboot: Bool) {
      self.text = text
      isWildcard = reading.isWildcard
      isHashed = reading.isHashed
      hasSeconds = reading.hasSeconds
      self.isReboot = isReboot
      pattern = reading.pattern
    }
  }

  private let reading: Reading

  /// The expression as it was written, without white space around it.
  public var text: String { reading.text }

  /// Whether the minute or the hour field begins with `*`.
  ///
  /// Vixie cron's two classes: a wildcard expression follows the real clock through a change of daylight saving,
  /// a fixed one names times of day and must run once for each. Seconds do not count; `H` is a single value.
  public var isWildcard: Bool { reading.isWildcard }

  /// Whether there is an `H` in the expression, so that what it means depends on `CronOptions.hashKey`.
  public var isHashed: Bool { reading.isHashed }

  /// Whether the expression has a field for seconds: it has six or seven fields.
  public var hasSeconds: Bool { reading.hasSeconds }

  /// Whether the expression is `@reboot`: valid syntax that names an event and no time.
  public var isReboot: Bool { reading.isReboot }

  /// What the expression means.
  var pattern: CronPattern { reading.pattern }

  /// Reads an expression of five, six or seven fields, or a nickname.
  ///
  /// - Parameters:
  ///   - text: The expression.
  ///   - options: Which extensions are read besides the Open Cron Pattern Specification.
  /// - Throws: What is wrong, in which field and column, and what was probably meant.
  public init(_ text: String, options: CronOptions = .standard) throws(CronSyntaxError) {
    let source = try CronSource(text)
    let nickname = try source.nickname()
    let reading: CronReading =
      if let nickname { try CronReading(nickname) } else { try CronReading(source, options: options) }
    self.reading = Reading(source.text, reading, isReboot: nickname == .reboot)
  }

  /// Whether no civil time of the years 1970 to 2199 matches, as in `0 0 30 2 *`.
  ///
  /// False for `@reboot`, which fires, though at no civil time.
  public var neverFires: Bool { !reading.pattern.hasMatches && !isReboot }

  /// The first civil time that matches, at or after a given one.
  ///
  /// - Parameter start: Where the search begins; it is itself a candidate.
  /// - Returns: Nil when nothing matches up to the end of the year 2199, and always for `@reboot`.
  /// - Complexity: No allocation; one step for a match in the same month, then one for each candidate month.
  public func first(atOrAfter start: CivilTime) -> CivilTime? {
    reading.pattern.first(atOrAfter: start)
  }

  /// The last civil time that matches, at or before a given one.
  ///
  /// - Parameter end: Where the search begins; it is itself a candidate.
  /// - Returns: Nil when nothing matches back to the start of the year 1970, and always for `@reboot`.
  /// - Complexity: As `first(atOrAfter:)`.
  public func last(atOrBefore end: CivilTime) -> CivilTime? {
    reading.pattern.last(atOrBefore: end)
  }

  /// How many civil times match in a closed range; arithmetic over days, not a walk over matches.
  ///
  /// - Parameters:
  ///   - start: The first candidate.
  ///   - end: The last candidate.
  /// - Returns: The count; 0 when `end` lies before `start`.
  /// - Complexity: One step for each month of the range.
  public func count(from start: CivilTime, through end: CivilTime) -> Int {
    reading.pattern.count(from: start, through: end)
  }

  /// Whether a civil time matches.
  ///
  /// - Parameter time: Any civil time; one outside the years 1970 to 2199 does not match.
  /// - Returns: Whether each field allows it, the day fields together as they combine.
  public func matches(_ time: CivilTime) -> Bool {
    reading.pattern.contains(time)
  }
}

extension CronExpression: Hashable {
  /// Whether two expressions are written alike and mean the same, which `H` need not.
  public static func == (one: CronExpression, other: CronExpression) -> Bool {
    one.reading === other.reading || (one.text == other.text && one.pattern == other.pattern)
  }

  /// Hashes the text alone.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(text)
  }
}

extension CronExpression: CustomStringConvertible {
  /// The expression as it was written.
  public var description: String { text }
}
