/// How a fire time, or a run by hand, ended.
///
/// Closed: every path ends in exactly one.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
  /// The process ended as its job says a good one does.
  case succeeded

  /// The process ended otherwise, or could not be started.
  case failed

  /// The process took longer than its `timeout` and was told to end.
  case timedOut = "timed_out"

  /// The run was told to end, or never to start, by a person, a reload or a shutdown.
  case cancelled

  /// The daemon died during the run and cannot know its end.
  case abandoned

  /// The run was not wanted at its time: another was under way, or the queue was full.
  case skipped

  /// The run came too late to be started.
  case missed
}

/// Why an outcome came about.
///
/// Closed; each is reached by a test.
public enum Reason: String, Hashable, Sendable, CaseIterable {
  /// The process ended by itself; its exit code decided.
  case exitCode = "exit_code"

  /// The process was ended by a signal that schedd did not send.
  case signal

  /// The process could not be started; the run's detail says at which step.
  case spawnFailed = "spawn_failed"

  /// It took longer than `timeout`.
  case timeout

  /// The daemon was told to stop and `shutdown_grace` had passed.
  case shutdown

  /// Its job was removed or disabled by a reload while the run waited.
  case removed

  /// The daemon died, or the machine did.
  case daemonDied = "daemon_died"

  /// Somebody asked for it.
  case requested

  /// A newer run of its job took its place (`overlap: replace`).
  case replaced

  /// Its job, or every job, was paused.
  case paused

  /// `max_queued` runs of the job were waiting for another to end.
  case maxQueued = "max_queued"

  /// `max_instances` runs of the job were under way.
  case maxInstances = "max_instances"

  /// `max_queued_runs` runs were waiting for a slot.
  case queueFull = "queue_full"

  /// It was later than `misfire_grace_time` when it could have started.
  case misfireGraceTime = "misfire_grace_time"

  /// More fire times had passed than `max_catch_up`.
  case maxCatchUp = "max_catch_up"

  /// The fire time that it was coalesced into had been claimed before the clock was set back.
  case alreadyClaimed = "already_claimed"

  /// Its trigger was changed while the daemon was down.
  case triggerChanged = "trigger_changed"
}
