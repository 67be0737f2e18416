import Glibc
package import Scheduler

/// The processes of runs that were under way when the daemon died.
///
/// Found by their run's cgroup; where there are none, by what they carry in their environment, since the leader may be
/// gone or its number may never have been recorded, and by the recorded leader itself, since a process can overwrite its
/// environment.
package struct LeftBehind {
  /// One such process.
  package struct Member: Hashable, Sendable {
    /// Whose it is.
    package var run: RunID

    /// Its number.
    package var pid: Int32

    package init(run: RunID, pid: Int32) {
      self.run = run
      self.pid = pid
    }
  }

  /// What was found, in the order of /proc.
  package let members: [Member]

  private let processes: [PinnedProcess]

  /// Looks for what is left of runs.
  ///
  /// - Parameters:
  ///   - runs: The runs that had not ended when the daemon died.
  ///   - stateID: The state directory that they belong to.
  ///   - isSameBoot: Whether the machine has been up since; of runs before a boot nothing is left.
  package init(of runs: [Run], stateID: String, isSameBoot: Bool) {
    let runs = isSameBoot ? runs : []
    let search = Search(runs, stateID)
    var members: [Member] = []
    var processes: [PinnedProcess] = []
    for pid in runs.isEmpty ? [] : ProcFilesystem.processes() {
      guard let run = search.run(of: pid) else { continue }
      // Held first and then asked again: the number may have changed hands.
      guard let pinned = PinnedProcess(pid, where: { search.run(of: $0) == run }), !pinned.hasEnded else {
        continue
      }
      members.append(Member(run: run, pid: pid))
      processes.append(pinned)
    }
    self.members = members
    self.processes = processes
  }

  /// Kills those of some runs.
  package func kill(_ runs: Set<RunID>) {
    for (member, process) in zip(members, processes) where runs.contains(member.run) { process.send(SIGKILL) }
  }

  private struct Search {
    private let stateID: String
    private let runs: [Int64: RunID]
    private let leaders: [Int32: Run]

    init(_ runs: [Run], _ stateID: String) {
      self.stateID = stateID
      self.runs = Dictionary(runs.map { ($0.id.number, $0.id) }, uniquingKeysWith: { one, _ in one })
      let recorded = runs.compactMap { run in run.process.map { ($0.pid, run) } }
      leaders = Dictionary(recorded, uniquingKeysWith: { _, later in later })
    }

    func run(of pid: Int32) -> RunID? {
      if let group = ProcFilesystem.runGroup(of: pid, stateID: stateID) { return runs[group.run.number] }
      if let mark = ProcFilesystem.runMark(of: pid) {
        return mark.stateID == stateID ? runs[mark.run] : nil
      }
      guard let run = leaders[pid], isLeader(pid, of: run) else { return nil }
      return run.id
    }

    /// Whether a process is the one that was recorded for a run, and not a later one with its number.
    private func isLeader(_ pid: Int32, of run: Run) -> Bool {
      guard let process = run.process, let stat = ProcFilesystem.stat(of: pid) else { return false }
      return stat.startTicks == process.startTicks && stat.session == pid
    }
  }
}
