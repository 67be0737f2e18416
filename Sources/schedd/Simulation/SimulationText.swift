import Scheduler

/// Simulated events as people read them.
struct SimulationText {
  private let zone: Zone
  private let isColored: Bool

  /// How wide the column of jobs is.
  private let width: Int

  init(_ configuration: Configuration, isColored: Bool) {
    zone = configuration.zone
    self.isColored = isColored
    width = configuration.jobs.reduce(10) { max($0, $1.id.description.count) }
  }

  /// An event on a line of its own: "2027-01-01 02:30:00  backup  #12  succeeded after 5 min 0 s".
  func line(of event: SimulatedEvent) -> String {
    let (words, style) = words(of: event)
    let job = event.job?.description ?? ""
    let padding = String(repeating: " ", count: max(width - job.count, 0))
    let run = event.run.map { "#\($0.number)" } ?? ""
    let gap = String(repeating: " ", count: max(6 - run.count, 1))
    let text = style.applied(to: words, isColored: isColored)
    return "\(clock(event.at))  \(job)\(padding)  \(run)\(gap)\(text)\n"
  }

  private func words(of event: SimulatedEvent) -> (String, Style) {
    switch event.kind {
    case .started: return (startWords(event), .plain)
    case .ended: return endWords(event)
    case .queued: return ("waits\(lateness(event)): \(event.reason ?? "")", .doubtful)
    case .skipped: return ("skipped\(fireTimes(event)): \(event.reason ?? "")", .doubtful)
    case .missed: return ("missed\(fireTimes(event)): \(event.reason ?? "")", .doubtful)
    case .coalesced:
      let subject = fireTimes(event).isEmpty ? "the fire time" : fireTimes(event).dropFirst(2)
      return ("stands for \(subject) too", .faint)
    case .retry: return (retryWords(event), .bad)
    case .paused:
      let until = event.until.map { " until \(clock($0))" } ?? ""
      let why = event.reason.map { ": \($0)" } ?? ""
      return ("\(event.job == nil ? "every job is " : "")paused\(until)\(why)", .bold)
    case .resumed: return (event.job == nil ? "jobs are no longer paused" : "no longer paused", .bold)
    case .reloaded: return ("reloaded: \(event.detail ?? "")", .bold)
    case .outage: return ("the daemon is dead until \(event.until.map(clock) ?? "")", .bad)
    case .suspended: return ("the machine sleeps until \(event.until.map(clock) ?? "")", .bold)
    case .clockSet: return ("the clock is set to \(event.until.map(clock) ?? "")", .bold)
    }
  }

  // MARK: Runs

  private func startWords(_ event: SimulatedEvent) -> String {
    var words = "starts"
    switch event.cause {
    case .manual: words += " by hand"
    case .startup: words += " with the daemon"
    case .after: words += " after run \(event.causedBy?.number ?? 0)"
    case .schedule, nil: words += lateness(event)
    }
    if let attempt = event.attempt, attempt > 1 { words += ", attempt \(attempt)" }
    return words
  }

  private func endWords(_ event: SimulatedEvent) -> (String, Style) {
    var words = event.outcome?.rawValue.replacing("_", with: " ") ?? "ended"
    if let how = how(event) { words += ", \(how)" }
    words += length(event)
    switch event.outcome {
    case .succeeded: return (words, .good)
    case .failed, .timedOut, .abandoned: return (words, .bad)
    case .cancelled, .skipped, .missed, nil: return (words, .doubtful)
    }
  }

  private func retryWords(_ event: SimulatedEvent) -> String {
    let attempt = event.attempt ?? 1
    var words = "attempt \(attempt) \(event.outcome?.rawValue.replacing("_", with: " ") ?? "failed")"
    if let how = how(event) { words += ", \(how)" }
    words += length(event)
    return words + "; attempt \(attempt + 1) \(event.until.map { "at \(clock($0))" } ?? "follows")"
  }

  /// " after 5 min 0 s", unless it took no time.
  private func length(_ event: SimulatedEvent) -> String {
    guard let duration = event.duration, duration > .zero else { return "" }
    return " after \(TimeText.duration(duration))"
  }

  /// What is worth saying besides the outcome.
  private func how(_ event: SimulatedEvent) -> String? {
    if let detail = event.detail { return detail }
    switch (event.status, event.outcome) {
    case (.exited(0)?, .succeeded), (_, .timedOut?): return nil
    case (.exited(let code)?, .succeeded), (.exited(let code)?, .failed): return "exit code \(code)"
    case (.signaled(let signal)?, .failed): return SignalName.text(of: signal)
    default: return event.reason
    }
  }

  // MARK: Times

  /// ", 5 min 0 s late" where a run is.
  private func lateness(_ event: SimulatedEvent) -> String {
    guard let fireTime = event.fireTime, event.at > fireTime else { return "" }
    return ", \(TimeText.duration(event.at - fireTime)) late"
  }

  /// ", the fire time 02:00:00" where it is another than now.
  private func fireTimes(_ event: SimulatedEvent) -> String {
    guard let first = event.fireTime else { return "" }
    if let last = event.lastFireTime {
      return ", \(event.count) fire times, \(clock(first)) to \(clock(last))"
    }
    return first == event.at ? "" : ", the fire time \(clock(first))"
  }

  /// As a clock in the file's zone shows it; with its offset where it is set within three hours, since it may show a
  /// time twice.
  private func clock(_ instant: Instant) -> String {
    let text = instant.rfc3339(in: zone)
    let offset = zone.offset(at: instant)
    let around = [instant - .hours(3), instant + .hours(3)]
    let isPlain = around.allSatisfy { zone.offset(at: $0) == offset }
    // The offset has six characters.
    return String(text.dropLast(isPlain ? 6 : 0).replacing("T", with: " "))
  }
}
