/// The reader of scenarios: pure, strict, and with every problem at once, as the job file's is.
public enum ScenarioFile {
  /// What a scenario says, or what is wrong with it.
  public struct Reading: Sendable {
    /// What it says; nil where a problem is an error.
    public let scenario: Scenario?

    /// Everything that is wrong or doubtful, ordered by place.
    public let problems: [Problem]
  }

  /// Reads a scenario.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - configuration: The job file that it is for: its jobs are those that a scenario may name, and its zone that of
  ///     times without an offset.
  ///   - zones: Where the zones that inline job files name come from.
  /// - Returns: The scenario, unless there are errors, and the problems.
  public static func read(
    _ bytes: [UInt8],
    for configuration: Configuration,
    zones: any ZoneSource
  ) -> Reading {
    let (document, faults) = JSONParser.parse(bytes)
    guard let document else {
      var problems = ProblemList(of: bytes)
      for fault in faults { problems.add(fault) }
      return Reading(scenario: nil, problems: problems.sorted())
    }
    var reader = JobFileReader(document, zones: zones)
    for fault in faults { reader.problems.add(fault) }
    let scenario = reader.scenario(for: configuration)
    let isGood = reader.problems.errorCount == 0
    return Reading(scenario: isGood ? scenario : nil, problems: reader.problems.sorted())
  }
}

extension JobFileReader {
  /// Reads a scenario.
  fileprivate mutating func scenario(for configuration: Configuration) -> Scenario? {
    let expected = "a scenario, an object such as {\"runs\": {\"backup\": [{\"duration\": \"5m\"}]}}"
    guard let members = members(of: json.root, ScenarioKey.self, expected: expected) else { return nil }
    refuseUnknown(members)
    let zone = configuration.zone
    var scenario = Scenario()
    var named = NamedJobs(configuration)
    for (key, _, value) in members.known {
      inside(.key(key.rawValue)) { reader in
        switch key {
        case .runs: scenario.runs = reader.scripts(value, &named)
        case .outages:
          scenario.outages = reader.each(of: value) { $0.stretch($1, zone: zone, mayLeapBack: false) }
        case .suspended:
          scenario.suspended = reader.each(of: value) { $0.stretch($1, zone: zone, mayLeapBack: true) }
        case .clock: scenario.clock = reader.each(of: value) { $0.clockChange($1, zone: zone) }
        case .requests:
          scenario.requests = reader.each(of: value) { $0.request($1, zone: zone, &named) }
        }
      }
    }
    checkNames(named)
    checkOverlaps(scenario, at: members[.suspended] ?? members[.outages] ?? json.root)
    return scenario
  }

  /// The elements of an array, each read by itself.
  private mutating func each<Element>(
    of array: JSONValue,
    _ read: (inout JobFileReader, JSONValue) -> Element?
  ) -> [Element] {
    guard json.kind(of: array) == .array else {
      refuse(array, "must be an array, not \(described(array))")
      return []
    }
    var elements: [Element] = []
    for (index, value) in json.elements(of: array).enumerated() {
      if let element = inside(.index(index), { read(&$0, value) }) { elements.append(element) }
    }
    return elements
  }

  // MARK: Processes

  private mutating func scripts(_ object: JSONValue, _ named: inout NamedJobs) -> [JobID: [ProcessScript]] {
    guard json.kind(of: object) == .object else {
      refuse(object, "must be an object with a member for each job, not \(described(object))")
      return [:]
    }
    var scripts: [JobID: [ProcessScript]] = [:]
    for (key, value) in json.members(of: object) {
      guard let name = json.string(key) else { continue }
      named.add(JobID(name), at: key)
      inside(.key(name)) { reader in
        scripts[JobID(name)] = reader.each(of: value) { $0.processScript($1) }
      }
    }
    return scripts
  }

  private mutating func processScript(_ value: JSONValue) -> ProcessScript? {
    let expected = "an object such as {\"duration\": \"5m\", \"exit\": 0}"
    guard let members = members(of: value, ProcessScriptKey.self, expected: expected) else { return nil }
    refuseUnknown(members)
    var script = ProcessScript.endsAtOnce
    for (key, name, value) in members.known {
      let path = key.rawValue
      switch key {
      case .duration: script.duration = optionalDuration(value, key: path)
      case .stopsAfter: script.endsAfterTerminate = optionalDuration(value, key: path)
      case .exit where json.kind(of: value) == .null: break
      case .exit: integer(value, key: path, in: 0...255).map { script.status = .exited(Int32($0)) }
      case .signal:
        if members[.exit] != nil { refuse(name, "\"exit\" and \"signal\" stand in one entry; keep one") }
        integer(value, key: path, in: 1...64).map { script.status = .signaled(Int32($0)) }
      case .spawnError: script.spawnFailure = string(value, key: path)
      }
    }
    return script
  }

  /// A length of time, or null for never; negative ones cannot be written.
  private mutating func optionalDuration(_ value: JSONValue, key: String) -> TimeAmount? {
    json.kind(of: value) == .null ? nil : duration(value, key: key)
  }

  // MARK: Times

  private mutating func instant(_ value: JSONValue, key: String, zone: Zone) -> Instant? {
    date(value, key: key, zone: zone)?.instant
  }

  private mutating func stretch(
    _ value: JSONValue,
    zone: Zone,
    mayLeapBack: Bool
  ) -> Scenario.Stretch? {
    let ends = json.kind(of: value) == .array ? Array(json.elements(of: value)) : []
    guard ends.count == 2 else {
      refuse(value, "must be two times, as in [\"2027-01-01T02:00:00Z\", \"2027-01-01T03:00:00Z\"]")
      return nil
    }
    let start = inside(.index(0)) { $0.date(ends[0], zone: zone) }
    let end = inside(.index(1)) { $0.date(ends[1], zone: zone) }
    guard let start, let end else { return nil }
    guard start <= end || mayLeapBack else {
      refuse(ends[1], "ends before it begins")
      return nil
    }
    return Scenario.Stretch(start: start, end: end)
  }

  /// A time that stands in an array, and so has no key of its own.
  private mutating func date(_ value: JSONValue, zone: Zone) -> Instant? {
    guard let text = json.string(value), let date = WrittenDate(text, in: zone) else {
      let diagnosis = json.string(value).map { "\($0.quoted) \(WrittenDate.diagnosis(of: $0))" }
      refuse(value, diagnosis ?? "must be a time such as \"2027-01-31T09:00:00Z\", not \(described(value))")
      return nil
    }
    return date.instant
  }

  private mutating func clockChange(_ value: JSONValue, zone: Zone) -> Scenario.ClockChange? {
    let expected = "an object such as {\"at\": \"2027-01-01T02:00:00Z\", \"to\": \"2027-01-01T01:00:00Z\"}"
    guard let members = members(of: value, ClockChangeKey.self, expected: expected) else { return nil }
    refuseUnknown(members)
    guard let at = members[.at], let to = members[.to] else {
      refuse(value, "needs \"at\", what the clock says, and \"to\", what it is set to")
      return nil
    }
    guard let before = instant(at, key: "at", zone: zone), let after = instant(to, key: "to", zone: zone)
    else { return nil }
    return Scenario.ClockChange(at: before, to: after)
  }

  /// In an outage nobody suspends anything, and one stretch ends before the next begins.
  private mutating func checkOverlaps(_ scenario: Scenario, at place: JSONValue) {
    // Behind a clock that was set back the same times come again.
    guard !scenario.setsClockBack else { return }
    let all = (scenario.outages + scenario.suspended).sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    for (one, next) in zip(all, all.dropFirst()) where next.start < one.end {
      path = []
      refuse(place, "outages and suspended stretches overlap: \(one.end) comes after \(next.start)")
      return
    }
  }
}
