import CronParser
import Scheduler
import Testing

/// A trigger of APScheduler 3.11.3 with its arguments, and what it answered.
private struct APSchedulerRow: Decodable, CustomStringConvertible {
  let trigger: String?
  let kwargs: [String: Argument]
  let now: String?
  let next: [String]?
  let exhausted: Bool?
  let note: String?
  let contradiction: Contradiction?

  /// A run that it names when asked afresh, and passes over when asked in turn.
  struct Contradiction: Decodable {
    let answer: String
    let but_after: String
  }

  /// A number or a text.
  enum Argument: Decodable {
    case number(Int)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    var description: String {
      switch self {
      case .number(let number): String(number)
      case .text(let text): text
      }
    }
  }

  var description: String {
    let arguments = kwargs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.description)" }
    return "\(arguments.joined(separator: " ")) at \(now ?? "-")"
  }

  /// What it answered, up to the year 2199.
  var answers: [Instant] {
    var answers: [Instant] = []
    for text in next ?? [] {
      guard let instant = Instant(rfc3339: text) else { break }
      answers.append(instant)
    }
    return answers
  }
}

/// Why an argument makes no trigger.
private enum ArgumentError: Error {
  case unknown(String)
  case notANumber(String)
  case notATime(String)
}

extension APSchedulerRow {
  /// The same trigger here.
  ///
  /// - Parameters:
  ///   - kind: APScheduler's name of the trigger.
  ///   - zones: Where zones come from.
  ///   - daylightSaving: What overrides the class.
  /// - Returns: The trigger.
  /// - Throws: Why an argument is refused.
  func trigger(
    _ kind: String,
    _ zones: inout TestZones,
    _ daylightSaving: DaylightSaving = .byClass
  ) throws -> TimedTrigger {
    let zone = try zones.zone(kwargs["timezone"]?.description ?? "UTC")
    let start = try instant("start_date", in: zone)
    switch kind {
    case "cron":
      let fields = try CronFields(try fields())
      return try TimedTrigger(
        .fields(fields),
        zone: zone,
        startDate: start,
        endDate: instant("end_date", in: zone),
        daylightSaving: daylightSaving
      )
    case "interval":
      let numbers = try numbers(["weeks", "days", "hours", "minutes", "seconds"])
      let seconds = zip(numbers, [604_800, 86_400, 3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
      // Without a start date it starts one interval after it is first asked, by its wall clock.
      let anchor = start ?? answers.first ?? .epoch
      return try TimedTrigger(
        .interval(Interval(every: .seconds(Int64(seconds)), anchor: anchor)),
        zone: zone,
        startDate: anchor,
        endDate: instant("end_date", in: zone)
      )
    case "calendarinterval":
      return try calendarInterval(in: zone, daylightSaving)
    default:
      return try TimedTrigger(.date(try instant("run_date", in: zone) ?? .epoch), zone: zone)
    }
  }

  private func calendarInterval(in zone: Zone, _ daylightSaving: DaylightSaving) throws -> TimedTrigger {
    let numbers = try numbers(["years", "months", "weeks", "days", "hour", "minute", "second"])
    let start = try date("start_date")
    let end = try date("end_date").map { zone.instant(of: ($0 + 1).midnight) - .nanoseconds(1) }
    return try TimedTrigger(
      .calendarInterval(
        CalendarInterval(
          years: numbers[0],
          months: numbers[1],
          weeks: numbers[2],
          days: numbers[3],
          hour: numbers[4],
          minute: numbers[5],
          second: numbers[6],
          startDate: start ?? CivilDate(daysSinceEpoch: 0)
        )
      ),
      zone: zone,
      endDate: end,
      daylightSaving: daylightSaving
    )
  }

  private func fields() throws -> [CronFields.Field] {
    let others = ["timezone", "start_date", "end_date"]
    return try kwargs.filter { !others.contains($0.key) }.map { key, value in
      guard let name = CronFields.Name(rawValue: key) else { throw ArgumentError.unknown(key) }
      let text = value.description
      return CronFields.Field(name, name == .dayOfWeek ? Self.namingWeekdays(text) : text)
    }
  }

  /// Weekdays by name where they were numbered from Monday; what is no such number stays.
  private static func namingWeekdays(_ text: String) -> String {
    let names = CronFieldsWeekday.names
    let members = text.split(separator: ",").flatMap { member -> [String] in
      let parts = member.split(separator: "/")
      let bounds = parts[0].split(separator: "-").compactMap { Int($0) }
      guard let first = bounds.first, let last = bounds.count == 2 || parts.count == 1 ? bounds.last : 6,
        let step = parts.count == 2 ? Int(parts[1]) : 1, names.indices.contains(last), first <= last
      else { return [String(member)] }
      return stride(from: first, through: last, by: step).map { names[$0] }
    }
    return members.joined(separator: ",")
  }

  private func numbers(_ names: [String]) throws -> [Int] {
    let others = ["timezone", "start_date", "end_date"]
    for key in kwargs.keys where !names.contains(key) && !others.contains(key) {
      throw ArgumentError.unknown(key)
    }
    return try names.map { name in
      switch kwargs[name] {
      case .number(let number): return number
      case .text: throw ArgumentError.notANumber(name)
      case nil: return 0
      }
    }
  }

  private func instant(_ name: String, in zone: Zone) throws -> Instant? {
    guard let argument = kwargs[name] else { return nil }
    guard case .text(let text) = argument, let instant = Instant(text, in: zone) else {
      throw ArgumentError.notATime(name)
    }
    return instant
  }

  private func date(_ name: String) throws -> CivilDate? {
    guard let argument = kwargs[name] else { return nil }
    guard case .text(let text) = argument, let date = CivilDate(text) else {
      throw ArgumentError.notATime(name)
    }
    return date
  }
}

private enum CronFieldsWeekday {
  static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
}

@Suite struct `A trigger beside APScheduler's` {
  @Test func `with cron fields names the same instants, but where the clocks change`() throws {
    var zones = TestZones()
    for row in try DataFile.rows("aps-cron", as: APSchedulerRow.self) {
      let ours = try asked(row, "cron", &zones)
      guard ours != row.answers else { continue }
      try expectDifferencesNearChangesOnly(ours, row, in: &zones)
      // What remains in a fold is that APScheduler runs repeated times twice; in a gap it has no one policy.
      guard row.note != "dst-gap" else { continue }
      #expect(try asked(row, "cron", &zones, DaylightSaving(fold: .both)) == row.answers, "\(row)")
    }
  }

  @Test func `with an interval names the same instants`() throws {
    var zones = TestZones()
    for row in try DataFile.rows("aps-interval", as: APSchedulerRow.self) {
      guard row.kwargs.keys.contains(where: { $0.hasSuffix("s") }) else {
        // APScheduler turns an interval of nothing into one of a second.
        #expect(throws: TriggerError.intervalTooShort(.zero)) { try row.trigger("interval", &zones) }
        continue
      }
      #expect(try asked(row, "interval", &zones) == row.answers, "\(row)")
    }
  }

  @Test func `with a calendar interval names the same instants`() throws {
    var zones = TestZones()
    for row in try DataFile.rows("aps-calendarinterval", as: APSchedulerRow.self) {
      let ours = try asked(row, "calendarinterval", &zones, DaylightSaving(gap: .skip))
      guard ours != row.answers else { continue }
      // Where a date's time lies in a gap over midnight, APScheduler takes it for one of the next day, and all later
      // dates of the series move by a day. Here a date that does not exist moves nothing.
      let zone = try zones.zone(row.kwargs["timezone"]?.description ?? "UTC")
      #expect(row.hasDateInGapOverMidnight(zone), "\(row)")
    }
  }

  @Test func `with a date names the same instant`() throws {
    var zones = TestZones()
    for row in try DataFile.rows("aps-date", as: APSchedulerRow.self) {
      let trigger = try row.trigger("date", &zones)
      #expect(trigger.instants(2, after: .epoch) == row.answers, "\(row)")
    }
  }

  @Test func `is refused where APScheduler's is`() throws {
    var zones = TestZones()
    for row in try DataFile.rows("aps-invalid", as: APSchedulerRow.self) {
      #expect(throws: (any Error).self, "\(row)") { try row.trigger(row.trigger ?? "", &zones) }
    }
  }

  @Test func `loses no run, fires once at an instant and overlooks no text`() throws {
    var zones = TestZones()
    for row in try DataFile.rows("aps-quirks", as: APSchedulerRow.self) {
      if let contradiction = row.contradiction {
        let trigger = try row.trigger("cron", &zones)
        let after = try #require(Instant(rfc3339: contradiction.but_after))
        #expect(trigger.next(after: after) == Instant(rfc3339: contradiction.answer), "\(row)")
      } else if row.note?.hasPrefix("fires twice") == true {
        let distinct = row.answers.enumerated().filter { $0 == 0 || row.answers[$0 - 1] != $1 }.map(\.element)
        let trigger = try row.trigger("cron", &zones)
        let now = try #require(row.now.flatMap { Instant(rfc3339: $0) })
        #expect(trigger.instants(distinct.count, after: now) == distinct, "\(row)")
      } else {
        #expect(throws: CronFieldError.self, "\(row)") { try row.trigger("cron", &zones) }
      }
    }
  }

  // MARK: - Asking

  /// As many fire times as APScheduler gave, and one more where it said that there are none.
  private func asked(
    _ row: APSchedulerRow,
    _ kind: String,
    _ zones: inout TestZones,
    _ daylightSaving: DaylightSaving = .byClass
  ) throws -> [Instant] {
    let trigger: TimedTrigger
    do {
      trigger = try row.trigger(kind, &zones, daylightSaving)
    } catch TriggerError.endBeforeStart {
      // It takes such a trigger, and never runs it.
      return []
    }
    let now = try #require(row.now.flatMap { Instant(rfc3339: $0) })
    // A first answer that lies in the past is APScheduler's defect; the rest of the series is right.
    let start = min(now, row.answers.first ?? now) - .nanoseconds(1)
    return trigger.instants(row.answers.count + (row.exhausted == true ? 1 : 0), after: start)
  }

  private func expectDifferencesNearChangesOnly(
    _ ours: [Instant],
    _ row: APSchedulerRow,
    in zones: inout TestZones
  ) throws {
    let zone = try zones.zone(row.kwargs["timezone"]?.description ?? "UTC")
    let end = min(ours.last ?? .epoch, row.answers.last ?? .epoch)
    for instant in Set(ours).symmetricDifference(row.answers) where instant <= end {
      #expect(
        zone.offset(at: instant - .hours(3)) != zone.offset(at: instant + .hours(3)),
        "\(instant): \(row)"
      )
    }
  }
}

extension APSchedulerRow {
  /// Whether the clocks skip the time of day of a date, and the rest of that date with it.
  fileprivate func hasDateInGapOverMidnight(_ zone: Zone) -> Bool {
    guard let first = answers.first, let last = answers.last else { return false }
    let time = zone.civilTime(at: last).secondOfDay
    let dates =
      CivilDate(of: zone.civilTime(at: first - .hours(24 * 400)))...CivilDate(of: zone.civilTime(at: last))
    return (dates.lowerBound.daysSinceEpoch...dates.upperBound.daysSinceEpoch).contains { day in
      let date = CivilDate(daysSinceEpoch: day)
      let named = CivilTime(seconds: date.midnight.seconds + Int64(time))
      guard case .gap(_, _, let transition) = zone.resolve(named) else { return false }
      return CivilDate(of: zone.civilTime(at: transition)) != date
    }
  }
}
