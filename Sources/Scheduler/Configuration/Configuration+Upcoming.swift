/// A fire time of one job among those of others.
public struct UpcomingFireTime: Hashable, Sendable {
  /// Whose it is.
  public let job: JobID

  /// The fire time, and what daylight saving did to it.
  public let occurrence: Occurrence
}

extension Configuration {
  /// The next fire times of all enabled jobs, in the order of time; those of one instant in the order of the file.
  ///
  /// - Parameters:
  ///   - instant: Where to begin; fire times lie after it.
  ///   - count: How many are wanted.
  /// - Returns: At most `count`, fewer where the triggers end.
  /// - Complexity: O(jobs · count).
  public func upcoming(after instant: Instant, count: Int) -> [UpcomingFireTime] {
    var heads: [(job: Job, trigger: TimedTrigger, next: Instant)] = jobs.compactMap { job in
      guard job.isEnabled, case .timed(let trigger) = job.trigger, let next = trigger.next(after: instant)
      else { return nil }
      return (job, trigger, next)
    }
    var upcoming: [UpcomingFireTime] = []
    while upcoming.count < count, let first = heads.indices.min(by: { heads[$0].next < heads[$1].next }) {
      let (job, trigger, next) = heads[first]
      upcoming.append(UpcomingFireTime(job: job.id, occurrence: trigger.occurrence(at: next)))
      if let following = trigger.next(after: next) {
        heads[first].next = following
      } else {
        heads.remove(at: first)
      }
    }
    return upcoming
  }
}
