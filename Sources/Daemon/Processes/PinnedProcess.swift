import CLinux
import Glibc

/// A process that is held by a descriptor, so that its number cannot come to mean another one.
final class PinnedProcess {
  /// Its number.
  let pid: Int32

  private let pidfd: FileDescriptor

  /// Takes hold of a process and then makes sure that it is the one that was meant.
  ///
  /// The order matters: between learning a number and holding it, the process may have ended and the number may have
  /// been given anew. Nil when it is gone or another.
  ///
  /// - Parameters:
  ///   - pid: Its number.
  ///   - isMeant: Asked once it is held.
  init?(_ pid: Int32, where isMeant: (Int32) -> Bool) {
    let number = linux_pidfd_open(pid)
    guard number >= 0 else { return nil }
    pidfd = FileDescriptor(owning: number)
    self.pid = pid
    guard isMeant(pid), isAlive else { return nil }
  }

  /// Whether it has not been reaped.
  var isAlive: Bool { linux_pidfd_send_signal(pidfd.number, 0) == 0 }

  /// Whether the last of its threads has ended, reaped or not: /proc calls it a zombie as soon as the first one has.
  var hasEnded: Bool {
    var watched = pollfd(fd: pidfd.number, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, 0) == 1
  }

  /// Sends it a signal; one that is gone gets none.
  func send(_ signal: Int32) {
    _ = linux_pidfd_send_signal(pidfd.number, signal)
  }
}

extension PinnedProcess {
  /// How many processes one search finds at most.
  private static let limit = 10_000

  /// The descendants of a process, less those in a process group that is signalled as a whole.
  ///
  /// Best effort: what forks meanwhile may be missed, and whoever's parent has ended hangs elsewhere already.
  static func descendants(of root: Int32, outside group: Int32?) -> [PinnedProcess] {
    var found: [PinnedProcess] = []
    var parents = [root]
    var seen: Set<Int32> = [root]
    while let parent = parents.popLast(), seen.count < limit {
      for child in ProcFilesystem.children(of: parent) where seen.insert(child).inserted {
        parents.append(child)
        if let group, ProcFilesystem.stat(of: child)?.group == group { continue }
        let pinned = PinnedProcess(child) { ProcFilesystem.stat(of: $0)?.parent == parent }
        if let pinned { found.append(pinned) }
      }
    }
    return found
  }

  /// The processes of a run that have lost their parent and come to the daemon instead, with their descendants.
  ///
  /// Only where the daemon is what orphans come to.
  static func adopted(run: Int64, stateID: String, except leaders: Set<Int32>) -> [PinnedProcess] {
    var found: [PinnedProcess] = []
    for child in ProcFilesystem.children(of: getpid()) where !leaders.contains(child) {
      guard let orphan = PinnedProcess(child, where: { belongs($0, to: run, stateID) }) else { continue }
      found.append(orphan)
      found += descendants(of: child, outside: nil)
    }
    return found
  }

  /// The processes of every run of a state directory that have lost their parent and come to the daemon.
  static func adopted(stateID: String, except leaders: Set<Int32>) -> [PinnedProcess] {
    ProcFilesystem.children(of: getpid()).filter { !leaders.contains($0) }.compactMap { child in
      PinnedProcess(child) { ProcFilesystem.runMark(of: $0)?.stateID == stateID }
    }
  }

  private static func belongs(_ pid: Int32, to run: Int64, _ stateID: String) -> Bool {
    guard let mark = ProcFilesystem.runMark(of: pid) else { return false }
    return mark.run == run && mark.stateID == stateID
  }
}
