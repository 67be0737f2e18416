import Scheduler

/// The lane of one job in the timeline while it is made, a part at a time.
struct TimelineLane {
  /// How long a timeline is at most.
  static let longestWindow = TimeAmount.hours(24 * 31)

  /// How many runs one part reads; a row takes about a microsecond.
  private static let runsAPart = 200

  /// How many runs a lane reads at most.
  private static let mostRuns = 2000

  /// Into how many stretches a timeline is divided: what is shorter is not told apart.
  private static let divisions: Int64 = 600

  /// The stretch of time that is asked for.
  struct Window {
    var from: Instant
    var to: Instant
    var now: Instant

    /// The first run that was made in it; nil where none was, then or later.
    var firstRun: RunID?

    /// The first run that was made after it; nil where none was.
    var runAfter: RunID?
  }

  /// How many of the runs that were made before the window are looked at for those that reach into it.
  private static let runsOfBefore = 20

  private let status: JobStatus
  private let window: Window

  /// Those that were open when the timeline was asked for, less those that have turned out to have ended since.
  private var openRuns: [Run]
  private var bars: RunBars
  private var runsRead = 0
  private var before: RunID?
  private var isFull = false

  init(_ status: JobStatus, in window: Window) {
    self.status = status
    self.window = window
    openRuns = status.openRuns
    bars = RunBars(
      resolution: TimeAmount(nanoseconds: (window.to - window.from).nanoseconds / Self.divisions)
    )
    before = window.runAfter
  }

  /// Reads a further part; the lane once it is whole.
  mutating func read(_ target: any ControlTarget) throws(LedgerError) -> LaneObject? {
    if let first = window.firstRun, !isFull {
      let runs = try target.endedRuns(of: status.job.id, from: first, before: before, limit: Self.runsAPart)
      take(runs)
      if runs.count == Self.runsAPart, !isFull { return nil }
    }
    if !isFull { try takeRunsOfBefore(target) }
    return lane
  }

  private mutating func take(_ runs: [EndedRun]) {
    openRuns.removeAll { open in runs.contains { $0.id == open.id } }
    for run in runs {
      guard runsRead < Self.mostRuns, bars.add(run) else {
        isFull = true
        return
      }
      runsRead += 1
      before = run.id
    }
  }

  /// A run that was made before the window may reach into it, and so may one before that, which took longer.
  private mutating func takeRunsOfBefore(_ target: any ControlTarget) throws(LedgerError) {
    let runs = try target.endedRuns(
      of: status.job.id,
      from: nil,
      before: window.firstRun ?? before,
      limit: Self.runsOfBefore
    )
    take(runs.filter { $0.endedAt > window.from })
  }

  private var lane: LaneObject {
    let plan = status.plan
    let start = max(window.now, window.from, plan.countsFrom.map { $0 - .nanoseconds(1) } ?? window.from)
    let fireTimes = plan.trigger.flatMap { trigger in
      start < window.to ? FireTimeBars(of: trigger, after: start, through: window.to) : nil
    }
    let open = openRuns.filter { $0.startedAt != nil && $0.createdAt < window.to }
    // An open run in its thousands waits; those with a process are few.
    return LaneObject(
      status.job.id,
      open: Array(open.prefix(RunBars.mostBars)),
      bars,
      since: isFull ? bars.bars.last?.first : nil,
      fireTimes
    )
  }
}
