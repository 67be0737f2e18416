package import Scheduler

/// How a job runs; lengths of time are seconds, null is no limit.
package struct PoliciesObject: Codable, Hashable {
  package var misfireGraceTime: Double?
  package var coalesce: String
  package var maxCatchUp: Int
  package var maxInstances: Int
  package var overlap: String
  package var maxQueued: Int
  package var concurrencyGroup: String?
  package var priority: Int32
  package var timeout: Double?
  package var killAfter: Double
  package var successExitCodes: [Int32]
  package var retry: RetryObject
  package var onAbandoned: String
  package var history: HistoryObject
  package var output: OutputLimitsObject
  package var notify: [NotificationRuleObject]

  package init(_ policies: Policies) {
    misfireGraceTime = policies.misfireGraceTime?.seconds
    coalesce = policies.coalesce.rawValue
    maxCatchUp = policies.maxCatchUp
    maxInstances = policies.maxInstances
    overlap = policies.overlap.rawValue
    maxQueued = policies.maxQueued
    concurrencyGroup = policies.concurrencyGroup
    priority = policies.priority
    timeout = policies.timeout?.seconds
    killAfter = policies.killAfter.seconds
    successExitCodes = policies.successExitCodes
    retry = RetryObject(policies.retry)
    onAbandoned = policies.onAbandoned.rawValue
    history = HistoryObject(policies.history)
    output = OutputLimitsObject(maxBytes: policies.output.maxBytes)
    notify = policies.notify.map(NotificationRuleObject.init)
  }

  private enum CodingKeys: String, CodingKey {
    case misfireGraceTime = "misfire_grace_time"
    case coalesce
    case maxCatchUp = "max_catch_up"
    case maxInstances = "max_instances"
    case overlap
    case maxQueued = "max_queued"
    case concurrencyGroup = "concurrency_group"
    case priority, timeout
    case killAfter = "kill_after"
    case successExitCodes = "success_exit_codes"
    case retry
    case onAbandoned = "on_abandoned"
    case history, output, notify
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(misfireGraceTime, forKey: .misfireGraceTime)
    try container.encode(coalesce, forKey: .coalesce)
    try container.encode(maxCatchUp, forKey: .maxCatchUp)
    try container.encode(maxInstances, forKey: .maxInstances)
    try container.encode(overlap, forKey: .overlap)
    try container.encode(maxQueued, forKey: .maxQueued)
    try container.encode(concurrencyGroup, forKey: .concurrencyGroup)
    try container.encode(priority, forKey: .priority)
    try container.encode(timeout, forKey: .timeout)
    try container.encode(killAfter, forKey: .killAfter)
    try container.encode(successExitCodes, forKey: .successExitCodes)
    try container.encode(retry, forKey: .retry)
    try container.encode(onAbandoned, forKey: .onAbandoned)
    try container.encode(history, forKey: .history)
    try container.encode(output, forKey: .output)
    try container.encode(notify, forKey: .notify)
  }
}

/// Of what a job tells, and how often at most; lengths of time are seconds.
///
/// What is run for it is not shown: it may hold a secret.
package struct NotificationRuleObject: Codable, Hashable {
  package var on: [String]
  package var afterFailures: Int
  package var cooldown: Double
  package var timeout: Double

  package init(_ rule: NotificationRule) {
    on = rule.events.map(\.rawValue)
    afterFailures = rule.afterFailures
    cooldown = rule.coolDown.seconds
    timeout = rule.timeout.seconds
  }

  private enum CodingKeys: String, CodingKey {
    case on
    case afterFailures = "after_failures"
    case cooldown, timeout
  }
}

/// How much of a job's output is kept.
package struct OutputLimitsObject: Codable, Hashable {
  package var maxBytes: Int

  private enum CodingKeys: String, CodingKey {
    case maxBytes = "max_bytes"
  }
}

/// How much of a job's history is kept; null is no limit.
package struct HistoryObject: Codable, Hashable {
  package var keepRuns: Int?

  /// In seconds.
  package var keepFor: Double?

  package init(_ limits: HistoryLimits) {
    keepRuns = limits.keepRuns
    keepFor = limits.keepFor?.seconds
  }

  private enum CodingKeys: String, CodingKey {
    case keepRuns = "keep_runs"
    case keepFor = "keep_for"
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(keepRuns, forKey: .keepRuns)
    try container.encode(keepFor, forKey: .keepFor)
  }
}

/// Whether and when a failed attempt is followed by another; lengths of time are seconds, null is no limit.
package struct RetryObject: Codable, Hashable {
  package var maxAttempts: Int
  package var delay: Double
  package var backoff: String
  package var maxDelay: Double?
  package var jitter: Double

  /// Null for every exit code that is no success.
  package var onExitCodes: [Int32]?

  package init(_ retry: Retry) {
    maxAttempts = retry.maxAttempts
    delay = retry.delay.seconds
    backoff = retry.backoff.rawValue
    maxDelay = retry.maxDelay?.seconds
    jitter = retry.jitter.seconds
    onExitCodes = retry.onExitCodes
  }

  private enum CodingKeys: String, CodingKey {
    case maxAttempts = "max_attempts"
    case delay, backoff
    case maxDelay = "max_delay"
    case jitter
    case onExitCodes = "on_exit_codes"
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(maxAttempts, forKey: .maxAttempts)
    try container.encode(delay, forKey: .delay)
    try container.encode(backoff, forKey: .backoff)
    try container.encode(maxDelay, forKey: .maxDelay)
    try container.encode(jitter, forKey: .jitter)
    try container.encode(onExitCodes, forKey: .onExitCodes)
  }
}

extension TimeAmount {
  /// The length in seconds, as the job file would take it.
  package var seconds: Double { Double(nanoseconds) / 1_000_000_000 }
}
