package import Scheduler

/// One event, and what the core decided on it.
struct Incident {
  let event: Event
  let moment: Moment

  /// How things stood before.
  let open: [RunID: Run]
  let places: [JobID: Replica.Places]
  let cursors: [JobID: Instant]
  let triggers: [JobID: TimedTrigger]

  /// The job file that was in force before: what it settles on its way out goes by its own policies.
  let oldConfiguration: Configuration
  let oldJobs: [JobID: Job]

  /// By how much the wall clock was set since the last event; zero where it was not.
  var step = TimeAmount.zero

  var claimed: [Run] = []
  var ended: [Run] = []
  var spans: [Span] = []
  var attempts: [RunID: Attempt] = [:]
  var starts: [Start] = []
  var undeferred: [DeferredTrigger] = []

  /// The jobs whose account changed, and those that count anew.
  var touched: Set<JobID> = []
  var rescheduled: Set<JobID> = []

  /// Jobs whose trigger goes on in another edition of its zone.
  var continued: Set<JobID> = []

  /// How the attempt whose process has just ended must be recorded.
  var expectedEnd: (run: RunID, ending: Ending)?

  /// The signal that was announced and not sent yet.
  var announced: (run: RunID, signal: StopSignal)?

  var steppedRecords = 0
  var replies: [Response] = []

  var wall: Instant { moment.wall }
  var uptime: Uptime { moment.uptime }

  /// Whether the clock was set back so far that the jobs count from now.
  var isSetBackByHours: Bool { step < .zero && TimeAmount(nanoseconds: -step.nanoseconds) > .hours(3) }

  /// The step that must be on record: one that happened while no daemon ran shows only in the cursors.
  var expectedStep: TimeAmount {
    guard isLaunch, step == .zero, let ahead = cursors.values.max(), ahead - wall > .hours(3) else {
      return step
    }
    return wall - ahead
  }

  var isLaunch: Bool { event == .launched }

  var isReload: Bool {
    if case .reloaded = event { true } else { false }
  }

  var isPauseRequest: Bool {
    if case .requested(_, .pause) = event { true } else { false }
  }

  var woke: Bool { event == .woke }
}

/// How something ended, and why.
package struct Ending: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var outcome: Outcome
  package var reason: Reason

  package init(_ outcome: Outcome, _ reason: Reason) {
    self.outcome = outcome
    self.reason = reason
  }

  package var description: String { "\(outcome.rawValue)/\(reason.rawValue)" }

  package static func < (one: Ending, other: Ending) -> Bool {
    one.description < other.description
  }

  /// Every pair that there may be: the table in the documentation, written down once more.
  package static let all: Set<Ending> = [
    Ending(.succeeded, .exitCode), Ending(.failed, .exitCode), Ending(.failed, .signal),
    Ending(.failed, .spawnFailed), Ending(.timedOut, .timeout), Ending(.cancelled, .requested),
    Ending(.cancelled, .removed), Ending(.cancelled, .replaced), Ending(.cancelled, .shutdown),
    Ending(.abandoned, .daemonDied), Ending(.skipped, .paused), Ending(.skipped, .maxInstances),
    Ending(.skipped, .maxQueued), Ending(.skipped, .queueFull), Ending(.skipped, .replaced),
    Ending(.missed, .misfireGraceTime), Ending(.missed, .maxCatchUp), Ending(.missed, .alreadyClaimed),
    Ending(.missed, .triggerChanged), Ending(.missed, .removed),
  ]
}
