import Scheduler

/// How a job's newest runs ended and how long they took, as the API shows it.
///
/// Skipped, missed and cancelled runs do not count.
package struct StatisticsObject: Codable, Hashable {
  /// Runs in a row that all succeeded, or none of which did.
  package struct Streak: Codable, Hashable {
    /// `succeeded`, or `failed` for every other outcome that counts.
    package var outcome: String

    /// How many.
    package var runs: Int

    /// When the first of them ended.
    package var since: String

    /// Whether there may be more of them, older than the window.
    package var mayBeLonger: Bool

    private enum CodingKeys: String, CodingKey {
      case outcome, runs, since
      case mayBeLonger = "may_be_longer"
    }
  }

  /// What retention has let go of: how many runs that would count there were besides.
  package struct Pruned: Codable, Hashable {
    package var runs: Int
    package var succeeded: Int
  }

  /// How many runs the window has: the job's newest, up to `JobStatistics.mostRuns`.
  package var runs: Int
  package var succeeded: Int

  /// From 0 to 1; null where there is no run.
  package var successRate: Double?

  /// When the oldest run of the window ended; null where there is none.
  package var since: String?

  /// Whether the window has every run that counts and is kept.
  package var complete: Bool

  /// Seconds; null where no process's end was seen.
  package var meanDuration: Double?
  package var p50Duration: Double?
  package var p95Duration: Double?

  /// When the newest success of the window ended; null where there is none.
  package var lastSuccess: String?

  /// Null where there is no run.
  package var streak: Streak?
  package var pruned: Pruned

  package init(_ statistics: JobStatistics) {
    let window = statistics.window
    runs = window.count
    succeeded = window.succeeded
    successRate = window.successRate
    since = window.since?.wholeMilliseconds.description
    complete = window.isComplete
    meanDuration = window.durations?.mean.seconds
    p50Duration = window.durations?.median.seconds
    p95Duration = window.durations?.p95.seconds
    lastSuccess = window.lastSuccess?.wholeMilliseconds.description
    streak = window.streak.map { streak in
      Streak(
        outcome: (streak.isOfSuccesses ? Outcome.succeeded : .failed).rawValue,
        runs: streak.count,
        since: streak.since.wholeMilliseconds.description,
        mayBeLonger: streak.mayBeLonger
      )
    }
    pruned = Pruned(runs: statistics.pruned, succeeded: statistics.prunedSuccesses)
  }

  private enum CodingKeys: String, CodingKey {
    case runs, succeeded
    case successRate = "success_rate"
    case since, complete
    case meanDuration = "mean_duration"
    case p50Duration = "p50_duration"
    case p95Duration = "p95_duration"
    case lastSuccess = "last_success"
    case streak, pruned
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(runs, forKey: .runs)
    try container.encode(succeeded, forKey: .succeeded)
    try container.encode(successRate, forKey: .successRate)
    try container.encode(since, forKey: .since)
    try container.encode(complete, forKey: .complete)
    try container.encode(meanDuration, forKey: .meanDuration)
    try container.encode(p50Duration, forKey: .p50Duration)
    try container.encode(p95Duration, forKey: .p95Duration)
    try container.encode(lastSuccess, forKey: .lastSuccess)
    try container.encode(streak, forKey: .streak)
    try container.encode(pruned, forKey: .pruned)
  }
}
