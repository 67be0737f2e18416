/// What becomes of civil times that a change of daylight saving skips or repeats.
///
/// Only what a job file overrides is said here; the rest follows the trigger's class, as in Vixie cron: a *fixed* one
/// (its minute and hour name times of day) runs once for each, a *wildcard* one follows the real clock.
public struct DaylightSaving: Hashable, Sendable {
  /// What becomes of times that do not exist.
  public enum Gap: String, Hashable, Sendable, CaseIterable {
    /// They fire once, together, at the first instant after the gap.
    case run

    /// They do not fire.
    case skip
  }

  /// What becomes of times that occur twice.
  public enum Fold: String, Hashable, Sendable, CaseIterable {
    /// The first occurrence counts.
    case first

    /// The second occurrence counts.
    case second

    /// Each of them counts.
    case both
  }

  /// What the job file says of gaps; nil for what the class does.
  public var gap: Gap?

  /// What the job file says of folds; nil for what the class does.
  public var fold: Fold?

  /// Nothing is overridden.
  public static let byClass = DaylightSaving()

  /// What a job file says.
  ///
  /// - Parameters:
  ///   - gap: What becomes of times that do not exist; nil for what the class does.
  ///   - fold: What becomes of times that occur twice; nil for what the class does.
  public init(gap: Gap? = nil, fold: Fold? = nil) {
    self.gap = gap
    self.fold = fold
  }
}
