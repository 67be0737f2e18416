/// A process to start, as data.
public struct CommandJob: Hashable, Sendable {
  /// How the process's arguments are made.
  public enum Invocation: Hashable, Sendable {
    /// The argument vector itself, at least one element; no shell sees it.
    case arguments([String])

    /// Text for `/bin/sh -c`.
    indirect case shell(String)
  }

  /// What is executed.
  public var invocation: Invocation

  /// What is added to the built environment, in the order of the file; names are unique.
  public var environment: [EnvironmentVariable]

  /// What most jobs leave alone, so that it costs a word where nothing of it is said.
  private var shared: Shared<ProcessSettings>

  private static let usualSettings = Shared(ProcessSettings())

  /// How the process is set up before its program runs.
  public var settings: ProcessSettings {
    get { shared.value }
    set { shared.value = newValue }
  }

  /// Where it starts, an absolute path; nil for the home folder of its user, or `/` where there is none.
  public var workingDirectory: String? { shared.value.workingDirectory }

  /// A process with everything said.
  public init(
    invocation: Invocation,
    environment: [EnvironmentVariable] = [],
    workingDirectory: String? = nil
  ) {
    self.init(
      invocation: invocation,
      environment: environment,
      settings: ProcessSettings(workingDirectory: workingDirectory)
    )
  }

  /// A process with everything said, and how it is set up.
  public init(
    invocation: Invocation,
    environment: [EnvironmentVariable] = [],
    settings: ProcessSettings
  ) {
    let usual = Self.usualSettings
    self.init(
      invocation: invocation,
      environment: environment,
      settings: settings == usual.value ? usual : Shared(settings)
    )
  }

  /// A process that is set up as others are too.
  init(invocation: Invocation, environment: [EnvironmentVariable], settings: Shared<ProcessSettings>) {
    self.invocation = invocation
    self.environment = environment
    shared = settings
  }
}

/// One variable of a process's environment.
public struct EnvironmentVariable: Hashable, Sendable {
  /// The name: no `=`, no NUL, not empty.
  public var name: String

  /// The value: no NUL.
  public var value: String

  /// Whether the value is never shown.
  public var isSecret: Bool

  /// Whether it comes from what the job file says for every job.
  public var isDefault: Bool

  /// Whether a job may say a variable of that name: those that begin with `SCHEDD_` are the daemon's.
  ///
  /// But not where the daemon listens, which who calls the command line from a job has to say.
  public static func isFree(_ name: String) -> Bool {
    !name.hasPrefix("SCHEDD_") || name == "SCHEDD_SOCKET"
  }

  /// A variable that has been checked already.
  public init(name: String, value: String, isSecret: Bool = false, isDefault: Bool = false) {
    self.name = name
    self.value = value
    self.isSecret = isSecret
    self.isDefault = isDefault
  }
}
