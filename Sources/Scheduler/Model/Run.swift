/// A run's number: unique in a state directory, growing with time.
public struct RunID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number, from 1.
  public let number: Int64

  /// The run of that number.
  public init(_ number: Int64) {
    self.number = number
  }

  /// The number in decimal.
  public var description: String { String(number) }

  /// Whether the first run was made earlier.
  public static func < (one: RunID, other: RunID) -> Bool {
    one.number < other.number
  }
}

/// What made a run.
public enum Cause: String, Hashable, Sendable, CaseIterable {
  /// A fire time of its trigger.
  case schedule

  /// A request by hand.
  case manual

  /// The start of the daemon.
  case startup

  /// The end of another job's run.
  case after
}

/// Where a run stands.
public enum RunState: String, Hashable, Sendable, CaseIterable {
  /// Admitted; it waits for a slot, for another instance of its job, or for the runs before it in its chain.
  case queued

  /// Its start is recorded and under way.
  case starting

  /// Its process is known to have started.
  case running

  /// An attempt has failed, and the next one is not due yet.
  case waitingRetry = "waiting_retry"

  /// It has an outcome.
  case ended
}

/// A process as the kernel knows it, told apart from a later one with the same pid.
public struct ProcessIdentity: Hashable, Sendable {
  /// The process id, also its session's and group's.
  public var pid: Int32

  /// When it started, in clock ticks since boot (field 22 of /proc/PID/stat).
  public var startTicks: UInt64

  /// A process that was just started.
  public init(pid: Int32, startTicks: UInt64) {
    self.pid = pid
    self.startTicks = startTicks
  }
}

/// The fire times, besides its own, that a run stands for.
public struct CoalescedFireTimes: Hashable, Sendable {
  /// How many.
  public var count: Int

  /// The first of them.
  public var first: Instant

  /// The last of them.
  public var last: Instant

  /// Fire times that were counted already.
  public init(count: Int, first: Instant, last: Instant) {
    self.count = count
    self.first = first
    self.last = last
  }
}

/// One execution for one fire time, or for one request by hand: what the ledger keeps a row of.
public struct Run: Hashable, Sendable {
  /// Its number.
  public var id: RunID

  /// Whose run it is.
  public var job: JobID

  /// The instant that the trigger named, before jitter; nil for runs that no trigger named.
  public var fireTime: Instant?

  /// What made it.
  public var cause: Cause

  /// Where it stands.
  public var state: RunState

  /// How it ended; nil until it has.
  public var outcome: Outcome?

  /// Why it ended so; nil until it has.
  public var reason: Reason?

  /// What happened in words, where the reason alone does not say it ("execve /bin/nope: No such file or directory").
  public var detail: String?

  /// Which process of the run this is, from 1; 0 when none was started.
  public var attempt: Int

  /// When it was admitted.
  public var createdAt: Instant

  /// When its process was started.
  public var startedAt: Instant?

  /// When it got its outcome.
  public var endedAt: Instant?

  /// The exit code of a process that ended by itself.
  public var exitCode: Int32?

  /// The signal that ended the process.
  public var signal: Int32?

  /// What the process used; nil until it has ended, and where nobody saw the end.
  public var usage: ProcessUsage?

  /// The process, from when it is known until the row is pruned.
  public var process: ProcessIdentity?

  /// The fire times that it stands for besides its own.
  public var coalesced: CoalescedFireTimes?

  /// The first run of the chain that it belongs to (`coalesce: all`), or nil.
  public var chain: RunID?

  /// The run that an `after` trigger follows.
  public var causedBy: RunID?

  /// When the next attempt is due, on the wall clock; nil unless it waits for its retry.
  public var retryAt: Instant?

  /// How many attempts in a row were lost with the daemon.
  public var reruns = 0

  /// The values of its job's parameters, in the order of their declaration.
  public var parameters: [ParameterValue] = []

  /// Who asked for it ("uid=1000 pid=4711"); nil where nobody did.
  public var actor: String?

  /// A run that was just admitted.
  public init(
    id: RunID,
    job: JobID,
    fireTime: Instant?,
    cause: Cause,
    state: RunState,
    createdAt: Instant
  ) {
    self.id = id
    self.job = job
    self.fireTime = fireTime
    self.cause = cause
    self.state = state
    self.createdAt = createdAt
    attempt = 0
  }
}

/// Many fire times in a row that passed without a run, accounted for together.
public struct Span: Hashable, Sendable {
  /// Whose they are.
  public var job: JobID

  /// The first of them.
  public var first: Instant

  /// The last of them.
  public var last: Instant

  /// How many there are.
  public var count: Int

  /// `skipped` or `missed`.
  public var outcome: Outcome

  /// Why.
  public var reason: Reason

  /// Fire times that were counted already.
  public init(job: JobID, first: Instant, last: Instant, count: Int, outcome: Outcome, reason: Reason) {
    self.job = job
    self.first = first
    self.last = last
    self.count = count
    self.outcome = outcome
    self.reason = reason
  }
}

/// One process of a run, once it has ended.
public struct Attempt: Hashable, Sendable {
  /// Which, from 1.
  public var number: Int

  /// When it was started.
  public var startedAt: Instant?

  /// When it ended.
  public var endedAt: Instant

  /// How it ended.
  public var outcome: Outcome

  /// Why.
  public var reason: Reason

  /// What happened in words, where the reason alone does not say it.
  public var detail: String?

  /// The exit code of a process that ended by itself.
  public var exitCode: Int32?

  /// The signal that ended the process.
  public var signal: Int32?

  /// What the process used; nil where nobody saw the end.
  public var usage: ProcessUsage?

  /// The attempt that a run has just finished.
  init(of run: Run, _ outcome: Outcome, _ reason: Reason, at instant: Instant) {
    number = run.attempt
    startedAt = run.startedAt
    endedAt = instant
    self.outcome = outcome
    self.reason = reason
    detail = run.detail
    exitCode = run.exitCode
    signal = run.signal
    usage = run.usage
  }

  /// An attempt with everything said.
  public init(
    number: Int,
    startedAt: Instant?,
    endedAt: Instant,
    outcome: Outcome,
    reason: Reason,
    detail: String? = nil,
    exitCode: Int32? = nil,
    signal: Int32? = nil,
    usage: ProcessUsage? = nil
  ) {
    self.number = number
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.outcome = outcome
    self.reason = reason
    self.detail = detail
    self.exitCode = exitCode
    self.signal = signal
    self.usage = usage
  }
}
