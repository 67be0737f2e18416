import Scheduler
import Testing

/// What is known of a fire time, and what is said of it.
struct AccountRow: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var verdict: JobAccount.Verdict
  var line: String

  /// The lines after the first.
  var more: [String] = []
  var asked = "2026-07-01 02:30"
  var now: Instant = "2026-07-01T12:00:00Z"

  /// Changes what the ledger holds and how the job stands.
  var prepare: @Sendable (inout JobAccount.Findings, inout JobStanding) -> Void = { _, _ in }
}

extension AccountRow {
  static let fireTime: Instant = "2026-07-01T00:30:00Z"

  static func run(_ number: Int64 = 12, _ state: RunState = .ended, at fireTime: Instant = fireTime) -> Run {
    var run = Run(
      id: RunID(number),
      job: JobID("report"),
      fireTime: fireTime,
      cause: .schedule,
      state: state,
      createdAt: fireTime + .milliseconds(2)
    )
    guard state != .queued else { return run }
    run.startedAt = fireTime + .milliseconds(4)
    run.attempt = 1
    return run
  }

  static func ended(
    _ outcome: Outcome,
    _ reason: Reason,
    exit: Int32? = nil,
    signal: Int32? = nil,
    detail: String? = nil,
    hasStarted: Bool = true,
    after amount: TimeAmount = .seconds(5)
  ) -> Run {
    var run = run()
    run.outcome = outcome
    run.reason = reason
    run.exitCode = exit
    run.signal = signal
    run.detail = detail
    run.endedAt = fireTime + .milliseconds(4) + amount
    guard !hasStarted else { return run }
    run.startedAt = nil
    run.attempt = 0
    run.endedAt = fireTime + amount
    return run
  }

  /// A row about the run of the fire time.
  static func of(
    _ run: Run,
    _ verdict: JobAccount.Verdict,
    _ line: String,
    _ more: [String] = [],
    _ prepare: @escaping @Sendable (inout JobAccount.Findings) -> Void = { _ in }
  ) -> AccountRow {
    AccountRow(
      testDescription: [run.state.rawValue, run.outcome?.rawValue, run.reason?.rawValue].compactMap(\.self)
        .joined(separator: " "),
      verdict: verdict,
      line: "2026-07-01T02:30:00+02:00: " + line,
      more: more
    ) { findings, _ in
      findings.fireTime.run = run
      prepare(&findings)
    }
  }
}
