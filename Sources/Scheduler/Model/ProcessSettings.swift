/// How a process is set up before its program runs: what most jobs leave alone.
public struct ProcessSettings: Hashable, Sendable {
  /// Where it starts, an absolute path; nil for the home folder of its user, or `/` where there is none.
  public var workingDirectory: String?

  /// The permissions that the files it makes do not get.
  public var umask: UInt32

  /// Its nice value, from −20 (favoured) to 19; nil for the daemon's own.
  public var nice: Int32?

  /// What it reads on standard input.
  public var input: StandardInput

  /// How much of what it may use.
  public var limits: ResourceLimits

  /// Whom it runs as; nil for whom the daemon runs as.
  public var user: UserIdentity?

  /// Files of variables that are read at each start, in this order.
  public var environmentFiles: [EnvironmentFile]

  /// The names of variables whose values are never shown, besides those that are marked themselves.
  public var secrets: [String]

  /// What whoever runs the job by hand may choose.
  public var parameters: [Parameter]

  /// Settings with each value said; what is left out has the job file's default.
  public init(
    workingDirectory: String? = nil,
    umask: UInt32 = 0o022,
    nice: Int32? = nil,
    input: StandardInput = .nothing,
    limits: ResourceLimits = ResourceLimits(),
    user: UserIdentity? = nil,
    environmentFiles: [EnvironmentFile] = [],
    secrets: [String] = [],
    parameters: [Parameter] = []
  ) {
    self.workingDirectory = workingDirectory
    self.umask = umask
    self.nice = nice
    self.input = input
    self.limits = limits
    self.user = user
    self.environmentFiles = environmentFiles
    self.secrets = secrets
    self.parameters = parameters
  }
}

/// What a process reads on standard input.
public enum StandardInput: Hashable, Sendable {
  /// The longest text, in bytes of UTF-8: what a pipe holds, too.
  public static let longestText = 64 * 1024

  /// The end of it, at once.
  case nothing

  /// This text, then the end of it.
  case text(String)

  /// A file, by an absolute path.
  case file(String)
}
