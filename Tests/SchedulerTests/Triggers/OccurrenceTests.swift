import CronParser
import Scheduler
import Testing

/// A trigger, an instant, and what is said of its next fire times where it is not plain.
private struct NoteRow: Sendable, CustomTestStringConvertible {
  let name: String
  let trigger: @Sendable () throws -> TimedTrigger
  let after: Instant
  let notes: [String?]

  init(
    _ name: String,
    after: Instant,
    _ notes: [String?],
    _ trigger: @escaping @Sendable () throws -> TimedTrigger
  ) {
    self.name = name
    self.trigger = trigger
    self.after = after
    self.notes = notes
  }

  init(_ expression: String, after: Instant, _ notes: String?...) {
    self.init(expression, after: after, notes) { try .cron(expression, in: "Europe/Berlin") }
  }

  var testDescription: String { "\(name) after \(after)" }
}

@Suite struct `A fire time that is shown` {
  @Test(arguments: rows)
  fileprivate func `says what daylight saving did to it`(_ row: NoteRow) throws {
    let occurrences = try row.trigger().occurrences(after: row.after).prefix(row.notes.count)
    #expect(occurrences.map { $0.note?.description } == row.notes)
  }

  @Test func `has the offset that its zone then has`() throws {
    let occurrences = try TimedTrigger.cron("0 12 * * *", in: "Europe/Berlin")
      .occurrences(after: "2026-03-28T00:00:00Z").prefix(2)
    #expect(occurrences.map(\.offset) == [3600, 7200])
    #expect(occurrences.map(\.instant) == ["2026-03-28T11:00:00Z", "2026-03-29T10:00:00Z"])
  }

  @Test func `is the last one where the sequence ends`() throws {
    let once = try TimedTrigger(.date("2027-01-01T00:00:00Z"))
    #expect(once.occurrences(after: .epoch).map(\.instant) == ["2027-01-01T00:00:00Z"])
  }

  private static let rows: [NoteRow] = [
    NoteRow(
      "30 2 * * *",
      after: "2026-03-28T00:00:00Z",
      nil,
      "02:30 does not exist on this day: fires at 03:00",
      nil
    ),
    NoteRow(
      "15,45 2 * * *",
      after: "2026-03-29T00:00:00Z",
      "02:15 does not exist on this day: fires at 03:00"
    ),
    NoteRow(
      "30 0 2-4 * * *",
      after: "2026-03-29T00:00:00Z",
      "02:00:30 does not exist on this day: fires at 03:00:30"
    ),
    NoteRow("30 2 * * *", after: "2026-10-24T12:00:00Z", "02:30 occurs twice: the first counts", nil),
    NoteRow("0 * * * *", after: "2026-10-24T23:30:00Z", nil, nil, nil),
    NoteRow("0 * * * *", after: "2026-03-29T00:30:00Z", nil, nil),
    NoteRow("the second of two", after: "2026-10-24T12:00:00Z", ["02:30 occurs twice: the second counts"]) {
      try .cron("30 2 * * *", in: "Europe/Berlin", DaylightSaving(fold: .second))
    },
    NoteRow(
      "a calendar interval",
      after: "2026-03-28T12:00:00Z",
      [
        "02:30 does not exist on this day: fires at 03:00", nil,
      ]
    ) {
      try TimedTrigger(
        .calendarInterval(CalendarInterval(days: 1, hour: 2, minute: 30)),
        zone: TestZones.read("Europe/Berlin")
      )
    },
    NoteRow("named fields", after: "2026-10-24T12:00:00Z", ["02:00 occurs twice: the first counts"]) {
      try TimedTrigger(.fields(CronFields([.init(.hour, "2")])), zone: TestZones.read("Europe/Berlin"))
    },
    NoteRow(
      "any of two",
      after: "2026-03-28T23:30:00Z",
      [
        nil, "02:30 does not exist on this day: fires at 03:00", nil,
      ]
    ) {
      try TimedTrigger(.any([.cron("30 2 * * *", in: "Europe/Berlin"), .cron("0 * * * *")]))
    },
    NoteRow("an interval", after: "2026-03-29T00:00:00Z", [nil]) {
      try TimedTrigger(.interval(Interval(every: .hours(1))), zone: TestZones.read("Europe/Berlin"))
    },
  ]
}
