package import Scheduler

/// A run as the API, `--json` and notifications show it: the same keys everywhere, what is not known is null.
package struct RunObject: Codable, Hashable, JSONWritable {
  package var id: Int64
  package var job: String

  /// Null for runs that no trigger named.
  package var fireTime: String?
  package var cause: String

  /// `queued`, `starting`, `running`, `waiting_retry` or `ended`.
  package var state: String

  /// Null while it has none.
  package var outcome: String?
  package var reason: String?

  /// What happened in words, where the reason alone does not say it.
  package var detail: String?

  /// From 1; 0 when no process was started.
  package var attempt: Int
  package var startedAt: String?
  package var endedAt: String?
  package var exitCode: Int32?
  package var signal: Int32?

  /// Processor time outside and inside the kernel, in seconds; null where nobody saw the end.
  package var userTime: Double?
  package var systemTime: Double?

  /// In bytes.
  package var peakMemory: Int64?
  package var outputBytes: Int64?

  /// The run that it follows.
  package var causedBy: Int64?

  /// How many fire times it stands for besides its own.
  package var coalesced: Int
  package var parameters: [String: String]
  package var actor: String?

  package init(_ run: Run) {
    id = run.id.number
    job = run.job.description
    fireTime = run.fireTime?.description
    cause = run.cause.rawValue
    state = run.state.rawValue
    outcome = run.outcome?.rawValue
    reason = run.reason?.rawValue
    detail = run.detail
    attempt = run.attempt
    startedAt = run.startedAt?.wholeMilliseconds.description
    endedAt = run.endedAt?.wholeMilliseconds.description
    exitCode = run.exitCode
    signal = run.signal
    userTime = run.usage?.userTime.seconds
    systemTime = run.usage?.systemTime.seconds
    peakMemory = run.usage?.peakMemory
    outputBytes = run.usage?.outputBytes
    causedBy = run.causedBy?.number
    coalesced = run.coalesced?.count ?? 0
    parameters = [String: String](run.parameters)
    actor = run.actor
  }

  private enum CodingKeys: String, CodingKey {
    case id, job
    case fireTime = "fire_time"
    case cause, state, outcome, reason, detail, attempt
    case startedAt = "started_at"
    case endedAt = "ended_at"
    case exitCode = "exit_code"
    case signal
    case userTime = "user_time"
    case systemTime = "system_time"
    case peakMemory = "peak_memory"
    case outputBytes = "output_bytes"
    case causedBy = "caused_by"
    case coalesced, parameters, actor
  }

  func writeMembers(to json: inout JSONText) {
    json.add(CodingKeys.actor, actor)
    json.add(CodingKeys.attempt, attempt)
    json.add(CodingKeys.cause, cause)
    json.add(CodingKeys.causedBy, causedBy)
    json.add(CodingKeys.coalesced, coalesced)
    json.add(CodingKeys.detail, detail)
    json.add(CodingKeys.endedAt, endedAt)
    json.add(CodingKeys.exitCode, exitCode)
    json.add(CodingKeys.fireTime, fireTime)
    json.add(CodingKeys.id, id)
    json.add(CodingKeys.job, job)
    json.add(CodingKeys.outcome, outcome)
    json.add(CodingKeys.outputBytes, outputBytes)
    json.add(CodingKeys.parameters, parameters)
    json.add(CodingKeys.peakMemory, peakMemory)
    json.add(CodingKeys.reason, reason)
    json.add(CodingKeys.signal, signal)
    json.add(CodingKeys.startedAt, startedAt)
    json.add(CodingKeys.state, state)
    json.add(CodingKeys.systemTime, systemTime)
    json.add(CodingKeys.userTime, userTime)
  }
}

extension [String: String] {
  /// Values by the names of their parameters.
  init(_ values: [ParameterValue]) {
    self.init(values.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
  }
}

extension Instant {
  /// The instant without what is finer than a millisecond, which says nothing of when a process started.
  var wholeMilliseconds: Instant {
    let remainder = nanoseconds % 1_000_000
    return Instant(nanoseconds: nanoseconds - (remainder < 0 ? remainder + 1_000_000 : remainder))
  }
}
