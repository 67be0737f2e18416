/// The account of a job at a time: what became of its fire time, or why there was none.
///
/// A value that is decided from what the triggers name, what the ledger holds and how the job stands; its wording is
/// in `JobAccountText`.
public struct JobAccount: Hashable, Sendable {
  /// What an account comes to, in a word.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// A process was started; the run says how it ended.
    case ran

    /// The run ended before a process was started, at somebody's word.
    case cancelled

    /// The process runs.
    case running

    /// The run waits for a slot, or for other runs of its job.
    case queued

    /// An attempt has failed and the next one is not due yet.
    case waitingRetry = "waiting_retry"

    /// It was not wanted then: another run was under way, the job was paused, the queue was full.
    case skipped

    /// It came too late.
    case missed

    /// The run of another fire time stands for it.
    case coalesced

    /// It has come and is not accounted for yet.
    case pending

    /// It lies ahead and will fire.
    case ahead

    /// A pause that is in force holds it back.
    case paused

    /// It was accounted for, and its row was pruned.
    case pruned

    /// It passed, and the ledger says nothing of it.
    case unrecorded

    /// It is no fire time.
    case notAFireTime = "not_a_fire_time"

    /// The trigger names it and excludes it.
    case excluded

    /// The job was first seen later.
    case beforeFirstSeen = "before_first_seen"

    /// The job was disabled then, or not in the job file.
    case notScheduled = "not_scheduled"

    /// The job is disabled.
    case disabled
  }

  /// Another fire time, and what became of it.
  public struct Neighbour: Hashable, Sendable {
    /// The fire time.
    public var fireTime: Instant

    /// What became of it.
    public var fate: FireTimeFate
  }

  /// What was asked for.
  public let asked: AskedTime

  /// How the job stands.
  public let standing: JobStanding

  /// What the triggers say.
  public let times: FireTimesAsked

  /// The fire time, its offset and what daylight saving did to it; nil where there is none.
  public let occurrence: Occurrence?

  /// What became of it; nil where there is none.
  public let fate: FireTimeFate?

  /// What the ledger holds about it.
  public let evidence: FireTimeEvidence

  /// The fire time before it, where it is none.
  public let previous: Neighbour?

  /// The fire time after it, where it is none.
  public let next: Neighbour?

  /// The runs that nothing but the schedule has made in that time; where it is no fire time, also what was under way.
  public let otherRuns: [Run]

  /// The runs by hand that are to be made in that time.
  public let deferred: [DeferredTrigger]

  /// What the ledger holds.
  public struct Findings: Hashable, Sendable {
    /// About the fire time.
    public var fireTime = FireTimeEvidence()

    /// About the fire time before it.
    public var previous = FireTimeEvidence()

    /// About the fire time after it.
    public var next = FireTimeEvidence()

    /// The job's runs that were made in the time that was asked for, or under way then, ordered by number.
    public var runs: [Run] = []

    /// The runs by hand that wait for an instant in it.
    public var deferred: [DeferredTrigger] = []

    /// Nothing is known.
    public init() {}
  }

  /// Decides.
  ///
  /// - Parameters:
  ///   - asked: The time.
  ///   - times: What the triggers say of it.
  ///   - findings: What the ledger holds.
  ///   - standing: How the job stands.
  public init(_ asked: AskedTime, _ times: FireTimesAsked, _ findings: Findings, _ standing: JobStanding) {
    self.asked = asked
    self.standing = standing
    self.times = times
    evidence = findings.fireTime
    deferred = findings.deferred
    func neighbour(_ fireTime: Instant?, _ evidence: FireTimeEvidence) -> Neighbour? {
      guard let fireTime, let trigger = times.trigger else { return nil }
      return Neighbour(fireTime: fireTime, fate: FireTimeFate(fireTime, of: trigger, evidence, standing))
    }
    previous = neighbour(times.previous, findings.previous)
    next = neighbour(times.next, findings.next)
    if let fireTime = times.fireTime, let trigger = times.trigger {
      occurrence = trigger.occurrence(at: fireTime)
      fate = FireTimeFate(fireTime, of: trigger, findings.fireTime, standing)
      otherRuns = findings.runs.filter { $0.cause != .schedule && times.range.contains($0.createdAt) }
    } else if let run = findings.runs.first(where: { $0.isScheduled(in: times.range) }) {
      // The rules of the zone have changed since, or the account is wrong: what ran has run.
      occurrence = run.fireTime.flatMap { times.trigger?.occurrence(at: $0) }
      fate = .run(run)
      otherRuns = findings.runs.filter { $0.id != run.id }
    } else if times.absence == .namesNone,
      let run = findings.runs.first(where: { times.range.contains($0.createdAt) })
    {
      occurrence = nil
      fate = .run(run)
      otherRuns = findings.runs.filter { $0.id != run.id }
    } else {
      occurrence = nil
      fate = nil
      otherRuns = findings.runs
    }
  }

  /// Whose account it is.
  public var job: Job { standing.status.job }

  /// The zone that its times are shown in.
  public var zone: Zone { times.trigger?.zone ?? job.zone }

  /// How much later than its fire time the run starts on purpose.
  var jitter: TimeAmount {
    guard let occurrence, let trigger = times.trigger else { return .zero }
    return trigger.delay(of: occurrence.instant, job: job.id, seed: standing.jitterSeed)
  }

  /// What it comes to.
  public var verdict: Verdict {
    if let fate { return fate.verdict }
    switch times.absence {
    case .excluded: return .excluded
    case .beforeFirstSeen: return .beforeFirstSeen
    case .notScheduled: return .notScheduled
    case .disabled: return .disabled
    case .notNamed, .skippedByClocks, .otherShowingCounts, .beforeStart, .afterEnd, .namesNone, .unreadable,
      nil:
      return .notAFireTime
    }
  }

  /// The run that it comes to: its own, or the one that stands for it.
  public var run: Run? { fate?.run }

  /// The span that it was counted on.
  public var span: Span? {
    if case .span(let span)? = fate { span } else { nil }
  }
}

extension FireTimeFate {
  /// What it comes to, in a word.
  public var verdict: JobAccount.Verdict {
    switch self {
    case .run(let run): run.verdict
    case .coalesced: .coalesced
    case .span(let span): span.outcome == .skipped ? .skipped : .missed
    case .passedInPause, .aheadInPause: .paused
    case .pending: .pending
    case .ahead: .ahead
    case .pruned: .pruned
    case .unrecorded: .unrecorded
    }
  }

  /// The run that it comes to.
  public var run: Run? {
    switch self {
    case .run(let run), .coalesced(let run): run
    case .span, .pruned, .passedInPause, .pending, .ahead, .aheadInPause, .unrecorded: nil
    }
  }
}

extension Run {
  fileprivate var verdict: JobAccount.Verdict {
    switch state {
    case .queued: return .queued
    case .starting, .running: return .running
    case .waitingRetry: return .waitingRetry
    case .ended: break
    }
    switch outcome {
    case .skipped: return .skipped
    case .missed: return .missed
    case .cancelled: return attempt == 0 ? .cancelled : .ran
    case .succeeded, .failed, .timedOut, .abandoned, nil: return .ran
    }
  }

  fileprivate func isScheduled(in range: Range<Instant>) -> Bool {
    cause == .schedule && fireTime.map(range.contains) ?? false
  }
}
