/// Which extensions a cron expression may use besides the Open Cron Pattern Specification.
public struct CronOptions: Hashable, Sendable {
  /// Whether `LW` and `L-n` are read as days of the month.
  public var allowsExtendedDays: Bool

  /// What `H` is hashed from, or nil where `H` is refused.
  ///
  /// The same key gives the same values on every machine and in every process; schedd uses the job's id.
  public var hashKey: String?

  /// The Open Cron Pattern Specification and nothing else.
  public static let standard = CronOptions(allowsExtendedDays: false, hashKey: nil)

  /// Options with each extension said.
  public init(allowsExtendedDays: Bool, hashKey: String?) {
    self.allowsExtendedDays = allowsExtendedDays
    self.hashKey = hashKey
  }
}
