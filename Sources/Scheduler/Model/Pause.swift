/// A job's trigger, or every trigger, that does not count for a while.
///
/// Fire times that pass are skipped and not caught up; runs that wait still start, and runs by hand work.
public struct Pause: Hashable, Sendable {
  /// When it began.
  public var since: Instant

  /// When it ends by itself, or nil for when somebody resumes it.
  public var until: Instant?

  /// Why, in the words of whoever asked for it; may be empty.
  public var reason: String

  /// Who asked for it; nil where nobody is known.
  public var actor: String?

  /// A pause that begins.
  public init(since: Instant, until: Instant? = nil, reason: String = "", actor: String? = nil) {
    self.since = since
    self.until = until
    self.reason = reason
    self.actor = actor
  }
}

/// A request to run a job by hand at a later instant: durable, listed, and cancellable until then.
public struct DeferredTrigger: Hashable, Sendable {
  /// Its number, unique in a state directory.
  public var id: Int64

  /// What will run.
  public var job: JobID

  /// When.
  public var at: Instant

  /// Who asked for it; nil where nobody is known.
  public var actor: String?

  /// The parameters that were given; the others have the defaults of their time.
  public var parameters: [ParameterValue]

  /// A request that was just made.
  public init(
    id: Int64,
    job: JobID,
    at: Instant,
    actor: String? = nil,
    parameters: [ParameterValue] = []
  ) {
    self.id = id
    self.job = job
    self.at = at
    self.actor = actor
    self.parameters = parameters
  }
}
