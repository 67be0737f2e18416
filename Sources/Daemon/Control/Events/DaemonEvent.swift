package import Scheduler

/// Something that clients of `/v1/events` are told.
package struct DaemonEvent: Hashable {
  /// What happened.
  package enum Kind: Hashable {
    case notice(Notice)
    case deferred(DeferredTrigger)
    case undeferred(Int64)
    case reloadRefused(String)
    case degraded(String)
    case healed
  }

  package var kind: Kind

  /// When.
  package var at: Instant

  package init(_ kind: Kind, at: Instant) {
    self.kind = kind
    self.at = at
  }

  /// What it is called.
  package var name: String {
    switch kind {
    case .notice(let notice): notice.eventName
    case .deferred: "deferred"
    case .undeferred: "undeferred"
    case .reloadRefused: "reload_refused"
    case .degraded: "degraded"
    case .healed: "healed"
    }
  }

  /// The one job that it is about; nil for all of them.
  package var job: JobID? {
    switch kind {
    case .notice(let notice): notice.job
    case .deferred(let trigger): trigger.job
    case .undeferred, .reloadRefused, .degraded, .healed: nil
    }
  }
}

extension Notice {
  fileprivate var eventName: String {
    switch self {
    case .queued: "run_queued"
    case .starting: "run_started"
    case .ended: "run_ended"
    case .retrying: "run_retry"
    case .stopping: "run_stopping"
    case .span: "span"
    case .paused: "paused"
    case .resumed: "resumed"
    case .clockStepped: "clock_stepped"
    case .reloaded: "reloaded"
    case .draining: "stopping"
    }
  }

  fileprivate var job: JobID? {
    switch self {
    case .queued(let run), .starting(let run), .ended(let run), .retrying(let run, _),
      .stopping(let run, _, _):
      run.job
    case .span(let span): span.job
    case .paused(let job, _), .resumed(let job): job
    case .clockStepped, .reloaded, .draining: nil
    }
  }
}

/// The newest events, so that who was cut off for a moment misses none.
package struct EventRing {
  /// How many are kept.
  package static let capacity = 1024

  /// Which daemon's they are: numbers of another one's mean nothing here.
  package let life: Int64

  private var events: [DaemonEvent] = []

  /// Where the oldest stands in `events`, once that is full.
  private var first = 0

  /// The number of the newest; 0 before the first.
  package private(set) var newest: UInt64 = 0

  package init(life: Int64) {
    self.life = life
  }

  /// The number of the oldest that is kept; one more than the newest where none is.
  package var oldest: UInt64 { newest + 1 - UInt64(events.count) }

  /// Takes an event in, in the place of the oldest where there is no more room.
  package mutating func append(_ event: DaemonEvent) {
    newest += 1
    if events.count < Self.capacity {
      events.append(event)
    } else {
      events[first] = event
      first = (first + 1) % Self.capacity
    }
  }

  /// An event by its number; nil where it is not kept.
  package subscript(number: UInt64) -> DaemonEvent? {
    guard number >= oldest, number <= newest else { return nil }
    return events[(first + Int(number - oldest)) % events.count]
  }

  /// How an event's number is written: the daemon's life and the number in it.
  package func id(of number: UInt64) -> String { "\(life).\(number)" }

  /// The number of the event that follows one that a client had.
  ///
  /// - Parameter id: What the client had last, as it was written.
  /// - Returns: Nil where what followed is not kept, or was another daemon's.
  package func number(after id: String) -> UInt64? {
    let parts = id.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, Int64(parts[0]) == life, let last = UInt64(parts[1]), last <= newest,
      last + 1 >= oldest
    else { return nil }
    return last + 1
  }
}
