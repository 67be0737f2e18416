/// What the shell must do now: the core's only output.
///
/// **The ordering rule.** Actions are performed in order, and every `record` of a turn is committed in one
/// transaction before the first `start` or `reply` of that turn is performed. `signal`, `log`, `notify` and `exit`
/// never wait for a commit. The durable state is the truth, memory is a cache.
public enum Action: Hashable, Sendable {
  /// Make this durable.
  case record(Record)

  /// Start this run's process.
  indirect case start(Start)

  /// Send a signal to the whole process group of a run.
  case signal(RunID, StopSignal)

  /// Answer a request.
  indirect case reply(RequestID, Response)

  /// Tell the operator.
  case log(Notice)

  /// Tell whom a job's rule names; it stands in no run's way, and nothing waits for it.
  indirect case notify(Notification)

  /// Every run has its outcome or its place in the queue: leave, as soon as the records are durable.
  case exit
}

/// What a process is told so that it ends.
public enum StopSignal: String, Hashable, Sendable {
  /// SIGTERM.
  case terminate

  /// SIGKILL.
  case kill
}

/// All that the shell needs to start a process for a run.
public struct Start: Hashable, Sendable {
  /// The run, in state `starting`.
  public var run: Run

  /// What is started.
  public var kind: JobKind

  /// The zone that the run is told as `TZ`.
  public var zone: Zone

  /// How much of what it writes is kept.
  public var output: OutputLimits

  /// A start with everything said.
  public init(run: Run, kind: JobKind, zone: Zone, output: OutputLimits = .usual) {
    self.run = run
    self.kind = kind
    self.zone = zone
    self.output = output
  }
}

/// The answer to a request.
public enum Response: Hashable, Sendable {
  /// The run was made; it is started or waits for a slot.
  case accepted(Run)

  /// The run was made and skipped at once; it says why.
  case refused(Run)

  /// No run was made: its parameters are not as the job declares them.
  case badParameters(JobID, ParameterFault)

  /// The run will be made at its instant.
  case deferred(DeferredTrigger)

  /// The same request came with the same key before and was answered like this.
  indirect case repeated(KeptAnswer)

  /// Another request came with the same key before, and was answered like this.
  indirect case keyReused(KeptAnswer)

  /// So many keys are in use that no further one is taken.
  case tooManyKeys

  /// There is no such job.
  case unknownJob(JobID)

  /// There is no such run that has not ended.
  case unknownRun(RunID)

  /// There is no such deferred trigger.
  case unknownDeferred(Int64)

  /// So many deferred triggers wait already that no more are taken.
  case tooMany

  /// The daemon is on its way out and starts nothing more.
  case stopping

  /// The ledger cannot be written, so nothing may start.
  case ledgerUnavailable

  /// It is done, or under way.
  case done

  /// The daemon stops, as was asked; that promises nothing that would have to be durable.
  case stopped
}

extension Action {
  /// Whether it may be performed only after the records of its turn are durable.
  public var waitsForCommit: Bool {
    switch self {
    case .start, .reply, .exit: true
    case .record, .signal, .log, .notify: false
    }
  }
}

extension Response {
  /// Whether it promises what must be durable first.
  public var needsRecords: Bool {
    switch self {
    case .accepted, .refused, .deferred, .repeated, .done: true
    case .badParameters, .keyReused, .tooManyKeys, .unknownJob, .unknownRun, .unknownDeferred, .tooMany,
      .stopping, .stopped,
      .ledgerUnavailable:
      false
    }
  }
}
