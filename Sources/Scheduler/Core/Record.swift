/// What is made durable.
///
/// The records of a turn are one transaction. The first start on a large job file makes one for each job, so that they are
/// small: what is large and comes by ones stands elsewhere (`indirect`).
public enum Record: Hashable, Sendable {
  /// A new run. A scheduled one claims its (job, fire time), which must be unique.
  indirect case claimed(Run)

  /// A run that is there already now stands like this.
  indirect case changed(Run)

  /// Fire times that passed without a run.
  indirect case span(Span)

  /// Every fire time of this job up to and including the instant is accounted for.
  case cursor(JobID, Instant)

  /// The job has this trigger from that instant on, and its fire times count from just after `cursor`.
  ///
  /// It replaces the trigger that was there, which is kept as an earlier version.
  case schedule(JobID, TriggerText, cursor: Instant, at: Instant)

  /// A rule of a job, by its identity, has told something, or its job has recovered from what it told.
  case notified(JobID, rule: Int64, NotificationMark)

  /// From that instant on the job has no trigger that counts; its runs and the trigger that it had stay.
  case unscheduled(JobID, at: Instant)

  /// An attempt of a run has ended, and the run goes on: another attempt follows.
  indirect case attempt(RunID, Attempt)

  /// A job is paused, or with nil every job.
  indirect case paused(JobID?, Pause)

  /// A job, or with nil every job, is no longer paused from that instant on.
  case resumed(JobID?, at: Instant)

  /// A run by hand was asked for at a later instant.
  indirect case deferred(DeferredTrigger)

  /// A run by hand that was asked for has become a run, or will not.
  case undeferred(Int64)

  /// A request that came with a key was answered.
  indirect case answered(KeptAnswer)

  /// The wall clock was set, by this much, and says this now.
  case clockStepped(TimeAmount, to: Instant)
}

extension Run {
  /// What a ledger records in the same transaction instead of a claim that it has already: the run's other fire times.
  ///
  /// Nil where the run stands for none.
  public var spanIfRefused: Span? {
    coalesced.map { others in
      Span(
        job: job,
        first: others.first,
        last: others.last,
        count: others.count,
        outcome: .missed,
        reason: .alreadyClaimed
      )
    }
  }
}

/// A trigger as the ledger keeps it: canonical JSON that the job file's reader reads back to an equal trigger.
public struct TriggerText: Hashable, Sendable {
  /// The JSON, on one line, keys in a fixed order.
  public var json: String

  /// The name of the zone that the trigger is read in.
  public var zone: String

  /// What `H` is hashed with besides the job's id; 0 where the trigger has none.
  public var seed: UInt64

  /// The zones that its instants were computed in, as they were then, ordered by name.
  ///
  /// Those that need no file are left out, and all are where a schedd recorded it that did not keep them.
  public var editions: [Zone]

  /// A trigger that was written already.
  public init(json: String, zone: String, seed: UInt64 = 0, editions: [Zone] = []) {
    self.json = json
    self.zone = zone
    self.seed = seed
    self.editions = editions
  }

  /// Whether both say the same, though perhaps in other editions of the same zones.
  public func says(_ other: TriggerText) -> Bool {
    json == other.json && zone == other.zone && seed == other.seed
  }
}

/// What the ledger gives the core at a start.
public struct Snapshot: Hashable, Sendable {
  /// What is known of a job from before.
  public struct Schedule: Hashable, Sendable {
    /// Whose it is.
    public var job: JobID

    /// Every fire time up to and including this is accounted for.
    public var cursor: Instant

    /// The trigger that it had, as it was written.
    public var text: TriggerText

    /// The trigger that it had; nil where today's reader or zone database cannot read it any more.
    public var trigger: Trigger?

    /// What is known of a job.
    public init(job: JobID, cursor: Instant, text: TriggerText, trigger: Trigger?) {
      self.job = job
      self.cursor = cursor
      self.text = text
      self.trigger = trigger
    }
  }

  /// Every job that had a schedule, ordered by id.
  public var schedules: [Schedule]

  /// Every run that has no outcome yet, ordered by number.
  public var openRuns: [Run]

  /// The pauses in force, that of every job among them under nil.
  public var pauses: [JobID?: Pause]

  /// The runs by hand that were asked for at a later instant, ordered by number.
  public var deferred: [DeferredTrigger]

  /// What requests with a key were answered, as far as it is kept.
  public var answers: [KeptAnswer]

  /// One more than the largest number that a run ever had.
  public var nextRun: RunID

  /// One more than the largest number that a deferred trigger ever had.
  public var nextDeferred: Int64

  /// How many of the latest runs in a row have not succeeded, of each job that tells people and has such.
  public var failuresInARow: [JobID: Int] = [:]

  /// The marks of the rules that have told something, by their identities.
  public var notified: [JobID: [Int64: NotificationMark]] = [:]

  /// What an empty ledger gives.
  public static let empty = Snapshot(schedules: [], openRuns: [], nextRun: RunID(1))

  /// What a ledger gives.
  public init(
    schedules: [Schedule],
    openRuns: [Run],
    pauses: [JobID?: Pause] = [:],
    deferred: [DeferredTrigger] = [],
    answers: [KeptAnswer] = [],
    nextRun: RunID,
    nextDeferred: Int64 = 1
  ) {
    self.schedules = schedules
    self.openRuns = openRuns
    self.pauses = pauses
    self.deferred = deferred
    self.answers = answers
    self.nextRun = nextRun
    self.nextDeferred = nextDeferred
  }
}
