package import Scheduler

extension LogEntry {
  /// What the core wants the operator to see, in words.
  package init(_ notice: Notice) {
    switch notice {
    case .queued(let run):
      self.init(.info, "queued", job: run.job, run: run.id, "waits for a slot")
      addRun(run)
    case .starting(let run):
      self.init(.info, "started", job: run.job, run: run.id, Self.startText(run))
      addRun(run)
    case .ended(let run):
      self.init(Self.level(of: run), "ended", job: run.job, run: run.id, Self.endText(run))
      addRun(run)
    case .span(let span):
      self.init(.warning, span.outcome.rawValue, job: span.job, Self.text(of: span))
      add("count", Int64(span.count))
      add("first", span.first.description)
      add("last", span.last.description)
      add("reason", span.reason.rawValue)
    case .retrying(let run, let delay):
      let text = "tries again in \(LogQuantity.duration(delay)), attempt \(run.attempt + 1)"
      self.init(.warning, "retry", job: run.job, run: run.id, text)
      add("retry_at", run.retryAt?.description)
      add("attempt", Int64(run.attempt))
    case .paused(let job, let pause):
      let until = pause.until.map { " until \($0)" } ?? ""
      let why = pause.reason.isEmpty ? "" : ": \(pause.reason)"
      self.init(.info, "paused", job: job, (job == nil ? "every job is paused" : "paused") + until + why)
      add("until", pause.until?.description)
      add("actor", pause.actor)
    case .resumed(let job):
      self.init(.info, "resumed", job: job, job == nil ? "jobs are no longer paused" : "no longer paused")
    case .stopping(let run, let signal, let reason):
      let text = signal == .kill ? "is killed" : "is told to end"
      self.init(.warning, "stopping", job: run.job, run: run.id, "\(text): \(Self.why(reason))")
      add("signal", signal == .kill ? "SIGKILL" : "SIGTERM")
      add("reason", reason.rawValue)
    case .clockStepped(let step):
      let direction = step < .zero ? "back" : "forward"
      self.init(.warning, "clock_stepped", "the clock was set \(direction) by \(LogQuantity.duration(step))")
      add("nanoseconds", step.nanoseconds)
    case .reloaded(let summary):
      self.init(.info, "reloaded", Self.text(of: summary))
      for (name, count) in Self.counts(of: summary) { add(name, Int64(count)) }
    case .draining(let running, let queued, let grace):
      self.init(.info, "draining", Self.drainText(running, queued, grace))
      add("running", Int64(running))
      add("queued", Int64(queued))
    }
  }

  private mutating func addRun(_ run: Run) {
    add("fire_time", run.fireTime?.description)
    add("cause", run.cause.rawValue)
    add("outcome", run.outcome?.rawValue)
    add("reason", run.reason?.rawValue)
    add("detail", run.detail)
    add("attempt", run.attempt > 0 ? Int64(run.attempt) : nil)
    add("exit_code", run.exitCode.map(Int64.init))
    add("signal", run.signal.map(Int64.init))
    add("coalesced", run.coalesced.map { Int64($0.count) })
    add("actor", run.actor)
  }

  // MARK: Runs

  private static func startText(_ run: Run) -> String {
    var text = "starts"
    switch run.cause {
    case .schedule:
      if let fireTime = run.fireTime, let start = run.startedAt {
        text += ", \(LogQuantity.duration(start - fireTime)) after its fire time"
      }
    case .manual: text += " by hand" + (run.actor.map { " (\($0))" } ?? "")
    case .startup: text += " with the daemon"
    case .after: text += " after another job" + (run.causedBy.map { "'s run \($0)" } ?? "")
    }
    if run.attempt > 1 { text += ", attempt \(run.attempt)" }
    if let coalesced = run.coalesced {
      text += "; stands for \(LogQuantity.count(coalesced.count, "more fire time"))"
    }
    return text
  }

  private static func endText(_ run: Run) -> String {
    let outcome = run.outcome.map(verb) ?? "ended"
    var text = outcome
    switch run.reason {
    case .exitCode?: if let code = run.exitCode, code != 0 { text += " with exit code \(code)" }
    case .spawnFailed?: text += " to start"
    default: break
    }
    if run.attempt > 0, run.reason != .spawnFailed, let start = run.startedAt, let end = run.endedAt {
      text += " after \(LogQuantity.duration(end - start))"
    }
    switch run.reason {
    // The outcome says these.
    case .exitCode?, .spawnFailed?, .timeout?, nil: break
    case .signal?: if let signal = run.signal { text += ": ended by \(SignalName.text(of: signal))" }
    case let reason?: text += ": \(why(reason))"
    }
    if let detail = run.detail { text += ": \(detail)" }
    return text
  }

  private static func verb(_ outcome: Outcome) -> String {
    switch outcome {
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .timedOut: "timed out"
    case .cancelled: "cancelled"
    case .abandoned: "abandoned"
    case .skipped: "skipped"
    case .missed: "missed"
    }
  }

  private static func level(of run: Run) -> Level {
    switch run.outcome {
    case .succeeded?: .good
    case .failed?, .timedOut?, .abandoned?: .error
    case .cancelled?, .skipped?, .missed?, nil: .warning
    }
  }

  private static func why(_ reason: Reason) -> String {
    switch reason {
    case .exitCode: "it ended by itself"
    case .signal: "a signal ended it"
    case .spawnFailed: "it could not be started"
    case .timeout: "it took longer than its timeout"
    case .shutdown: "the daemon stops"
    case .removed: "its job was removed or disabled"
    case .requested: "somebody asked for it"
    case .replaced: "a newer run of its job took its place"
    case .paused: "its job was paused"
    case .maxQueued: "max_queued runs of its job are waiting"
    case .daemonDied: "the daemon died during the run"
    case .maxInstances: "max_instances runs of its job are under way"
    case .queueFull: "max_queued_runs runs are waiting"
    case .misfireGraceTime: "it came later than misfire_grace_time allows"
    case .maxCatchUp: "more fire times had passed than max_catch_up"
    case .alreadyClaimed: "the ledger has a run of this fire time already"
    case .triggerChanged: "its trigger was changed while the daemon was down"
    }
  }

  // MARK: The rest

  private static func text(of span: Span) -> String {
    let times = LogQuantity.count(span.count, "fire time")
    let range = span.count == 1 ? "\(span.first)" : "\(span.first) to \(span.last)"
    return "\(verb(span.outcome)) \(times), \(range): \(why(span.reason))"
  }

  private static func counts(of summary: ReloadSummary) -> [(name: String, count: Int)] {
    [
      ("added", summary.added), ("changed", summary.changed), ("removed", summary.removed),
      ("unchanged", summary.unchanged),
    ]
  }

  private static func text(of summary: ReloadSummary) -> String {
    let parts = counts(of: summary).map { "\(LogQuantity.count($0.count)) \($0.name)" }
    return "the job file was read again: jobs " + parts.joined(separator: ", ")
  }

  private static func drainText(_ running: Int, _ queued: Int, _ grace: TimeAmount) -> String {
    guard running > 0 else { return "stops; \(LogQuantity.count(queued, "run")) left waiting" }
    let runs = LogQuantity.count(running, "run")
    return "stops: \(runs) may go on for \(grace), \(LogQuantity.count(queued, "run")) left waiting"
  }
}
