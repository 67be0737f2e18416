import Daemon
import Scheduler

/// Events as people read them.
extension EventObject {
  /// The event on one line: "2026-11-24 02:30:00  run 17 of backup: failed, exit code 1, 0.120 s".
  func line(in zone: Zone, now: Instant) -> String {
    let time = Instant(rfc3339: at).map { TimeText.clock($0, in: zone) } ?? at
    return "\(time)  \(words(in: zone, now: now))".printable
  }

  /// How the line stands out.
  var style: Style {
    switch event {
    case "run_ended": run?.style ?? .plain
    case "degraded", "reload_refused": .bad
    case "healed": .good
    case "run_retry", "run_stopping", "span", "clock_stepped": .doubtful
    default: .plain
    }
  }

  private func words(in zone: Zone, now: Instant) -> String {
    if let run { return words(run, in: zone) }
    if let span, let job { return "\(job): \(SpanText.words(span, in: zone))" }
    if let deferred, let instant = Instant(rfc3339: deferred.at) {
      return "\(deferred.job): deferred run \(deferred.id), at \(TimeText.clock(instant, in: zone))"
    }
    return switch event {
    case "paused": "\(subject): \(pause?.short(in: zone, now: now) ?? "paused")"
    case "resumed": "\(subject): resumed"
    case "undeferred": "deferred run \(deferredID ?? 0): its time has come, or it is forgotten"
    case "reloaded": "the job file was read again: \(counts)"
    case "reload_refused": "the job file was refused, \(reason ?? "")"
    case "degraded": "degraded: \(reason ?? "")"
    case "healed": "healed: the ledger can be written again"
    case "clock_stepped": "the clock was set"
    case "stopping": "the daemon stops"
    default: event
    }
  }

  private func words(_ run: RunObject, in zone: Zone) -> String {
    let attempt = run.attempt > 1 ? ", attempt \(run.attempt)" : ""
    switch event {
    case "run_queued", "run_started":
      let remark = run.remark.isEmpty ? "" : ", \(run.remark)"
      return "run \(run.id) of \(run.job): \(run.standing), \(run.cause)\(attempt)\(remark)"
    case "run_retry":
      let due = retryAt.flatMap { Instant(rfc3339: $0) }.map { ", again at \(TimeText.clock($0, in: zone))" }
      return run.line + (due ?? "")
    case "run_stopping": return "run \(run.id) of \(run.job): is told to end, \(reason ?? "")"
    default: return run.line + attempt
    }
  }

  private var subject: String { job ?? "every job" }

  /// "1 added, 2 changed".
  private var counts: String {
    let names = ["added", "changed", "removed", "unchanged"]
    let parts = names.compactMap { name in jobs?[name].flatMap { $0 > 0 ? "\($0) \(name)" : nil } }
    return parts.isEmpty ? "no jobs" : parts.joined(separator: ", ")
  }
}

/// Fire times that passed without a run, as people read them.
enum SpanText {
  /// "skipped ×3, paused, since 2026-11-24 02:30:00".
  static func words(_ span: SpanObject, in zone: Zone) -> String {
    words(span.count, span.outcome, span.reason, span.first, in: zone)
  }

  /// The same of an event.
  static func words(_ span: EventSpanObject, in zone: Zone) -> String {
    words(span.count, span.outcome, span.reason, span.first, in: zone)
  }

  private static func words(
    _ count: Int,
    _ outcome: String,
    _ reason: String,
    _ first: String,
    in zone: Zone
  ) -> String {
    guard count > 1, let start = Instant(rfc3339: first) else { return "\(outcome), \(reason)" }
    return "\(outcome) ×\(count), \(reason), since \(TimeText.clock(start, in: zone))"
  }
}
