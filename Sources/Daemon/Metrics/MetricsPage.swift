import Scheduler

/// What `/metrics` says, written a few jobs at a time.
struct MetricsPage {
  /// How many jobs have series of their own where nothing is said.
  static let mostJobsUnasked = 1000

  /// Whether the jobs are to have series of their own.
  enum JobSeries: String, CaseIterable {
    case all, none
  }

  private var text = OpenMetricsText()
  private var nextFireTimes = OpenMetricsText()
  private var lastSuccesses = OpenMetricsText()
  private var lastFailures = OpenMetricsText()

  /// How many jobs of the file have been written; nil where there are to be none, or no more.
  private(set) var next: Int?

  /// Writes what there is of the daemon as a whole.
  init(_ facts: DaemonFacts, _ overview: Overview, jobs: JobSeries?) {
    text.begin(.build)
    text.add(.build, labels: [("version", Version.current)], value: "1")
    text.add(.processStart, facts.startedAt)
    text.add(.jobs, overview.jobs)
    text.add(.running, overview.running)
    text.add(.queued, overview.queued)
    text.add(.slots, facts.maxConcurrentRuns)
    text.add(.paused, overview.pause != nil)
    text.add(.stopping, overview.isStopping)
    text.add(.runs, facts.runs.ended, usual: RunFigures.Ending.ofRuns)
    text.add(.passed, facts.runs.passed, usual: RunFigures.Ending.ofPassedFireTimes)
    text.add(.coalesced, facts.runs.coalesced)
    text.add(.retries, facts.runs.retries)
    text.add(.startDelay, facts.runs.startDelays)
    text.add(.duration, facts.runs.durations)
    text.begin(.notifications)
    let notifications = facts.runs.notifications
    for (result, count) in [
      ("told", notifications.told), ("failed", notifications.failed), ("dropped", notifications.dropped),
    ] { text.add(.notifications, labels: [("result", result)], value: String(count)) }
    text.add(.turns, facts.figures.turns)
    text.add(.commits, facts.figures.commits)
    text.add(.degraded, facts.degradation != nil)
    text.add(.reloadGood, facts.lastReload.failure == nil)
    text.add(.reloadTime, facts.loadedAt)
    text.add(.droppedLines, facts.droppedLogLines)
    let series = jobs ?? (overview.jobs <= Self.mostJobsUnasked ? .all : .none)
    guard series == .all else { return }
    next = 0
    nextFireTimes.begin(.nextFireTime)
    lastSuccesses.begin(.lastSuccess)
    lastFailures.begin(.lastFailure)
  }

  /// Writes the series of some more jobs.
  ///
  /// - Parameters:
  ///   - jobs: The jobs from `next` on; none where there are no more.
  ///   - lastEnds: What is known of their ends.
  mutating func add(_ jobs: [JobFireTime], lastEnds: (JobID) -> LastEnds) {
    guard let first = next, !jobs.isEmpty else {
      next = nil
      return
    }
    next = first + jobs.count
    for job in jobs {
      let labels = [("job_id", job.job.description)]
      let ends = lastEnds(job.job)
      if let next = job.next {
        nextFireTimes.add(.nextFireTime, labels: labels, value: OpenMetricsText.seconds(next.nanoseconds))
      }
      if let success = ends.success {
        lastSuccesses.add(.lastSuccess, labels: labels, value: OpenMetricsText.seconds(success.nanoseconds))
      }
      if let failure = ends.failure {
        lastFailures.add(.lastFailure, labels: labels, value: OpenMetricsText.seconds(failure.nanoseconds))
      }
    }
  }

  /// The page, whole.
  var response: HTTPResponse {
    var page = text
    for part in [nextFireTimes, lastSuccesses, lastFailures] { page.add(part) }
    page.end()
    return HTTPResponse(
      status: 200,
      headers: [
        HTTPHeader("Content-Type", OpenMetricsText.mediaType), HTTPHeader("Cache-Control", "no-store"),
      ],
      body: page.bytes
    )
  }
}
