package import Scheduler

/// The name of the cgroup of one attempt of a run, `run.RUN.ATTEMPT`.
package struct RunGroupName: Hashable, Sendable, CustomStringConvertible {
  /// The run.
  package var run: RunID

  /// Which of its attempts.
  package var attempt: Int

  /// A name.
  package init(run: RunID, attempt: Int) {
    self.run = run
    self.attempt = attempt
  }

  /// Reads the name of a directory; nil for any other.
  package init?(_ name: some StringProtocol) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "run", let run = Int64(parts[1]), let attempt = Int(parts[2]) else {
      return nil
    }
    self.init(run: RunID(run), attempt: attempt)
    // Not +1 or 01, which we never write.
    guard description == name else { return nil }
  }

  /// Finds whose attempt a process is of, wherever the hierarchy lies and however deep in the group it is.
  ///
  /// - Parameters:
  ///   - cgroup: The contents of its /proc/PID/cgroup.
  ///   - stateID: The state directory that the run belongs to.
  package init?(cgroup: String, stateID: String) {
    let folder = Self.folder(of: stateID)
    let line = cgroup.split(separator: "\n").first { $0.hasPrefix("0::/") } ?? ""
    let rest = line.dropFirst(4).split(separator: "/").drop { $0 != folder }
    guard let name = rest.dropFirst().first else { return nil }
    self.init(name)
  }

  package var description: String { "run.\(run.number).\(attempt)" }

  /// The name of the directory that has the groups of all runs of a state directory.
  package static func folder(of stateID: String) -> String { "schedd.\(stateID)" }
}
