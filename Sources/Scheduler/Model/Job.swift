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
public struct Job: Hashable, Sendable {
  /// The name; what a reload tells jobs apart by.
  public var id: JobID

  /// For people; may be empty.
  public var description: String

  /// When it runs.
  public var trigger: Trigger

  /// The zone that the job's times are written and shown in.
  public var zone: Zone

  /// What runs.
  public var kind: JobKind

  /// How it runs.
  public var policies: Policies

  /// Whether its trigger counts.
  ///
  /// A disabled job has no fire times; it can still be triggered by hand.
  public var isEnabled: Bool

  /// A job with everything said.
  public init(
    id: JobID,
    description: String = "",
    trigger: Trigger,
    zone: Zone = .utc,
    kind: JobKind,
    policies: Policies = Policies(),
    isEnabled: Bool = true
  ) {
    self.id = id
    self.description = description
    self.trigger = trigger
    self.zone = zone
    self.kind = kind
    self.policies = policies
    self.isEnabled = isEnabled
  }
}

/// What a job does.
///
/// One case today; a further kind is a case here, a file beside this and one in the daemon.
public enum JobKind: Hashable, Sendable {
  /// Starts a process.
  case command(CommandJob)
}
