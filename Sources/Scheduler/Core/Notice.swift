/// Something that the operator should see in the log.
///
/// The wording is the shell's.
public indirect enum Notice: Hashable, Sendable {
  /// A run waits for a slot of the global cap.
  case queued(Run)

  /// A run's process is about to be started.
  case starting(Run)

  /// A run has its outcome.
  case ended(Run)

  /// Fire times passed without a run.
  case span(Span)

  /// An attempt has failed; the next one is due after the delay.
  case retrying(Run, TimeAmount)

  /// A job, or with nil every job, is paused, or no longer.
  case paused(JobID?, Pause)
  case resumed(JobID?)

  /// A run is told to end, and why.
  case stopping(Run, StopSignal, Reason)

  /// The wall clock was set, by this much.
  case clockStepped(TimeAmount)

  /// A reload was taken over.
  case reloaded(ReloadSummary)

  /// The daemon drains: how many runs are under way and how long they may go on.
  case draining(running: Int, queued: Int, grace: TimeAmount)
}

/// What a reload did to the jobs, counted.
public struct ReloadSummary: Hashable, Sendable {
  /// Jobs that were not there before.
  public var added = 0

  /// Jobs whose definition differs in anything.
  public var changed = 0

  /// Jobs that are gone.
  public var removed = 0

  /// Jobs that kept everything.
  public var unchanged = 0

  /// No job yet.
  public init() {}
}
