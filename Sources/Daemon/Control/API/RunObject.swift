package import Scheduler

/// A run as the API, `--json` and notifications show it: the same keys everywhere, what is not known is null.
package struct RunObject: Codable, Hashable {
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

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(job, forKey: .job)
    try container.encode(fireTime, forKey: .fireTime)
    try container.encode(cause, forKey: .cause)
    try container.encode(state, forKey: .state)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(reason, forKey: .reason)
    try container.encode(detail, forKey: .detail)
    try container.encode(attempt, forKey: .attempt)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encode(endedAt, forKey: .endedAt)
    try container.encode(exitCode, forKey: .exitCode)
    try container.encode(signal, forKey: .signal)
    try container.encode(userTime, forKey: .userTime)
    try container.encode(systemTime, forKey: .systemTime)
    try container.encode(peakMemory, forKey: .peakMemory)
    try container.encode(outputBytes, forKey: .outputBytes)
    try container.encode(causedBy, forKey: .causedBy)
    try container.encode(coalesced, forKey: .coalesced)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(actor, forKey: .actor)
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
