import CronParser

extension Trigger {
  /// The trigger as canonical JSON and the name of its zone: what the ledger keeps.
  ///
  /// Equal triggers give equal texts; reading a text back gives an equal trigger, for every trigger that a
  /// job file can say.
  ///
  /// - Parameters:
  ///   - zone: The zone that need not be named in the JSON; a job's own.
  ///   - seed: What `H` was hashed with besides the job's id.
  /// - Returns: The keys in a fixed order, on one line.
  public func text(in zone: Zone, seed: UInt64 = 0) -> TriggerText {
    let json =
      switch self {
      case .timed(let trigger): trigger.json(in: zone)
      case .after(let trigger): trigger.json
      case .startup: "{\"startup\":true}"
      case .manual: "{\"manual\":true}"
      }
    guard case .timed(let trigger) = self else { return TriggerText(json: json, zone: zone.name) }
    var surroundings = Surroundings()
    surroundings.add(trigger)
    return TriggerText(
      json: json,
      zone: zone.name,
      seed: surroundings.isHashed ? seed : 0,
      editions: surroundings.editions
    )
  }

  /// Reads back what `text(in:seed:)` wrote.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - zones: Where the zones come from that it names and has no edition of.
  ///   - jobID: Whose trigger it is; `H` in a cron expression is hashed from it.
  /// - Throws: Why it cannot be read, with today's reader and zones.
  public init(text: TriggerText, zones: any ZoneSource, jobID: JobID) throws(TriggerTextError) {
    let (document, faults) = JSONParser.parse(Array(text.json.utf8))
    guard let document, faults.isEmpty else {
      throw TriggerTextError(description: "\(text.json.quoted) is not JSON")
    }
    var reader = JobFileReader(document, zones: RecordedZones(editions: text.editions, others: zones))
    reader.job = jobID.description
    reader.expressions.seed = text.seed
    let zone: Zone
    do {
      zone = try reader.zones.zone(named: text.zone)
    } catch {
      throw TriggerTextError(description: reader.zones.message(for: error))
    }
    let trigger = reader.trigger(document.root, zone: zone)
    let problem = reader.problems.sorted().first { $0.severity == .error }
    guard let trigger, problem == nil else {
      throw TriggerTextError(description: problem?.message ?? "it cannot be read")
    }
    self = trigger
  }
}

/// Why a recorded trigger cannot be read back.
public struct TriggerTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, in words.
  public let description: String
}

/// The zones of a recorded trigger as they were, and today's for what was not kept.
private struct RecordedZones: ZoneSource {
  var editions: [Zone]
  var others: any ZoneSource

  func zone(named name: String) throws(ZoneError) -> Zone {
    if let edition = editions.first(where: { $0.name == name }) { return edition }
    return try others.zone(named: name)
  }

  func localZone() throws(ZoneError) -> Zone { try others.localZone() }

  var names: [String] { others.names }
}

/// What the instants of a trigger depend on besides its text.
private struct Surroundings {
  /// The zones that were read from files, ordered by name.
  private(set) var editions: [Zone] = []

  /// Whether anything is drawn from a hash.
  private(set) var isHashed = false

  mutating func add(_ trigger: TimedTrigger) {
    add(trigger.zone)
    switch trigger.rule {
    case .cron(let expression): isHashed = isHashed || expression.isHashed
    case .any(let triggers), .all(let triggers): for trigger in triggers { add(trigger) }
    case .fields, .interval, .calendarInterval, .date: break
    }
    for case .trigger(let excluded) in trigger.exclusions { add(excluded) }
  }

  private mutating func add(_ zone: Zone) {
    guard !zone.bytes.isEmpty, !editions.contains(where: { $0.name == zone.name }) else { return }
    let place = editions.firstIndex { zone.name < $0.name } ?? editions.endIndex
    editions.insert(zone, at: place)
  }
}

extension AfterTrigger {
  /// The trigger as one JSON object, every key in it.
  fileprivate var json: String {
    var followed = JSONObjectWriter()
    followed.add(AfterKey.job.rawValue, string: job.description)
    followed.add(AfterKey.outcome.rawValue, string: outcome?.rawValue ?? "any")
    var object = JSONObjectWriter()
    object.add(TriggerKey.after.rawValue, json: followed.text)
    return object.text
  }
}

extension TimedTrigger {
  /// The trigger as one JSON object; its zone is named where it is another than that of what it stands in.
  fileprivate func json(in outer: Zone) -> String {
    var object = JSONObjectWriter()
    object.add(kind: rule, zone: zone)
    if zone.name != outer.name { object.add("timezone", string: zone.name) }
    if let startDate { object.add("start_date", string: startText(of: startDate)) }
    if let endDate { object.add("end_date", string: endDate.description) }
    if !exclusions.isEmpty { object.add("exclude", array: exclusions.map { $0.json(in: zone) }) }
    if jitter != .zero { object.add("jitter", string: jitter.description) }
    if daylightSaving != .byClass { object.add("dst", json: daylightSaving.json) }
    return object.text
  }

  /// A start date as it is read back: a calendar interval begins on a day, which an instant need not lie on.
  private func startText(of instant: Instant) -> String {
    guard case .calendarInterval(let interval) = rule else { return instant.description }
    let day = interval.startDate.description
    return Instant(day, in: zone) == instant ? day : instant.description
  }
}

extension JSONObjectWriter {
  fileprivate mutating func add(kind rule: TimedTrigger.Rule, zone: Zone) {
    switch rule {
    case .cron(let expression): add("cron", string: expression.text)
    case .fields(let cron): add("cron", json: cron.json)
    case .interval(let interval): add("interval", string: interval.period.description)
    case .calendarInterval(let interval): add("calendar_interval", json: interval.json)
    case .date(let instant): add("date", string: instant.description)
    case .any(let triggers): add("any", array: triggers.map { $0.json(in: zone) })
    case .all(let triggers): add("all", array: triggers.map { $0.json(in: zone) })
    }
  }
}

extension CronFields {
  fileprivate var json: String {
    var object = JSONObjectWriter()
    for field in fields { object.add(field.name.rawValue, string: field.text) }
    return object.text
  }
}

extension CalendarInterval {
  fileprivate var json: String {
    var object = JSONObjectWriter()
    let numbers = [
      ("years", years), ("months", months), ("weeks", weeks), ("days", days), ("hour", hour),
      ("minute", minute),
      ("second", second),
    ]
    for (name, number) in numbers where number != 0 { object.add(name, json: String(number)) }
    return object.text
  }
}

extension Exclusion {
  fileprivate func json(in zone: Zone) -> String {
    switch self {
    case .days(let first, let last) where first == last:
      return JSONObjectWriter.json(for: first.description)
    case .days(let first, let last):
      var object = JSONObjectWriter()
      object.add("from", string: first.description)
      object.add("to", string: last.description)
      return object.text
    case .trigger(let trigger):
      return trigger.json(in: zone)
    }
  }
}

extension DaylightSaving {
  fileprivate var json: String {
    var object = JSONObjectWriter()
    if let gap { object.add("gap", string: gap.rawValue) }
    if let fold { object.add("fold", string: fold.rawValue) }
    return object.text
  }
}
