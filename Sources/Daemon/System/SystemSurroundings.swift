import Glibc
package import Scheduler

/// This machine, as a job file is checked against it.
package struct SystemSurroundings: JobFileSurroundings {
  /// Whether the jobs will run here.
  package let areBinding: Bool

  /// Who the daemon is, or would be.
  private let ownUser: UInt32

  /// What the job file may include; nil for a text that is no file.
  private let included: IncludedFiles?

  /// The machine for the daemon that runs a file, or for somebody who only looks at it.
  package init(forDaemon: Bool, jobFile: String? = nil) {
    self.init(
      areBinding: forDaemon,
      ownUser: geteuid(),
      included: jobFile.map { IncludedFiles(of: $0, mayWait: !forDaemon) }
    )
  }

  /// The machine as it is for somebody.
  package init(areBinding: Bool, ownUser: UInt32, included: IncludedFiles? = nil) {
    self.areBinding = areBinding
    self.ownUser = ownUser
    self.included = included
  }

  package func files(including patterns: [IncludePattern]) -> [[IncludedFile]] {
    included?.files(patterns) ?? patterns.map { _ in [] }
  }

  package func identity(user: String, group: String?) throws(UserError) -> UserIdentity? {
    guard let entry = try Self.asking({ () throws(SystemError) in try Self.entry(user) }) else {
      throw .unknownUser(user)
    }
    var ownGroup = entry.group
    if let group {
      guard let number = try Self.asking({ () throws(SystemError) in try Self.number(ofGroup: group) }) else {
        throw .unknownGroup(group)
      }
      ownGroup = number
    }
    if ownUser != 0, areBinding {
      guard entry.user == ownUser, group == nil || ownGroup == getegid() else {
        throw .needsRoot(daemon: Account.current().name)
      }
      return nil
    }
    let groups = try Self.asking { () throws(SystemError) in
      try UserDatabase.groups(of: entry.name, with: ownGroup)
    }
    return UserIdentity(
      name: entry.name,
      user: entry.user,
      group: ownGroup,
      groups: groups,
      home: entry.home.hasPrefix("/") ? entry.home : "/",
      shell: Self.runsCommands(entry.shell) ? entry.shell : "/bin/sh"
    )
  }

  package func fault(of file: EnvironmentFile) -> String? {
    do throws(EnvironmentFileSource.Failure) {
      _ = try EnvironmentFileSource.variables(of: [file])
      return nil
    } catch {
      return error.reason
    }
  }

  /// By name; else, as `chown` does, by number.
  private static func entry(_ user: String) throws(SystemError) -> UserDatabase.User? {
    if let entry = try UserDatabase.user(named: user) { return entry }
    guard let number = UInt32(user) else { return nil }
    return try UserDatabase.user(numbered: number)
  }

  private static func number(ofGroup group: String) throws(SystemError) -> UInt32? {
    try UserDatabase.group(named: group) ?? UInt32(group)
  }

  private static func asking<Answer>(
    _ question: () throws(SystemError) -> Answer
  ) throws(UserError) -> Answer {
    do throws(SystemError) {
      return try question()
    } catch {
      throw .unreadable(error.description)
    }
  }

  /// The shells of accounts that nobody logs in to end at once, and programs that ask for `SHELL` to run a command by
  /// it would fail.
  private static func runsCommands(_ shell: String) -> Bool {
    shell.hasPrefix("/") && !shell.hasSuffix("/nologin") && !shell.hasSuffix("/false")
  }
}
