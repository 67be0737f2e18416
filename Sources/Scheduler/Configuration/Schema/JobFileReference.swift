/// Everything there is to say of the job file's keys.
///
/// The schema, the manual page and the reference are made from it, so that they cannot differ.
package enum JobFileReference {
  /// The kinds of objects, from the file inwards.
  package static let sections: [ReferenceSection] = [
    file, included, job, variable, parameter, resourceLimits, input, retry, history, output, notify,
    trigger, cronFields, interval, calendarInterval, after, dayRange, daylightSaving,
  ]

  /// The kinds of values that several keys take.
  package static let values: [(name: String, meaning: String)] = [
    (
      "duration",
      """
      A string of whole numbers, each with a unit of `w`, `d`, `h`, `m`, `s` or `ms`, from the largest unit to the \
      smallest (`"90s"`, `"1h30m"`, `"2d"`, `"250ms"`); only the milliseconds may have a fraction. Or a number of \
      seconds (`90`, `0.25`).
      """
    ),
    (
      "date or time",
      """
      A string: a day (`"2027-01-31"`), a time of day (`"2027-01-31T09:00:00"`), or one with an offset \
      (`"2027-01-31T09:00:00+01:00"`, `"2027-01-31T08:00:00Z"`). What has no offset is read in the trigger's zone. Years \
      are 1970 to 2199.
      """
    ),
    ("day", "A string such as `\"2027-12-25\"`."),
    ("zone", "The name of a zone of the machine's zone database, such as `\"Europe/Berlin\"`."),
    (
      "cron expression",
      """
      Five fields (minute, hour, day of month, month, day of week), six (seconds first) or seven (year last), or a \
      nickname such as `"@daily"`. The dialect is the Open Cron Pattern Specification with `H`, `LW` and `L-n`.
      """
    ),
    ("job id", "1 to 128 of `A`–`Z`, `a`–`z`, `0`–`9`, `.`, `_` and `-`."),
    (
      "number of bytes",
      """
      A whole number, or a string with `K`, `M`, `G` or `T`, which are powers of 1024 (`"512M"`, `"2GiB"`).
      """
    ),
    ("array of exit codes", "At least one whole number from 0 to 255: `[0, 3]`."),
  ]
}
