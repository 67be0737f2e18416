/// What the world does while a daemon is simulated: how long its processes take, when it is down, what is asked of it.
///
/// Times are the wall clock's. Where the clock shows one twice, because it was set back, an entry whose time falls below
/// that of the one before it in its list means the second showing. What falls on one instant comes in this order: fire
/// times and ends of processes, requests in the order of the file, then the clock is set, the machine suspended or the
/// daemon killed.
public struct Scenario: Hashable, Sendable {
  /// A stretch of time.
  public struct Stretch: Hashable, Sendable {
    /// Its beginning.
    public var start: Instant

    /// Its end.
    public var end: Instant

    /// A stretch that was checked already.
    public init(start: Instant, end: Instant) {
      self.start = start
      self.end = end
    }
  }

  /// The wall clock is set.
  public struct ClockChange: Hashable, Sendable {
    /// What it says before.
    public var at: Instant

    /// What it says then.
    public var to: Instant

    /// A change in either direction.
    public init(at: Instant, to: Instant) {
      self.at = at
      self.to = to
    }
  }

  /// Something that somebody does at an instant.
  public struct Request: Hashable, Sendable {
    /// When.
    public var at: Instant

    /// What.
    public var kind: Kind

    /// A request at an instant.
    public init(at: Instant, _ kind: Kind) {
      self.at = at
      self.kind = kind
    }

    /// What somebody can do.
    public enum Kind: Hashable, Sendable {
      /// Pauses a job, or with nil every job.
      case pause(JobID?, until: Instant?, reason: String)

      /// Ends a pause.
      case resume(JobID?)

      /// Runs a job by hand: at once, or with an instant at that.
      case trigger(JobID, at: Instant?)

      /// Cancels a run.
      case cancel(RunID)

      /// Cancels the oldest run of a job that has no outcome.
      case cancelOldest(JobID)

      /// Lets the oldest process of a job end; with nil as its script says.
      case finish(JobID, ExitStatus?)

      /// Puts another job file in force; in an outage, changes the file while the daemon is down.
      case reload(Configuration)
    }
  }

  /// What the processes of a job do, in the order of their starts; the last entry repeats.
  ///
  /// A job that is not named has processes that end at once with 0.
  public var runs: [JobID: [ProcessScript]]

  /// When the daemon is dead, and its processes with it; apart from each other.
  public var outages: [Stretch]

  /// When the machine sleeps: the daemon wakes once at the end, and processes go on then; apart from each other.
  ///
  /// One that ends before it begins is no sleep: the clock is set back.
  public var suspended: [Stretch]

  /// When the wall clock is set.
  public var clock: [ClockChange]

  /// What people do.
  public var requests: [Request]

  /// A world in which nothing goes wrong, unless it is said.
  public init(
    runs: [JobID: [ProcessScript]] = [:],
    outages: [Stretch] = [],
    suspended: [Stretch] = [],
    clock: [ClockChange] = [],
    requests: [Request] = []
  ) {
    self.runs = runs
    self.outages = outages
    self.suspended = suspended
    self.clock = clock
    self.requests = requests
  }

  /// Whether the clock shows some times twice.
  public var setsClockBack: Bool {
    clock.contains { $0.to < $0.at } || suspended.contains { $0.end < $0.start }
  }

  /// What a process of a job does.
  ///
  /// - Parameters:
  ///   - job: Whose process it is.
  ///   - number: How many of the job's processes were started before it.
  /// - Returns: Its script.
  public func script(of job: JobID, number: Int) -> ProcessScript {
    guard let scripts = runs[job], let last = scripts.last else { return .endsAtOnce }
    return number < scripts.count ? scripts[number] : last
  }
}

extension ProcessScript {
  /// A process that does its work in no time.
  public static let endsAtOnce = ProcessScript(duration: .zero)
}
