package import Scheduler

/// What one job did, and will do, in a stretch of time: a lane of the timeline.
package struct LaneObject: Codable, Hashable {
  /// One run, or several short ones side by side that ended alike.
  package struct RunBarObject: Codable, Hashable {
    package var from: String

    /// Null while the run is under way.
    package var to: String?

    /// Null while the run is under way.
    package var outcome: String?
    package var count: Int

    /// The newest of them.
    package var run: Int64

    package init(_ bar: RunBar) {
      from = bar.first.wholeMilliseconds.description
      to = bar.last.wholeMilliseconds.description
      outcome = bar.outcome.rawValue
      count = bar.count
      run = bar.newest.number
    }

    package init(open run: Run) {
      from = (run.startedAt ?? run.createdAt).wholeMilliseconds.description
      count = 1
      self.run = run.id.number
    }

    private enum CodingKeys: String, CodingKey {
      case from, to, outcome, count, run
    }

    // Written by hand: what the compiler makes leaves out a key whose value is nil.
    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(from, forKey: .from)
      try container.encode(to, forKey: .to)
      try container.encode(outcome, forKey: .outcome)
      try container.encode(count, forKey: .count)
      try container.encode(run, forKey: .run)
    }
  }

  /// One fire time to come, or several that lie close together.
  package struct FireTimeBarObject: Codable, Hashable {
    package var from: String
    package var to: String
    package var count: Int

    package init(_ bar: FireTimeBar) {
      from = bar.first.description
      to = bar.last.description
      count = bar.count
    }
  }

  package var job: String

  /// Newest first; those under way before the others.
  package var runs: [RunBarObject]

  /// Where more runs were than a lane shows, since when all are there; else null.
  package var runsSince: String?

  /// In the order of time.
  package var fireTimes: [FireTimeBarObject]

  /// Whether these are all, and not only what could be found in a bounded time.
  package var fireTimesComplete: Bool

  package init(_ job: JobID, open: [Run], _ bars: RunBars, since: Instant?, _ fireTimes: FireTimeBars?) {
    self.job = job.description
    runs = open.map(RunBarObject.init(open:)) + bars.bars.map(RunBarObject.init)
    runsSince = since?.wholeMilliseconds.description
    self.fireTimes = (fireTimes?.bars ?? []).map(FireTimeBarObject.init)
    fireTimesComplete = fireTimes?.isComplete ?? true
  }

  private enum CodingKeys: String, CodingKey {
    case job, runs
    case runsSince = "runs_since"
    case fireTimes = "fire_times"
    case fireTimesComplete = "fire_times_complete"
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(job, forKey: .job)
    try container.encode(runs, forKey: .runs)
    try container.encode(runsSince, forKey: .runsSince)
    try container.encode(fireTimes, forKey: .fireTimes)
    try container.encode(fireTimesComplete, forKey: .fireTimesComplete)
  }
}
