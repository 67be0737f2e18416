import Glibc
package import Scheduler

/// Whether each run has a cgroup of its own.
package enum CgroupUse: Hashable, Sendable {
  /// It has, below this directory.
  ///
  /// Where `countsMemory`, the kernel tells what it killed in it for want of memory.
  case used(path: String, countsMemory: Bool)

  /// It has not, for this reason.
  case notUsed(reason: String)
}

/// The cgroups of the runs of one daemon: one for each attempt, which no process of it can leave by itself.
///
/// They lie in one directory, below the daemon's own cgroup, which is named after the state directory. Every step here
/// may fail without harm to a run: it has no group then, and is ended as where there are no cgroups.
package final class RunGroups {
  /// Where they lie.
  package let path: String

  /// The state directory that they belong to.
  package let stateID: String

  /// Whether the kernel counts there what it kills for want of memory.
  package private(set) var countsMemory = false

  private let directory: CgroupDirectory

  /// Groups that were given up and still have processes.
  private var leaving: [LeavingGroup] = []

  /// Tries to make the directory of the groups.
  ///
  /// - Parameters:
  ///   - stateID: The state directory that the runs belong to.
  ///   - countingMemory: Whether the kernel is asked to count memory in them, for which this process may be moved.
  /// - Throws: Why it cannot be.
  package convenience init(stateID: String, countingMemory: Bool) throws(CgroupObstacle) {
    let (cgroup, mounts) = (Self.text("/proc/self/cgroup"), Self.text("/proc/self/mountinfo"))
    switch CgroupPlace(cgroup: cgroup, mounts: mounts) {
    case .none(let reason): throw CgroupObstacle(reason)
    case .directory(let path): try self.init(stateID: stateID, countingMemory: countingMemory, below: path)
    }
  }

  /// The same, below a certain cgroup.
  package init(stateID: String, countingMemory: Bool, below place: String) throws(CgroupObstacle) {
    let name = RunGroupName.folder(of: stateID)
    self.stateID = stateID
    path = place == "/" ? "/\(name)" : "\(place)/\(name)"
    let parent = try Self.attempt(in: place) { () throws(SystemError) in try CgroupDirectory(place) }
    directory = try Self.attempt(in: place) { () throws(SystemError) in try Self.folder(name, in: parent) }
    guard directory.has("cgroup.kill") else {
      _ = parent.removeGroup(name)
      throw CgroupObstacle("the kernel has no cgroup.kill (Linux 5.14 has)")
    }
    countsMemory = countingMemory && Self.hasMemoryCounted(in: directory, below: parent)
  }

  /// Opens the directory of the groups, and makes it before where it is not there.
  private static func folder(
    _ name: String,
    in parent: borrowing CgroupDirectory
  ) throws(SystemError) -> CgroupDirectory {
    // Whoever puts a process into a group must be allowed to do so in the nearest group that both are in.
    guard parent.mayWrite("cgroup.procs") else { throw SystemError("write cgroup.procs") }
    if !parent.groups.contains(name) { try parent.makeGroup(name) }
    return try parent.group(name)
  }

  /// Does what the operating system may refuse.
  private static func attempt(
    in place: String,
    _ step: () throws(SystemError) -> CgroupDirectory
  ) throws(CgroupObstacle) -> CgroupDirectory {
    do throws(SystemError) {
      return try step()
    } catch {
      throw CgroupObstacle("\(error) (in \(place))")
    }
  }

  /// Makes the directory of the groups, where that can be.
  ///
  /// - Parameters:
  ///   - stateID: The state directory that the runs belong to.
  ///   - countingMemory: Whether the kernel is asked to count memory in them, for which this process may be moved.
  /// - Returns: The groups, and what is said of them.
  package static func find(stateID: String, countingMemory: Bool = true) -> (RunGroups?, CgroupUse) {
    do throws(CgroupObstacle) {
      let groups = try RunGroups(stateID: stateID, countingMemory: countingMemory)
      return (groups, groups.use)
    } catch {
      return (nil, .notUsed(reason: error.reason))
    }
  }

  /// What is said of it.
  package var use: CgroupUse { .used(path: path, countsMemory: countsMemory) }

  /// Asks the kernel to count memory in each group.
  ///
  /// It does so in groups whose parents ask for it, and a parent that asks may have no process itself, unless it is the
  /// root: the daemon moves to a leaf first, and back if that did not help since it was not alone there.
  private static func hasMemoryCounted(
    in directory: borrowing CgroupDirectory,
    below parent: borrowing CgroupDirectory
  ) -> Bool {
    let (asking, leaf) = ("cgroup.subtree_control", "daemon")
    func isThere(_ text: String?) -> Bool {
      text?.split(whereSeparator: \.isWhitespace).contains("memory") == true
    }
    guard isThere(parent.text(of: "cgroup.controllers")) else { return false }
    if !isThere(parent.text(of: asking)) {
      let isRoot = !parent.has("cgroup.type")
      do throws(SystemError) {
        if !isRoot {
          if !directory.has(leaf) { try directory.makeGroup(leaf) }
          try directory.group(leaf).write("0", to: "cgroup.procs")
        }
        try parent.write("+memory", to: asking)
      } catch {
        if !isRoot {
          try? parent.write("0", to: "cgroup.procs")
          _ = directory.removeGroup(leaf)
        }
        return false
      }
    }
    try? directory.write("+memory", to: asking)
    return isThere(directory.text(of: asking))
  }

  private static func text(_ path: String) -> String {
    let contents = try? FileDescriptor.open(path).readAll(limit: 1 << 20)
    return contents.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// The runs that have groups.
  package var runs: Set<RunID> { Set(names.map(\.run)) }

  private var names: [RunGroupName] { directory.groups.compactMap { RunGroupName($0) } }

  // MARK: The group of one attempt

  /// Makes the group of an attempt; what an earlier life of that name left empty goes first.
  package func make(_ name: RunGroupName) throws(SystemError) -> CgroupDirectory {
    let text = name.description
    do throws(SystemError) {
      try directory.makeGroup(text)
    } catch {
      guard error.code == EEXIST, directory.removeGroup(text) else { throw error }
      try directory.makeGroup(text)
    }
    do throws(SystemError) {
      return try directory.group(text)
    } catch {
      // No descriptor, say: nobody would remove it later.
      _ = directory.removeGroup(text)
      throw error
    }
  }

  /// The processes of a group that live, less the run's leader.
  func others(in name: RunGroupName, than leader: Int32) -> [Int32] {
    (try? directory.group(name.description))?.processes.filter { $0 != leader } ?? []
  }

  /// Takes hold of the processes of a group, less those in the leader's process group, which is signalled as a whole.
  func pinned(in name: RunGroupName, outside leader: Int32) -> [PinnedProcess] {
    others(in: name, than: leader).compactMap { pid in
      guard ProcFilesystem.stat(of: pid)?.group != leader else { return nil }
      return PinnedProcess(pid) { ProcFilesystem.runGroup(of: $0, stateID: stateID) == name }
    }
  }

  /// Kills every process of a group, those that are just being made too.
  func kill(_ name: RunGroupName) {
    // Where the group is gone, so are they.
    try? directory.group(name.description).write("1", to: "cgroup.kill")
  }

  /// How many processes of a group the kernel has killed for want of memory.
  package func memoryKills(in name: RunGroupName) -> Int {
    guard countsMemory, let group = try? directory.group(name.description) else { return 0 }
    return group.text(of: "memory.events").flatMap { CgroupCounters($0)["oom_kill"] } ?? 0
  }

  /// Removes a group that has no process any more.
  ///
  /// - Returns: Whether it is gone.
  package func remove(_ name: RunGroupName) -> Bool {
    directory.removeGroup(name.description)
  }

  /// Removes a group that has done its work, now or as soon as it has no process any more.
  func giveUp(_ name: RunGroupName, at now: Uptime) {
    if !remove(name) { leaving.append(LeavingGroup(name: name, at: now)) }
  }

  // MARK: Groups that stay for a while

  /// When `expire` has something to do, at the earliest.
  var nextDeadline: Uptime? { leaving.map(\.nextLook).min() }

  /// Whether a group is on its way out that is soon gone.
  var isClearing: Bool { leaving.contains { !$0.isStuck } }

  /// Looks at the groups that still had processes.
  ///
  /// - Returns: Those that it must be said of that they stay.
  func expire(at now: Uptime) -> [RunGroupName] {
    var stuck: [RunGroupName] = []
    for index in leaving.indices where leaving[index].nextLook <= now {
      guard !remove(leaving[index].name) else {
        leaving[index].isGone = true
        continue
      }
      if leaving[index].looked(at: now) { stuck.append(leaving[index].name) }
    }
    leaving.removeAll(where: \.isGone)
    return stuck
  }

  /// Takes over what a dead daemon left: its empty groups are removed.
  ///
  /// - Parameters:
  ///   - runs: Those whose processes are killed.
  ///   - now: When this is.
  package func takeOver(killing runs: Set<RunID>, at now: Uptime) {
    for name in names {
      let isKilled = runs.contains(name.run)
      if isKilled { kill(name) }
      if !remove(name) { leaving.append(LeavingGroup(name: name, at: now, isStuck: !isKilled)) }
    }
  }

  /// Removes the directory of the groups, if nothing is in it; the end of the daemon.
  package func close() {
    for name in names { _ = remove(name) }
    // What is in it stays, and it with that.
    _ = rmdir(path)
  }
}

/// Why runs have no cgroups.
package struct CgroupObstacle: Error, Hashable {
  /// In words.
  package var reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}

/// A group whose processes have been killed, or were left by a dead daemon, and are still there.
struct LeavingGroup {
  let name: RunGroupName

  /// When it is looked at again.
  private(set) var nextLook: Uptime

  /// Whether it has been there so long that it is looked at now and then only.
  private(set) var isStuck: Bool

  var isGone = false

  private let since: Uptime
  private var pause: TimeAmount

  /// What SIGKILL ends at all, it has ended by then.
  private static let patience = TimeAmount.seconds(5)
  private static let shortestPause = TimeAmount.milliseconds(1)
  private static let longestPause = TimeAmount.seconds(60)

  init(name: RunGroupName, at now: Uptime, isStuck: Bool = false) {
    self.name = name
    self.isStuck = isStuck
    since = now
    pause = isStuck ? Self.longestPause : Self.shortestPause
    nextLook = now + pause
  }

  /// It was still there.
  ///
  /// - Returns: Whether that must be said.
  mutating func looked(at now: Uptime) -> Bool {
    let isNews = !isStuck && now - since >= Self.patience
    if isNews { isStuck = true }
    let twice = TimeAmount(nanoseconds: pause.nanoseconds * 2)
    pause = isStuck ? Self.longestPause : min(twice, .seconds(1))
    nextLook = now + pause
    return isNews
  }
}
