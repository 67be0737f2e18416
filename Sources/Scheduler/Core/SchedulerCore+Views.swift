/// What the core shows of one job.
public struct JobStatus: Hashable, Sendable {
  /// The definition in force.
  public var job: Job

  /// The next fire time that will be claimed, before jitter; nil where there is none, or a pause has no end.
  public var nextFireTime: Instant?

  /// Its runs that are under way or wait, ordered by number.
  public var openRuns: [Run]

  /// Its own pause, in force; nil where there is none.
  public var pause: Pause?

  /// The pause of every job, in force; nil where there is none.
  public var globalPause: Pause?

  /// A job as it stands.
  public init(
    job: Job,
    nextFireTime: Instant?,
    openRuns: [Run],
    pause: Pause? = nil,
    globalPause: Pause? = nil
  ) {
    self.job = job
    self.nextFireTime = nextFireTime
    self.openRuns = openRuns
    self.pause = pause
    self.globalPause = globalPause
  }
}

/// A slice of the jobs as the core shows them.
public struct JobPage: Hashable, Sendable {
  /// The jobs, in the order of the file.
  public var statuses: [JobStatus]

  /// How many jobs stand in the file before the first of the next page; nil where there is none.
  public var next: Int?

  /// A slice with each value said.
  public init(statuses: [JobStatus], next: Int?) {
    self.statuses = statuses
    self.next = next
  }
}

/// When a job fires next, and nothing else of it.
public struct JobFireTime: Hashable, Sendable {
  /// Whose.
  public var job: JobID

  /// The next fire time that will be claimed, before jitter; nil where there is none, or a pause has no end.
  public var next: Instant?

  /// A fire time of a job.
  public init(job: JobID, next: Instant?) {
    self.job = job
    self.next = next
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

  /// The pause of every job, in force; nil where there is none.
  public var pause: Pause?

  /// A core as it stands.
  public init(
    isStopping: Bool,
    isLedgerWritable: Bool,
    jobs: Int,
    running: Int,
    queued: Int,
    pause: Pause? = nil
  ) {
    self.isStopping = isStopping
    self.isLedgerWritable = isLedgerWritable
    self.jobs = jobs
    self.running = running
    self.queued = queued
    self.pause = pause
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
      queued: waiting.count,
      pause: globalPause
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
    statuses(of: configuration.jobs.dropFirst(first).prefix(limit))
  }

  /// When some jobs fire next, in the order of the file.
  ///
  /// - Parameters:
  ///   - first: How many jobs come before them.
  ///   - limit: The most that are wanted.
  /// - Returns: Fewer than `limit` at the end of the file, none beyond it.
  /// - Complexity: O(limit · log jobs), however many runs are open.
  public func fireTimes(from first: Int, limit: Int) -> [JobFireTime] {
    configuration.jobs.dropFirst(first).prefix(limit).map { job in
      JobFireTime(job: job.id, next: slot(of: job.id).flatMap(nextFireTime))
    }
  }

  /// A page of the jobs, or of those that carry a tag, in the order of the file.
  ///
  /// - Parameters:
  ///   - tag: The tag, or nil for every job.
  ///   - first: Only those before which so many jobs stand in the file, whatever their tags.
  ///   - limit: The most that are wanted.
  /// - Returns: The page, and where the next one begins.
  /// - Complexity: O(open runs + limit · log jobs).
  public func jobPage(tagged tag: String?, from first: Int, limit: Int) -> JobPage {
    guard let tag else {
      let statuses = jobStatuses(from: first, limit: limit)
      let end = first + statuses.count
      return JobPage(statuses: statuses, next: end < configuration.jobs.count ? end : nil)
    }
    let places = tagged.places(of: tag, from: first)
    let page = places.prefix(limit)
    return JobPage(
      statuses: statuses(of: page.map { configuration.jobs[Int($0)] }),
      next: places.dropFirst(page.count).first.map(Int.init)
    )
  }

  /// The names on a page of the jobs, in the order of the file.
  ///
  /// - Parameters:
  ///   - tag: Only those that carry this tag; nil for every job.
  ///   - first: How many jobs of the file come before them.
  ///   - limit: The most that are wanted.
  /// - Returns: The names, and where the next page begins; nil on the last one.
  /// - Complexity: O(limit).
  public func jobNames(tagged tag: String?, from first: Int, limit: Int) -> (names: [JobID], next: Int?) {
    guard let tag else {
      let names = configuration.jobs.dropFirst(first).prefix(limit).map(\.id)
      let end = first + names.count
      return (names, end < configuration.jobs.count ? end : nil)
    }
    let places = tagged.places(of: tag, from: first)
    let page = places.prefix(limit)
    return (page.map { configuration.jobs[Int($0)].id }, places.dropFirst(page.count).first.map(Int.init))
  }

  /// The jobs that carry a tag, in the order of the file; nil where none does.
  ///
  /// - Parameter tag: The tag.
  /// - Returns: Their names.
  public func jobs(tagged tag: String) -> [JobID]? {
    tagged.places(of: tag)?.map { configuration.jobs[Int($0)].id }
  }

  /// Every tag that a job of the file carries, ordered.
  public var tags: [String] { tagged.tags }

  func statuses(of jobs: some Sequence<Job>) -> [JobStatus] {
    jobs.map { job in
      guard let slot = slot(of: job.id) else { return JobStatus(job: job, nextFireTime: nil, openRuns: []) }
      return status(slot, job, openRuns(of: job.id))
    }
  }

  private func openRuns(of job: JobID) -> [Run] {
    openRuns.ids(of: job).compactMap { openRuns[$0]?.run }
  }

  /// One job, or nil when there is none of that name.
  ///
  /// - Parameter job: Its name.
  /// - Returns: What the core shows of it.
  public func status(of job: JobID) -> JobStatus? {
    guard let slot = slot(of: job) else { return nil }
    return status(slot, schedules[slot].job, openRuns(of: job))
  }

  /// The runs by hand that wait for their instants, ordered by number.
  ///
  /// - Parameters:
  ///   - id: Only those with a larger number.
  ///   - limit: The most that are wanted.
  /// - Returns: Fewer than `limit` where there are no more.
  /// - Complexity: O(n · log n) in the deferred runs, of which there are 10,000 at most.
  public func deferredTriggers(after id: Int64 = 0, limit: Int) -> [DeferredTrigger] {
    let later = deferred.values.filter { $0.id > id }.sorted { $0.id < $1.id }
    return Array(later.prefix(limit))
  }

  /// A run without an outcome, or nil when it has one or never was.
  ///
  /// - Parameter run: Its number.
  /// - Returns: The run as it stands.
  public func openRun(_ run: RunID) -> Run? {
    openRuns[run]?.run
  }

  private func status(_ slot: Int, _ job: Job, _ runs: [Run]) -> JobStatus {
    JobStatus(
      job: job,
      nextFireTime: nextFireTime(slot),
      openRuns: runs,
      pause: schedules[slot].pause,
      globalPause: globalPause
    )
  }

  /// A pause skips what passes in it, so that the fire time which the slot is armed with may never be claimed.
  private func nextFireTime(_ slot: Int) -> Instant? {
    guard let next = schedules[slot].nextFireTime else { return nil }
    let pauses = [schedules[slot].pause, globalPause].compactMap(\.self)
    guard !pauses.contains(where: { $0.until == nil }) else { return nil }
    guard let end = pauses.compactMap(\.until).max(), next < end else { return next }
    return schedules[slot].timedTrigger?.next(after: end.previous)
  }
}
