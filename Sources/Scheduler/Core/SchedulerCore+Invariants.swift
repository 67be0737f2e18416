extension SchedulerCore {
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
    let queued = openRuns.values.filter { $0.run.state == .queued && !$0.isFollower }
    if queued.count != waiting.count {
      broken.append("\(queued.count) runs wait in a queue of \(waiting.count)")
    }
    if !unrecorded.isEmpty { broken.append("\(unrecorded.count) runs have no row") }
    var instances: [JobID: Int] = [:]
    for open in openRuns.values where !open.isFollower { instances[open.run.job, default: 0] += 1 }
    for schedule in schedules where schedule.instances != instances[schedule.job.id, default: 0] {
      broken.append("\(schedule.job.id) counts \(schedule.instances) instances")
    }
    let followers = openRuns.values.flatMap(\.followers)
    if Set(followers).count != openRuns.values.filter(\.isFollower).count {
      broken.append("followers without a run before them")
    }
    return broken
  }
}
