/// What the core shows of one job.
public struct JobStatus: Hashable, Sendable {
  /// The definition in force.
  public var job: Job

  /// The next fire time that will be claimed, before jitter; nil where there is none.
  public var nextFireTime: Instant?

  /// Its runs that are under way or wait, ordered by number.
  public var openRuns: [Run]

  /// A job as it stands.
  public init(job: Job, nextFireTime: Instant?, openRuns: [Run]) {
    self.job = job
    self.nextFireTime = nextFireTime
    self.openRuns = openRuns
  }
}

/// What the core shows of itself.
public struct Overview: Hashable, Sendable {
  /// Whether the daemon has been told to stop.
  public var isStopping: Bool

  /// Whether the ledger can be written; while not, nothing starts.
  public var isLedgerWritable: Bool

  /// How many jobs there are, disabled ones included.
  public var jobs: Int

  /// How many runs hold a slot of the global cap.
  public var running: Int

  /// How many runs wait for one.
  public var queued: Int

  /// A core as it stands.
  public init(isStopping: Bool, isLedgerWritable: Bool, jobs: Int, running: Int, queued: Int) {
    self.isStopping = isStopping
    self.isLedgerWritable = isLedgerWritable
    self.jobs = jobs
    self.running = running
    self.queued = queued
  }
}

extension SchedulerCore {
  /// What the core shows of itself.
  public var overview: Overview {
    Overview(
      isStopping: phase != .running,
      isLedgerWritable: isLedgerWritable,
      jobs: schedules.count,
      running: slotsInUse,
      queued: waiting.count
    )
  }

  /// Every job in the order of the file.
  ///
  /// - Complexity: O(open runs + jobs · log jobs).
  public var jobStatuses: [JobStatus] {
    jobStatuses(from: 0, limit: configuration.jobs.count)
  }

  /// A slice of the jobs in the order of the file, so that a large file can be shown in pages.
  ///
  /// - Parameters:
  ///   - first: How many jobs come before it.
  ///   - limit: The most that are wanted.
  /// - Returns: Fewer than `limit` at the end of the file, none beyond it.
  /// - Complexity: O(open runs + limit · log jobs).
  public func jobStatuses(from first: Int, limit: Int) -> [JobStatus] {
    var runs: [JobID: [Run]] = [:]
    for id in openRunIDs {
      if let run = openRuns[id]?.run { runs[run.job, default: []].append(run) }
    }
    return configuration.jobs.dropFirst(first).prefix(limit).map { job in
      let fireTime = slot(of: job.id).flatMap { schedules[$0].nextFireTime }
      return JobStatus(job: job, nextFireTime: fireTime, openRuns: runs[job.id] ?? [])
    }
  }

  /// One job, or nil when there is none of that name.
  ///
  /// - Parameter job: Its name.
  /// - Returns: What the core shows of it.
  public func status(of job: JobID) -> JobStatus? {
    guard let slot = slot(of: job) else { return nil }
    return JobStatus(
      job: schedules[slot].job,
      nextFireTime: schedules[slot].nextFireTime,
      openRuns: openRunIDs.compactMap { openRuns[$0]?.run }.filter { $0.job == job }
    )
  }

  /// A run without an outcome, or nil when it has one or never was.
  ///
  /// - Parameter run: Its number.
  /// - Returns: The run as it stands.
  public func openRun(_ run: RunID) -> Run? {
    openRuns[run]?.run
  }
}
