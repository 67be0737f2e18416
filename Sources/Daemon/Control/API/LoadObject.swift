package import Scheduler

/// What `GET /v1/load` says: how much there is to do in each hour of the coming week.
package struct LoadObject: Codable, Hashable {
  /// One hour.
  package struct HourObject: Codable, Hashable {
    package var from: String

    /// How many fire times it has.
    package var starts: Int

    /// How many runs are under way at a time on average, if each takes as long as those before.
    package var concurrency: Double

    package init(from: Instant, _ hour: WeekLoad.Hour) {
      self.from = from.description
      starts = hour.starts
      // A thousandth of a run is enough.
      concurrency = (hour.concurrency * 1000).rounded() / 1000
    }
  }

  package var maxConcurrentRuns: Int
  package var hours: [HourObject]

  /// Jobs with fire times of which no run is known that says how long the next takes: they count with no time at all.
  package var jobsWithoutDuration: Int

  /// Jobs whose fire times could not all be counted in a bounded time.
  package var jobsNotCounted: Int

  package init(_ load: WeekLoad, maxConcurrentRuns: Int) {
    self.maxConcurrentRuns = maxConcurrentRuns
    hours = load.hours.enumerated().map { place, hour in
      HourObject(from: load.start + .hours(Int64(place)), hour)
    }
    jobsWithoutDuration = load.jobsWithoutDuration
    jobsNotCounted = load.jobsNotCounted
  }

  private enum CodingKeys: String, CodingKey {
    case maxConcurrentRuns = "max_concurrent_runs"
    case hours
    case jobsWithoutDuration = "jobs_without_duration"
    case jobsNotCounted = "jobs_not_counted"
  }
}
