extension JobFileReader {
  /// Reads a job file: the text's one value, or one that stands inline in another text.
  mutating func file(_ root: JSONValue) -> Configuration? {
    let expected = "an object such as {\"jobs\": []}"
    guard let members = members(of: root, FileKey.self, expected: expected) else { return nil }
    refuseUnknown(members)
    var configuration = Configuration(jobs: [])
    configuration.zone = fileZone(members) ?? .utc
    limits(members, into: &configuration)
    let defaults = members[.defaults].map { self.defaults($0) } ?? JobDefaults()
    configuration.history = defaults.settings.value.policies.history
    guard let jobs = members[.jobs] else {
      refuse(root, "\"jobs\" is missing; for no jobs at all write \"jobs\": []")
      return nil
    }
    var firsts: [JobID: JobFilePlace] = [:]
    self.jobs(jobs, zone: configuration.zone, defaults: defaults, into: &configuration.jobs, firsts: &firsts)
    if let value = members[.include] {
      include(
        value,
        zone: configuration.zone,
        defaults: defaults,
        into: &configuration.jobs,
        firsts: &firsts
      )
    }
    checkFollowing(firsts)
    return configuration
  }

  /// The file's zone, else the machine's.
  private mutating func fileZone(_ members: Members<FileKey>) -> Zone? {
    let key = FileKey.timezone.rawValue
    if let value = members[.timezone] { return zone(value, key: key) }
    do throws(ZoneError) {
      return try zones.localZone()
    } catch {
      let message = zones.message(for: error)
      refuse(members.object, "the machine's own zone cannot be used (\(message)); name one with \"timezone\"")
      return nil
    }
  }

  private mutating func limits(_ members: Members<FileKey>, into configuration: inout Configuration) {
    for (key, _, value) in members.known {
      switch key {
      case .schema:
        _ = string(value, key: key.rawValue)
      case .maxConcurrentRuns:
        integer(value, key: key.rawValue, in: 1...1_000_000).map { configuration.maxConcurrentRuns = $0 }
      case .maxQueuedRuns:
        integer(value, key: key.rawValue, in: 0...10_000_000).map { configuration.maxQueuedRuns = $0 }
      case .shutdownGrace:
        duration(value, key: key.rawValue).map { configuration.shutdownGrace = $0 }
      case .jitterSeed:
        integer(value, key: key.rawValue, in: 0...Int.max).map { configuration.jitterSeed = UInt64($0) }
        expressions.seed = configuration.jitterSeed
      case .concurrencyGroups:
        configuration.concurrencyGroups = concurrencyGroups(value)
        groups = configuration.concurrencyGroups.map(\.name)
      case .timezone, .defaults, .include, .jobs:
        break
      }
    }
  }

  /// Reads what `defaults` says for every job.
  private mutating func defaults(_ value: JSONValue) -> JobDefaults {
    inside(.key(FileKey.defaults.rawValue)) { reader in
      var defaults = JobDefaults()
      guard let members = reader.members(of: value, JobKey.self, expected: "an object of job fields") else {
        return defaults
      }
      reader.refuseUnknown(members)
      for (key, name, _) in members.known where !key.isCommon {
        reader.refuse(name, "\(key.rawValue.quoted) cannot stand here; each job has its own")
      }
      reader.common(members, into: &defaults)
      for index in defaults.environment.indices { defaults.environment[index].isDefault = true }
      return defaults
    }
  }

  /// Reads the jobs of a text.
  mutating func jobs(
    _ array: JSONValue,
    zone: Zone,
    defaults: JobDefaults,
    into jobs: inout [Job],
    firsts: inout [JobID: JobFilePlace]
  ) {
    guard json.kind(of: array) == .array else {
      refuse(array, key: FileKey.jobs.rawValue, "must be an array of jobs, not \(described(array))")
      return
    }
    let count = json.elements(of: array).reduce(into: 0) { count, _ in count += 1 }
    // Not exactly for each of many small files, since each would move all that came before.
    if jobs.isEmpty {
      jobs.reserveCapacity(count)
      firsts.reserveCapacity(count)
    }
    for (index, value) in json.elements(of: array).enumerated() {
      path = [.key(FileKey.jobs.rawValue), .index(index)]
      if let job = job(value, zone: zone, defaults: defaults, firsts: &firsts) { jobs.append(job) }
      job = nil
    }
    path = []
  }
}
