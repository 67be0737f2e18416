extension JobFileReference {
  static let cronFields = ReferenceSection(
    "cron_fields",
    "Cron in named fields",
    """
    As in APScheduler: an instant matches when every field does. Fields that are not there and are less significant \
    than the least one that is have their smallest value; the others are `*`.
    """,
    CronFields.Name.self,
    [
      field(.year, "1970 to 2199.", examples: #""2027-2030""#),
      field(.month, "1 to 12, or `jan` to `dec`.", examples: #""jan,jul""#),
      field(.day, "1 to 31, `last`, `2nd mon`, `last fri`.", examples: #""last""#),
      field(.week, "The week of the year as ISO 8601 counts it, 1 to 53.", examples: #""*/2""#),
      field(
        .dayOfWeek,
        "`mon` to `sun`; numbers are refused, since 0 is Monday in APScheduler and Sunday in cron.",
        examples: #""mon-fri""#
      ),
      field(.hour, "0 to 23.", examples: "9"),
      field(.minute, "0 to 59.", examples: #""*/15""#),
      field(.second, "0 to 59.", examples: "30"),
    ]
  )

  private static func field(_ name: CronFields.Name, _ meaning: String, examples: String) -> KeyReference {
    KeyReference(
      name,
      ValueType("string or whole number", [("type", .strings(["string", "integer"]))]),
      .words("`*` or the smallest"),
      meaning,
      examples: examples
    )
  }

  static let interval = ReferenceSection(
    "interval",
    "An interval",
    "The sum of what is named.",
    IntervalKey.self,
    IntervalKey.allCases.map { unit in
      KeyReference(
        unit,
        ValueType("number", [("type", .string("number")), ("minimum", .number(0))]),
        .json("0"),
        "So many \(unit.rawValue).",
        examples: "1"
      )
    }
  )

  static let calendarInterval = ReferenceSection(
    "calendar_interval",
    "A calendar interval",
    "At least one of `years`, `months`, `weeks` and `days` is more than 0.",
    CalendarKey.self,
    [
      calendarKey(.years, "So many years from one run to the next.", examples: "1"),
      calendarKey(.months, "So many months; a month without that day is left out.", examples: "3"),
      calendarKey(.weeks, "So many weeks.", examples: "2"),
      calendarKey(.days, "So many days.", examples: "10"),
      calendarKey(.hour, "The hour of the day.", examples: "4"),
      calendarKey(.minute, "The minute of the hour.", examples: "30"),
      calendarKey(.second, "The second of the minute.", examples: "15"),
    ]
  )

  private static func calendarKey(_ key: CalendarKey, _ meaning: String, examples: String) -> KeyReference {
    KeyReference(key, .integer(key.range), .json("0"), meaning, examples: examples)
  }
}
