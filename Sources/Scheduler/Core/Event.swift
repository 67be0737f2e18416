/// What happened: the core's only input, together with the moment it is told.
public enum Event: Hashable, Sendable {
  /// The daemon is up and has nothing to do with a run of its own yet; comes first, once.
  case launched

  /// Time has passed. Comes last in every turn.
  case woke

  /// A process that the core asked for has been made; that its program could not begin may be told later.
  case started(RunID, ProcessIdentity)

  /// A process that the core asked for could not be started; the text names the step and the system's word.
  ///
  /// What the machine is short of now it may have again: only then is another attempt worth it (`mayPass`). A program
  /// that is not there will not be there in a minute either.
  case spawnFailed(RunID, detail: String, mayPass: Bool = true)

  /// A process has ended and been reaped: what it used, and what else is to be said of its end.
  case exited(RunID, ExitStatus, usage: ProcessUsage? = nil, detail: String? = nil)

  /// Somebody asks for something; a `reply` with the same number answers.
  case requested(RequestID, Request)

  /// The job file was read again and is good.
  case reloaded(Configuration)

  /// What was to be told was not.
  indirect case notificationFailed(Notification)

  /// These claims were not made: the ledger already has a run of that job and fire time.
  ///
  /// It happens only where the core's memory and the ledger's differ: a clock set back by hours, a job that was
  /// removed and added again. The fire time is accounted for; the run must not start.
  case claimsRefused([Run])

  /// The ledger could not be written. The runs named are those whose start waits for it; until it heals nothing new
  /// is claimed.
  case ledgerFailed(held: [RunID])

  /// The ledger has taken everything that waited for it; the core judges the held starts anew.
  case ledgerHealed

  /// The daemon was told to stop: the first time it drains, the second skips the grace, the third kills.
  case shutdownRequested
}

/// How a process ended.
public enum ExitStatus: Hashable, Sendable {
  /// By itself, with this code.
  case exited(Int32)

  /// By this signal.
  case signaled(Int32)
}

/// A request's number, unique within the daemon's life; made by the shell.
public struct RequestID: Hashable, Sendable {
  /// The number.
  public let number: UInt64

  /// The request of that number.
  public init(_ number: UInt64) {
    self.number = number
  }
}

/// What can be asked of the core.
///
/// Questions that change nothing are answered from its views instead.
public enum Request: Hashable, Sendable {
  /// Run a job now, by hand.
  case trigger(JobID, actor: String?, parameters: [ParameterValue] = [])

  /// Run a job by hand at a later instant.
  case triggerLater(JobID, at: Instant, actor: String?, parameters: [ParameterValue] = [])

  /// Forget a run that was asked for at a later instant.
  case cancelDeferred(Int64)

  /// Do this unless it was done for the same key before; a run by hand, now or later.
  indirect case once(IdempotencyKey, Request)

  /// End a run, or keep it from starting.
  case cancel(RunID, actor: String?)

  /// Let the trigger of a job, or with nil every trigger, count for nothing until then, or until it is resumed.
  case pause(JobID?, until: Instant?, reason: String, actor: String?)

  /// End a pause.
  case resume(JobID?)

  /// Stop the daemon, as SIGTERM does.
  case stop
}
