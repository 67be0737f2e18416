/// How much a core keeps: what must not grow with time.
public struct Footprint: Hashable, Sendable {
  /// The runs without an outcome.
  public var openRuns: Int

  /// The entries of the heap of timeouts, kills and retries; some may be out of date.
  public var deadlines: Int

  /// The runs by hand that wait for their instants.
  public var deferred: Int

  /// The entries of the heap of those instants; some may be out of date.
  public var deferredDue: Int
}

extension SchedulerCore {
  /// How much the core keeps.
  public var footprint: Footprint {
    Footprint(
      openRuns: openRuns.count,
      deadlines: deadlines.count,
      deferred: deferred.count,
      deferredDue: deferredDue.count
    )
  }

  /// What does not add up inside the core; nothing, unless there is a bug.
  ///
  /// For tests, which ask after every event.
  ///
  /// - Returns: A sentence for each thing.
  /// - Complexity: O(jobs + open runs).
  public func brokenInvariants() -> [String] {
    var broken: [String] = []
    let holding = openRuns.values.filter { $0.run.state == .starting || $0.run.state == .running }
    if holding.count != slotsInUse { broken.append("\(holding.count) runs hold \(slotsInUse) slots") }
    let queued = openRuns.values.filter { $0.run.state == .queued && $0.place == .queue }
    if queued.count != waiting.count {
      broken.append("\(queued.count) runs wait in a queue of \(waiting.count)")
    }
    if !unrecorded.isEmpty { broken.append("\(unrecorded.count) runs have no row") }
    for schedule in schedules {
      let ofJob = openRuns.values.filter { $0.run.job == schedule.job.id }
      if ofJob.map(\.run.id).sorted() != openRuns.ids(of: schedule.job.id) {
        broken.append("\(schedule.job.id): the index of its open runs is wrong")
      }
      let runs = ofJob.filter { $0.place != .chain }
      let backlog = runs.filter { $0.run.state == .queued && $0.place == .backlog }.count
      if backlog != schedule.backlog.count || runs.count - backlog != schedule.instances {
        broken.append(
          "\(schedule.job.id): \(schedule.instances) instances and \(schedule.backlog.count) behind them"
        )
      }
    }
    let names = configuration.concurrencyGroups.map(\.name)
    for (group, name) in names.enumerated() {
      let holding = holding.filter { $0.job?.policies.concurrencyGroup == name }.count
      if holding != groupsInUse[group + 1] { broken.append("group \(name) counts \(groupsInUse[group + 1])") }
    }
    let followers = openRuns.values.flatMap(\.followers)
    let inChains = openRuns.values.filter { $0.place == .chain }.count
    if Set(followers).count != inChains { broken.append("followers without a run before them") }
    return broken
  }
}
