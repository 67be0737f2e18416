package import Scheduler

/// What a notification's command is told: in its environment, and as JSON on standard input.
package struct NotificationMessage {
  /// How much of a run's output is told: so many lines at most, and so many bytes.
  static let mostLines = 20
  static let mostBytes = 4096

  /// What is run, with the JSON on standard input.
  package let command: CommandJob

  /// The facts as variables.
  package let variables: [EnvironmentVariable]

  /// The zone that the command is told as `TZ`.
  let zone: Zone

  /// The message of a notification.
  ///
  /// - Parameters:
  ///   - notification: What is told.
  ///   - output: The end of what the run wrote, where that is known.
  package init(_ notification: Notification, output: String? = nil) {
    let summary = Self.summary(notification)
    let object = NotificationObject(notification, summary: summary, output: output)
    let json = String(decoding: JSON.bytes(object), as: UTF8.self) + "\n"
    command = CommandJob(
      invocation: notification.rule.invocation,
      settings: ProcessSettings(input: .text(json))
    )
    zone = notification.zone
    variables = Self.variables(notification, object).map { EnvironmentVariable(name: $0, value: $1) }
  }

  /// "backup failed with exit code 3 after 1.2 s, 3 in a row" and the like.
  private static func summary(_ notification: Notification) -> String {
    let job = notification.job
    switch notification.subject {
    case .run(let run):
      let text = LogEntry(.ended(run)).text
      switch (notification.event, notification.failures) {
      case (.recovered, let count):
        let runs = count == 1 ? "a run" : "\(count) runs"
        return "\(job) recovered, after \(runs) that had not succeeded: \(text)"
      case (.failed, 2...), (.timedOut, 2...), (.abandoned, 2...):
        return "\(job) \(text), \(notification.failures) in a row"
      default: return "\(job) \(text)"
      }
    case .span(let span): return "\(job): \(LogEntry(.span(span)).text)"
    }
  }

  private static func variables(
    _ notification: Notification,
    _ object: NotificationObject
  ) -> [(String, String)] {
    var facts: [(String, String?)] = [
      ("EVENT", object.event), ("SUMMARY", object.summary), ("JOB_ID", object.job),
      ("JOB_DESCRIPTION", object.description), ("FAILURES", String(object.failures)),
      ("SUPPRESSED", String(object.suppressed)), ("AT", object.at),
    ]
    if let run = object.run {
      facts += [
        ("RUN_ID", String(run.id)), ("OUTCOME", run.outcome), ("REASON", run.reason), ("DETAIL", run.detail),
        ("CAUSE", run.cause), ("FIRE_TIME", run.fireTime), ("ATTEMPT", String(run.attempt)),
        ("STARTED_AT", run.startedAt), ("ENDED_AT", run.endedAt),
        ("EXIT_CODE", run.exitCode.map(String.init)), ("SIGNAL", run.signal.map(String.init)),
      ]
    }
    if let span = object.span {
      facts += [
        ("OUTCOME", span.outcome), ("REASON", span.reason), ("COUNT", String(span.count)),
        ("FIRST", span.first), ("LAST", span.last),
      ]
    }
    return facts.compactMap { name, value in
      // No variable can hold a NUL.
      value.map { ("SCHEDD_" + name, $0.replacing("\0", with: "")) }
    }
  }
}

/// What a notification's command reads.
package struct NotificationObject: Codable, Hashable {
  package var event: String

  /// The whole of it in one line.
  package var summary: String
  package var job: String
  package var description: String

  /// How many runs in a row have not succeeded.
  package var failures: Int

  /// How many notifications were held back since the last one.
  package var suppressed: Int
  package var at: String

  /// The run that ended; absent where fire times passed without one.
  package var run: RunObject?

  /// The fire times that passed without a run; absent where a run ended.
  package var span: SpanObject?

  /// The end of what the run wrote; absent where it wrote nothing, or nothing is kept.
  package var output: String?

  init(_ notification: Notification, summary: String, output: String?) {
    event = notification.event.rawValue
    self.summary = summary
    job = notification.job.description
    description = notification.description
    failures = notification.failures
    suppressed = notification.suppressed
    at = notification.at.wholeMilliseconds.description
    switch notification.subject {
    case .run(let run): self.run = RunObject(run)
    case .span(let span): self.span = SpanObject(span)
    }
    self.output = output
  }
}
