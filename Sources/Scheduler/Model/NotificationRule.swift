/// What a job's people can be told of.
public enum NotificationEvent: String, Hashable, Sendable, CaseIterable {
  /// A run succeeded after runs that had not.
  case recovered

  /// A run succeeded.
  case succeeded

  /// A run failed, after all its attempts.
  case failed

  /// A run took longer than its `timeout`.
  case timedOut = "timed_out"

  /// The daemon died during a run.
  case abandoned

  /// Fire times came too late to be started, or were named by a trigger that was changed meanwhile.
  case missed

  /// Whether it is a run that should have succeeded and did not.
  var isFailure: Bool {
    switch self {
    case .failed, .timedOut, .abandoned: true
    case .recovered, .succeeded, .missed: false
    }
  }
}

/// Whom a job tells, of what, and how often at most.
public struct NotificationRule: Hashable, Sendable {
  /// What it tells of, each once, in the order of the file.
  public var events: [NotificationEvent]

  /// What is run to tell it.
  public var invocation: CommandJob.Invocation

  /// How many runs in a row must have failed before it tells of one; at least 1.
  public var afterFailures: Int

  /// How long it is silent after it has told something; a recovery from what it told is told all the same.
  public var coolDown: TimeAmount

  /// The longest that telling may take.
  public var timeout: TimeAmount

  /// What the rule is remembered by: it stays the same wherever it stands, and whatever its limits become.
  public var identity: Int64 {
    let words =
      switch invocation {
      case .arguments(let words): words
      case .shell(let text): ["", text]
      }
    var hash = StableHash.fnv1a(words.joined(separator: "\0").utf8)
    hash = StableHash.fnv1a(events.map(\.rawValue).joined(separator: " ").utf8, after: hash)
    return Int64(bitPattern: hash)
  }

  /// A rule with each value said; what is left out has the job file's default.
  public init(
    events: [NotificationEvent],
    invocation: CommandJob.Invocation,
    afterFailures: Int = 1,
    coolDown: TimeAmount = .zero,
    timeout: TimeAmount = .seconds(30)
  ) {
    self.events = events
    self.invocation = invocation
    self.afterFailures = afterFailures
    self.coolDown = coolDown
    self.timeout = timeout
  }
}

/// Something to tell, by one rule of one job.
public struct Notification: Hashable, Sendable {
  /// What happened.
  public enum Subject: Hashable, Sendable {
    /// A run has ended.
    case run(Run)

    /// Fire times passed without a run.
    case span(Span)
  }

  /// Whose it is.
  public var job: JobID

  /// The job's description; may be empty.
  public var description: String

  /// How it is told.
  public var rule: NotificationRule

  /// What was remembered of the rule before; nil for nothing.
  public var previous: NotificationMark?

  /// What it is told of.
  public var event: NotificationEvent

  /// What happened.
  public var subject: Subject

  /// How many runs in a row have not succeeded, this one included; of a recovery, how many had not.
  public var failures: Int

  /// How many notifications of this rule were held back since the last one, because it had to be silent.
  public var suppressed: Int

  /// When.
  public var at: Instant

  /// The zone that the job's times are shown in.
  public var zone: Zone
}

/// What is remembered of a rule's notifications.
public struct NotificationMark: Hashable, Sendable {
  /// When it last told something.
  public var at: Instant

  /// Whether it has told of a failure from which its job has not recovered.
  public var isOpen: Bool

  /// A mark of a rule that has told something.
  public init(at: Instant, isOpen: Bool) {
    self.at = at
    self.isOpen = isOpen
  }
}
