/// Whether and when a failed attempt of a run is followed by another.
///
/// A run that waits for its retry keeps its instance, so that `max_instances` holds, but no slot of a cap.
public struct Retry: Hashable, Sendable {
  /// How the delay grows.
  public enum Backoff: String, Hashable, Sendable, CaseIterable {
    /// It does not.
    case fixed

    /// It doubles with each attempt.
    case exponential
  }

  /// How many attempts a run has at most; 1 for no retry.
  public var maxAttempts: Int

  /// From the end of the first attempt to the second.
  public var delay: TimeAmount

  /// How the delay grows.
  public var backoff: Backoff

  /// What the delay never exceeds, jitter left out; nil for no limit.
  public var maxDelay: TimeAmount?

  /// The upper bound of what is added to each delay, so that many that failed together do not come back together.
  public var jitter: TimeAmount

  /// The exit codes that are worth another attempt; nil for every failure, timeouts and signals among them.
  public var onExitCodes: [Int32]?

  /// One attempt and no more.
  public static let never = Retry(maxAttempts: 1)

  /// A retry with everything said.
  public init(
    maxAttempts: Int,
    delay: TimeAmount = .zero,
    backoff: Backoff = .fixed,
    maxDelay: TimeAmount? = nil,
    jitter: TimeAmount = .zero,
    onExitCodes: [Int32]? = nil
  ) {
    self.maxAttempts = maxAttempts
    self.delay = delay
    self.backoff = backoff
    self.maxDelay = maxDelay
    self.jitter = jitter
    self.onExitCodes = onExitCodes
  }

  /// How long after the end of an attempt the next one is due.
  ///
  /// - Parameters:
  ///   - attempt: The one that ended, from 1.
  ///   - run: Whose it was: what the jitter is hashed from, so that it is the same in `simulate`.
  ///   - seed: What keeps machines with the same jobs apart.
  /// - Returns: The delay and its jitter.
  func delay(afterAttempt attempt: Int, of run: RunID, seed: UInt64) -> TimeAmount {
    var amount = delay.nanoseconds
    if backoff == .exponential {
      let factor: Int64 = 1 << Int64(min(max(attempt - 1, 0), 40))
      let (product, overflow) = amount.multipliedReportingOverflow(by: factor)
      amount = overflow ? .max : product
    }
    amount = min(amount, maxDelay?.nanoseconds ?? .max)
    guard jitter > .zero else { return .nanoseconds(amount) }
    let hash = StableHash.mixed(StableHash.mixed(UInt64(bitPattern: run.number) ^ seed) ^ UInt64(attempt))
    let share = hash.multipliedFullWidth(by: UInt64(jitter.nanoseconds)).high
    return .nanoseconds(amount.addingSaturating(Int64(share)))
  }

  /// Whether an attempt that ended so is worth another.
  func appliesTo(_ outcome: Outcome, exitCode: Int32?) -> Bool {
    switch outcome {
    case .failed, .timedOut: break
    case .succeeded, .cancelled, .abandoned, .skipped, .missed: return false
    }
    guard let onExitCodes else { return true }
    guard outcome == .failed, let exitCode else { return false }
    return onExitCodes.contains(exitCode)
  }
}
