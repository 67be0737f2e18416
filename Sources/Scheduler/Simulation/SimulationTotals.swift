/// What the events of a simulation come to: how each job fared, and when the caps bit.
public struct SimulationTotals: Sendable {
  /// How the runs and fire times of one job ended.
  public struct Job: Hashable, Sendable {
    /// Whose.
    public let id: JobID

    /// Processes that were started.
    public var starts = 0

    /// Runs that ended so, and with `skipped` and `missed` fire times that never became runs.
    public var outcomes: [Outcome: Int] = [:]

    /// Fire times that were counted on a run that stands for them.
    public var coalesced = 0

    /// Attempts after the first of a run.
    public var retries = 0

    /// Runs that had to wait before they could start, and how long they did, the longest and all together.
    public var waits = Waits()

    /// How long its processes took, all together.
    public var busy = TimeAmount.zero
  }

  /// Runs that had to wait.
  public struct Waits: Hashable, Sendable {
    /// How many.
    public var count = 0

    /// The longest wait.
    public var longest = TimeAmount.zero

    /// All waits together.
    public var total = TimeAmount.zero

    /// When the first began.
    public var first: Instant?

    /// When the last began.
    public var last: Instant?

    fileprivate mutating func add(_ amount: TimeAmount, since start: Instant) {
      count += 1
      longest = max(longest, amount)
      total = TimeAmount(nanoseconds: total.nanoseconds.addingSaturating(amount.nanoseconds))
      first = min(first ?? start, start)
      last = max(last ?? start, start)
    }
  }

  /// The jobs in the order of the file, then those that a reload brought.
  public private(set) var jobs: [Job] = []

  /// How many processes ran at once at most.
  public private(set) var peak = 0

  /// When that was so for the first time.
  public private(set) var peakAt: Instant?

  /// What each cap made wait, by its key in the job file, ordered by that.
  public var caps: [(name: String, waits: Waits)] {
    waitsByCap.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Runs whose process was still there at the end.
  public var unfinished: Int { running.count }

  private var places: [JobID: Int] = [:]
  private var waitsByCap: [String: Waits] = [:]
  private var running: [RunID: (job: JobID, since: Instant)] = [:]
  private var waiting: [RunID: (since: Instant, cap: String)] = [:]

  /// Totals of nothing yet.
  ///
  /// - Parameter configuration: The job file that the daemon starts with.
  public init(_ configuration: Configuration) {
    for job in configuration.jobs { _ = place(of: job.id) }
  }

  /// Counts one more event.
  ///
  /// - Parameter event: What happened.
  public mutating func add(_ event: SimulatedEvent) {
    if event.kind == .outage { return endAll(at: event.at) }
    guard let job = event.job else { return }
    let place = place(of: job)
    switch event.kind {
    case .started:
      endWait(event, place)
      jobs[place].starts += 1
      if let attempt = event.attempt, attempt > 1 { jobs[place].retries += 1 }
      if let run = event.run { running[run] = (job, event.at) }
      if running.count > peak { (peak, peakAt) = (running.count, event.at) }
    case .ended, .skipped, .missed:
      endWait(event, place)
      endProcess(event, place)
      if let outcome = event.outcome { jobs[place].outcomes[outcome, default: 0] += event.count }
    case .retry: endProcess(event, place)
    case .queued: if let run = event.run { waiting[run] = (event.at, event.reason ?? "") }
    case .coalesced: jobs[place].coalesced += event.count
    case .paused, .resumed, .reloaded, .outage, .suspended, .clockSet: break
    }
  }

  private mutating func place(of job: JobID) -> Int {
    if let place = places[job] { return place }
    jobs.append(Job(id: job))
    places[job] = jobs.count - 1
    return jobs.count - 1
  }

  private mutating func endWait(_ event: SimulatedEvent, _ place: Int) {
    guard let run = event.run, let wait = waiting.removeValue(forKey: run) else { return }
    let amount = max(event.at - wait.since, .zero)
    jobs[place].waits.add(amount, since: wait.since)
    waitsByCap[wait.cap, default: Waits()].add(amount, since: wait.since)
  }

  private mutating func endProcess(_ event: SimulatedEvent, _ place: Int) {
    guard let run = event.run, running.removeValue(forKey: run) != nil else { return }
    busy(place, event.duration ?? .zero)
  }

  /// The daemon is dead, and its processes with it.
  private mutating func endAll(at instant: Instant) {
    for process in running.values { busy(place(of: process.job), max(instant - process.since, .zero)) }
    running = [:]
  }

  private mutating func busy(_ place: Int, _ amount: TimeAmount) {
    let sum = jobs[place].busy.nanoseconds.addingSaturating(amount.nanoseconds)
    jobs[place].busy = .nanoseconds(sum)
  }
}
