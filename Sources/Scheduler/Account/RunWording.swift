/// Says what became of a run, for people.
struct RunWording {
  let clock: ClockText

  /// The policies of its job today; they may have been others when it ran.
  let policies: Policies

  /// How much later than its fire time the run was to start on purpose.
  var jitter = TimeAmount.zero

  /// "run 12 succeeded (exit code 0)", "run 12 is running since 02:30".
  func sentence(_ run: Run, _ evidence: FireTimeEvidence = FireTimeEvidence()) -> String {
    if evidence.isEndUnrecorded { return "run \(run.id) has ended, and how is not in the ledger yet" }
    return switch run.state {
    case .queued: "run \(run.id) waits\(whatFor(evidence)), since \(clock(run.createdAt))\(attempt(run))"
    case .starting, .running:
      "run \(run.id) is running, since \(clock(run.startedAt ?? run.createdAt))\(attempt(run))"
    case .waitingRetry:
      "run \(run.id) waits for its attempt \(run.attempt + 1)"
        + (run.retryAt.map { ", due at \(clock($0))" } ?? "")
    case .ended: ending(run, evidence)
    }
  }

  private func ending(_ run: Run, _ evidence: FireTimeEvidence) -> String {
    switch run.outcome {
    case .skipped?: return "skipped: \(whySkipped(run, evidence))"
    case .missed?: return "missed: \(whyMissed(run))"
    case .succeeded?: return "run \(run.id) succeeded\(remark(run))"
    case .failed? where run.reason == .spawnFailed:
      return "run \(run.id) could not be started" + (run.detail.map { ": \($0)" } ?? "")
    case .failed?: return "run \(run.id) failed\(remark(run))"
    case .timedOut?:
      return "run \(run.id) timed out: it was told to end when its timeout was over\(remark(run))"
    case .cancelled?: return "run \(run.id) was cancelled: \(whyCancelled(run))"
    case .abandoned?:
      return "run \(run.id) was abandoned: the daemon died while it ran, and its end is not known"
        + (run.detail.map { "; \($0)" } ?? "")
    case nil: return "run \(run.id) has ended"
    }
  }

  /// How a process ended: " (exit code 0)".
  private func remark(_ run: Run) -> String {
    var parts: [String] = []
    if let code = run.exitCode { parts.append("exit code \(code)") }
    if let signal = run.signal { parts.append("ended by \(SignalName.text(of: signal))") }
    if run.attempt > 1 { parts.append("attempt \(run.attempt)") }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }

  private func whatFor(_ evidence: FireTimeEvidence) -> String {
    evidence.inTheWay.first.map { " for run \($0.id) to end" } ?? " for a slot"
  }

  private func attempt(_ run: Run) -> String {
    run.attempt > 1 ? " (attempt \(run.attempt))" : ""
  }

  // MARK: Why not

  private func whySkipped(_ run: Run, _ evidence: FireTimeEvidence) -> String {
    switch run.reason {
    case .maxInstances?: inTheWay(evidence.inTheWay, at: run.createdAt)
    case .maxQueued?: "max_queued runs of the job were waiting" + behind(evidence.inTheWay)
    case .paused?: pause(evidence)
    case let reason?: Self.why(reason)
    case nil: "it was not wanted"
    }
  }

  private func whyMissed(_ run: Run) -> String {
    guard run.reason == .misfireGraceTime, let fireTime = run.fireTime, let end = run.endedAt else {
      return run.reason.map(Self.why) ?? "it came too late"
    }
    let grace = policies.misfireGraceTime.map { ", its misfire_grace_time is \($0)" } ?? ""
    return "\(ClockText.duration(end - (fireTime + jitter))) late when it could have started\(grace)"
  }

  private func whyCancelled(_ run: Run) -> String {
    switch (run.reason, run.detail) {
    case (.requested?, let detail?): detail
    case (let reason?, _): Self.why(reason)
    case (nil, _): "somebody asked for it"
    }
  }

  /// "one instance was still running (run 812, since 02:00)".
  func inTheWay(_ runs: [Run], at instant: Instant) -> String {
    guard let first = runs.first else { return "max_instances runs of the job were under way" }
    let described = runs.prefix(3).map { run in
      "run \(run.id), "
        + (run.startedAt.map { "since \(clock($0))" } ?? "waiting since \(clock(run.createdAt))")
    }
    let more = runs.count > 3 ? " and \(runs.count - 3) more" : ""
    let state = first.startedAt == nil ? "under way" : "running"
    let subject = runs.count == 1 ? "one instance was" : "\(runs.count) instances were"
    return "\(subject) still \(state) (\(described.joined(separator: "; "))\(more))"
  }

  private func behind(_ runs: [Run]) -> String {
    runs.first.map { " behind run \($0.id)" } ?? ""
  }

  /// "paused since … until …: new disk (by uid=0)".
  func pause(_ evidence: FireTimeEvidence) -> String {
    if let pause = evidence.pause { return Self.pause(pause, everyJob: false, clock) }
    if let pause = evidence.globalPause { return Self.pause(pause, everyJob: true, clock) }
    return Self.why(.paused)
  }

  static func pause(_ pause: Pause, everyJob: Bool, _ clock: ClockText) -> String {
    var text = (everyJob ? "every job was " : "") + "paused since \(clock(pause.since))"
    if let until = pause.until { text += " until \(clock(until))" }
    if !pause.reason.isEmpty { text += ": \(pause.reason)" }
    if let actor = pause.actor { text += " (by \(actor))" }
    return text
  }

  /// A reason by itself.
  static func why(_ reason: Reason) -> String {
    switch reason {
    case .exitCode: "its process ended by itself"
    case .signal: "a signal ended its process"
    case .spawnFailed: "its process could not be started"
    case .timeout: "its timeout was over"
    case .shutdown: "the daemon was told to stop and its shutdown_grace was over"
    case .removed: "its job was removed or disabled"
    case .daemonDied: "the daemon died while it ran"
    case .requested: "somebody asked for it"
    case .replaced: "a newer run of the job took its place"
    case .paused: "the job was paused"
    case .maxQueued: "max_queued runs of the job were waiting"
    case .maxInstances: "max_instances runs of the job were under way"
    case .queueFull: "max_queued_runs runs were waiting for a slot"
    case .misfireGraceTime: "it came later than its misfire_grace_time allows"
    case .maxCatchUp: "more fire times had passed than max_catch_up"
    case .alreadyClaimed: "the run that was to stand for it had been claimed before the clock was set back"
    case .triggerChanged: "its trigger was changed while the daemon was down"
    }
  }
}
