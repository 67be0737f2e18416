/// How much of what became of a job the ledger keeps one by one; either limit lets go.
///
/// The newest run that has an outcome is kept whatever they say, and so is every run that has none.
public struct HistoryLimits: Hashable, Sendable {
  /// How many of the job's newest runs are kept, or nil for no limit.
  public var keepRuns: Int?

  /// For how long after it was admitted a run is kept, or nil for no limit.
  public var keepFor: TimeAmount?

  /// What holds where nothing is said.
  public static let usual = HistoryLimits(keepRuns: 1000, keepFor: .hours(90 * 24))

  /// Limits, or none.
  public init(keepRuns: Int?, keepFor: TimeAmount?) {
    self.keepRuns = keepRuns
    self.keepFor = keepFor
  }

  /// What was admitted earlier than this is let go for its age.
  ///
  /// - Parameter now: What the wall clock says.
  /// - Returns: The earliest instant there is, where age does not matter.
  public func horizon(at now: Instant) -> Instant {
    guard let keepFor else { return Instant(nanoseconds: .min) }
    let (horizon, hasOverflowed) = now.nanoseconds.subtractingReportingOverflow(keepFor.nanoseconds)
    return Instant(nanoseconds: hasOverflowed ? .min : horizon)
  }
}
