import Scheduler

/// What the records come to, as the checker keeps it; it shares no code with the core or a ledger.
struct Replica {
  struct Claim: Hashable {
    var job: JobID
    var fireTime: Instant
  }

  struct Consequence: Hashable {
    var job: JobID
    var causedBy: RunID
  }

  /// From when until when a pause counted; nil while it does.
  struct PausedTime {
    var since: Instant
    var end: Instant?
    var until: Instant?

    /// Whether the clock was set back since it ended: its instants may come again, and are not paused then.
    var isBygone = false

    func covers(_ instant: Instant) -> Bool {
      instant > since && end.map { instant < $0 } ?? true
    }
  }

  /// The rows without an outcome, and the numbers of those with one.
  private(set) var open: [RunID: Run] = [:]
  private(set) var ended: Set<RunID> = []

  /// Runs whose fire time was claimed before: the ledger will not take them.
  private(set) var refused: Set<RunID> = []

  private(set) var claims: [Claim: RunID] = [:]
  private(set) var consequences: [Consequence: RunID] = [:]

  /// What each job with fire times counts by, and how far everything is accounted for.
  var triggers: [JobID: TimedTrigger] = [:]
  private(set) var texts: [JobID: TriggerText] = [:]
  private(set) var cursors: [JobID: Instant] = [:]

  /// Since when it counts.
  private(set) var scheduledAt: [JobID: Instant] = [:]

  /// Up to when a job may claim what was claimed before: it was added again, or its clock went back by hours.
  var claimableAgain: [JobID: Instant] = [:]

  /// The latest pauses of each job, and of all under nil; the last one may be in force.
  private(set) var pauses: [JobID?: [PausedTime]] = [:]

  private(set) var deferred: [Int64: DeferredTrigger] = [:]

  /// What requests with a key were answered last.
  private(set) var answers: [String: KeptAnswer] = [:]
  private(set) var newestDeferred: Int64 = 0

  func knows(_ run: RunID) -> Bool {
    open[run] != nil || ended.contains(run)
  }

  // MARK: Records

  /// Takes a record.
  ///
  /// - Parameters:
  ///   - record: The record.
  ///   - trigger: For a schedule, what its text says.
  ///   - wall: The moment of its turn.
  mutating func apply(_ record: Record, _ trigger: TimedTrigger?, at wall: Instant) {
    switch record {
    case .claimed(let run): claim(run)
    case .changed(let run): if !refused.contains(run.id) { keep(run) }
    case .cursor(let job, let cursor): cursors[job] = cursor
    case .schedule(let job, let text, let cursor, _):
      cursors[job] = cursor
      triggers[job] = trigger
      texts[job] = text
      scheduledAt[job] = wall
    case .unscheduled(let job, _):
      cursors[job] = nil
      triggers[job] = nil
      texts[job] = nil
    case .paused(let job, let pause): beginPause(job, pause)
    case .resumed(let job, let instant): endPause(job, at: instant)
    case .deferred(let trigger):
      deferred[trigger.id] = trigger
      newestDeferred = max(newestDeferred, trigger.id)
    case .undeferred(let id): deferred[id] = nil
    case .answered(let answer): answers[answer.key.text] = answer
    case .span, .attempt, .notified, .clockStepped: break
    }
  }

  private mutating func claim(_ run: Run) {
    if run.cause == .schedule, let fireTime = run.fireTime {
      let claim = Claim(job: run.job, fireTime: fireTime)
      guard claims[claim] == nil else {
        refused.insert(run.id)
        return
      }
      claims[claim] = run.id
    }
    // The number of a run that was refused is free again after a restart.
    refused.remove(run.id)
    if let causedBy = run.causedBy { consequences[Consequence(job: run.job, causedBy: causedBy)] = run.id }
    keep(run)
  }

  private mutating func keep(_ run: Run) {
    if run.state == .ended {
      open[run.id] = nil
      ended.insert(run.id)
    } else {
      open[run.id] = run
    }
  }

  // MARK: Pauses

  func pauseInForce(_ job: JobID?) -> PausedTime? {
    pauses[job]?.last.flatMap { $0.end == nil ? $0 : nil }
  }

  /// Whether a pause is in force that was not to end by now.
  func isPaused(_ job: JobID, now: Instant) -> Bool {
    [pauseInForce(job), pauseInForce(nil)].contains { pause in
      pause.map { $0.until.map { $0 > now } ?? true } ?? false
    }
  }

  /// Whether a fire time passed in a pause, or may have.
  func mayBePaused(_ job: JobID, at fireTime: Instant) -> Bool {
    ((pauses[job] ?? []) + (pauses[nil] ?? [])).contains { $0.covers(fireTime) }
  }

  /// Whether a fire time passed in a pause for certain.
  func isPaused(_ job: JobID, at fireTime: Instant) -> Bool {
    ((pauses[job] ?? []) + (pauses[nil] ?? [])).contains { !$0.isBygone && $0.covers(fireTime) }
  }

  /// Takes over how pauses stand, with what steps of the clock have made of them since they were recorded.
  mutating func takePauses(of other: Replica) {
    pauses = other.pauses
  }

  private mutating func beginPause(_ job: JobID?, _ pause: Pause) {
    if pauseInForce(job) != nil, let last = pauses[job]?.indices.last {
      pauses[job]?[last].until = pause.until
    } else {
      pauses[job, default: []] = (pauses[job] ?? []).suffix(7)
      pauses[job]?.append(PausedTime(since: pause.since, until: pause.until))
    }
  }

  private mutating func endPause(_ job: JobID?, at instant: Instant) {
    guard pauseInForce(job) != nil, let last = pauses[job]?.indices.last else { return }
    pauses[job]?[last].end = instant
  }

  /// What was paused before a clock is set back says nothing of the instants that come again.
  mutating func clockWentBack(to wall: Instant) {
    for (job, times) in pauses {
      for (index, time) in times.enumerated() {
        // A job may be seen first at that very instant.
        pauses[job]?[index].since = time.end == nil ? min(time.since, wall - .nanoseconds(1)) : time.since
        pauses[job]?[index].isBygone = time.end != nil
      }
    }
  }

  // MARK: Places

  /// How many places in a job's caps its open runs take: a chain takes one, however long.
  struct Places {
    /// Running, or waiting for a retry.
    var busy = 0

    /// Waiting for a slot, or for another instance to end.
    var queued = 0

    var all: Int { busy + queued }
  }

  /// The places of each job that has open runs.
  var places: [JobID: Places] {
    let first = firstOfChains
    var places: [JobID: Places] = [:]
    for run in open.values where run.chain.map({ first[$0] == run.id }) ?? true {
      if run.state == .queued {
        places[run.job, default: Places()].queued += 1
      } else {
        places[run.job, default: Places()].busy += 1
      }
    }
    return places
  }

  /// The open runs that come first in their chain, or are in none.
  var heads: [Run] {
    let first = firstOfChains
    return open.values.filter { run in run.chain.map { first[$0] == run.id } ?? true }
  }

  private var firstOfChains: [RunID: RunID] {
    var first: [RunID: RunID] = [:]
    for run in open.values {
      guard let chain = run.chain else { continue }
      first[chain] = min(first[chain] ?? run.id, run.id)
    }
    return first
  }

  /// The runs that hold a slot.
  var holding: [Run] {
    open.values.filter { $0.state == .starting || $0.state == .running }
  }
}
