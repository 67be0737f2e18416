import Daemon
import Glibc
import Scheduler

/// What the machine lets a test do with cgroups.
package enum MachineCgroups {
  /// What comes of trying.
  private static let trial: CgroupUse = {
    let (groups, use) = RunGroups.find(stateID: "trial-\(getpid())", countingMemory: false)
    groups?.close()
    return use
  }()

  /// Why runs can have none here; nil where they can.
  package static var obstacle: String? {
    if case .notUsed(let reason) = trial { reason } else { nil }
  }

  /// Whether the directory of a state directory's groups is there.
  package static func hasFolder(stateID: String) -> Bool {
    guard case .used(let path, _) = trial else { return false }
    let place = path.split(separator: "/").dropLast().joined(separator: "/")
    return access("/\(place)/\(RunGroupName.folder(of: stateID))", F_OK) == 0
  }

  /// Kills and removes what is left of a state directory's groups, so that a test leaves none on the machine.
  package static func sweep(stateID: String) {
    guard hasFolder(stateID: stateID),
      let groups = RunGroups.find(stateID: stateID, countingMemory: false).0
    else { return }
    groups.takeOver(killing: groups.runs, at: SystemClock.read().uptime)
    // What was killed is gone in a moment.
    for _ in 0..<10_000 where !groups.runs.isEmpty {
      _ = sched_yield()
      groups.close()
    }
    groups.close()
  }
}
