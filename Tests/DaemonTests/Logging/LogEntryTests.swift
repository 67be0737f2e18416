import Daemon
import Glibc
import Scheduler
import Testing

/// A notice and how it reads.
struct NoticeCase: Sendable, CustomTestStringConvertible {
  var notice: Notice
  var text: String
  var level: LogEntry.Level
  var event: String

  init(_ notice: Notice, _ level: LogEntry.Level, _ event: String, _ text: String) {
    self.notice = notice
    self.level = level
    self.event = event
    self.text = text
  }

  var testDescription: String { "\(event): \(text)" }

  static let all: [NoticeCase] =
    runs + [
      NoticeCase(
        .span(span(count: 1_234, .missed, .misfireGraceTime)),
        .warning,
        "missed",
        "missed 1,234 fire times, 1970-01-01T00:00:00Z to 1970-01-01T01:00:00Z: "
          + "it came later than misfire_grace_time allows"
      ),
      NoticeCase(
        .span(span(count: 1, .missed, .triggerChanged)),
        .warning,
        "missed",
        "missed 1 fire time, 1970-01-01T00:00:00Z: its trigger was changed while the daemon was down"
      ),
      NoticeCase(.clockStepped(.hours(-2)), .warning, "clock_stepped", "the clock was set back by 2 h"),
      NoticeCase(
        .clockStepped(.seconds(90_061)),
        .warning,
        "clock_stepped",
        "the clock was set forward by 1 d 1 h"
      ),
      NoticeCase(
        .draining(running: 2, queued: 1, grace: .seconds(90)),
        .info,
        "draining",
        "stops: 2 runs may go on for 1m30s, 1 run left waiting"
      ),
      NoticeCase(
        .draining(running: 0, queued: 0, grace: .seconds(10)),
        .info,
        "draining",
        "stops; 0 runs left waiting"
      ),
    ]

  private static let runs: [NoticeCase] = [
    NoticeCase(.queued(run()), .info, "queued", "waits for a slot"),
    NoticeCase(.starting(run()), .info, "started", "starts, 4.0 ms after its fire time"),
    NoticeCase(.starting(run(cause: .manual)), .info, "started", "starts by hand (uid=0)"),
    NoticeCase(.starting(run(cause: .startup)), .info, "started", "starts with the daemon"),
    NoticeCase(
      .starting(run(coalesced: 2, attempt: 3)),
      .info,
      "started",
      "starts, 4.0 ms after its fire time, attempt 3; stands for 2 more fire times"
    ),
    NoticeCase(.ended(ended(.succeeded, .exitCode, code: 0)), .good, "ended", "succeeded after 1.2 s"),
    NoticeCase(
      .ended(ended(.failed, .exitCode, code: 3)),
      .error,
      "ended",
      "failed with exit code 3 after 1.2 s"
    ),
    NoticeCase(
      .ended(ended(.failed, .signal, signal: SIGSEGV)),
      .error,
      "ended",
      "failed after 1.2 s: ended by SIGSEGV"
    ),
    NoticeCase(
      .ended(ended(.failed, .signal, signal: 40)),
      .error,
      "ended",
      "failed after 1.2 s: ended by signal 40"
    ),
    NoticeCase(
      .ended(ended(.failed, .spawnFailed, detail: "chdir /nope: No such file or directory")),
      .error,
      "ended",
      "failed to start: chdir /nope: No such file or directory"
    ),
    NoticeCase(
      .ended(ended(.timedOut, .timeout, signal: SIGTERM)),
      .error,
      "ended",
      "timed out after 1.2 s"
    ),
    NoticeCase(
      .ended(ended(.cancelled, .shutdown, signal: SIGTERM)),
      .warning,
      "ended",
      "cancelled after 1.2 s: the daemon stops"
    ),
    NoticeCase(
      .ended(ended(.skipped, .maxInstances, attempt: 0)),
      .warning,
      "ended",
      "skipped: max_instances runs of its job are under way"
    ),
    NoticeCase(
      .stopping(run(), .terminate, .timeout),
      .warning,
      "stopping",
      "is told to end: it took longer than its timeout"
    ),
    NoticeCase(.stopping(run(), .kill, .shutdown), .warning, "stopping", "is killed: the daemon stops"),
  ]

  private static func run(cause: Cause = .schedule, coalesced: Int? = nil, attempt: Int = 1) -> Run {
    var run = Run(
      id: RunID(7),
      job: JobID("backup"),
      fireTime: cause == .schedule ? Instant(seconds: 60) : nil,
      cause: cause,
      state: .starting,
      createdAt: Instant(seconds: 60)
    )
    run.startedAt = Instant(seconds: 60) + .milliseconds(4)
    run.attempt = attempt
    run.actor = cause == .manual ? "uid=0" : nil
    run.coalesced = coalesced.map { count in
      CoalescedFireTimes(count: count, first: Instant(seconds: 0), last: Instant(seconds: 30))
    }
    return run
  }

  private static func ended(
    _ outcome: Outcome,
    _ reason: Reason,
    code: Int32? = nil,
    signal: Int32? = nil,
    detail: String? = nil,
    attempt: Int = 1
  ) -> Run {
    var run = run(attempt: attempt)
    run.outcome = outcome
    run.reason = reason
    run.exitCode = code
    run.signal = signal
    run.detail = detail
    run.endedAt = Instant(seconds: 61) + .milliseconds(234)
    return run
  }

  private static func span(count: Int, _ outcome: Outcome, _ reason: Reason) -> Span {
    Span(
      job: JobID("backup"),
      first: Instant(seconds: 0),
      last: Instant(seconds: 3_600),
      count: count,
      outcome: outcome,
      reason: reason
    )
  }
}

@Suite struct `A notice` {
  @Test(arguments: NoticeCase.all) func `reads well`(_ row: NoticeCase) {
    let entry = LogEntry(row.notice)
    #expect(entry.text == row.text)
    #expect(entry.level == row.level)
    #expect(entry.event == row.event)
  }

  @Test func `has a run's facts as fields`() {
    var run = Run(
      id: RunID(7),
      job: JobID("backup"),
      fireTime: Instant(seconds: 60),
      cause: .schedule,
      state: .ended,
      createdAt: Instant(seconds: 60)
    )
    run.attempt = 2
    run.outcome = .failed
    run.reason = .exitCode
    run.exitCode = 3
    let fields = LogEntry(.ended(run)).fields.map { field in
      switch field.value {
      case .text(let text): "\(field.name)=\(text)"
      case .number(let number): "\(field.name)=\(number)"
      }
    }
    #expect(
      fields == [
        "fire_time=1970-01-01T00:01:00Z", "cause=schedule", "outcome=failed", "reason=exit_code", "attempt=2",
        "exit_code=3",
      ]
    )
  }
}
