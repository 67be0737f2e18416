extension JobFileReader {
  /// Reads one job.
  ///
  /// - Parameters:
  ///   - value: The job.
  ///   - zone: The file's zone.
  ///   - defaults: What `defaults` says.
  ///   - firsts: Where each id stands for the first time.
  /// - Returns: The job, or nil where something is wrong with it.
  mutating func job(
    _ value: JSONValue,
    zone: Zone,
    defaults: JobDefaults,
    firsts: inout [JobID: JobFilePlace]
  ) -> Job? {
    guard let members = members(of: value, JobKey.self, expected: "a job, which is an object") else {
      return nil
    }
    // The id comes first, since every other problem names the job by it.
    let id = id(members, firsts: &firsts)
    refuseUnknown(members)
    var own = defaults
    common(members, into: &own)
    if let value = members[.secrets] { warnAboutSecrets(at: value, own) }
    let description = members[.description].flatMap { string($0, key: JobKey.description.rawValue) }
    let parameters = members[.parameters].map { self.parameters($0) } ?? []
    let invocation = invocation(members, parameters)
    let trigger = jobTrigger(members, zone: zone)
    checkDefaults(parameters, trigger)
    if !parameters.isEmpty { own.process.value.parameters = parameters.map(\.parameter) }
    guard let id, let invocation, let trigger, let place = members[.trigger] else { return nil }
    triggerOffsets.append(json.offset(of: place))
    let command = CommandJob(invocation: invocation, environment: own.environment, settings: own.process)
    return Job(
      id: id,
      description: description ?? "",
      trigger: trigger,
      zone: trigger.zone ?? zone,
      kind: .command(command),
      settings: own.settings
    )
  }

  private mutating func id(_ members: Members<JobKey>, firsts: inout [JobID: JobFilePlace]) -> JobID? {
    let key = JobKey.id.rawValue
    guard let value = members[.id] else {
      refuse(members.object, "\"id\" is missing; every job needs a name of its own")
      return nil
    }
    guard let name = string(value, key: key) else { return nil }
    guard JobID.isValid(name) else {
      let rule = "1 to 128 of A–Z, a–z, 0–9, \".\", \"_\" and \"-\""
      refuse(value, key: key, "\(name.quoted) is no id; it must be \(rule)")
      return nil
    }
    job = name
    path = []
    let id = JobID(name)
    if let first = firsts[id] {
      refuse(value, key: key, "the job \(problems.words(for: first)) has the same id; give each its own")
      return nil
    }
    firsts[id] = JobFilePlace(value, in: self)
    return id
  }

  private mutating func jobTrigger(_ members: Members<JobKey>, zone: Zone) -> Trigger? {
    guard let value = members[.trigger] else {
      refuse(
        members.object,
        "\"trigger\" is missing; for a job that only runs by hand write {\"manual\": true}"
      )
      return nil
    }
    return trigger(value, zone: zone)
  }

  /// Reads what a job and `defaults` can both say.
  mutating func common(_ members: Members<JobKey>, into values: inout JobDefaults) {
    var settings = values.settings.value
    var process = values.process.value
    for (key, _, value) in members.known {
      switch key {
      case .environment:
        values.merge(environment(value))
      case .workingDirectory, .umask, .nice, .stdin, .resourceLimits, .environmentFile, .secrets:
        processSetting(key, value, into: &process)
      case .enabled:
        boolean(value, key: key.rawValue).map { settings.isEnabled = $0 }
      case .tags:
        // One list, not a sum: a job could not get rid of a tag that "defaults" says.
        tags(value).map { settings.tags = $0 }
      case .user, .group:
        // Read together, below.
        break
      case .misfireGraceTime, .coalesce, .maxCatchUp, .maxInstances, .overlap, .maxQueued, .concurrencyGroup,
        .priority, .timeout, .killAfter, .successExitCodes, .retry, .onAbandoned, .history,
        .output, .notify:
        policy(key, value, into: &settings.policies)
      case .id, .description, .trigger, .command, .shell, .parameters:
        break
      }
    }
    user(members, into: &values, &process)
    if settings != values.settings.value { values.settings = self.settings.common(Shared(settings)) }
    if process != values.process.value { values.process = processes.common(Shared(process)) }
  }
}

extension JobID {
  /// Whether a text may be a job's name.
  static func isValid(_ name: String) -> Bool {
    (1...128).contains(name.utf8.count) && name.utf8.allSatisfy(\.mayStandInID)
  }
}

extension UInt8 {
  fileprivate var mayStandInID: Bool {
    switch self {
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: isASCIILetter || isASCIIDigit
    }
  }
}
