import Glibc
package import Scheduler

/// What happened to the processes of runs.
package enum ProcessEvent: Hashable, Sendable {
  /// A run has written this.
  case output(RunID, JobID, OutputItem)

  /// A run's leading process was made, and its program has not begun and never will.
  case notStarted(RunID, SpawnFailure)

  /// A run's leading process has ended and was reaped, and what it wrote has been read.
  case exited(RunID, ExitStatus, ProcessUsage, EndCircumstances)

  /// What the run writes is not kept from now on, for this reason.
  case outputNotKept(RunID, JobID, reason: String)

  /// The run starts without the cgroup that it should have, for this reason.
  case groupFailed(RunID, JobID, reason: String)

  /// A run's cgroup cannot be removed long after all that is in it was killed.
  case groupStuck(RunID, String)

  /// Processes of the run's group were still there when its leader ended; they were killed.
  case leftover(RunID, JobID)

  /// A process that outlived the run holds its output open; what it writes is not read any more.
  case outputLetGo(RunID, JobID)
}

/// The processes of the runs that are under way.
///
/// A run is its leading process: when that ends, the run has ended, whatever else holds its output open. A leader is
/// reaped through its pidfd and nowhere else, and a process group is signalled only while its leader has not been
/// reaped, since from then on the number may mean another group.
package final class ProcessTable {
  /// How many bytes of output one turn reads in all, so that no job can hold the loop.
  package static let readBudget = 1 << 20

  /// How long output is read on after the end of a run's leader.
  package static let longestDrain = TimeAmount.seconds(2)

  static let readSize = 64 * 1024
  static let smallestShare = 4 * 1024

  /// Room for what jobs write while the loop is held by a commit.
  private static let pipeCapacity: Int32 = 256 * 1024

  let loop: EventLoop<LoopSource>
  let identity: DaemonIdentity
  let spawner: Spawner

  /// The cgroups of the runs; nil where there are none.
  let groups: RunGroups?

  /// Where output is kept; nil for nowhere.
  package let outputs: OutputStore?

  /// What the wall clock said when the turn began.
  var wall = Instant(nanoseconds: 0)

  /// Where output is read to.
  let buffer: UnsafeMutableRawBufferPointer

  /// How much of it one read may fill in this turn.
  var share = readSize

  /// How many bytes of output have been read since the table was made.
  package internal(set) var bytesRead = 0

  /// The runs whose leader has not been reaped, or whose output is still read.
  var children: [RunID: Child] = [:]

  /// Those whose leader's program had not begun when it was looked at last.
  var launching: [RunID] = []

  /// Those of which only the output is left.
  var draining: [RunID] = []

  /// Those whose leader has ended on SIGTERM and whose other processes still may, until the core has them killed.
  var lingering: [RunID] = []

  /// The leaders that have not been reaped.
  var leaders: Set<Int32> = []

  /// Whether an orphan may have been out of sight behind a leader that had ended.
  var orphansMayWait = false

  /// Runs that have written something, or whose output has ended, and were not taken.
  var runsWithOutput: Set<RunID> = []

  /// What has happened and was not taken.
  var events: [ProcessEvent] = []

  /// A table without processes.
  ///
  /// - Parameters:
  ///   - loop: What waits for them.
  ///   - spawner: What starts them.
  ///   - identity: Who the daemon is to its processes.
  ///   - groups: Their cgroups; nil where there are none.
  ///   - outputs: Where what they write is kept; nil for nowhere.
  package init(
    loop: EventLoop<LoopSource>,
    spawner: consuming Spawner,
    identity: DaemonIdentity,
    groups: RunGroups? = nil,
    outputs: OutputStore? = nil
  ) {
    self.loop = loop
    self.spawner = spawner
    self.identity = identity
    self.groups = groups
    self.outputs = outputs
    buffer = .allocate(byteCount: Self.readSize, alignment: 64)
  }

  deinit {
    buffer.deallocate()
  }

  /// Whether no process is left, nor output that is still read.
  package var isEmpty: Bool { children.isEmpty }

  /// Whether there is a process whose program had not begun at the last look.
  package var isLaunching: Bool { !launching.isEmpty }

  /// Takes what has happened since the last call, in order.
  package func takeEvents() -> [ProcessEvent] {
    defer { events.removeAll(keepingCapacity: true) }
    return events
  }

  /// Takes the runs that have written something, or whose output has ended, since the last call.
  package func takeRunsWithOutput() -> Set<RunID> {
    defer { runsWithOutput.removeAll(keepingCapacity: true) }
    return runsWithOutput
  }

  /// What a process of a run would get as its environment.
  package func environment(of start: Start) throws(SpawnFailure) -> [EnvironmentEntry] {
    switch start.kind {
    case .command(let command): try spawner.variables(for: start, command)
    }
  }

  /// A child of the daemon is no run's, and reaped by whoever started it.
  package func claim(leader pid: Int32) {
    leaders.insert(pid)
  }

  /// Such a child was reaped.
  package func release(leader pid: Int32) {
    leaders.remove(pid)
    if orphansMayWait { reapOrphans() }
  }

  /// Starts the process of a run.
  ///
  /// It does not wait until the process has found its program, which may lie on a mount that hangs: what fails there is
  /// told by `ProcessEvent.notStarted`.
  ///
  /// - Parameter start: The run.
  /// - Returns: The process.
  /// - Throws: Why there is none.
  package func start(_ start: Start) throws(SpawnFailure) -> ProcessIdentity {
    // An earlier attempt may have left a process that holds its output open: this one's counts now.
    if let earlier = children[start.run.id] { letGo(of: earlier) }
    let child = try spawn(start)
    do {
      try child.watch(in: loop)
    } catch {
      // Nobody would learn of its end. It is no leader: what reaps orphans reaps it, however long it hangs.
      child.send(SIGKILL)
      child.stopWatchingExit(in: loop)
      child.closeOutput(leaving: loop)
      _ = endGroup(of: child, at: SystemClock.uptime())
      throw SpawnFailure(error)
    }
    children[child.run] = child
    launching.append(child.run)
    leaders.insert(child.pid)
    return ProcessIdentity(pid: child.pid, startTicks: child.startTicks)
  }

  private func spawn(_ start: Start) throws(SpawnFailure) -> Child {
    let pipe: Pipe
    do {
      pipe = try Pipe(capacity: Self.pipeCapacity)
    } catch {
      throw SpawnFailure(error)
    }
    var group: RunGroupName?
    let process = try spawn(start, output: pipe.writeEnd, &group)
    let child = Child(start, process: process, output: pipe.takeReadEnd(), keptIn: outputs)
    child.group = group
    return child
  }

  /// The loop has found a run's pidfd ready: its leader has ended.
  package func exitIsReady(_ run: RunID, at now: Uptime) {
    guard let child = children[run], child.status == nil, child.isZombie else { return }
    if child.settleLaunch(), let failure = child.launchFailure { return giveUp(child, failure, at: now) }
    if child.lastSignal == .terminate, hasOthers(in: child) { return linger(child, at: now) }
    finish(child, at: now)
  }

  /// Looks which programs have begun, so that nothing is kept for their processes any more.
  func settleLaunches() {
    launching.removeAll { children[$0]?.settleLaunch() ?? true }
  }

  /// Takes back a process whose program has not begun: there is nothing of it but what is reaped here.
  private func giveUp(_ child: Child, _ failure: SpawnFailure, at now: Uptime) {
    _ = child.reap(leaving: loop)
    leaders.remove(child.pid)
    child.closeOutput(leaving: loop)
    _ = endGroup(of: child, at: now)
    children[child.run] = nil
    runsWithOutput.insert(child.run)
    events.append(.notStarted(child.run, failure))
    if orphansMayWait { reapOrphans() }
  }

  /// Ends a run whose leader has ended: what is left of its group is killed, then the leader is reaped.
  func finish(_ child: Child, at now: Uptime) {
    lingering.removeAll { $0 == child.run }
    child.nextLook = nil
    let leftInGroup = endGroup(of: child, at: now)
    // While the leader is a zombie, the group's number is its own.
    kill(-child.pid, SIGKILL)
    if child.lastSignal != nil { signalOutsiders(of: child, [SIGKILL]) }
    _ = child.reap(leaving: loop)
    leaders.remove(child.pid)
    // What was killed with its leader was not left behind.
    if hadLeftover(group: child.pid) || leftInGroup, child.lastSignal != .kill {
      child.circumstances.hadLeftover = true
      events.append(.leftover(child.run, child.job))
    }
    drain(child, at: now)
    if orphansMayWait { reapOrphans() }
  }
}
