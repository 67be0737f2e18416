/// Every scheduling decision, as a value.
///
/// It reads no clock, no file and no random number: what it answers is a function of what it was told.
public struct SchedulerCore: Sendable {
  /// A core that has not been told anything yet.
  ///
  /// - Parameters:
  ///   - configuration: The job file.
  ///   - snapshot: What the ledger knows from before.
  public init(_ configuration: Configuration, recovering snapshot: Snapshot = .empty) {
    self.configuration = configuration
  }

  /// The job file that is in force.
  public private(set) var configuration: Configuration

  /// When to come back, at the latest.
  public var nextWake: Wake { .never }

  /// Takes one event and says what must be done.
  ///
  /// - Parameters:
  ///   - event: What happened.
  ///   - now: The turn's moment; the same for every event of a turn.
  /// - Returns: What to do, in order; see the ordering rule at `Action`.
  public mutating func handle(_ event: Event, at now: Moment) -> [Action] { [] }
}
