package import Scheduler

/// What became of a job at a time, as the API and `explain --job --json` show it.
package struct AccountObject: Codable, Hashable {
  /// A fire time beside the one that was asked for.
  package struct Neighbour: Codable, Hashable {
    package var fireTime: String
    package var verdict: String

    /// Null where there is none.
    package var run: RunObject?
  }

  package var job: String

  /// The first instant of the time that was asked for.
  package var at: String

  /// Null where the time is none.
  package var fireTime: String?
  package var timezone: String

  /// What the trigger says that was in force then.
  package var triggerSummary: String

  /// One of a closed set of words.
  package var verdict: String

  /// The whole answer, for people; lines.
  package var text: String

  /// What daylight saving did to the fire time; null for nothing.
  package var shift: String?

  /// The run that it comes to, its own or the one that stands for it; null where there is none.
  package var run: RunObject?

  /// The attempts of that run that were followed by another.
  package var attempts: [AttemptObject]

  /// Where it was counted on a span.
  package var span: SpanObject?

  /// The runs that kept it from starting.
  package var inTheWay: [RunObject]

  /// The pause that it fell, or will fall, into.
  package var pause: PauseObject?

  /// What else ran, or was asked for, in that time.
  package var otherRuns: [RunObject]
  package var deferred: [DeferredObject]

  /// The fire times around a time that is none.
  package var previous: Neighbour?
  package var next: Neighbour?

  package init(_ account: JobAccount) {
    job = account.job.id.description
    at = account.times.range.lowerBound.description
    fireTime = account.occurrence?.instant.description
    timezone = account.zone.name
    triggerSummary = account.times.trigger?.summary ?? account.job.trigger.summary
    verdict = account.verdict.rawValue
    text = account.lines.joined(separator: "\n")
    shift = account.occurrence?.note?.description
    run = account.run.map(RunObject.init)
    attempts = account.evidence.attempts.map(AttemptObject.init)
    span = account.span.map { SpanObject($0) }
    inTheWay = account.evidence.inTheWay.map(RunObject.init)
    pause = Self.pause(account)
    otherRuns = account.otherRuns.map(RunObject.init)
    deferred = account.deferred.map(DeferredObject.init)
    previous = account.previous.map(Self.neighbour)
    next = account.next.map(Self.neighbour)
  }

  private static func pause(_ account: JobAccount) -> PauseObject? {
    switch account.fate {
    case .passedInPause(let pause, let everyJob)?, .aheadInPause(let pause, let everyJob)?:
      PauseObject(pause, everyJob: everyJob)
    default:
      account.evidence.pause.map { PauseObject($0, everyJob: false) }
        ?? account.evidence.globalPause.map { PauseObject($0, everyJob: true) }
    }
  }

  private static func neighbour(_ neighbour: JobAccount.Neighbour) -> Neighbour {
    Neighbour(
      fireTime: neighbour.fireTime.description,
      verdict: neighbour.fate.verdict.rawValue,
      run: neighbour.fate.run.map(RunObject.init)
    )
  }

  private enum CodingKeys: String, CodingKey {
    case job, at
    case fireTime = "fire_time"
    case timezone
    case triggerSummary = "trigger_summary"
    case verdict, text, shift, run, attempts, span
    case inTheWay = "in_the_way"
    case pause
    case otherRuns = "other_runs"
    case deferred, previous, next
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(job, forKey: .job)
    try container.encode(at, forKey: .at)
    try container.encode(fireTime, forKey: .fireTime)
    try container.encode(timezone, forKey: .timezone)
    try container.encode(triggerSummary, forKey: .triggerSummary)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(text, forKey: .text)
    try container.encode(shift, forKey: .shift)
    try container.encode(run, forKey: .run)
    try container.encode(attempts, forKey: .attempts)
    try container.encode(span, forKey: .span)
    try container.encode(inTheWay, forKey: .inTheWay)
    try container.encode(pause, forKey: .pause)
    try container.encode(otherRuns, forKey: .otherRuns)
    try container.encode(deferred, forKey: .deferred)
    try container.encode(previous, forKey: .previous)
    try container.encode(next, forKey: .next)
  }
}

extension AccountObject.Neighbour {
  private enum CodingKeys: String, CodingKey {
    case fireTime = "fire_time"
    case verdict, run
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(fireTime, forKey: .fireTime)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(run, forKey: .run)
  }
}

/// One process of a run that was followed by another.
package struct AttemptObject: Codable, Hashable {
  package var attempt: Int
  package var outcome: String
  package var reason: String
  package var detail: String?
  package var startedAt: String?
  package var endedAt: String
  package var exitCode: Int32?
  package var signal: Int32?

  package init(_ attempt: Attempt) {
    self.attempt = attempt.number
    outcome = attempt.outcome.rawValue
    reason = attempt.reason.rawValue
    detail = attempt.detail
    startedAt = attempt.startedAt?.wholeMilliseconds.description
    endedAt = attempt.endedAt.wholeMilliseconds.description
    exitCode = attempt.exitCode
    signal = attempt.signal
  }

  private enum CodingKeys: String, CodingKey {
    case attempt, outcome, reason, detail
    case startedAt = "started_at"
    case endedAt = "ended_at"
    case exitCode = "exit_code"
    case signal
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(attempt, forKey: .attempt)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(reason, forKey: .reason)
    try container.encode(detail, forKey: .detail)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encode(endedAt, forKey: .endedAt)
    try container.encode(exitCode, forKey: .exitCode)
    try container.encode(signal, forKey: .signal)
  }
}
