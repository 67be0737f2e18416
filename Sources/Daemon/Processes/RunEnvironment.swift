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

  /// The variables of one run, each name once.
  ///
  /// The job's own replace the common ones; `SCHEDD_` is the daemon's, whatever the job says.
  package func variables(for start: Start, _ command: CommandJob) -> [EnvironmentVariable] {
    var variables = base(of: command)
    variables.append(EnvironmentVariable(name: "TZ", value: start.zone.name))
    let common = variables.indices
    for own in command.environment where !own.name.hasPrefix("SCHEDD_") {
      if let index = common.first(where: { variables[$0].name == own.name }) {
        variables[index].value = own.value
      } else {
        variables.append(own)
      }
    }
    let run = start.run
    variables.append(EnvironmentVariable(name: "SCHEDD_JOB_ID", value: run.job.description))
    variables.append(EnvironmentVariable(name: "SCHEDD_RUN_ID", value: run.id.description))
    variables.append(EnvironmentVariable(name: "SCHEDD_ATTEMPT", value: String(run.attempt)))
    if let fireTime = run.fireTime {
      variables.append(EnvironmentVariable(name: "SCHEDD_FIRE_TIME", value: fireTime.description))
    }
    variables.append(EnvironmentVariable(name: "SCHEDD_CAUSE", value: run.cause.rawValue))
    variables.append(EnvironmentVariable(name: "SCHEDD_STATE_ID", value: stateID))
    return variables
  }
}
