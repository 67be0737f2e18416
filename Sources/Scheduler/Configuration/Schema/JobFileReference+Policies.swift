extension JobFileReference {
  static let admission = [
    KeyReference(
      JobKey.misfireGraceTime,
      ValueType.positiveDuration.orNull,
      .json("null"),
      "How late a fire time may still start; null is no limit. What is later is `missed`, `misfire_grace`.",
      examples: #""2h""#
    ),
    KeyReference(
      JobKey.coalesce,
      .choice(Coalesce.self),
      .json(#""latest""#),
      "What becomes of several fire times that are due at once: one run for the latest or the earliest, or all of them."
    ),
    KeyReference(
      JobKey.maxCatchUp,
      ValueType.integer(1...1_000_000).orNull,
      .json("100"),
      "How many fire times `\"coalesce\": \"all\"` makes up for at most, the newest ones; null is a million."
    ),
    KeyReference(
      JobKey.maxInstances,
      .integer(1...1_000_000),
      .json("1"),
      "How many runs of the job may be under way at a time."
    ),
    KeyReference(
      JobKey.overlap,
      .choice(Overlap.self),
      .json(#""skip""#),
      """
      What becomes of a fire time while `max_instances` runs are under way: it is skipped, it waits, or it takes the \
      place of the oldest run, which is told to end.
      """
    ),
    KeyReference(
      JobKey.maxQueued,
      .integer(1...1_000_000),
      .json("1"),
      "How many may wait where `overlap` is `\"queue\"`."
    ),
    KeyReference(
      JobKey.concurrencyGroup,
      ValueType.text("name of a group", ValuePattern.jobID).orNull,
      .json("null"),
      "The cap of `concurrency_groups` that the job's runs count against.",
      examples: #""database""#
    ),
    KeyReference(
      JobKey.priority,
      .integer(Int(Int32.min)...Int(Int32.max)),
      .json("0"),
      "Where several runs wait for a slot, the larger one goes first."
    ),
  ]

  static let lifetime = [
    KeyReference(
      JobKey.timeout,
      ValueType.positiveDuration.orNull,
      .json("null"),
      "How long an attempt may take before it is told to end; null is no limit.",
      examples: #""30m""#
    ),
    KeyReference(
      JobKey.killAfter,
      .duration,
      .json(#""10s""#),
      "From SIGTERM to SIGKILL, for processes that do not listen."
    ),
    KeyReference(
      JobKey.successExitCodes,
      .exitCodes,
      .json("[0]"),
      "The exit codes that count as success.",
      examples: "[0, 3]"
    ),
    KeyReference(
      JobKey.retry,
      ValueType("object", definition: "retry"),
      .json(#"{"max_attempts": 1}"#),
      "Whether a run that failed or timed out is tried again (see “Retries”).",
      examples: #"{"max_attempts": 3, "delay": "10s"}"#
    ),
    KeyReference(
      JobKey.onAbandoned,
      .choice(OnAbandoned.self),
      .json(#""record""#),
      "What becomes of a run that the daemon died in: it is recorded as `abandoned`, or runs again."
    ),
  ]

  static let retry = ReferenceSection(
    "retry",
    "Retries",
    "",
    RetryKey.self,
    [
      KeyReference(
        RetryKey.maxAttempts,
        .integer(1...1_000_000),
        .required,
        "How many attempts there are at most, the first one counted.",
        examples: "3"
      ),
      KeyReference(RetryKey.delay, .duration, .json(#""0s""#), "How long to wait before the next attempt."),
      KeyReference(
        RetryKey.backoff,
        .choice(Retry.Backoff.self),
        .json(#""fixed""#),
        "Whether the delay stays the same or doubles with each attempt."
      ),
      KeyReference(
        RetryKey.maxDelay,
        ValueType.positiveDuration.orNull,
        .json("null"),
        "What the delay does not exceed; null is no limit.",
        examples: #""5m""#
      ),
      KeyReference(
        RetryKey.jitter,
        .duration,
        .json(#""0s""#),
        "Something between nothing and this is added to each delay."
      ),
      KeyReference(
        RetryKey.onExitCodes,
        .exitCodes,
        .words("every exit code that is no success"),
        "The exit codes that are worth another attempt.",
        examples: "[75]"
      ),
    ]
  )

  static let history = ReferenceSection(
    "history",
    "History",
    "Either limit lets go. A key that is not there stays as `defaults` says, else as by default.",
    HistoryKey.self,
    [
      KeyReference(
        HistoryKey.keepRuns,
        ValueType.integer(1...1_000_000_000).orNull,
        .json("1000"),
        "How many runs are kept; null is no limit."
      ),
      KeyReference(
        HistoryKey.keepFor,
        ValueType.positiveDuration.orNull,
        .json(#""90d""#),
        "How long a run is kept; null is no limit."
      ),
    ]
  )

  static let output = ReferenceSection(
    "output",
    "Output",
    "",
    OutputKey.self,
    [
      KeyReference(
        OutputKey.maxBytes,
        .bytes(0...OutputLimits.mostBytes),
        .json("1048576"),
        """
        How many bytes are kept of what an attempt writes, half of them from its beginning and half from its end; at \
        least 4096, or 0, which keeps none.
        """,
        examples: #""64K""#
      )
    ]
  )

  static let notify = ReferenceSection(
    "notify",
    "Notifications",
    """
    Each has `on`, and either `command` or `shell`. The command is told the facts in its environment (`SCHEDD_EVENT`, \
    `SCHEDD_SUMMARY`, …) and as JSON on standard input.
    """,
    NotifyKey.self,
    [
      KeyReference(
        NotifyKey.on,
        .anyOf(
          "one of " + NotificationEvent.allCases.map { "`\"\($0.rawValue)\"`" }.joined(separator: ", ")
            + ", or an array of them",
          .choice(NotificationEvent.self),
          .array(of: .choice(NotificationEvent.self), "", atLeast: 1)
        ),
        .required,
        "Of what it tells.",
        examples: #"["failed", "timed_out", "recovered"]"#
      ),
      KeyReference(
        NotifyKey.command,
        .argumentVector,
        .words("either this or `shell`"),
        "The program that tells it, and its arguments; no shell is involved.",
        examples: #"["/usr/local/bin/page"]"#
      ),
      KeyReference(
        NotifyKey.shell,
        .filled("string"),
        .words("either this or `command`"),
        "A line for `/bin/sh -c`.",
        examples: #""curl -fsS --data-binary @- https://hooks.example/x""#
      ),
      KeyReference(
        NotifyKey.afterFailures,
        .integer(1...1_000),
        .json("1"),
        "How many runs in a row must not have succeeded before it tells of one."
      ),
      KeyReference(
        NotifyKey.cooldown,
        .duration,
        .json(#""0s""#),
        "For how long it is silent after it has told something; a recovery from what it told is told all the same."
      ),
      KeyReference(
        NotifyKey.timeout,
        .positiveDuration,
        .json(#""30s""#),
        "How long telling may take."
      ),
    ]
  )
}
