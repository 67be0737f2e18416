/// What the coming fire times of a job depend on.
public struct PlannedJob: Hashable, Sendable {
  /// Whose.
  public var id: JobID

  /// The trigger; nil where it names no instants, or does not count.
  public var trigger: TimedTrigger?

  /// Fire times before this fall into a pause; nil where there is none.
  public var countsFrom: Instant?

  /// How many of its runs may be under way at a time.
  public var maxInstances: Int

  /// A job as it stands.
  ///
  /// - Parameters:
  ///   - job: Its definition.
  ///   - pauses: The pauses in force, its own and that of every job.
  public init(_ job: Job, pauses: [Pause] = []) {
    id = job.id
    maxInstances = job.policies.maxInstances
    if job.isEnabled, case .timed(let trigger) = job.trigger, !pauses.contains(where: { $0.until == nil }) {
      self.trigger = trigger
    }
    countsFrom = pauses.compactMap(\.until).max()
  }
}

extension JobStatus {
  /// What its coming fire times depend on.
  public var plan: PlannedJob {
    PlannedJob(job, pauses: [pause, globalPause].compactMap(\.self))
  }
}

extension SchedulerCore {
  /// What the coming fire times of some jobs depend on, in the order of the file.
  ///
  /// - Parameters:
  ///   - first: How many jobs come before them.
  ///   - limit: The most that are wanted.
  /// - Returns: Fewer than `limit` at the end of the file, none beyond it.
  /// - Complexity: O(limit · log jobs), however many runs are open.
  public func plannedJobs(from first: Int, limit: Int) -> [PlannedJob] {
    configuration.jobs.dropFirst(first).prefix(limit).map { job in
      let pause = slot(of: job.id).flatMap { schedules[$0].pause }
      return PlannedJob(job, pauses: [pause, globalPause].compactMap(\.self))
    }
  }

  /// Some jobs by their names.
  ///
  /// - Parameter jobs: Their names; those of which there is none are left out.
  /// - Returns: As many as there are, in the order of the names.
  /// - Complexity: O(open runs + jobs · log jobs).
  public func jobStatuses(named jobs: [JobID]) -> [JobStatus] {
    statuses(of: jobs.compactMap { slot(of: $0).map { schedules[$0].job } })
  }
}
