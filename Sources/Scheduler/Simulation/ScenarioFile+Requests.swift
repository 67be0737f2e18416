/// The jobs that a scenario names, and those that it may name.
struct NamedJobs {
  private(set) var known: Set<JobID>
  private(set) var used: [(job: JobID, place: JSONValue, path: [JobFileReader.Step])] = []

  init(_ configuration: Configuration) {
    known = Set(configuration.jobs.map(\.id))
  }

  mutating func add(_ job: JobID, at place: JSONValue, path: [JobFileReader.Step] = []) {
    used.append((job, place, path))
  }

  /// A job file that is put in force later brings jobs of its own.
  mutating func learn(_ configuration: Configuration) {
    known.formUnion(configuration.jobs.map(\.id))
  }
}

extension JobFileReader {
  /// Refuses what names a job that no job file has.
  mutating func checkNames(_ named: NamedJobs) {
    let names = named.known.map(\.description).sorted()
    for (job, place, path) in named.used where !named.known.contains(job) {
      let near = Spelling.nearest(to: job.description, among: names)
      let mend = near.map { "did you mean \($0.quoted)?" } ?? "name a job of the job file"
      self.path = path
      refuse(place, "there is no job \(job.description.quoted); \(mend)")
    }
    path = []
  }

  /// Reads a request.
  mutating func request(_ value: JSONValue, zone: Zone, _ named: inout NamedJobs) -> Scenario.Request? {
    let expected = "an object such as {\"at\": \"2027-01-01T02:00:00Z\", \"trigger\": \"backup\"}"
    guard let members = members(of: value, ScenarioRequestKey.self, expected: expected) else { return nil }
    refuseUnknown(members)
    let kinds = members.known.filter(\.key.isKind)
    guard let kind = kinds.first, kinds.count == 1 else {
      let all = ScenarioRequestKey.allCases.filter(\.isKind).map(\.rawValue.quoted)
      let mend = "asks for nothing; say one of \(all.joined(separator: ", "))"
      refuse(value, kinds.isEmpty ? mend : "asks for several things; keep one")
      return nil
    }
    for (key, name, _) in members.known
    where !key.isKind && key != .at && !kind.key.companions.contains(key) {
      refuse(name, "\(key.rawValue.quoted) means nothing beside \(kind.key.rawValue.quoted); remove it")
    }
    guard let time = members[.at] else {
      refuse(value, "needs \"at\", its time")
      return nil
    }
    let at = date(time, key: ScenarioRequestKey.at.rawValue, zone: zone)?.instant
    let asked = requestKind(kind.key, kind.value, members, zone: zone, &named)
    guard let at, let asked else { return nil }
    return Scenario.Request(at: at, asked)
  }

  private mutating func requestKind(
    _ key: ScenarioRequestKey,
    _ value: JSONValue,
    _ members: Members<ScenarioRequestKey>,
    zone: Zone,
    _ named: inout NamedJobs
  ) -> Scenario.Request.Kind? {
    switch key {
    case .pause: return jobID(value, key, &named).flatMap { pause($0, members, zone: zone) }
    case .pauseAll: return isTrue(value, key) ? pause(nil, members, zone: zone) : nil
    case .resume: return jobID(value, key, &named).map { .resume($0) }
    case .resumeAll: return isTrue(value, key) ? .resume(nil) : nil
    case .trigger:
      let later = members[.runAt].map {
        date($0, key: ScenarioRequestKey.runAt.rawValue, zone: zone)?.instant
      }
      return jobID(value, key, &named).map { .trigger($0, at: later ?? nil) }
    case .cancel:
      guard json.kind(of: value) == .number else {
        return jobID(value, key, &named).map { .cancelOldest($0) }
      }
      return integer(value, key: key.rawValue, in: 1...Int.max).map { .cancel(RunID(Int64($0))) }
    case .finish:
      let code = members[.exit].flatMap { integer($0, key: "exit", in: 0...255) }
      return jobID(value, key, &named).map { .finish($0, code.map { .exited(Int32($0)) }) }
    case .reload: return reload(value, &named)
    case .at, .until, .reason, .exit, .runAt: return nil
    }
  }

  private mutating func jobID(
    _ value: JSONValue,
    _ key: ScenarioRequestKey,
    _ named: inout NamedJobs
  ) -> JobID? {
    guard let name = string(value, key: key.rawValue, expected: "the id of a job") else { return nil }
    named.add(JobID(name), at: value, path: path + [.key(key.rawValue)])
    return JobID(name)
  }

  private mutating func isTrue(_ value: JSONValue, _ key: ScenarioRequestKey) -> Bool {
    if json.boolean(value) == true { return true }
    refuse(value, key: key.rawValue, "must be true, not \(described(value)); else leave it out")
    return false
  }

  private mutating func pause(
    _ job: JobID?,
    _ members: Members<ScenarioRequestKey>,
    zone: Zone
  ) -> Scenario.Request.Kind? {
    let until = members[.until].map { date($0, key: "until", zone: zone)?.instant }
    // One that was written and cannot be read is a problem by now.
    if let until, until == nil { return nil }
    let reason = members[.reason].flatMap { string($0, key: "reason") }
    return .pause(job, until: until ?? nil, reason: reason ?? "")
  }

  /// An inline job file; the places of its problems are those of the scenario.
  private mutating func reload(_ value: JSONValue, _ named: inout NamedJobs) -> Scenario.Request.Kind? {
    let outer = path
    defer { path = outer }
    groups = []
    following = []
    path = []
    let configuration = unlessRefused { $0.file(value) }
    guard let configuration else { return nil }
    named.learn(configuration)
    return .reload(configuration)
  }
}
