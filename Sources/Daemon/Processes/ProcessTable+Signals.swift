import CLinux
import Glibc
package import Scheduler

extension ProcessTable {
  /// Tells a run's processes to end: its whole group, and those that have left it as far as they can be found.
  ///
  /// A run whose leader has been reaped is not signalled.
  package func signal(_ run: RunID, _ signal: StopSignal) {
    guard let child = children[run], child.status == nil else { return }
    child.lastSignal = signal
    // A stopped process takes SIGTERM only once it goes on.
    let signals = signal == .kill ? [SIGKILL] : [SIGTERM, SIGCONT]
    // Looked for before the group gets anything, since the children of what ends hang elsewhere afterwards.
    var outsiders = PinnedProcess.descendants(of: child.pid, outside: child.pid)
    if let groups, let group = child.group { outsiders += groups.pinned(in: group, outside: child.pid) }
    child.outsiders.removeAll { !$0.isAlive }
    var known = Set(child.outsiders.map(\.pid))
    child.outsiders += outsiders.filter { known.insert($0.pid).inserted }
    for number in signals { child.send(number) }
    if signal == .kill, let group = child.group { groups?.kill(group) }
    signalOutsiders(of: child, signals)
    // Nothing more to wait for: the next look ends the run.
    if signal == .kill, child.nextLook != nil { child.nextLook = Uptime(nanoseconds: 0) }
  }

  // MARK: Groups that outlive their leader

  /// From one look at such a group to the next; the kernel tells of no end but a leader's.
  private static let lookInterval = TimeAmount.milliseconds(50)

  /// A shell dies of SIGTERM at once, and what it had started may still be tidying up: it has the same time.
  ///
  /// The leader stays a zombie meanwhile, so that the group's number remains its own and can be signalled.
  func linger(_ child: Child, at now: Uptime) {
    child.stopWatchingExit(in: loop)
    child.nextLook = now + Self.lookInterval
    lingering.append(child.run)
  }

  func lookAfterLingering(at now: Uptime) {
    for run in lingering {
      guard let child = children[run], let nextLook = child.nextLook, nextLook <= now else { continue }
      if child.lastSignal == .terminate, hasOthers(in: child) {
        child.nextLook = now + Self.lookInterval
      } else {
        finish(child, at: now)
      }
    }
  }

  /// Whether a run's group has a process that lives, besides its leader that has ended.
  ///
  /// The leader's children hang below the daemon since its end, where the daemon is what orphans come to.
  func hasOthers(in child: Child) -> Bool {
    if let groups, let group = child.group, !groups.others(in: group, than: child.pid).isEmpty { return true }
    let candidates =
      identity.adoptsOrphans ? ProcFilesystem.descendants(of: getpid()) : ProcFilesystem.processes()
    return candidates.contains { pid in
      guard pid != child.pid, let stat = ProcFilesystem.stat(of: pid) else { return false }
      return stat.group == child.pid && !stat.isZombie
    }
  }

  /// Kills what runs have left behind outside their groups: the end of the daemon leaves no process behind.
  ///
  /// - Returns: How many there were.
  package func killStrays() -> Int {
    guard identity.adoptsOrphans else { return 0 }
    let strays = PinnedProcess.adopted(stateID: identity.stateID, except: leaders)
    for stray in strays { stray.send(SIGKILL) }
    return strays.count
  }

  /// Signals the processes of a run that are outside its group.
  func signalOutsiders(of child: Child, _ signals: [Int32]) {
    var outsiders = child.outsiders
    if identity.adoptsOrphans {
      let known = Set(outsiders.map(\.pid))
      let adopted = PinnedProcess.adopted(run: child.run.number, stateID: identity.stateID, except: leaders)
      outsiders += adopted.filter { !known.contains($0.pid) }
    }
    for process in outsiders {
      for number in signals { process.send(number) }
    }
  }

  /// Whether anything was alive in a group when it was killed; asked right after its leader has been reaped.
  ///
  /// Nothing is signalled here: signal 0 only asks, and what was killed is still there, dying or unreaped. A child that
  /// ended by itself and was never waited for is unreaped too, but no leftover; its status tells it apart.
  func hadLeftover(group: Int32) -> Bool {
    var result = linux_wait_result()
    let kind = Int32(P_PGID.rawValue)
    let id = id_t(bitPattern: group)
    while identity.adoptsOrphans, linux_waitid(kind, id, WEXITED | WNOHANG, &result) == 0 {
      if result.pid == 0 || result.code != CLD_EXITED && result.status == SIGKILL { return true }
    }
    return kill(-group, 0) == 0
  }

  /// Reaps what has come to the daemon from runs whose processes ended before their children did.
  ///
  /// Never a leader: it is only looked at, and if it stands in front, the rest waits until it has been reaped.
  package func reapOrphans() {
    orphansMayWait = false
    var result = linux_wait_result()
    while linux_waitid(Int32(P_ALL.rawValue), 0, WEXITED | WNOHANG | WNOWAIT, &result) == 0, result.pid != 0 {
      if leaders.contains(result.pid) {
        orphansMayWait = true
        return
      }
      _ = linux_waitid(Int32(P_PID.rawValue), id_t(bitPattern: result.pid), WEXITED | WNOHANG, &result)
    }
  }
}
