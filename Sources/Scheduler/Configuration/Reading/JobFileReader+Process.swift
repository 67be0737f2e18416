extension JobFileReader {
  /// Reads one setting of a process.
  mutating func processSetting(_ key: JobKey, _ value: JSONValue, into settings: inout ProcessSettings) {
    let name = key.rawValue
    switch key {
    case .workingDirectory:
      path(value, key: name, expected: "a folder such as \"/srv/reports\"").map {
        settings.workingDirectory = $0.map { words.common($0) }
      }
    case .umask:
      umask(value).map { settings.umask = $0 }
    case .nice:
      guard json.kind(of: value) != .null else { return settings.nice = nil }
      integer(value, key: name, in: -20...19).map { settings.nice = Int32($0) }
    case .stdin:
      input(value).map { settings.input = $0 }
    case .environmentFile:
      environmentFiles(value).map { settings.environmentFiles = $0 }
    case .secrets:
      secrets(value).map { settings.secrets = $0 }
    case .resourceLimits:
      resourceLimits(value, into: &settings.limits)
    default:
      break
    }
  }

  /// An absolute path, where null is none; nil, and a problem, for anything else.
  private mutating func path(_ value: JSONValue, key: String, expected: String) -> String?? {
    if json.kind(of: value) == .null { return .some(nil) }
    guard let path = string(value, key: key, expected: expected) else { return nil }
    guard path.hasPrefix("/") else {
      refuse(value, key: key, "\(path.quoted) is no absolute path; write the whole path, from \"/\" on")
      return nil
    }
    return .some(path)
  }

  /// A mask in octal digits; a number is refused, since JSON has none that begin with 0.
  private mutating func umask(_ value: JSONValue) -> UInt32? {
    let key = JobKey.umask.rawValue
    let expected = "an octal mask in a string, from \"0000\" to \"0777\""
    guard let text = json.string(value) else {
      let isNumber = json.kind(of: value) == .number
      let mend = isNumber ? "; write it as a string, such as \"0022\"" : ""
      refuse(value, key: key, "must be \(expected), not \(described(value))\(mend)")
      return nil
    }
    let isOctal = (1...4).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x37).contains($0) }
    guard isOctal, let mask = UInt32(text, radix: 8), mask <= 0o777 else {
      refuse(value, key: key, "must be \(expected), not \(text.quoted)")
      return nil
    }
    return mask
  }

  /// Text, a file, or null for nothing.
  private mutating func input(_ value: JSONValue) -> StandardInput? {
    let key = JobKey.stdin.rawValue
    switch json.kind(of: value) {
    case .null:
      return .nothing
    case .string:
      guard let text = json.string(value) else { return nil }
      guard text.utf8.count <= StandardInput.longestText else {
        let limit = StandardInput.longestText
        refuse(
          value,
          key: key,
          "has \(text.utf8.count) bytes, and at most \(limit) are given; write it to a file: {\"file\": \"/path\"}"
        )
        return nil
      }
      return .text(text)
    case .object:
      return inside(.key(key)) { $0.inputFile(value) }
    case .boolean, .number, .array:
      refuse(
        value,
        key: key,
        "must be the text itself or a file such as {\"file\": \"/srv/list\"}, not \(described(value))"
      )
      return nil
    }
  }

  private mutating func inputFile(_ value: JSONValue) -> StandardInput? {
    guard let members = members(of: value, InputKey.self, expected: "an object") else { return nil }
    refuseUnknown(members)
    guard let file = members[.file] else {
      refuse(value, "\"file\" is missing, which names what is read")
      return nil
    }
    let key = InputKey.file.rawValue
    guard let path = path(file, key: key, expected: "a file such as \"/srv/list\"") else { return nil }
    guard let path else {
      refuse(file, key: key, "must be a file such as \"/srv/list\", not null")
      return nil
    }
    return .file(path)
  }

  /// Limits, each of which may be null for none.
  private mutating func resourceLimits(_ value: JSONValue, into limits: inout ResourceLimits) {
    let key = JobKey.resourceLimits.rawValue
    let expected = "an object such as {\"cpu_time\": \"10m\", \"open_files\": 256}"
    guard let members = members(of: value, ResourceKey.self, key: key, expected: expected) else { return }
    inside(.key(key)) { reader in
      reader.refuseUnknown(members)
      for (key, _, value) in members.known { reader.resourceLimit(key, value, into: &limits) }
    }
  }

  private mutating func resourceLimit(
    _ key: ResourceKey,
    _ value: JSONValue,
    into limits: inout ResourceLimits
  ) {
    let name = key.rawValue
    let isUnlimited = json.kind(of: value) == .null
    switch key {
    case .cpuTime:
      guard !isUnlimited else { return limits.cpuTime = nil }
      cpuTime(value, key: name).map { limits.cpuTime = $0 }
    case .addressSpace:
      // Less than this and not even the loader of programs has room.
      guard !isUnlimited else { return limits.addressSpace = nil }
      byteCount(value, key: name, in: (1 << 20)...(1 << 60)).map { limits.addressSpace = $0 }
    case .fileSize:
      guard !isUnlimited else { return limits.fileSize = nil }
      byteCount(value, key: name, in: 0...(1 << 60)).map { limits.fileSize = $0 }
    case .openFiles:
      // Three are open already, and a program takes a fourth to find its libraries.
      guard !isUnlimited else { return limits.openFiles = nil }
      integer(value, key: name, in: 4...1_000_000_000).map { limits.openFiles = Int64($0) }
    case .processes:
      guard !isUnlimited else { return limits.processes = nil }
      integer(value, key: name, in: 1...4_194_304).map { limits.processes = Int64($0) }
    }
  }

  /// The kernel counts whole seconds.
  private mutating func cpuTime(_ value: JSONValue, key: String) -> TimeAmount? {
    guard let amount = positiveDuration(value, key: key, insteadOfZero: "for no limit write null") else {
      return nil
    }
    guard amount.nanoseconds % 1_000_000_000 == 0 else {
      refuse(
        value,
        key: key,
        "must be whole seconds, which is what the kernel counts, not \(described(value))"
      )
      return nil
    }
    return amount
  }
}
