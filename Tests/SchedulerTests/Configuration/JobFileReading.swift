import Scheduler
import Testing

/// A few zones of fixed offsets, so that no test depends on the machine's database.
struct FixedZones: ZoneSource {
  /// Whether the machine's own zone is known.
  var hasLocalZone = true

  let names = [
    "UTC", "Europe/Berlin", "America/New_York", "America/Argentina/Buenos_Aires", "Asia/Kathmandu",
  ]

  func zone(named name: String) throws(ZoneError) -> Zone {
    switch name {
    case "UTC": return .utc
    case "Europe/Berlin": return Zone(fixedOffset: 3600, name: name)
    case "America/New_York": return Zone(fixedOffset: -18_000, name: name)
    case "Asia/Kathmandu": return Zone(fixedOffset: 20_700, name: name)
    case "Broken/Zone": throw .malformed(name, "it ends after 3 bytes")
    case "Locked/Zone": throw .unreadable(name, "Permission denied")
    default: throw .unknown(name)
    }
  }

  func localZone() throws(ZoneError) -> Zone {
    guard hasLocalZone else { throw .unreadable("localtime", "No such file or directory") }
    return Zone(fixedOffset: 3600, name: "Europe/Berlin")
  }
}

/// A job file's text, and what is said about it.
struct ProblemRow: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let expected: [String]

  /// A whole file.
  init(file text: String, _ name: String, _ expected: String...) {
    self.name = name
    self.text = text
    self.expected = expected
  }

  /// Members of the file on line 2.
  init(top member: String, _ name: String, _ expected: String...) {
    self.name = name
    text = "{\"jobs\": [],\n\(member)\n}"
    self.expected = expected
  }

  /// One job on line 2.
  init(job: String, _ name: String, _ expected: String...) {
    self.name = name
    text = "{\"jobs\": [\n\(job)\n]}"
    self.expected = expected
  }

  /// Members of a job "j" on line 2.
  init(field: String, _ name: String, _ expected: String...) {
    self.name = name
    text = "{\"jobs\": [{\"id\": \"j\", \"trigger\": \"@daily\", \"command\": [\"x\"],\n\(field)\n}]}"
    self.expected = expected
  }

  /// The trigger of a job "j" on line 2.
  init(trigger: String, _ name: String, _ expected: String...) {
    self.name = name
    text = "{\"jobs\": [{\"id\": \"j\", \"command\": [\"x\"], \"trigger\":\n\(trigger)\n}]}"
    self.expected = expected
  }

  var testDescription: String { name }
}

extension JobFile {
  /// Reads a text with the zones of the tests.
  static func read(_ text: String, zones: FixedZones = FixedZones()) -> Reading {
    read(Array(text.utf8), zones: zones)
  }

  /// The problems of a text as `LINE:COLUMN: severity: …`.
  static func problems(_ text: String, zones: FixedZones = FixedZones()) -> [String] {
    read(text, zones: zones).problems.map { String($0.rendered(file: "").dropFirst()) }
  }

  /// The job "j" with a trigger.
  static func job(trigger: String, file: String = "") throws -> Job {
    let job = "{\"id\": \"j\", \"command\": [\"x\"], \"trigger\": \(trigger)}"
    let reading = read("{\(file)\"timezone\": \"UTC\", \"jobs\": [\(job)]}")
    try #require(reading.errors == [])
    return try #require(reading.configuration?.jobs.first)
  }

  /// The job "j" with more members.
  static func job(fields: String, defaults: String = "{}") throws -> Job {
    let reading = read(
      """
      {"defaults": \(defaults), "jobs": [{"id": "j", "trigger": {"manual": true}, \(fields)}]}
      """
    )
    try #require(reading.errors == [])
    return try #require(reading.configuration?.jobs.first)
  }
}
