import Daemon
import Scheduler

/// Runs as people read them.
extension RunObject {
  /// Where the run stands in one word.
  var standing: String {
    // That its process is not known to have started yet is a matter of milliseconds.
    outcome ?? (state == "starting" ? "running" : state.replacing("_", with: " "))
  }

  /// How the word stands out.
  var style: Style { Style(of: outcome.flatMap(Outcome.init(rawValue:))) }

  /// What is worth saying besides the outcome: "exit code 1", "SIGKILL", "max_instances".
  var remark: String {
    var remarks: [String] = []
    if let exitCode, exitCode != 0 || outcome != "succeeded" { remarks.append("exit code \(exitCode)") }
    if let signal { remarks.append(SignalName.text(of: signal)) }
    // These two are said by what stands before.
    if let reason, reason != "exit_code", reason != "signal" { remarks.append(reason) }
    if let detail { remarks.append(detail) }
    if coalesced > 0 { remarks.append("stands for \(coalesced) more") }
    return remarks.joined(separator: ", ")
  }

  /// From the start of the last process to its end; nil while that is not known.
  var duration: TimeAmount? {
    guard let startedAt, let endedAt, let start = Instant(rfc3339: startedAt),
      let end = Instant(rfc3339: endedAt)
    else { return nil }
    return end - start
  }

  /// The end, else the start, else nothing yet.
  var latestInstant: Instant? {
    (endedAt ?? startedAt).flatMap { Instant(rfc3339: $0) }
  }

  /// The run on one line: "run 17 of backup: failed, exit code 1, 0.120 s".
  var line: String {
    var parts = ["run \(id) of \(job): \(standing)"]
    if !remark.isEmpty { parts.append(remark) }
    if let duration { parts.append(TimeText.duration(duration)) }
    return parts.joined(separator: ", ")
  }
}

extension Style {
  /// How an outcome stands out; nil for a run that has none.
  init(of outcome: Outcome?) {
    switch outcome {
    case .succeeded: self = .good
    case .failed, .timedOut, .abandoned: self = .bad
    case .cancelled, .skipped, .missed: self = .doubtful
    case nil: self = .plain
    }
  }
}
