import CronParser

/// Answers questions for fire times, each a JSON object: what another program asks to know when something would run.
///
/// `{"cron": "30 2 * * *", "timezone": "Europe/Berlin", "after": "2027-03-27T12:00:00Z", "n": 2}` is answered by
/// `{"next":["2027-03-28T03:00:00+02:00","2027-03-29T02:30:00+02:00"]}`, what is wrong by `{"error":"…"}`. Zones and
/// expressions that were asked for before are not read again.
public struct FireTimeQuestions {
  /// How many fire times one question may ask for.
  public static let largestCount = 100_000

  private var reader: JobFileReader
  private let localZone: Result<Zone, ZoneError>

  /// Nothing has been asked yet.
  ///
  /// - Parameter zones: Where the zones that are named come from.
  public init(zones: any ZoneSource) {
    reader = JobFileReader(JSONDocument(bytes: [], entries: []), zones: zones)
    do throws(ZoneError) {
      localZone = .success(try zones.localZone())
    } catch {
      localZone = .failure(error)
    }
  }

  /// Answers one question.
  ///
  /// - Parameters:
  ///   - question: A JSON object, read as a job file is: comments are allowed.
  ///   - now: What `after` is where the question does not say it.
  /// - Returns: A JSON object on one line, without a line feed.
  public mutating func answer(_ question: [UInt8], now: Instant) -> String {
    guard !question.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) else {
      return Self.refusal("the line is empty; a question is an object such as {\"cron\": \"30 2 * * *\"}")
    }
    let (document, faults) = JSONParser.parse(question)
    guard let document, faults.isEmpty else {
      var problems = ProblemList(of: question)
      for fault in faults { problems.add(fault) }
      return Self.refusal(problems.sorted())
    }
    reader.restart(with: document)
    let answer = reader.question(localZone).map { $0.answer(now: now) }
    guard let answer, reader.problems.errorCount == 0 else { return Self.refusal(reader.problems.sorted()) }
    return answer
  }

  /// What is answered to what is no question.
  ///
  /// - Parameter reason: What is wrong.
  /// - Returns: A JSON object on one line, without a line feed.
  public static func refusal(_ reason: String) -> String {
    var object = JSONObjectWriter()
    object.add("error", string: reason)
    return object.text
  }

  private static func refusal(_ problems: [Problem]) -> String {
    let errors = problems.filter { $0.severity == .error }
    return refusal(
      errors.map { "column \($0.column): \($0.path.map { "\($0): " } ?? "")\($0.message)" }
        .joined(separator: "\n")
    )
  }
}

/// A question that was read.
private struct FireTimeQuestion {
  var trigger: Trigger
  var after: Instant?
  var count: Int

  func answer(now: Instant) -> String {
    var fireTimes: [String] = []
    if case .timed(let trigger) = trigger {
      var last = after ?? now
      while fireTimes.count < count, let next = trigger.next(after: last) {
        fireTimes.append("\"\(next.rfc3339(in: trigger.zone))\"")
        last = next
      }
    }
    var object = JSONObjectWriter()
    object.add("next", array: fireTimes)
    return object.text
  }
}

/// The keys of a question.
private enum QuestionKey: String, JobFileKey {
  case cron, trigger, timezone, after, n, id

  static let table = KeyTable<Self>()
  static let foreign: [String: Self] = ["tz": .timezone, "count": .n, "expression": .cron, "job": .id]
}

extension JobFileReader {
  /// Reads a question; its zone is the machine's where it names none.
  fileprivate mutating func question(_ localZone: Result<Zone, ZoneError>) -> FireTimeQuestion? {
    let expected = "an object such as {\"cron\": \"30 2 * * *\"}"
    guard let members = members(of: json.root, QuestionKey.self, expected: expected) else { return nil }
    refuseUnknown(members)
    // The id comes first, since H is drawn from it.
    let id = members[.id].flatMap { string($0, key: QuestionKey.id.rawValue) }
    guard let zone = zone(members, localZone) else { return nil }
    let after = members[.after].flatMap { date($0, key: QuestionKey.after.rawValue, zone: zone) }
    let largest = FireTimeQuestions.largestCount
    let count = members[.n].flatMap { integer($0, key: QuestionKey.n.rawValue, in: 1...largest) }
    job = id
    guard let trigger = trigger(members, zone: zone) else { return nil }
    return FireTimeQuestion(trigger: trigger, after: after?.instant, count: count ?? 1)
  }

  private mutating func zone(
    _ members: Members<QuestionKey>,
    _ localZone: Result<Zone, ZoneError>
  ) -> Zone? {
    let key = QuestionKey.timezone.rawValue
    if let value = members[.timezone] { return zone(value, key: key) }
    switch localZone {
    case .success(let zone): return zone
    case .failure(let error):
      let reason = zones.message(for: error)
      refuse(json.root, "the machine's own zone cannot be used (\(reason)); name one with \"timezone\"")
      return nil
    }
  }

  private mutating func trigger(_ members: Members<QuestionKey>, zone: Zone) -> Trigger? {
    switch (members[.cron], members[.trigger]) {
    case (let value?, nil):
      return cron(value, zone: zone)
    case (nil, let value?):
      return trigger(value, zone: zone)
    case (_?, _?):
      let second = members.name(of: .trigger) ?? json.root
      refuse(second, "\"cron\" and \"trigger\" stand in one question; keep one")
    case (nil, nil):
      refuse(json.root, "needs \"cron\" or \"trigger\"")
    }
    return nil
  }

  private mutating func cron(_ value: JSONValue, zone: Zone) -> Trigger? {
    let key = QuestionKey.cron.rawValue
    if json.kind(of: value) == .object {
      guard let fields = fields(value) else { return nil }
      return timed(.fields(fields), TriggerModifiers(zone: zone), at: value, key: key).map(Trigger.timed)
    }
    guard let expression = expression(value, key: key) else { return nil }
    // It names no instant, so that nothing follows.
    if expression.isReboot { return .startup }
    return timed(.cron(expression), TriggerModifiers(zone: zone), at: value, key: key).map(Trigger.timed)
  }
}
