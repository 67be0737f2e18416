import Scheduler

/// Counts the coming week's load, a part at a time, and keeps it for whoever asks next.
///
/// What is kept moves on by the hour, with the new hours alone to count. It is counted anew after a reload, after a pause
/// began or ended, and when it is so old that the durations of runs may be others.
final class WeekLoadCount {
  /// How old the durations may be.
  static let longestKept = TimeAmount.minutes(10)

  private var load: WeekLoad?

  /// Since when it is kept.
  private var begun: Uptime?

  /// Whether what is kept is to be counted anew when somebody asks.
  private var isOutdated = false

  /// How many jobs stand before the first that is still to be counted, and in which hours.
  private var remaining: (first: Int, places: Range<Int>)?

  /// Somebody asks: what is outdated is let go of now, and not while it is counted, so that counting comes to an end.
  ///
  /// - Parameter now: The turn's uptime.
  func isAskedFor(at now: Uptime) {
    let isOld = begun.map { now - $0 >= Self.longestKept } ?? true
    // A count that is under way goes on, unless whoever began it has left it long ago.
    guard remaining == nil || isOld else { return }
    if isOutdated || isOld { (load, remaining) = (nil, nil) }
    guard load == nil else { return }
    isOutdated = false
    begun = now
  }

  /// Takes note of what happens.
  func take(_ event: DaemonEvent) {
    guard load != nil, case .notice(let notice) = event.kind else { return }
    switch notice {
    case .reloaded:
      // The jobs may stand at other places now.
      load = nil
      remaining = nil
    case .paused, .resumed, .clockStepped: isOutdated = true
    case .queued, .starting, .ended, .retrying, .stopping, .span, .draining: break
    }
  }

  /// Goes on counting.
  ///
  /// - Parameters:
  ///   - target: The daemon.
  ///   - mayGoOn: Whether there is time for a further job.
  /// - Returns: The load; nil while it is not whole.
  /// - Throws: What keeps the ledger from being read.
  func count(_ target: any ControlTarget, while mayGoOn: () -> Bool) throws(LedgerError) -> WeekLoad? {
    var load = begin(at: target.facts.now)
    while let (first, places) = remaining {
      let jobs = target.plannedJobs(from: first, limit: 8)
      for (place, job) in jobs.enumerated() {
        let runs =
          job.trigger == nil
          ? [] : try target.endedRuns(of: job.id, limit: ControlServer.outcomesShown)
        load.add(job, in: places, lasting: EndedRun.meanDuration(of: runs))
        remaining = (first + place + 1, places)
        guard mayGoOn() else {
          self.load = load
          return nil
        }
      }
      if jobs.isEmpty { remaining = nil }
    }
    self.load = load
    return load
  }

  /// What is kept, moved on to the present, or nothing yet.
  private func begin(at now: Instant) -> WeekLoad {
    if var load {
      guard remaining == nil else { return load }
      let places = load.move(to: now)
      if !places.isEmpty { remaining = (0, places) }
      return load
    }
    remaining = (0, 0..<WeekLoad.hourCount)
    return WeekLoad(at: now)
  }
}
