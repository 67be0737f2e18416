package import Scheduler

/// What became of runs since the daemon's start, counted: the one place where runs are counted for `/metrics`.
///
/// It is told what the operator is told, so that the counters and the log cannot differ.
package struct RunFigures: Hashable {
  /// How a run, or a fire time without one, ended, and why.
  package struct Ending: Hashable, Comparable {
    package var outcome: Outcome
    package var reason: Reason

    package init(_ outcome: Outcome, _ reason: Reason) {
      self.outcome = outcome
      self.reason = reason
    }

    package static func < (one: Ending, other: Ending) -> Bool {
      (one.outcome.rawValue, one.reason.rawValue) < (other.outcome.rawValue, other.reason.rawValue)
    }
  }

  /// How long after its fire time a process is there: milliseconds on a good day, hours after an outage.
  package static let delayBounds: [TimeAmount] =
    [1, 2, 5, 10, 25, 50, 100, 250, 500].map { .milliseconds($0) }
    + [1, 5, 15, 60, 300, 1800, 3600].map { .seconds($0) }

  /// How long a run takes: from a check to a backup.
  package static let durationBounds: [TimeAmount] =
    [10, 50, 100, 500].map { .milliseconds($0) }
    + [1, 5, 15, 60, 300, 900, 3600, 14_400, 43_200, 86_400].map { .seconds($0) }

  /// Runs with an outcome.
  package private(set) var ended: [Ending: Int] = [:]

  /// Fire times that passed without a run.
  package private(set) var passed: [Ending: Int] = [:]

  /// Fire times that runs stood for besides their own.
  package private(set) var coalesced = 0

  /// Attempts that failed and were followed by another.
  package private(set) var retries = 0

  /// What became of notifications.
  package struct Notifications: Hashable {
    package var told = 0
    package var failed = 0
    package var dropped = 0
  }

  package private(set) var notifications = Notifications()

  /// From the fire time of a scheduled run to its first process.
  package private(set) var startDelays = DurationHistogram(delayBounds)

  /// From the start of a run's last process to its end.
  package private(set) var durations = DurationHistogram(durationBounds)

  /// Figures of a daemon that has run nothing yet.
  package init() {}

  /// Counts what the core says, where it is to be counted.
  package mutating func take(_ notice: Notice) {
    switch notice {
    case .ended(let run): end(run)
    case .span(let span): passed[Ending(span.outcome, span.reason), default: 0] += span.count
    case .retrying: retries += 1
    case .queued, .starting, .paused, .resumed, .stopping, .clockStepped, .reloaded, .draining: break
    }
  }

  /// Counts what became of a notification.
  package mutating func take(_ event: MessengerEvent) {
    switch event {
    case .told: notifications.told += 1
    case .failed: notifications.failed += 1
    case .dropped: notifications.dropped += 1
    }
  }

  /// Counts how late a run's process is there.
  ///
  /// - Parameters:
  ///   - run: Only the first attempt of one with a fire time counts: a retry is as late as it means to be.
  ///   - now: When the process was there.
  package mutating func started(_ run: Run, at now: Instant) {
    guard run.cause == .schedule, run.attempt == 1, let fireTime = run.fireTime else { return }
    startDelays.add(now - fireTime)
  }

  private mutating func end(_ run: Run) {
    guard let outcome = run.outcome, let reason = run.reason else { return }
    ended[Ending(outcome, reason), default: 0] += 1
    coalesced += run.coalesced?.count ?? 0
    guard run.attempt > 0, reason != .spawnFailed, reason != .daemonDied, let start = run.startedAt,
      let end = run.endedAt
    else { return }
    durations.add(end - start)
  }
}

extension RunFigures.Ending {
  /// Every way in which a run can end: shown as 0 until it has happened, since a rate needs a value before the first.
  package static let ofRuns: [RunFigures.Ending] = [
    .init(.succeeded, .exitCode),
    .init(.failed, .exitCode), .init(.failed, .signal), .init(.failed, .spawnFailed),
    .init(.timedOut, .timeout),
    .init(.cancelled, .requested), .init(.cancelled, .replaced), .init(.cancelled, .removed),
    .init(.cancelled, .shutdown),
    .init(.abandoned, .daemonDied),
    .init(.skipped, .maxInstances), .init(.skipped, .maxQueued), .init(.skipped, .queueFull),
    .init(.skipped, .replaced), .init(.skipped, .paused),
    .init(.missed, .misfireGraceTime),
  ].sorted()

  /// Every way in which fire times can pass without a run.
  package static let ofPassedFireTimes: [RunFigures.Ending] = [
    .init(.skipped, .paused), .init(.missed, .maxCatchUp), .init(.missed, .misfireGraceTime),
    .init(.missed, .alreadyClaimed), .init(.missed, .triggerChanged),
  ].sorted()
}
