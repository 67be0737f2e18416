/// When a job runs.
public enum Trigger: Hashable, Sendable {
  /// At instants that can be computed: cron, interval, date and what combines them.
  case timed(TimedTrigger)

  /// Once at every start of the daemon; not on a reload.
  case startup

  /// When a run of another job ends so.
  indirect case after(AfterTrigger)

  /// Only by hand.
  case manual
}

extension Trigger {
  /// The zone that its times are read in, where it has one of its own.
  public var zone: Zone? {
    switch self {
    case .timed(let trigger): trigger.zone
    case .after, .startup, .manual: nil
    }
  }
}

/// The end of another job's run, as a trigger.
public struct AfterTrigger: Hashable, Sendable {
  /// The job whose runs are followed.
  public var job: JobID

  /// How they must have ended, after all retries; nil for any end but `skipped` and `missed`.
  public var outcome: Outcome?

  /// Whether a run that ended so is followed.
  func follows(_ outcome: Outcome) -> Bool {
    if let wanted = self.outcome { return outcome == wanted }
    switch outcome {
    case .succeeded, .failed, .timedOut, .cancelled, .abandoned: return true
    case .skipped, .missed: return false
    }
  }

  /// Follows a job.
  public init(job: JobID, outcome: Outcome?) {
    self.job = job
    self.outcome = outcome
  }
}
