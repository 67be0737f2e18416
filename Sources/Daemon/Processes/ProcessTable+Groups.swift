import Glibc
import Scheduler

extension ProcessTable {
  /// Whether there is a cgroup whose processes have just been killed.
  var isClearing: Bool { groups?.isClearing ?? false }

  /// Starts a run's process, in a cgroup of its own where it can have one.
  ///
  /// A group that cannot be had is said and costs no run: what it is for is done as well as it can be without.
  ///
  /// - Parameters:
  ///   - start: The run.
  ///   - output: Where its standard output and error go.
  ///   - group: The group that it is in; untouched where it is in none.
  /// - Returns: The process.
  /// - Throws: The step that failed, and why.
  func spawn(
    _ start: Start,
    output: borrowing FileDescriptor,
    _ group: inout RunGroupName?
  ) throws(SpawnFailure) -> SpawnedProcess {
    guard let groups else { return try spawner.spawn(start, output: output) }
    let name = RunGroupName(run: start.run.id, attempt: start.run.attempt)
    let reason: String
    do {
      let directory = try groups.make(name)
      let process = try spawner.spawn(start, output: output, in: directory)
      group = name
      return process
    } catch let failure as SpawnFailure {
      groups.giveUp(name, at: SystemClock.uptime())
      guard failure.isOfGroup else { throw failure }
      reason = failure.description
    } catch {
      reason = "\(error)"
    }
    events.append(.groupFailed(start.run.id, start.run.job, reason: reason))
    return try spawner.spawn(start, output: output)
  }

  /// Gives up the cgroup of a run whose leader has ended: what is left in it is killed, whatever it has done to hide.
  ///
  /// - Parameters:
  ///   - child: The run.
  ///   - now: When this is.
  /// - Returns: Whether anything was left.
  func endGroup(of child: Child, at now: Uptime) -> Bool {
    guard let groups, let group = child.group else { return false }
    child.group = nil
    child.circumstances.memoryKills = groups.memoryKills(in: group)
    // Nothing is left of most runs, and the kernel knows that best.
    if groups.remove(group) { return false }
    let others = groups.others(in: group, than: child.pid)
    groups.kill(group)
    groups.giveUp(group, at: now)
    return !others.isEmpty
  }
}
