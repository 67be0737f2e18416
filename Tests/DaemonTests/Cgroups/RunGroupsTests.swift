import ControlFixtures
import Daemon
import Glibc
import Scheduler
import Testing

/// A folder that looks like a cgroup as far as a row says, and why it is not taken for one.
struct ObstacleCase: Sendable, CustomTestStringConvertible {
  var name: String
  var files: [String] = []
  var place = ""
  var reason: String

  var testDescription: String { name }

  static let all: [ObstacleCase] = [
    ObstacleCase(
      name: "not there",
      place: "/nowhere",
      reason: "open DIR/nowhere: No such file or directory (in DIR/nowhere)"
    ),
    ObstacleCase(name: "no cgroup", reason: "write cgroup.procs: No such file or directory (in DIR)"),
    ObstacleCase(
      name: "an old kernel's",
      files: ["cgroup.procs"],
      reason: "the kernel has no cgroup.kill (Linux 5.14 has)"
    ),
    ObstacleCase(
      name: "a file in the way",
      files: ["cgroup.procs", "schedd.id"],
      reason: "mkdir cgroup schedd.id: File exists (in DIR)"
    ),
  ]
}

@Suite struct `The cgroups of runs` {
  @Test(arguments: ObstacleCase.all) func `are not used where they cannot be made`(_ row: ObstacleCase) throws
  {
    let directory = try TemporaryDirectory()
    for file in row.files { try directory.write(file, "") }
    let error = #expect(throws: CgroupObstacle.self) {
      _ = try RunGroups(stateID: "id", countingMemory: true, below: directory.path + row.place)
    }
    #expect(error?.reason == row.reason.replacing("DIR", with: directory.path))
    // Nothing is left of the attempt.
    #expect(access(directory.appending("schedd.id/x"), F_OK) != 0)
    #expect(row.files.contains("schedd.id") || access(directory.appending("schedd.id"), F_OK) != 0)
  }

  @Test func `tell what was killed for want of memory, where memory is counted`() throws {
    let directory = try TemporaryDirectory()
    try Self.imitate(directory, asked: "memory pids")
    let groups = try RunGroups(stateID: "id", countingMemory: true, below: directory.path)
    #expect(groups.use == .used(path: directory.appending("schedd.id"), countsMemory: true))
    let name = RunGroupName(run: RunID(3), attempt: 1)
    _ = try groups.make(name)
    #expect(groups.memoryKills(in: name) == 0)
    try directory.write("schedd.id/run.3.1/memory.events", "oom 1\noom_kill 2\n")
    #expect(groups.memoryKills(in: name) == 2)
    // The daemon stays where it is when the kernel counts already.
    #expect(try directory.text("schedd.id/daemon/cgroup.procs") == "")
  }

  @Test func `make room for the counting of memory by moving the daemon to a leaf`() throws {
    let directory = try TemporaryDirectory()
    try Self.imitate(directory, asked: "")
    let groups = try RunGroups(stateID: "id", countingMemory: true, below: directory.path)
    #expect(groups.countsMemory)
    #expect(try directory.text("schedd.id/daemon/cgroup.procs") == "0")
    #expect(try directory.text("cgroup.subtree_control") == "+memory")
  }

  /// Files as the kernel has them in a cgroup that is delegated; they do nothing.
  private static func imitate(_ directory: TemporaryDirectory, asked: String) throws {
    for folder in ["schedd.id", "schedd.id/daemon"] { try directory.makeFolder(folder) }
    for (file, text) in [
      ("cgroup.type", "domain\n"), ("cgroup.procs", ""), ("cgroup.controllers", "cpu memory pids\n"),
      ("cgroup.subtree_control", asked), ("schedd.id/cgroup.kill", ""),
      // The kernel would say so because of what was written, and this only holds what was.
      ("schedd.id/cgroup.subtree_control", "+memory memory"), ("schedd.id/daemon/cgroup.procs", ""),
    ] {
      try directory.write(file, text)
    }
  }
}

extension TemporaryDirectory {
  fileprivate func text(_ name: String) throws -> String {
    String(decoding: try contents(of: appending(name)), as: UTF8.self)
  }
}
