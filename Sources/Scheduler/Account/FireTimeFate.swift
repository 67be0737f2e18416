/// What the ledger holds about one fire time.
public struct FireTimeEvidence: Hashable, Sendable {
  /// The run that claims it.
  public var run: Run?

  /// Whether that run has ended and the ledger, which cannot be written, does not know how.
  public var isEndUnrecorded = false

  /// The attempts of that run that were followed by another.
  public var attempts: [Attempt] = []

  /// The run of another fire time that stands for it.
  public var coalescedInto: Run?

  /// The span that it was counted on.
  public var span: Span?

  /// What is kept of it, where its row was pruned.
  public var pruned: PrunedStretch?

  /// The runs of the job that were under way when it was refused.
  public var inTheWay: [Run] = []

  /// The job's own pause that it fell into.
  public var pause: Pause?

  /// The pause of every job that it fell into.
  public var globalPause: Pause?

  /// Nothing is known.
  public init() {}
}

/// How a job stands now, as far as that decides about a fire time.
public struct JobStanding: Hashable, Sendable {
  /// The job, its pauses and its open runs.
  public var status: JobStatus

  /// What the wall clock says.
  public var now: Instant

  /// Every fire time up to and including this is accounted for; nil where the job has no trigger that counts.
  public var cursor: Instant?

  /// Whether the daemon was told to stop.
  public var isStopping: Bool

  /// Whether the ledger can be written.
  public var isLedgerWritable: Bool

  /// The seed of the job file's jitter.
  public var jitterSeed: UInt64

  /// A job as it stands.
  public init(
    status: JobStatus,
    now: Instant,
    cursor: Instant?,
    isStopping: Bool = false,
    isLedgerWritable: Bool = true,
    jitterSeed: UInt64 = 0
  ) {
    self.status = status
    self.now = now
    self.cursor = cursor
    self.isStopping = isStopping
    self.isLedgerWritable = isLedgerWritable
    self.jitterSeed = jitterSeed
  }
}

/// What became of one fire time, or becomes of it.
public enum FireTimeFate: Hashable, Sendable {
  /// It has a run of its own, which says the rest.
  case run(Run)

  /// This run of another fire time stands for it.
  case coalesced(into: Run)

  /// It passed without a run, with others or alone.
  case span(Span)

  /// It was accounted for, and its row was pruned with others.
  case pruned(PrunedStretch)

  /// It passed, and the pause in which it passed goes on: it is skipped when that ends.
  case passedInPause(Pause, everyJob: Bool)

  /// It has come and is not accounted for yet.
  case pending(Delay)

  /// It lies ahead and will fire.
  case ahead

  /// It lies ahead, and a pause will hold it back unless somebody ends that before.
  case aheadInPause(Pause, everyJob: Bool)

  /// It passed, and the ledger says nothing of it: the account is wrong.
  case unrecorded

  /// What a fire time that has come waits for.
  public enum Delay: Hashable, Sendable {
    /// Its jitter, which ends then.
    case jitter(until: Instant)

    /// The ledger cannot be written.
    case ledger

    /// The daemon stops; the next one finds the fire time late.
    case shutdown

    /// This turn of the daemon.
    case turn
  }

  /// Decides.
  ///
  /// - Parameters:
  ///   - fireTime: The fire time.
  ///   - trigger: What names it.
  ///   - evidence: What the ledger holds about it.
  ///   - standing: How the job stands.
  public init(
    _ fireTime: Instant,
    of trigger: TimedTrigger,
    _ evidence: FireTimeEvidence,
    _ standing: JobStanding
  ) {
    if let run = evidence.run {
      self = .run(run)
    } else if let run = evidence.coalescedInto {
      self = .coalesced(into: run)
    } else if let span = evidence.span {
      self = .span(span)
    } else if let stretch = evidence.pruned {
      self = .pruned(stretch)
    } else if let cursor = standing.cursor, fireTime > cursor {
      self = Self.unaccounted(fireTime, trigger, standing)
    } else {
      self = .unrecorded
    }
  }

  private static func unaccounted(
    _ fireTime: Instant,
    _ trigger: TimedTrigger,
    _ standing: JobStanding
  ) -> FireTimeFate {
    let isAhead = fireTime > standing.now
    if let (pause, everyJob) = standing.pause(at: fireTime) {
      return isAhead
        ? .aheadInPause(pause, everyJob: everyJob) : .passedInPause(pause, everyJob: everyJob)
    }
    guard !isAhead else { return .ahead }
    let job = standing.status.job.id
    let due = fireTime + trigger.delay(of: fireTime, job: job, seed: standing.jitterSeed)
    if due > standing.now { return .pending(.jitter(until: due)) }
    if standing.isStopping { return .pending(.shutdown) }
    return .pending(standing.isLedgerWritable ? .turn : .ledger)
  }
}

extension JobStanding {
  /// The pause in force that holds back an instant, the job's own before that of every job.
  fileprivate func pause(at instant: Instant) -> (pause: Pause, everyJob: Bool)? {
    func holds(_ pause: Pause?) -> Pause? {
      pause.flatMap { $0.until.map { instant < $0 } ?? true ? $0 : nil }
    }
    if let own = holds(status.pause) { return (own, false) }
    return holds(status.globalPause).map { ($0, true) }
  }
}
