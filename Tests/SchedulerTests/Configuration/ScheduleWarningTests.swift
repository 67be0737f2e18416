import Scheduler
import Testing

/// A trigger and what shows in the year after 2027-01-01.
private struct Row: Sendable, CustomTestStringConvertible {
  let trigger: String
  let expected: [String]

  init(_ trigger: String, _ expected: String...) {
    self.trigger = trigger
    self.expected = expected
  }

  var testDescription: String { trigger }
}

/// The machine's zones on a machine in Berlin.
private struct BerlinZones: ZoneSource {
  let names: [String] = []

  func zone(named name: String) throws(ZoneError) -> Zone {
    guard let zone = try? TestZones.read(name) else { throw .unknown(name) }
    return zone
  }

  func localZone() throws(ZoneError) -> Zone { try zone(named: "Europe/Berlin") }
}

/// The lines of a reading that are not there without a point in time.
private func lines(_ text: String, from now: Instant = "2027-01-01T00:00:00Z") throws -> [String] {
  let reading = JobFile.read(Array(text.utf8), zones: BerlinZones())
  try #require(reading.configuration != nil)
  return reading.problems(from: now).filter { !reading.problems.contains($0) }.map { $0.rendered(file: "f") }
}

@Suite struct `A time of day that the clocks skip or repeat` {
  private static func skipped(_ time: String, on day: String = "2027-03-28", at other: String = "03:00")
    -> String
  {
    "\(time) does not exist on \(day) in Europe/Berlin: it fires at \(other); \(mend)"
  }

  private static func repeated(_ time: String) -> String {
    "\(time) occurs twice on 2027-10-31 in Europe/Berlin: the first counts; \(mend)"
  }

  private static let mend = "choose another time of day, or say with \"dst\" that it is meant"

  private static let rows: [Row] = [
    Row(#""30 2 * * *""#, skipped("02:30"), repeated("02:30")),
    Row(#""0 2 * * *""#, skipped("02:00"), repeated("02:00")),
    Row(#""30 2 28 3 *""#, skipped("02:30")),
    Row(#"{"cron": {"hour": 2, "minute": 15}}"#, skipped("02:15"), repeated("02:15")),
    Row(#"{"calendar_interval": {"days": 1, "hour": 2}}"#, skipped("02:00"), repeated("02:00")),
    Row(#"{"any": ["0 12 * * *", "30 2 28 3 *"]}"#, skipped("02:30")),

    // Beside the change, on days without one, in a zone without any.
    Row(#""59 1 * * *""#),
    Row(#""0 3 * * *""#),
    Row(#""30 2 * * 1""#),
    Row(#"{"cron": "30 2 * * *", "timezone": "UTC"}"#),
    Row(#"{"cron": "30 2 * * *", "end_date": "2027-03-27"}"#),
    Row(#"{"cron": "30 2 * * *", "exclude": ["2027-03-28", "2027-10-31"]}"#),

    // What goes on with the clock, and what is said to be meant.
    Row(#""*/15 * * * *""#),
    Row(#"{"interval": "30m"}"#),
    Row(#"{"cron": "30 2 * * *", "dst": {"gap": "run"}}"#),
    Row(#"{"any": [{"cron": "30 2 * * *", "dst": {"gap": "run"}}, {"date": "2027-03-28T03:00:00"}]}"#),
  ]

  @Test(arguments: rows)
  fileprivate func `is warned of with its day and what happens`(_ row: Row) throws {
    let text = "{\"jobs\": [\n{\"id\": \"j\", \"trigger\": \(row.trigger), \"shell\": \"true\"}]}"
    #expect(try lines(text) == row.expected.map { "f:2:24: warning: job \"j\": trigger: \($0)" })
  }

  @Test func `is not warned of in a disabled job, nor more than a year ahead`() throws {
    let job = { (day: String, state: String) in
      "{\"jobs\": [{\"id\": \"j\", \"trigger\": \"30 2 \(day)\", \"shell\": \"true\"\(state)}]}"
    }
    #expect(try lines(job("* * *", ", \"enabled\": false")).isEmpty)
    #expect(try lines(job("29 3 *", "")).isEmpty)
  }

  @Test func `is counted where a hundred are named already`() throws {
    let jobs = (1...150).map { number in
      "{\"id\": \"j\(number)\", \"trigger\": \"\(number % 60) 2 28 3 *\", \"shell\": \"true\"}"
    }
    let found = try lines("{\"jobs\": [\n\(jobs.joined(separator: ",\n"))\n]}")
    #expect(found.count == 101)
    let last = "f:102:27: warning: 50 more jobs have fire times that a change of the clocks moves"
    #expect(found.last == last)
  }
}

@Suite struct `Jobs that fire in one second` {
  private static func file(_ count: Int, _ trigger: (Int) -> String) -> String {
    let jobs = (1...count).map { "{\"id\": \"j\($0)\", \"trigger\": \(trigger($0)), \"shell\": \"true\"}" }
    return "{\"jobs\": [\n\(jobs.joined(separator: ",\n"))\n]}"
  }

  private static func warning(_ count: Int, _ time: String) -> String {
    "f:2:25: warning: \(count) jobs fire in one second, at \(time) and perhaps again; spread them by \"H\" in"
      + " place of a number in their cron expressions, or by \"jitter\""
  }

  @Test func `are warned of once they are fifty`() throws {
    #expect(try lines(Self.file(49) { _ in "\"0 4 * * *\"" }).isEmpty)
    #expect(
      try lines(Self.file(50) { _ in "\"0 4 * * *\"" }) == [Self.warning(50, "2027-01-01T04:00:00+01:00")]
    )
  }

  @Test func `are found where their next fire times differ`() throws {
    let text = Self.file(60) { $0 % 2 == 0 ? "\"0 4 * * *\"" : "{\"interval\": \"1h\"}" }
    #expect(try lines(text) == [Self.warning(60, "2027-01-01T04:00:00+01:00")])
  }

  @Test func `are none where each has its own second, a jitter or a hash`() throws {
    #expect(try lines(Self.file(60) { "\"\($0 % 60) 4 * * *\"" }).isEmpty)
    #expect(try lines(Self.file(60) { _ in "\"H 4 * * *\"" }).isEmpty)
    #expect(try lines(Self.file(60) { _ in "{\"cron\": \"0 4 * * *\", \"jitter\": \"5m\"}" }).isEmpty)
  }

  @Test func `are jobs, not fire times of one job`() throws {
    #expect(try lines(Self.file(10) { _ in "{\"interval\": \"100ms\"}" }).isEmpty)
  }
}
