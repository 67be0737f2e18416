/// A job's name: unique in a job file, 1 to 128 of `A–Z a–z 0–9 . _ -`.
public struct JobID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The name as written.
  public let description: String

  /// A name that has been checked already.
  public init(_ name: String) {
    description = name
  }

  /// Byte order, the same in every process and locale.
  public static func < (one: JobID, other: JobID) -> Bool {
    one.description < other.description
  }
}

/// A named piece of work with its trigger and policies, as the job file defines it.
///
/// A copy is one word: the configuration and the core both hold every job, and there may be a million of them.
public struct Job: Hashable, Sendable {
  private struct Definition: Hashable, Sendable {
    var id: JobID
    var description: String
    var trigger: Trigger
    var zone: Zone
    var kind: JobKind
    var settings: Shared<Settings>
  }

  /// How a job runs, and whether: what many jobs of a file have in common.
  struct Settings: Hashable, Sendable {
    var policies = Policies()
    var isEnabled = true
    var tags: [String] = []

    /// Those of jobs that say nothing about it, which are most.
    static let usual = Shared(Settings())
  }

  private var definition: Shared<Definition>

  /// The name; what a reload tells jobs apart by.
  public var id: JobID {
    get { definition.value.id }
    set { definition.value.id = newValue }
  }

  /// For people; may be empty.
  public var description: String {
    get { definition.value.description }
    set { definition.value.description = newValue }
  }

  /// When it runs.
  public var trigger: Trigger {
    get { definition.value.trigger }
    set { definition.value.trigger = newValue }
  }

  /// The zone that the job's times are written and shown in.
  public var zone: Zone {
    get { definition.value.zone }
    set { definition.value.zone = newValue }
  }

  /// What runs.
  public var kind: JobKind {
    get { definition.value.kind }
    set { definition.value.kind = newValue }
  }

  /// How it runs.
  public var policies: Policies {
    get { definition.value.settings.value.policies }
    set { definition.value.settings.value.policies = newValue }
  }

  /// Whether its trigger counts.
  ///
  /// A disabled job has no fire times; it can still be triggered by hand.
  public var isEnabled: Bool {
    get { definition.value.settings.value.isEnabled }
    set { definition.value.settings.value.isEnabled = newValue }
  }

  /// What people group jobs by; each once, in the order in which they were written.
  public var tags: [String] {
    get { definition.value.settings.value.tags }
    set { definition.value.settings.value.tags = newValue }
  }

  /// A job with everything said.
  public init(
    id: JobID,
    description: String = "",
    trigger: Trigger,
    zone: Zone = .utc,
    kind: JobKind,
    policies: Policies = Policies(),
    isEnabled: Bool = true,
    tags: [String] = []
  ) {
    let settings = Settings(policies: policies, isEnabled: isEnabled, tags: tags)
    self.init(
      id: id,
      description: description,
      trigger: trigger,
      zone: zone,
      kind: kind,
      settings: settings == Settings.usual.value ? Settings.usual : Shared(settings)
    )
  }

  /// A job whose settings are those of others too.
  init(
    id: JobID,
    description: String,
    trigger: Trigger,
    zone: Zone,
    kind: JobKind,
    settings: Shared<Settings>
  ) {
    definition = Shared(
      Definition(
        id: id,
        description: description,
        trigger: trigger,
        zone: zone,
        kind: kind,
        settings: settings
      )
    )
  }
}

/// What a job does.
///
/// One case today; a further kind is a case here, a file beside this and one in the daemon.
public enum JobKind: Hashable, Sendable {
  /// Starts a process.
  case command(CommandJob)

  /// What whoever runs it by hand may choose.
  public var parameters: [Parameter] {
    switch self {
    case .command(let command): command.settings.parameters
    }
  }

  /// Which limit of the job a signal stands for, in words; nil where it stands for none.
  func explanation(of signal: Int32) -> String? {
    switch self {
    case .command(let command): command.settings.limits.explanation(of: signal)
    }
  }
}
