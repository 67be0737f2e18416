package import Scheduler

/// What the loop waits for.
package enum LoopSource: Hashable, Sendable {
  /// One of the two timers.
  case timer

  /// A signal to the daemon.
  case signal

  /// The end of a run's leading process.
  case exit(RunID)

  /// What a run's processes write.
  case output(RunID)

  /// The end of a process that tells somebody something.
  case messengerExit(Int)

  /// What such a process writes.
  case messengerOutput(Int)

  /// A change in a folder of the job file's.
  case jobFile

  /// The control server.
  case control

  /// Room in the log, asked for only while it is behind.
  case log

  /// Whether it is what a run's processes write.
  var isOutput: Bool {
    if case .output = self { true } else { false }
  }
}
