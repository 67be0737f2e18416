package import Scheduler

/// Builds the environment of a run: nothing is inherited from the daemon but the language.
package struct RunEnvironment {
  /// The variables of every run of the daemon's own user, before the job's own.
  private let base: [EnvironmentVariable]

  private let language: String

  /// What tells the processes of this state directory's runs from those of another's; see `LeftBehind`.
  private let stateID: String

  /// What every run of a daemon has in common.
  ///
  /// - Parameters:
  ///   - account: Whose home and name it gets.
  ///   - language: `LANG` of the daemon, where it has one.
  ///   - stateID: What tells this state directory from every other on the machine.
  package init(account: Account, language: String?, stateID: String) {
    self.stateID = stateID
    let language = language ?? "C.UTF-8"
    self.language = language
    base = Self.base(
      name: account.name,
      home: account.home,
      shell: "/bin/sh",
      isRoot: account.isRoot,
      language: language
    )
  }

  /// What a user's runs have in common.
  private static func base(
    name: String,
    home: String,
    shell: String,
    isRoot: Bool,
    language: String
  ) -> [EnvironmentVariable] {
    let folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
    let path = folders.filter { isRoot || !$0.hasSuffix("sbin") }.joined(separator: ":")
    return [
      EnvironmentVariable(name: "PATH", value: path),
      EnvironmentVariable(name: "HOME", value: home),
      EnvironmentVariable(name: "USER", value: name),
      EnvironmentVariable(name: "LOGNAME", value: name),
      EnvironmentVariable(name: "SHELL", value: shell),
      EnvironmentVariable(name: "LANG", value: language),
    ]
  }

  private func base(of command: CommandJob) -> [EnvironmentVariable] {
    guard let user = command.settings.user else { return base }
    return Self.base(
      name: user.name,
      home: user.home,
      shell: user.shell,
      isRoot: user.isRoot,
      language: language
    )
  }

  /// The variables of one run of a job that has no files of variables; see `entries`.
  package func variables(for start: Start, _ command: CommandJob) -> [EnvironmentVariable] {
    entries(for: start, command, fromFiles: []).compactMap { entry in
      entry.value.map { EnvironmentVariable(name: entry.name, value: $0) }
    }
  }

  /// The variables of a process that tells somebody something.
  package func variables(for message: NotificationMessage) -> [EnvironmentVariable] {
    let own = [
      EnvironmentVariable(name: "TZ", value: message.zone.name),
      EnvironmentVariable(name: "SCHEDD_STATE_ID", value: stateID),
    ]
    return base + own + message.variables
  }

  /// The variables of one run, each name once.
  ///
  /// The job's own replace the common ones, and those of files replace both; `SCHEDD_` is the daemon's, whatever they say.
  ///
  /// - Parameters:
  ///   - start: The run.
  ///   - command: What it runs.
  ///   - fileVariables: What the job's files of variables say, in their order.
  /// - Returns: The variables in the order in which the run gets them.
  package func entries(
    for start: Start,
    _ command: CommandJob,
    fromFiles fileVariables: [EnvironmentVariable]
  ) -> [EnvironmentEntry] {
    var entries = base(of: command).map { EnvironmentEntry(name: $0.name, value: $0.value, origin: .built) }
    entries.append(EnvironmentEntry(name: "TZ", value: start.zone.name, origin: .built))
    let common = entries.indices
    for own in command.environment where EnvironmentVariable.isFree(own.name) {
      let entry = EnvironmentEntry(own, own.isDefault ? .defaults : .job)
      if let index = common.first(where: { entries[$0].name == own.name }) {
        entries[index] = entry
      } else {
        entries.append(entry)
      }
    }
    replace(&entries, with: fileVariables)
    entries += facts(of: start)
    guard !command.settings.secrets.isEmpty else { return entries }
    for index in entries.indices where command.settings.secrets.contains(entries[index].name) {
      entries[index].isSecret = true
    }
    return entries
  }

  private func replace(_ entries: inout [EnvironmentEntry], with variables: [EnvironmentVariable]) {
    guard !variables.isEmpty else { return }
    var places: [String: Int] = [:]
    for (place, entry) in entries.enumerated() { places[entry.name] = place }
    for variable in variables where EnvironmentVariable.isFree(variable.name) {
      var entry = EnvironmentEntry(variable, .file)
      // People put into files what they do not want to see elsewhere.
      entry.isSecret = true
      if let place = places[variable.name] {
        entries[place] = entry
      } else {
        places[variable.name] = entries.count
        entries.append(entry)
      }
    }
  }

  /// What a run is told of itself.
  private func facts(of start: Start) -> [EnvironmentEntry] {
    let run = start.run
    func fact(_ name: String, _ value: String) -> EnvironmentEntry {
      EnvironmentEntry(name: name, value: value, origin: .schedd)
    }
    var facts = [
      fact("SCHEDD_JOB_ID", run.job.description),
      fact("SCHEDD_RUN_ID", run.id.description),
      fact("SCHEDD_ATTEMPT", String(run.attempt)),
    ]
    if let fireTime = run.fireTime { facts.append(fact("SCHEDD_FIRE_TIME", fireTime.description)) }
    facts.append(fact("SCHEDD_CAUSE", run.cause.rawValue))
    facts.append(fact("SCHEDD_STATE_ID", stateID))
    for parameter in start.kind.parameters {
      guard let value = run.parameters.first(where: { $0.name == parameter.name }) else { continue }
      facts.append(fact(parameter.variable, value.value))
    }
    return facts
  }
}

extension EnvironmentEntry {
  fileprivate init(_ variable: EnvironmentVariable, _ origin: EnvironmentOrigin) {
    self.init(name: variable.name, value: variable.value, origin: origin, isSecret: variable.isSecret)
  }
}
