package import Scheduler

/// An event as `/v1/events` shows it; what it has nothing of is left out.
package struct EventObject: Codable, Hashable {
  package var event: String
  package var at: String

  /// The one job that it is about.
  package var job: String?
  package var run: RunObject?

  /// When the next attempt is due, of `run_retry`.
  package var retryAt: String?
  package var span: EventSpanObject?
  package var pause: PauseObject?
  package var deferred: DeferredObject?

  /// The number of a run by hand that waits for its instant no more, of `undeferred`.
  package var deferredID: Int64?

  /// How many jobs a reload has added, changed, removed and left alone.
  package var jobs: [String: Int]?

  /// Why, in words or one of the words of runs.
  package var reason: String?

  package init(_ event: DaemonEvent) {
    self.event = event.name
    at = event.at.wholeMilliseconds.description
    job = event.job?.description
    switch event.kind {
    case .notice(let notice): take(notice)
    case .deferred(let trigger): deferred = DeferredObject(trigger)
    case .undeferred(let id): deferredID = id
    case .reloadRefused(let reason), .degraded(let reason): self.reason = reason
    case .healed: break
    }
  }

  private mutating func take(_ notice: Notice) {
    switch notice {
    case .queued(let run), .starting(let run), .ended(let run): self.run = RunObject(run)
    case .retrying(let run, _):
      self.run = RunObject(run)
      retryAt = run.retryAt?.description
    case .stopping(let run, _, let reason):
      self.run = RunObject(run)
      self.reason = reason.rawValue
    case .span(let span): self.span = EventSpanObject(span)
    case .paused(let job, let pause): self.pause = PauseObject(pause, everyJob: job == nil)
    case .reloaded(let summary):
      jobs = [
        "added": summary.added, "changed": summary.changed, "removed": summary.removed,
        "unchanged": summary.unchanged,
      ]
    case .resumed, .clockStepped, .draining: break
    }
  }

  private enum CodingKeys: String, CodingKey {
    case event, at, job, run
    case retryAt = "retry_at"
    case span, pause, deferred
    case deferredID = "deferred_id"
    case jobs, reason
  }
}

/// Fire times that passed without a run, as an event shows them.
package struct EventSpanObject: Codable, Hashable {
  package var first: String
  package var last: String
  package var count: Int
  package var outcome: String
  package var reason: String

  package init(_ span: Span) {
    first = span.first.description
    last = span.last.description
    count = span.count
    outcome = span.outcome.rawValue
    reason = span.reason.rawValue
  }
}
