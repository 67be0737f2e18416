import CronParser
import Scheduler
import Testing

/// A question that was put to several cron implementations, and the answer that all of them gave.
private struct AgreementRow: Decodable, CustomStringConvertible {
  let expr: String
  let zone: String
  let after: String
  let next: [String]

  var description: String { "\(expr) in \(zone) after \(after)" }
}

/// A question that was answered differently, and who answered alike.
private struct DisagreementRow: Decodable, CustomStringConvertible {
  struct Group: Decodable {
    let oracles: [String]
    let next: [String]
  }

  let expr: String
  let zone: String
  let after: String
  let `class`: String
  let groups: [Group]

  var description: String { "\(expr) in \(zone) after \(after) (\(`class`))" }

  func groups(with oracle: String) -> [Group] {
    groups.filter { $0.oracles.contains(oracle) }
  }
}

/// The answers of ten implementations, the real cron daemon among them (Debian's 3.0pl1, croniter 7.0, cronsim 2.8, PyPI
/// crontab 1.0, APScheduler 3.11, robfig 3.0, gorhill, Quartz 2.3, dragonmantank 3.3, systemd 252).
@Suite struct `A cron trigger among other implementations` {
  @Test func `answers as they do where they agree`() throws {
    var zones = TestZones()
    for row in try DataFile.rows("cron-next", as: AgreementRow.self) {
      guard let expression = try Self.expression(row.expr) else { continue }
      let trigger = try TimedTrigger(.cron(expression), zone: zones.zone(row.zone))
      let expected = Self.answers(row.next)
      #expect(try trigger.instants(expected.count, after: Self.instant(row.after)) == expected, "\(row)")
    }
  }

  @Test func `answers as the cron daemon does where the clocks change`() throws {
    var zones = TestZones()
    for row in try DataFile.rows("cron-disagreements", as: DisagreementRow.self)
    where row.class.hasPrefix("dst-") {
      guard let expression = try Self.expression(row.expr) else { continue }
      let trigger = try TimedTrigger(.cron(expression), zone: zones.zone(row.zone))
      let daemon = row.groups(with: "debian-cron")
      let judges = daemon.isEmpty ? row.groups(with: "cronsim") : daemon
      let agrees = try judges.contains { try Self.answers(of: trigger, row, agreeWith: $0) }
      if !agrees, let judge = judges.first, Deviation(row, judge, trigger.zone) != nil {
        try Self.checkDeviation(of: trigger, row, from: judge)
      } else {
        #expect(agrees, "\(row)")
      }
    }
  }

  @Test func `answers as the dialect says where dialects differ`() throws {
    var zones = TestZones()
    for row in try DataFile.rows("cron-disagreements", as: DisagreementRow.self)
    where !row.class.hasPrefix("dst-") {
      guard row.class != "start/step" else {
        // How far `1/2` counts in the weekdays, to 6 or to 7, is what they differ in; the specification has no `a/n`.
        #expect(throws: CronSyntaxError.self, "\(row)") { try CronExpression(row.expr) }
        continue
      }
      guard let expression = try Self.expression(row.expr) else { continue }
      let trigger = try TimedTrigger(.cron(expression), zone: zones.zone(row.zone))
      guard let judge = row.groups(with: row.class == "extended" ? "gorhill" : "cronsim").first else {
        // `31W` in June: a weekday is looked for only in a month that has the day (Quartz's manual says so too).
        #expect(try trigger.next(after: Self.instant(row.after)) == nil, "\(row)")
        continue
      }
      #expect(try Self.answers(of: trigger, row, agreeWith: judge), "\(row)")
    }
  }

  // MARK: - Expressions

  /// The expression; nil where the Open Cron Pattern Specification refuses it.
  ///
  /// `a/n` is refused and means `a-MAX/n`, as the error says; that is what is compared. A range that runs backwards is
  /// refused for good.
  private static func expression(_ text: String) throws -> CronExpression? {
    let options = CronOptions(allowsExtendedDays: true, hashKey: nil)
    do {
      return try CronExpression(text, options: options)
    } catch {
      let rewritten = withRangedSteps(text)
      if rewritten != text { return try expression(rewritten) }
      #expect(error.message.contains("backwards"), "\(text): \(error.message)")
      return nil
    }
  }

  private static func withRangedSteps(_ text: String) -> String {
    let fields = text.split(separator: " ")
    let last = fields.count == 6 ? ["59", "59", "23", "31", "12", "6"] : ["59", "23", "31", "12", "6"]
    let rewritten = zip(fields, last).map { field, last in
      field.split(separator: ",").map { member in
        let parts = member.split(separator: "/")
        let isSingle = parts.count == 2 && !parts[0].contains("-") && parts[0] != "*"
        return isSingle ? "\(parts[0])-\(last)/\(parts[1])" : String(member)
      }.joined(separator: ",")
    }
    return rewritten.joined(separator: " ")
  }

  // MARK: - Answers

  private static func instant(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }

  /// The instants of an answer, each once, up to the year 2199.
  ///
  /// The daemon starts a job twice, ten seconds apart, where two of its times fall on one.
  private static func answers(_ texts: [String]) -> [Instant] {
    var answers: [Instant] = []
    for text in texts {
      guard let instant = Instant(rfc3339: text) else { break }
      if instant != answers.last { answers.append(instant) }
    }
    return answers
  }

  private static func answers(
    of trigger: TimedTrigger,
    _ row: DisagreementRow,
    agreeWith group: DisagreementRow.Group
  ) throws -> Bool {
    let expected = answers(group.next)
    return try trigger.instants(expected.count, after: instant(row.after)) == expected
  }

  // MARK: - Deviations

  /// Why we differ on purpose where the clocks change.
  private enum Deviation {
    /// cronsim has classes for five fields only; here a sixth for the seconds does not change the class.
    case secondsDoNotCount

    /// cronsim answers an instant before the one it was asked from.
    case backInTime

    /// cronsim steps by real hours, and loses minutes after a change of half an hour.
    case halfHour

    /// cronsim makes up for a skipped day, which the daemon does not.
    case calendarChange

    init?(_ row: DisagreementRow, _ judge: DisagreementRow.Group, _ zone: Zone) {
      guard let after = Instant(rfc3339: row.after), let first = answers(judge.next).first else { return nil }
      let shifts = answers(judge.next).map {
        abs(zone.offset(at: $0 + .hours(24)) - zone.offset(at: $0 - .hours(24)))
      }
      if row.expr.split(separator: " ").count == 6 {
        self = .secondsDoNotCount
      } else if first <= after {
        self = .backInTime
      } else if shifts.contains(1800) {
        self = .halfHour
      } else if shifts.contains(where: { $0 >= 10_800 }) {
        self = .calendarChange
      } else {
        return nil
      }
    }
  }

  /// A deviation may move instants around a change of the clocks and nowhere else.
  private static func checkDeviation(
    of trigger: TimedTrigger,
    _ row: DisagreementRow,
    from judge: DisagreementRow.Group
  ) throws {
    let theirs = answers(judge.next)
    let end = try #require(theirs.last)
    let ours = try trigger.instants(after: instant(row.after), through: end)
    for instant in Set(ours).symmetricDifference(theirs) {
      let before = trigger.zone.offset(at: instant - .hours(12))
      #expect(before != trigger.zone.offset(at: instant + .hours(12)), "\(instant): \(row)")
    }
  }
}
