/// The ledger without a disk: what was committed, and nothing else, is there after a crash.
public struct MemoryLedger: Sendable {
  private struct Claim: Hashable, Sendable {
    var job: JobID
    var fireTime: Instant
  }

  /// A job's schedule as it was last recorded.
  public struct ScheduleRow: Hashable, Sendable {
    /// Its trigger as text.
    public var text: TriggerText

    /// Every fire time up to and including this is accounted for.
    public var cursor: Instant
  }

  /// Every run that was ever recorded, or every one that has no outcome.
  public private(set) var runs: [RunID: Run] = [:]

  /// Fire times that passed without a run, in the order of their records.
  public private(set) var spans: [Span] = []

  /// The jobs that have fire times.
  public private(set) var schedules: [JobID: ScheduleRow] = [:]

  /// The attempts of runs that went on after them.
  public private(set) var attempts: [RunID: [Attempt]] = [:]

  /// The pauses in force, that of every job among them under nil.
  public private(set) var pauses: [JobID?: Pause] = [:]

  /// The runs by hand that are still to be made.
  public private(set) var deferred: [Int64: DeferredTrigger] = [:]

  /// What requests with a key were answered, for ever: nobody sweeps here.
  public private(set) var answers: [String: KeptAnswer] = [:]
  /// How many of the latest runs in a row have not succeeded, of each job that has such.
  private var failuresInARow: [JobID: Int] = [:]

  /// The marks of the rules that have told something.
  private var notified: [JobID: [Int64: NotificationMark]] = [:]

  private var newestDeferred: Int64 = 0
  private var claims: Set<Claim> = []
  private var newestRun = RunID(0)

  private let keepsEndedRuns: Bool

  /// A ledger that knows nothing.
  ///
  /// - Parameter keepsEndedRuns: Whether runs, attempts and spans stay once nothing rests on them any more: years of them
  ///   do not fit into memory. Claims stay in any case.
  public init(keepsEndedRuns: Bool = true) {
    self.keepsEndedRuns = keepsEndedRuns
  }

  /// Takes all records; of claims of fire times that were claimed before it takes the other fire times only.
  ///
  /// - Parameter records: What becomes durable, in order.
  /// - Returns: The runs whose claims were refused; nothing was recorded of them.
  public mutating func commit(_ records: [Record]) -> [Run] {
    var refused: [Run] = []
    for record in records {
      switch record {
      case .claimed(let run):
        if isClaimed(run) { refuse(run, &refused) } else { insert(run) }
      case .changed(let run):
        if runs[run.id] != nil { keep(run) }
      case .span(let span):
        if keepsEndedRuns { spans.append(span) }
      case .cursor(let job, let cursor):
        schedules[job]?.cursor = cursor
      case .schedule(let job, let text, let cursor, _):
        schedules[job] = ScheduleRow(text: text, cursor: cursor)
      case .unscheduled(let job, _): schedules[job] = nil
      case .attempt(let run, let attempt):
        if keepsEndedRuns { attempts[run, default: []].append(attempt) }
      case .paused(let job, let pause): pauses[job] = pause
      case .resumed(let job, _): pauses[job] = nil
      case .deferred(let trigger):
        deferred[trigger.id] = trigger
        newestDeferred = max(newestDeferred, trigger.id)
      case .undeferred(let id): deferred[id] = nil
      case .answered(let answer): answers[answer.key.text] = answer
      case .notified(let job, let rule, let mark): notified[job, default: [:]][rule] = mark
      case .clockStepped: break
      }
    }
    return refused
  }

  private func isClaimed(_ run: Run) -> Bool {
    guard run.cause == .schedule, let fireTime = run.fireTime else { return false }
    return claims.contains(Claim(job: run.job, fireTime: fireTime))
  }

  private mutating func keep(_ run: Run) {
    switch run.outcome {
    case .succeeded: failuresInARow[run.job] = nil
    case .failed, .timedOut, .abandoned: failuresInARow[run.job, default: 0] += 1
    case .cancelled, .skipped, .missed, nil: break
    }
    runs[run.id] = keepsEndedRuns || run.state != .ended ? run : nil
  }

  private mutating func refuse(_ run: Run, _ refused: inout [Run]) {
    refused.append(run)
    if keepsEndedRuns, let span = run.spanIfRefused { spans.append(span) }
  }

  private mutating func insert(_ run: Run) {
    keep(run)
    newestRun = max(newestRun, run.id)
    if run.cause == .schedule, let fireTime = run.fireTime {
      claims.insert(Claim(job: run.job, fireTime: fireTime))
    }
  }

  /// What a core starts from.
  ///
  /// - Parameter decode: Reads a recorded trigger back.
  /// - Returns: The schedules by id, the open runs by number.
  public func snapshot(decode: (JobID, TriggerText) -> Trigger?) -> Snapshot {
    var snapshot = Snapshot(
      schedules: schedules.sorted { $0.key < $1.key }.map { job, row in
        Snapshot.Schedule(job: job, cursor: row.cursor, text: row.text, trigger: decode(job, row.text))
      },
      openRuns: runs.values.filter { $0.state != .ended }.sorted { $0.id < $1.id },
      pauses: pauses,
      deferred: deferred.values.sorted { $0.id < $1.id },
      answers: answers.values.sorted { ($0.createdAt, $0.key.text) < ($1.createdAt, $1.key.text) },
      nextRun: RunID(newestRun.number + 1),
      nextDeferred: newestDeferred + 1
    )
    snapshot.failuresInARow = failuresInARow
    snapshot.notified = notified
    return snapshot
  }
}
