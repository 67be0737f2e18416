import Daemon
import Scheduler
import Testing

/// What two files of /proc say, and where the daemon's cgroup is by them.
struct PlaceCase: Sendable, CustomTestStringConvertible {
  var name: String
  var cgroup: String
  var mounts: String
  var place: CgroupPlace

  var testDescription: String { name }

  private static let unified =
    "35 25 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate"
  private static let hybrid = """
    30 25 0:26 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
    31 30 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
    32 30 0:28 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
    """

  static let all: [PlaceCase] = [
    PlaceCase(
      name: "a service",
      cgroup: "0::/system.slice/schedd.service\n",
      mounts: unified,
      place: .directory("/sys/fs/cgroup/system.slice/schedd.service")
    ),
    PlaceCase(name: "the root", cgroup: "0::/\n", mounts: unified, place: .directory("/sys/fs/cgroup")),
    PlaceCase(
      name: "beside version 1",
      cgroup: "4:memory:/elsewhere\n1:name=systemd:/\n0::/jobs\n",
      mounts: hybrid,
      place: .directory("/sys/fs/cgroup/unified/jobs")
    ),
    PlaceCase(
      name: "a part of the hierarchy, which is all that is mounted",
      cgroup: "0::/docker/abc/inner\n",
      mounts: "9 1 0:30 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw",
      place: .directory("/sys/fs/cgroup/inner")
    ),
    PlaceCase(
      name: "exactly what is mounted",
      cgroup: "0::/docker/abc\n",
      mounts: "9 1 0:30 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw",
      place: .directory("/sys/fs/cgroup")
    ),
    PlaceCase(
      name: "a blank in the name of the place",
      cgroup: "0::/\n",
      mounts: #"9 1 0:30 / /mnt/my\040groups\134 rw - cgroup2 cgroup rw"#,
      place: .directory(#"/mnt/my groups\"#)
    ),
    PlaceCase(
      name: "a neighbour of what is mounted",
      cgroup: "0::/docker/abcdef\n",
      mounts: "9 1 0:30 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw",
      place: .none("the daemon's cgroup /docker/abcdef is outside of what is mounted")
    ),
    PlaceCase(
      name: "outside of the namespace",
      cgroup: "0::/../other\n",
      mounts: unified,
      place: .none("the daemon's cgroup /../other is outside of what is mounted")
    ),
    PlaceCase(
      name: "version 1 alone",
      cgroup: "4:memory:/\n1:name=systemd:/\n",
      mounts: hybrid,
      place: .none("the kernel has no cgroup v2, or it is switched off")
    ),
    PlaceCase(
      name: "nothing mounted",
      cgroup: "0::/\n",
      mounts: "31 30 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
      place: .none("no cgroup v2 hierarchy is mounted")
    ),
    PlaceCase(
      name: "nothing at all",
      cgroup: "",
      mounts: "",
      place: .none("the kernel has no cgroup v2, or it is switched off")
    ),
  ]
}

@Suite struct `The daemon's cgroup` {
  @Test(arguments: PlaceCase.all) func `is found by what /proc says`(_ row: PlaceCase) {
    #expect(CgroupPlace(cgroup: row.cgroup, mounts: row.mounts) == row.place)
  }
}

@Suite struct `A run's cgroup` {
  @Test(arguments: [(7, 1, "run.7.1"), (1_000_000, 12, "run.1000000.12")])
  func `is named after the run and its attempt`(_ run: Int64, _ attempt: Int, _ name: String) {
    let group = RunGroupName(run: RunID(run), attempt: attempt)
    #expect(group.description == name)
    #expect(RunGroupName(name) == group)
  }

  @Test(arguments: [
    "daemon", "run", "run.1", "run.1.", "run..1", "run.+1.1", "run.01.1", "run.1.1.1", "run.a.1",
  ])
  func `is not taken for one by another name`(_ name: String) {
    #expect(RunGroupName(name) == nil)
  }

  @Test(arguments: [
    ("0::/system.slice/schedd.service/schedd.abc/run.5.2", "run.5.2"),
    ("4:memory:/x\n0::/schedd.abc/run.5.2/made/by/the/job\n", "run.5.2"),
    // A daemon that is itself a job of another.
    ("0::/schedd.other/run.9.1/schedd.abc/run.5.2", "run.5.2"),
    ("0::/schedd.abc/run.5.2/schedd.other/run.9.1", "run.5.2"),
    ("0::/schedd.other/run.5.2", nil),
    ("0::/schedd.abc/daemon", nil),
    ("0::/schedd.abc", nil),
    ("1:name=systemd:/schedd.abc/run.5.2", nil),
    ("", nil),
  ])
  func `tells whose a process is`(_ cgroup: String, _ name: String?) {
    #expect(RunGroupName(cgroup: cgroup, stateID: "abc")?.description == name)
  }

  @Test(arguments: [
    ("populated 1\nfrozen 0\n", "populated", 1),
    ("low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n", "oom_kill", 2),
    ("oom 3\n", "oom_kill", nil),
    ("oom_kill\n", "oom_kill", nil),
    ("oom_kill many\n", "oom_kill", nil),
    ("", "populated", nil),
  ])
  func `has its counters read`(_ text: String, _ name: String, _ count: Int?) {
    #expect(CgroupCounters(text)[name] == count)
  }
}

@Suite struct `The circumstances of an end` {
  @Test(arguments: [
    (EndCircumstances(), nil),
    (EndCircumstances(hadLeftover: true), "leftover processes of its group were killed"),
    (EndCircumstances(memoryKills: 1), "a process was killed for want of memory (OOM)"),
    (EndCircumstances(memoryKills: 3), "3 processes were killed for want of memory (OOM)"),
    (
      EndCircumstances(hadLeftover: true, memoryKills: 1),
      "a process was killed for want of memory (OOM); leftover processes of its group were killed"
    ),
  ])
  func `are told in words`(_ circumstances: EndCircumstances, _ detail: String?) {
    #expect(circumstances.detail == detail)
  }
}
