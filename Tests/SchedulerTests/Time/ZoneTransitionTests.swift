import CronParser
import Scheduler
import Testing

/// A transition of a real zone: the offsets just before it and at it.
private struct TransitionRow: Sendable, CustomTestStringConvertible {
  let zone: String
  let transition: Instant
  let before: Int
  let after: Int

  init(_ zone: String, _ transition: Instant, _ before: Int, _ after: Int) {
    self.zone = zone
    self.transition = transition
    self.before = before
    self.after = after
  }

  var testDescription: String { "\(zone) at \(transition)" }
}

/// An invented zone that lives by its footer alone, and its changes in the year 2027.
private struct FooterRow: Sendable, CustomTestStringConvertible {
  let footer: String
  let changes: [Instant: Int]

  init(_ footer: String, _ changes: [Instant: Int]) {
    self.footer = footer
    self.changes = changes
  }

  var testDescription: String { footer }
}

@Suite struct `The clocks of a zone` {
  @Test(arguments: transitions)
  fileprivate func `change when the database says`(_ row: TransitionRow) throws {
    let zone = try TestZones.read(row.zone)
    #expect(zone.offset(at: row.transition - .nanoseconds(1)) == row.before)
    #expect(zone.offset(at: row.transition) == row.after)
  }

  @Test(arguments: footers)
  fileprivate func `go on as the footer says`(_ row: FooterRow) throws {
    var file = ZoneFileBuilder()
    file.footer = row.footer
    let zone = try Zone(name: "X", bytes: file.bytes)
    let newYear: Instant = "2027-01-01T00:00:00Z"
    var changes: [Instant: Int] = [:]
    for hour in (0..<365 * 24).map({ newYear + .hours($0) })
    where zone.offset(at: hour) != zone.offset(at: hour - .hours(1)) {
      changes[hour] = zone.offset(at: hour)
    }
    #expect(changes == row.changes)
  }

  // As RFC 9636, 3.3.1 writes it, and with a season that ends even later.
  @Test(arguments: ["XXX3EDT4,0/0,J365/23", "XXX0YYY,0/0,J365/27"])
  func `show every time once where daylight saving lasts all year`(_ footer: String) throws {
    var file = ZoneFileBuilder()
    file.footer = footer
    let zone = try Zone(name: "X", bytes: file.bytes)
    let hours = (-12...12).map { ("2027-01-01T00:00:00Z" as Instant) + .hours($0) }
    for hour in hours { #expect(zone.resolve(zone.civilTime(at: hour)) == .unique(hour)) }
    let hourly = try TimedTrigger(.cron(CronExpression("0 * * * *")), zone: zone)
    #expect(hourly.instants(24, after: hours[0]) == Array(hours.dropFirst()))
  }

  @Test func `follow the footer from the last transition of the file on`() throws {
    var file = ZoneFileBuilder()
    file.offsets = [0, 10_800]
    // 2026-06-01: the file says three hours, the footer two from then on.
    file.transitions = [(1_780_272_000, 1)]
    file.footer = "EET-1EEST,M3.5.0,M10.5.0/3"
    let zone = try Zone(name: "X", bytes: file.bytes)
    #expect(zone.offset(at: "2026-05-31T23:59:59Z") == 0)
    #expect(zone.offset(at: "2026-06-01T00:00:00Z") == 7200)
    #expect(zone.offset(at: "2026-12-01T00:00:00Z") == 3600)
  }

  @Test func `do not change any more where there is no rule`() throws {
    let zone = try TestZones.read("Asia/Kathmandu")
    #expect(zone.offset(at: Instant(nanoseconds: .max)) == 20_700)
    #expect(zone.offset(at: Instant(nanoseconds: .min)) == 20_476)
  }

  // As `zdump -v` of glibc 2.36 prints them from tzdata 2025b.
  private static let transitions: [TransitionRow] = [
    TransitionRow("Europe/Berlin", "2026-03-29T01:00:00Z", 3600, 7200),
    TransitionRow("Europe/Berlin", "2026-10-25T01:00:00Z", 7200, 3600),
    TransitionRow("Europe/Berlin", "2198-03-25T01:00:00Z", 3600, 7200),
    TransitionRow("Europe/Dublin", "1972-03-19T02:00:00Z", 0, 3600),
    TransitionRow("Europe/Dublin", "2026-10-25T01:00:00Z", 3600, 0),
    TransitionRow("Europe/Dublin", "2198-03-25T01:00:00Z", 0, 3600),
    TransitionRow("America/New_York", "2018-03-11T07:00:00Z", -18_000, -14_400),
    TransitionRow("America/New_York", "2087-11-02T06:00:00Z", -14_400, -18_000),
    TransitionRow("America/Nuuk", "2026-03-29T01:00:00Z", -7200, -3600),
    TransitionRow("Australia/Lord_Howe", "2026-04-04T15:00:00Z", 39_600, 37_800),
    TransitionRow("Australia/Lord_Howe", "2026-10-03T15:30:00Z", 37_800, 39_600),
    TransitionRow("Pacific/Apia", "2011-12-30T10:00:00Z", -36_000, 50_400),
    TransitionRow("Pacific/Kwajalein", "1993-08-21T12:00:00Z", -43_200, 43_200),
    TransitionRow("America/Sao_Paulo", "2018-11-04T03:00:00Z", -10_800, -7200),
    TransitionRow("Africa/Casablanca", "2026-02-15T02:00:00Z", 3600, 0),
    TransitionRow("Africa/Monrovia", "1972-01-07T00:44:30Z", -2670, 0),
    TransitionRow("Antarctica/Troll", "2038-03-28T01:00:00Z", 0, 7200),
    TransitionRow("Asia/Tehran", "2011-03-21T20:30:00Z", 12_600, 16_200),
  ]

  private static let footers: [FooterRow] = [
    FooterRow("UTC0", [:]),
    FooterRow("CET-1CEST,M3.5.0,M10.5.0/3", ["2027-03-28T01:00:00Z": 7200, "2027-10-31T01:00:00Z": 3600]),
    FooterRow("IST-1GMT0,M10.5.0,M3.5.0/1", ["2027-03-28T01:00:00Z": 3600, "2027-10-31T01:00:00Z": 0]),
    FooterRow("EST5EDT,M3.2.0,M11.1.0", ["2027-03-14T07:00:00Z": -14_400, "2027-11-07T06:00:00Z": -18_000]),
    FooterRow(
      "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
      ["2027-03-28T01:00:00Z": -3600, "2027-10-31T01:00:00Z": -7200]
    ),
    FooterRow(
      "<+11>-11<+12>-12,M10.1.0,M4.1.0",
      ["2027-04-03T14:00:00Z": 39_600, "2027-10-02T15:00:00Z": 43_200]
    ),
    FooterRow("XXX0YYY,J60,J300", ["2027-03-01T02:00:00Z": 3600, "2027-10-27T01:00:00Z": 0]),
    FooterRow("XXX0YYY,59/0,299/1", ["2027-03-01T00:00:00Z": 3600, "2027-10-27T00:00:00Z": 0]),
    FooterRow("XXX0YYY,M3.4.4/26,M10.4.4/-1", ["2027-03-26T02:00:00Z": 3600, "2027-10-27T22:00:00Z": 0]),
    FooterRow("XXX0YYY,M3.4.4/167,M10.4.4/-167", ["2027-03-31T23:00:00Z": 3600, "2027-10-21T00:00:00Z": 0]),
    FooterRow("XXX3EDT4,0/0,J365/23", [:]),
    FooterRow("XXX0YYY,0/0,J365/27", [:]),
  ]
}
