import CronParser
import Scheduler
import Testing

/// A civil time, when the clocks of a zone show it, and which instant is meant by it.
private struct ResolutionRow: Sendable, CustomTestStringConvertible {
  let zone: String
  let time: String
  let resolution: Zone.Resolution
  let reading: Instant

  init(_ zone: String, _ time: String, _ resolution: Zone.Resolution, readAs reading: Instant) {
    self.zone = zone
    self.time = time
    self.resolution = resolution
    self.reading = reading
  }

  init(_ zone: String, _ time: String, once instant: Instant) {
    self.init(zone, time, .unique(instant), readAs: instant)
  }

  var testDescription: String { "\(time) in \(zone)" }
}

@Suite struct `A civil time` {
  @Test(arguments: rows)
  fileprivate func `is shown once, never or twice`(_ row: ResolutionRow) throws {
    let zone = try TestZones.read(row.zone)
    let time = Zone.utc.civilTime(at: try #require(Instant(row.time, in: .utc)))
    #expect(zone.resolve(time) == row.resolution)
    #expect(zone.instant(of: time) == row.reading)
  }

  @Test(arguments: ["Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns"])
  func `that the clocks show is found at its instant`(_ name: String) throws {
    var generator = SeededGenerator(seed: 5545)
    let zone = try TestZones.read(name)
    for _ in 0..<500 {
      let instant = Instant(seconds: generator.instant(in: 0..<7_258_118_400).seconds)
      switch zone.resolve(zone.civilTime(at: instant)) {
      case .unique(let found): #expect(found == instant)
      case .fold(let first, let second): #expect(first == instant || second == instant)
      case .gap: Issue.record("\(name) does not show its own time at \(instant)")
      }
    }
  }

  private static let rows: [ResolutionRow] = [
    ResolutionRow("Europe/Berlin", "2026-03-29T01:59:59", once: "2026-03-29T00:59:59Z"),
    ResolutionRow(
      "Europe/Berlin",
      "2026-03-29T02:00:00",
      .gap(offsetBefore: 3600, offsetAfter: 7200, transition: "2026-03-29T01:00:00Z"),
      readAs: "2026-03-29T01:00:00Z"
    ),
    ResolutionRow(
      "Europe/Berlin",
      "2026-03-29T02:30:00",
      .gap(offsetBefore: 3600, offsetAfter: 7200, transition: "2026-03-29T01:00:00Z"),
      readAs: "2026-03-29T01:30:00Z"
    ),
    ResolutionRow("Europe/Berlin", "2026-03-29T03:00:00", once: "2026-03-29T01:00:00Z"),
    ResolutionRow(
      "Europe/Berlin",
      "2026-10-25T02:00:00",
      .fold(first: "2026-10-25T00:00:00Z", second: "2026-10-25T01:00:00Z"),
      readAs: "2026-10-25T00:00:00Z"
    ),
    ResolutionRow("Europe/Berlin", "2026-10-25T03:00:00", once: "2026-10-25T02:00:00Z"),
    ResolutionRow(
      "Australia/Lord_Howe",
      "2026-10-04T02:15:00",
      .gap(offsetBefore: 37_800, offsetAfter: 39_600, transition: "2026-10-03T15:30:00Z"),
      readAs: "2026-10-03T15:45:00Z"
    ),
    ResolutionRow(
      "Pacific/Apia",
      "2011-12-30T12:00:00",
      .gap(offsetBefore: -36_000, offsetAfter: 50_400, transition: "2011-12-30T10:00:00Z"),
      readAs: "2011-12-30T22:00:00Z"
    ),
    ResolutionRow(
      "America/Sao_Paulo",
      "2018-11-04T00:00:00",
      .gap(offsetBefore: -10_800, offsetAfter: -7200, transition: "2018-11-04T03:00:00Z"),
      readAs: "2018-11-04T03:00:00Z"
    ),
    ResolutionRow(
      "America/Sao_Paulo",
      "2018-02-17T23:30:00",
      .fold(first: "2018-02-18T01:30:00Z", second: "2018-02-18T02:30:00Z"),
      readAs: "2018-02-18T01:30:00Z"
    ),
  ]
}
