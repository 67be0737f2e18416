extension JobFileReference {
  static let trigger = ReferenceSection(
    "trigger",
    "A trigger",
    """
    A string is a cron expression. An object has exactly one of the keys up to `manual`, which says what kind of trigger \
    it is; those after it go with the kinds that name times. `jitter` belongs to the job's whole trigger, and `dst` to \
    `cron` and `calendar_interval`.
    """,
    TriggerKey.self,
    kinds + modifiers
  )

  private static let kinds = [
    KeyReference(
      TriggerKey.cron,
      .anyOf("cron expression or object", .cron, ValueType("", definition: "cron_fields")),
      .words("one kind"),
      "By cron: an expression, or APScheduler's named fields (see “Cron in named fields”).",
      examples: #""30 2 * * mon-fri""#,
      #"{"day_of_week": "mon-fri", "hour": 9}"#
    ),
    KeyReference(
      TriggerKey.interval,
      .anyOf("duration or object", .positiveDuration, ValueType("", definition: "interval")),
      .words("one kind"),
      """
      Every so often, at least 10 ms, counted from `start_date`, else from 1970-01-01 00:00 UTC. It never drifts, and \
      neither a reload nor a restart moves it.
      """,
      examples: #""15m""#,
      #"{"hours": 1, "minutes": 30}"#
    ),
    KeyReference(
      TriggerKey.calendarInterval,
      ValueType("object", definition: "calendar_interval"),
      .words("one kind"),
      "Every so many years, months, weeks or days at a time of day, counted from `start_date`.",
      examples: #"{"months": 1, "hour": 3}"#
    ),
    KeyReference(
      TriggerKey.date,
      .timestamp,
      .words("one kind"),
      "Once.",
      examples: #""2027-01-01T00:00:00+01:00""#
    ),
    KeyReference(
      TriggerKey.any,
      .array(of: ValueType("", definition: "nested_trigger"), "array of triggers", atLeast: 1),
      .words("one kind"),
      "Whenever one of several triggers fires, once for each instant.",
      examples: #"["0 12 * * *", {"interval": "6h"}]"#
    ),
    KeyReference(
      TriggerKey.all,
      .array(of: ValueType("", definition: "nested_trigger"), "array of triggers", atLeast: 1),
      .words("one kind"),
      "At the instants that several triggers have in common.",
      examples: #"["0 9 * * mon", {"interval": "2w", "start_date": "2027-01-04T08:00:00Z"}]"#
    ),
    KeyReference(
      TriggerKey.after,
      ValueType("object", definition: "after"),
      .words("one kind"),
      "When a run of another job has ended (see “After another job”).",
      examples: #"{"job": "extract"}"#
    ),
    KeyReference(
      TriggerKey.startup,
      .true_,
      .words("one kind"),
      "Once at each start of the daemon.",
      examples: "true"
    ),
    KeyReference(
      TriggerKey.manual,
      .true_,
      .words("one kind"),
      "Only by hand, with `schedd trigger`.",
      examples: "true"
    ),
  ]

  private static let modifiers = [
    KeyReference(
      TriggerKey.timezone,
      .zone,
      .words("the file's zone"),
      "The zone that times of day are read in.",
      examples: #""America/New_York""#
    ),
    KeyReference(
      TriggerKey.startDate,
      .timestamp,
      .words("no bound"),
      "No fire time lies before it.",
      examples: #""2027-01-01""#
    ),
    KeyReference(
      TriggerKey.endDate,
      .timestamp,
      .words("no bound"),
      "No fire time lies after it; a day is included as a whole.",
      examples: #""2027-12-31""#
    ),
    KeyReference(
      TriggerKey.exclude,
      .array(
        of: .anyOf(
          "",
          .day,
          ValueType("", definition: "day_range"),
          ValueType("", definition: "timed_trigger")
        ),
        "array of days, ranges of days and triggers"
      ),
      .json("[]"),
      "What is left out: days, ranges of days, and the instants of other triggers.",
      examples: #"["2027-01-01", {"from": "2027-12-24", "to": "2027-12-31"}, {"cron": "0 12 * * *"}]"#
    ),
    KeyReference(
      TriggerKey.jitter,
      .duration,
      .json(#""0s""#),
      "Each run starts later by something between nothing and this; always the same for a fire time.",
      examples: #""30s""#
    ),
    KeyReference(
      TriggerKey.dst,
      ValueType("object", definition: "dst"),
      .words("by the trigger's class"),
      "What becomes of times that a change of daylight saving skips or repeats (see “Daylight saving”).",
      examples: #"{"gap": "skip"}"#
    ),
  ]

  static let after = ReferenceSection(
    "after",
    "After another job",
    "",
    AfterKey.self,
    [
      KeyReference(AfterKey.job, .jobID, .required, "The job that is followed.", examples: #""extract""#),
      KeyReference(
        AfterKey.outcome,
        .choice(Outcome.self, and: "any"),
        .json(#""succeeded""#),
        "How its run must have ended, after all attempts."
      ),
    ]
  )

  static let dayRange = ReferenceSection(
    "day_range",
    "A range of days",
    "",
    DayRangeKey.self,
    [
      KeyReference(DayRangeKey.from, .day, .required, "The first day.", examples: #""2027-12-24""#),
      KeyReference(DayRangeKey.to, .day, .required, "The last day.", examples: #""2027-12-31""#),
    ]
  )

  static let daylightSaving = ReferenceSection(
    "dst",
    "Daylight saving",
    """
    A cron trigger whose minute or hour begins with `*` follows the real clock; any other one, and a `calendar_interval`, \
    runs once for each of its times. These keys say otherwise.
    """,
    DaylightSavingKey.self,
    [
      KeyReference(
        DaylightSavingKey.gap,
        .choice(DaylightSaving.Gap.self),
        .words("by the trigger's class"),
        "Times that do not exist: they fire once, at the end of the gap, or not at all.",
        examples: #""skip""#
      ),
      KeyReference(
        DaylightSavingKey.fold,
        .choice(DaylightSaving.Fold.self),
        .words("by the trigger's class"),
        "Times that occur twice: which of the two counts.",
        examples: #""both""#
      ),
    ]
  )
}
