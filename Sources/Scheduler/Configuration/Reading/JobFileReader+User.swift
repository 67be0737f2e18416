/// Whom a job runs as, as the file says it.
struct WrittenUser: Hashable {
  var user: String?
  var group: String?
}

/// Users and files that were looked for, so that each is looked for once.
struct UserTable {
  private let surroundings: any JobFileSurroundings
  private var found: [WrittenUser: Result<UserIdentity?, UserError>] = [:]
  private var faults: [EnvironmentFile: String?] = [:]

  /// Nobody yet.
  init(_ surroundings: any JobFileSurroundings) {
    self.surroundings = surroundings
  }

  /// Whether a user who is not there is an error.
  var isBinding: Bool { surroundings.areBinding }

  /// The files that patterns name.
  func files(including patterns: [IncludePattern]) -> [[IncludedFile]] {
    surroundings.files(including: patterns)
  }

  /// What is wrong with a file of variables, or nil.
  mutating func fault(of file: EnvironmentFile) -> String? {
    if let known = faults[file] { return known }
    let fault = surroundings.fault(of: file)
    faults[file] = .some(fault)
    return fault
  }

  /// Finds a user.
  mutating func identity(user: String, group: String?) throws(UserError) -> UserIdentity? {
    let key = WrittenUser(user: user, group: group)
    if let known = found[key] { return try known.get() }
    let result: Result<UserIdentity?, UserError>
    do throws(UserError) {
      result = .success(try surroundings.identity(user: user, group: group))
    } catch {
      result = .failure(error)
    }
    found[key] = result
    return try result.get()
  }
}

extension JobFileReader {
  /// Reads `user` and `group`, which belong together; says who that is, where one of them is said.
  mutating func user(
    _ members: Members<JobKey>,
    into values: inout JobDefaults,
    _ settings: inout ProcessSettings
  ) {
    guard let place = members[.user] ?? members[.group] else { return }
    if let value = members[.user] {
      guard let name = name(value, .user) else { return }
      // Another user has a group of its own.
      values.user = WrittenUser(user: name)
    }
    if let value = members[.group] {
      guard let name = name(value, .group) else { return }
      values.user.group = name
    }
    settings.user = nil
    guard let user = values.user.user else {
      guard values.user.group != nil else { return }
      refuse(place, key: JobKey.group.rawValue, "goes with \"user\"; say whom the job runs as, too")
      return
    }
    do throws(UserError) {
      settings.user = try users.identity(user: user, group: values.user.group)
    } catch {
      let isGroup = if case .unknownGroup = error { true } else { false }
      let value = (isGroup ? members[.group] : members[.user]) ?? place
      report(
        users.isBinding ? .error : .warning,
        at: json.offset(of: value),
        key: (isGroup ? JobKey.group : JobKey.user).rawValue,
        Self.message(for: error)
      )
    }
  }

  /// A name that is not empty, where null is none; nil, and a problem, for anything else.
  private mutating func name(_ value: JSONValue, _ key: JobKey) -> String?? {
    if json.kind(of: value) == .null { return .some(nil) }
    guard let name = string(value, key: key.rawValue, expected: "a name such as \"backup\"") else {
      return nil
    }
    guard !name.isEmpty else {
      refuse(value, key: key.rawValue, "must not be empty; for the daemon's own \(key.rawValue) write null")
      return nil
    }
    return .some(name)
  }

  private static func message(for error: UserError) -> String {
    switch error {
    case .unknownUser(let name):
      "there is no user \(name.quoted) on this machine; make one, or name another"
    case .unknownGroup(let name):
      "there is no group \(name.quoted) on this machine; make one, or name another"
    case .needsRoot(let daemon):
      "only a daemon that runs as root can run jobs as somebody else, and this one runs as \(daemon.quoted); "
        + "remove it, or start the daemon as root"
    case .unreadable(let reason):
      "cannot be looked up: \(reason)"
    }
  }
}
