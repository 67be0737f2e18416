extension JobFileReader {
  /// Reads one policy of a job, or of `defaults`.
  mutating func policy(_ key: JobKey, _ value: JSONValue, into policies: inout Policies) {
    let name = key.rawValue
    switch key {
    case .misfireGraceTime:
      limit(value, key: name).map { policies.misfireGraceTime = $0 }
    case .timeout:
      limit(value, key: name).map { policies.timeout = $0 }
    case .killAfter:
      duration(value, key: name).map { policies.killAfter = $0 }
    case .coalesce:
      choice(value, key: name, Coalesce.self).map { policies.coalesce = $0 }
    case .overlap:
      choice(value, key: name, Overlap.self).map { policies.overlap = $0 }
    case .onAbandoned:
      choice(value, key: name, OnAbandoned.self).map { policies.onAbandoned = $0 }
    case .maxCatchUp:
      // No limit is the largest one.
      guard json.kind(of: value) != .null else { return policies.maxCatchUp = 1_000_000 }
      integer(value, key: name, in: 1...1_000_000).map { policies.maxCatchUp = $0 }
    case .maxInstances:
      integer(value, key: name, in: 1...1_000_000).map { policies.maxInstances = $0 }
    case .maxQueued:
      integer(value, key: name, in: 1...1_000_000).map { policies.maxQueued = $0 }
    case .priority:
      integer(value, key: name, in: Int(Int32.min)...Int(Int32.max)).map { policies.priority = Int32($0) }
    case .concurrencyGroup:
      group(value).map { policies.concurrencyGroup = $0 }
    case .successExitCodes:
      exitCodes(value, key: name).map { policies.successExitCodes = $0 }
    case .retry:
      retry(value).map { policies.retry = $0 }
    case .history:
      history(value, into: &policies.history)
    case .output:
      output(value, into: &policies.output)
    case .notify:
      notificationRules(value).map { policies.notify = $0 }
    default:
      // Read elsewhere; `common` names every key.
      break
    }
  }

  /// A length of time that limits something, where null is no limit; nil, and a problem, for anything else.
  private mutating func limit(_ value: JSONValue, key: String) -> TimeAmount?? {
    if json.kind(of: value) == .null { return .some(nil) }
    guard let amount = positiveDuration(value, key: key, insteadOfZero: "for no limit write null") else {
      return nil
    }
    return .some(amount)
  }

  /// The name of a concurrency group that the file defines, or null for none.
  private mutating func group(_ value: JSONValue) -> String?? {
    let key = JobKey.concurrencyGroup.rawValue
    if json.kind(of: value) == .null { return .some(nil) }
    guard let name = string(value, key: key) else { return nil }
    guard groups.contains(name) else {
      let near = Spelling.nearest(to: name, among: groups)
      let mend = near.map { "did you mean \($0.quoted)?" } ?? "define it in \"concurrency_groups\""
      refuse(value, key: key, "there is no concurrency group \(name.quoted); \(mend)")
      return nil
    }
    return name
  }

  /// A list of exit codes, ascending and each once.
  private mutating func exitCodes(_ value: JSONValue, key: String) -> [Int32]? {
    guard json.kind(of: value) == .array else {
      refuse(value, key: key, "must be an array of exit codes such as [0, 3], not \(described(value))")
      return nil
    }
    return unlessRefused { reader in
      var codes: Set<Int32> = []
      reader.inside(.key(key)) { reader in
        for (index, element) in reader.json.elements(of: value).enumerated() {
          reader.inside(.index(index)) { reader in
            guard case .integer(let code)? = reader.json.number(element), (0...255).contains(code) else {
              return reader.refuse(
                element,
                "must be an exit code from 0 to 255, not \(reader.described(element))"
              )
            }
            codes.insert(Int32(code))
          }
        }
      }
      if codes.isEmpty { reader.refuse(value, key: key, "names no exit code") }
      return codes.sorted()
    }
  }

  private mutating func retry(_ value: JSONValue) -> Retry? {
    let key = JobKey.retry.rawValue
    let expected = "an object such as {\"max_attempts\": 3, \"delay\": \"10s\"}"
    guard let members = members(of: value, RetryKey.self, key: key, expected: expected) else { return nil }
    return unlessRefused { reader in
      var retry = Retry(maxAttempts: 1)
      reader.inside(.key(key)) { reader in
        reader.refuseUnknown(members)
        for (key, _, value) in members.known { reader.retry(key, value, into: &retry) }
        if members[.maxAttempts] == nil {
          reader.refuse(value, "needs \"max_attempts\", the first attempt counted")
        }
      }
      return retry
    }
  }

  private mutating func retry(_ key: RetryKey, _ value: JSONValue, into retry: inout Retry) {
    let name = key.rawValue
    switch key {
    case .maxAttempts: integer(value, key: name, in: 1...1_000_000).map { retry.maxAttempts = $0 }
    case .delay: duration(value, key: name).map { retry.delay = $0 }
    case .backoff: choice(value, key: name, Retry.Backoff.self).map { retry.backoff = $0 }
    case .maxDelay: limit(value, key: name).map { retry.maxDelay = $0 }
    case .jitter: duration(value, key: name).map { retry.jitter = $0 }
    case .onExitCodes: exitCodes(value, key: name).map { retry.onExitCodes = $0 }
    }
  }

  /// Reads how much is kept; what is not said stays as it is.
  private mutating func history(_ value: JSONValue, into history: inout HistoryLimits) {
    let key = JobKey.history.rawValue
    let expected = "an object such as {\"keep_runs\": 1000, \"keep_for\": \"90d\"}"
    guard let members = members(of: value, HistoryKey.self, key: key, expected: expected) else { return }
    let read = inside(.key(key)) { reader in
      var read = history
      reader.refuseUnknown(members)
      for (key, _, value) in members.known {
        switch key {
        case .keepRuns: reader.keepRuns(value).map { read.keepRuns = $0 }
        case .keepFor: reader.limit(value, key: key.rawValue).map { read.keepFor = $0 }
        }
      }
      return read
    }
    history = read
  }

  /// Reads how much of the output is kept; what is not said stays as it is.
  private mutating func output(_ value: JSONValue, into output: inout OutputLimits) {
    let key = JobKey.output.rawValue
    let expected = "an object such as {\"max_bytes\": 1048576}"
    guard let members = members(of: value, OutputKey.self, key: key, expected: expected) else { return }
    let read = inside(.key(key)) { reader in
      var read = output
      reader.refuseUnknown(members)
      for (key, _, value) in members.known {
        switch key {
        case .maxBytes: reader.maxBytes(value).map { read.maxBytes = $0 }
        }
      }
      return read
    }
    output = read
  }

  /// How many bytes are kept, where 0 is none.
  private mutating func maxBytes(_ value: JSONValue) -> Int? {
    let key = OutputKey.maxBytes.rawValue
    guard let count = byteCount(value, key: key, in: 0...Int64(OutputLimits.mostBytes)) else { return nil }
    let bytes = Int(count)
    guard bytes == 0 || bytes >= OutputLimits.leastBytes else {
      let least = OutputLimits.leastBytes
      refuse(value, key: key, "must be 0, which keeps none, or at least \(least), not \(bytes)")
      return nil
    }
    return bytes
  }

  /// How many runs are kept, where null is no limit.
  private mutating func keepRuns(_ value: JSONValue) -> Int?? {
    if json.kind(of: value) == .null { return .some(nil) }
    return integer(value, key: HistoryKey.keepRuns.rawValue, in: 1...1_000_000_000)
  }

  /// Reads the named caps of the file, ordered by name.
  mutating func concurrencyGroups(_ value: JSONValue) -> [ConcurrencyGroup] {
    let key = FileKey.concurrencyGroups.rawValue
    guard json.kind(of: value) == .object else {
      refuse(value, key: key, "must be an object such as {\"database\": 2}, not \(described(value))")
      return []
    }
    return inside(.key(key)) { reader in
      var found: [ConcurrencyGroup] = []
      for member in reader.json.members(of: value) {
        let name = reader.json.string(member.key) ?? ""
        guard JobID.isValid(name) else {
          reader.refuse(member.key, "\(name.quoted) is no name; it must be like a job's id")
          continue
        }
        let limit = reader.integer(member.value, key: name, in: 1...1_000_000)
        // A group whose limit is wrong is still there for the jobs that name it.
        found.append(ConcurrencyGroup(name: name, limit: limit ?? 1))
      }
      return found.sorted { $0.name < $1.name }
    }
  }
}
