import Daemon
import Scheduler

/// One line of a history: a run, or fire times that passed without one.
enum HistoryEntry {
  case run(RunObject)
  case span(SpanObject)

  /// When it was: the start of a run, else its fire time or its end; the last fire time of many.
  var when: Instant? {
    switch self {
    case .run(let run): (run.startedAt ?? run.fireTime ?? run.endedAt).flatMap { Instant(rfc3339: $0) }
    case .span(let span): Instant(rfc3339: span.last)
    }
  }

  /// Two lists, each newest first, as one; neither is put in another order.
  static func merged(runs: [RunObject], spans: [SpanObject]) -> [HistoryEntry] {
    var entries: [HistoryEntry] = []
    entries.reserveCapacity(runs.count + spans.count)
    var rest = spans.map(HistoryEntry.span)[...]
    for run in runs.map(HistoryEntry.run) {
      // A run that has no time yet is as new as can be.
      while let span = rest.first, let end = span.when, let when = run.when, end > when {
        entries.append(span)
        rest.removeFirst()
      }
      entries.append(run)
    }
    return entries + rest
  }
}

extension HistoryEntry: Encodable {
  func encode(to encoder: any Encoder) throws {
    switch self {
    case .run(let run): try run.encode(to: encoder)
    case .span(let span): try span.encode(to: encoder)
    }
  }
}
