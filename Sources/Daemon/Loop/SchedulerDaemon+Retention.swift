import Scheduler

/// When the ledger lets go of what it need not keep.
struct Retention {
  /// From one walk over the jobs to the next.
  static let pause = TimeAmount.seconds(600)

  /// From one step of a walk to the next: so much of the loop's time stays free of it.
  static let stepDelay = TimeAmount.milliseconds(5)

  /// From the daemon's start, in which it has other things to do.
  static let startDelay = TimeAmount.seconds(5)

  /// How often a step gives way to what is due soon.
  static let mostPostponements = 10

  /// How long nothing may be due for a step: what it takes.
  static let quietTime = TimeAmount.milliseconds(2)

  var sweep = HistorySweep()

  /// A walk over the output of runs that the ledger does not know; nil once it is over.
  var outputs: OutputSweep?

  /// When the next step is due.
  var next: Uptime

  /// How often it gave way.
  var postponements = 0

  init(startedAt: Uptime, outputs: OutputSweep) {
    self.outputs = outputs
    next = startedAt + Self.startDelay
  }
}

extension SchedulerDaemon {
  /// Takes one step in letting go of old rows when it is time: between two things that are due, unless there is never
  /// any such time.
  func pruneHistory(before wake: Wake) {
    guard retention.next <= now.uptime, records.failedSince == nil, exit == nil else {
      if retention.next <= now.uptime { retention.next = now.uptime + Retention.pause }
      return
    }
    let isSoon = wake.uptime.map { $0 - now.uptime < Retention.quietTime } ?? false
    let isDue = wake.wall.map { $0 - now.wall < Retention.quietTime } ?? false
    if isSoon || isDue || !events.isEmpty, retention.postponements < Retention.mostPostponements {
      retention.postponements += 1
      retention.next = now.uptime + Retention.stepDelay
      return
    }
    retention.postponements = 0
    do throws(LedgerError) {
      let limits = { (job: JobID) in
        self.core.status(of: job)?.job.policies.history ?? self.core.configuration.history
      }
      if let outputs = retention.outputs {
        let hasMore = try outputs.step { runs throws(LedgerError) in try ledger.runNumbers(in: runs) }
        if !hasMore { retention.outputs = nil }
        retention.next = now.uptime + Retention.stepDelay
        return
      }
      let hasMore = try ledger.prune(&retention.sweep, limits: limits, at: now.wall)
      // After the transaction: no run that is listed may have lost its output.
      for run in retention.sweep.takePrunedRuns() { outputs.remove(run.id, attempts: run.attempts) }
      retention.next = now.uptime + (hasMore ? Retention.stepDelay : Retention.pause)
      if !hasMore { retention.sweep = HistorySweep() }
    } catch {
      // What fails here fails again at the next commit, which says so; or else it is tried again later.
      retention.next = now.uptime + Retention.pause
    }
  }
}
