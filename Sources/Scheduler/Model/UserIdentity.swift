/// A user of the machine whom a process runs as, as the user database had it when the job file was read.
public struct UserIdentity: Hashable, Sendable {
  /// The name; what `USER` and `LOGNAME` say.
  public var name: String

  /// The user's number.
  public var user: UInt32

  /// The group's number.
  public var group: UInt32

  /// All groups, `group` among them, ascending.
  public var groups: [UInt32]

  /// The home folder; what `HOME` says, and where the process starts unless its job says otherwise.
  public var home: String

  /// The login shell, or `/bin/sh` where that is none that runs commands; what `SHELL` says.
  public var shell: String

  /// A user with everything known.
  public init(name: String, user: UInt32, group: UInt32, groups: [UInt32], home: String, shell: String) {
    self.name = name
    self.user = user
    self.group = group
    self.groups = groups
    self.home = home
    self.shell = shell
  }

  /// Whether it may do everything.
  public var isRoot: Bool { user == 0 }
}
