import ControlFixtures
import Daemon
import Glibc
import Scheduler
import Testing

extension Trait where Self == ConditionTrait {
  /// The test runs where this process may make cgroups, and says why it does not where not.
  static var needsCgroups: Self {
    .enabled(if: MachineCgroups.obstacle == nil, "needs cgroups: \(MachineCgroups.obstacle ?? "")")
  }
}

/// Processes and the cgroups of their runs, which are gone when this is.
private final class GroupedHarness {
  let groups: RunGroups
  let harness: ProcessHarness

  init(_ name: String = #function) throws {
    let stateID = "test-\(getpid())-\(name.filter(\.isLetter))"
    groups = try RunGroups(stateID: stateID, countingMemory: false)
    harness = try ProcessHarness(stateID: stateID, groups: groups)
  }

  deinit {
    MachineCgroups.sweep(stateID: groups.stateID)
  }

  /// Starts a run, and learns the number that what it starts has written.
  func start(_ text: String) throws -> (run: RunID, hidden: Int32) {
    let (run, _) = try harness.start(.shell(text))
    return (run, try #require(try firstNumber(of: run, harness)))
  }

  /// Whether no run has a group.
  var isClear: Bool { groups.runs.isEmpty }
}

/// Shell text for a process that nothing but the cgroup leads back to its run; it says its number first.
///
/// Two parents of it have ended, its session is its own, and its environment is empty.
private func hidden(_ then: String) -> String {
  "(setsid env -i /bin/sh -c '(setsid /bin/sh -c '\\''\(then)'\\'' &)' &)"
}

private let quiet = hidden("echo $$; exec sleep 1000")
private let deaf = hidden("trap \"\" TERM; echo $$; while true; do sleep 0.05; done")

@Suite(.needsCgroups) struct `A run in a cgroup` {
  @Test func `begins in it`() throws {
    let grouped = try GroupedHarness()
    let (run, _) = try grouped.harness.start(.shell("grep ^0: /proc/self/cgroup"))
    #expect(try grouped.harness.end(of: run) == .exited(0))
    let name = "/schedd.\(grouped.groups.stateID)/run.\(run.number).1"
    #expect(grouped.harness.lines(of: run).first?.hasSuffix(name) == true)
    #expect(grouped.harness.circumstances(of: run) == EndCircumstances())
    #expect(grouped.isClear)
  }

  @Test func `takes with it what has hidden, at its own end`() throws {
    let grouped = try GroupedHarness()
    let fifo = try Gate()
    let (run, pid) = try grouped.start("\(quiet); read line < \(fifo.path); exit 3")
    #expect(!isGone(pid))
    try fifo.open()
    #expect(try grouped.harness.end(of: run) == .exited(3))
    #expect(grouped.harness.circumstances(of: run) == EndCircumstances(hadLeftover: true))
    #expect(grouped.harness.events.contains(.leftover(run, JobID("job"))))
    #expect(try grouped.harness.turn { isGone(pid) && grouped.isClear && grouped.harness.table.isEmpty })
    #expect(grouped.harness.table.nextDeadline == nil)
  }

  @Test func `takes with it what has hidden, when it is told to end`() throws {
    let grouped = try GroupedHarness()
    let (run, pid) = try grouped.start("\(quiet); exec sleep 1000")
    grouped.harness.table.signal(run, .terminate)
    // It got SIGTERM like all others, and so nothing was left to be killed.
    #expect(try grouped.harness.end(of: run) == .signaled(SIGTERM))
    #expect(grouped.harness.circumstances(of: run) == EndCircumstances())
    #expect(try grouped.harness.turn { isGone(pid) && grouped.isClear })
  }

  @Test func `leaves what has hidden the same time after SIGTERM, and not after SIGKILL`() throws {
    let grouped = try GroupedHarness()
    let (run, pid) = try grouped.start("\(deaf); exec sleep 1000")
    grouped.harness.table.signal(run, .terminate)
    // The leader has ended by now or soon, and the run waits for the other.
    #expect(try grouped.harness.turn { grouped.harness.table.nextDeadline != nil })
    #expect(!isGone(pid) && grouped.harness.status(of: run) == nil)
    grouped.harness.table.signal(run, .kill)
    #expect(try grouped.harness.end(of: run) == .signaled(SIGTERM))
    #expect(grouped.harness.circumstances(of: run) == EndCircumstances())
    #expect(try grouped.harness.turn { isGone(pid) && grouped.isClear })
  }

  @Test func `leaves no group behind, a thousand times`() throws {
    let grouped = try GroupedHarness()
    for _ in 0..<100 {
      let runs = try (0..<10).map { _ in try grouped.harness.start(.arguments(["true"])).run }
      for run in runs { #expect(try grouped.harness.end(of: run) == .exited(0)) }
    }
    #expect(try grouped.harness.turn { grouped.isClear })
  }

  @Test func `leaves no group behind when it cannot be started`() throws {
    let grouped = try GroupedHarness()
    let command = CommandJob(invocation: .arguments(["/nowhere/at-all"]))
    let failure = try grouped.harness.failure(toStart: grouped.harness.makeStart(command))
    #expect(failure?.description == "execve /nowhere/at-all: No such file or directory")
    #expect(grouped.isClear)
  }

  @Test func `may make cgroups in its own, which go with it`() throws {
    let grouped = try GroupedHarness()
    let own = "\(grouped.groups.path)/run.1.1"
    let inner = "\(own)/a/b/cgroup.procs"
    let text =
      "mkdir -p \(own)/a/b; sh -c 'echo 0 > \(inner); exec sleep 1000' & while ! grep . \(inner); do :; done"
    let (run, _) = try grouped.harness.start(.shell(text))
    #expect(try grouped.harness.end(of: run) == .exited(0))
    let pid = try #require(try firstNumber(of: run, grouped.harness))
    #expect(try grouped.harness.turn { isGone(pid) && grouped.isClear })
  }

  @Test func `is started without one where that cannot be made, which is said`() throws {
    let grouped = try GroupedHarness()
    rmdir(grouped.groups.path)
    let (run, _) = try grouped.harness.start(.shell("echo works"))
    #expect(try grouped.harness.end(of: run) == .exited(0))
    #expect(grouped.harness.lines(of: run) == ["works"])
    let reason = "mkdir cgroup run.1.1: No such file or directory"
    #expect(grouped.harness.events.contains(.groupFailed(run, JobID("job"), reason: reason)))
  }
}

@Suite(.needsCgroups) struct `The cgroups that a dead daemon left` {
  @Test func `tell whose the processes are that have hidden`() throws {
    let dead = try GroupedHarness()
    let (run, pid) = try dead.start("\(quiet); exec sleep 1000")
    var open = dead.harness.makeStart(CommandJob(invocation: .arguments([]))).run
    open.id = run
    let left = LeftBehind(of: [open], stateID: dead.groups.stateID, isSameBoot: true)
    #expect(left.members.contains(LeftBehind.Member(run: run, pid: pid)))
    left.kill([run])
    #expect(try dead.harness.end(of: run) == .signaled(SIGKILL))
    #expect(try dead.harness.turn { isGone(pid) })
  }

  @Test func `hold no process that has ended and waits to be reaped`() throws {
    let dead = try GroupedHarness()
    // What is executed in the shell's place knows of no child, and so never reaps it.
    let (run, ended) = try dead.start("sh -c 'echo $$' & exec sleep 1000")
    #expect(
      try dead.harness.turn { isZombie(ended) }
    )
    var open = dead.harness.makeStart(CommandJob(invocation: .arguments([]))).run
    open.id = run
    let left = LeftBehind(of: [open], stateID: dead.groups.stateID, isSameBoot: true)
    #expect(left.members.count == 1)
    #expect(!left.members.map(\.pid).contains(ended))
    left.kill([run])
    #expect(try dead.harness.end(of: run) == .signaled(SIGKILL))
  }

  @Test func `hold a process whose first thread alone has ended`() throws {
    let dead = try GroupedHarness()
    let text = """
      import ctypes, os, threading, time
      threading.Thread(target=time.sleep, args=(1000,)).start()
      print(os.getpid(), flush=True)
      ctypes.CDLL(None).pthread_exit(None)
      """
    let (run, pid) = try dead.start("exec python3 -c '\(text)'")
    #expect(try dead.harness.turn { isZombie(pid) })
    var open = dead.harness.makeStart(CommandJob(invocation: .arguments([]))).run
    open.id = run
    let left = LeftBehind(of: [open], stateID: dead.groups.stateID, isSameBoot: true)
    #expect(left.members.map(\.pid) == [pid])
    left.kill([run])
    #expect(try dead.harness.end(of: run) == .signaled(SIGKILL))
  }

  /// Whether /proc says that a process has ended and was not reaped.
  private func isZombie(_ pid: Int32) -> Bool {
    (try? contents(of: "/proc/\(pid)/stat")).map { String(decoding: $0, as: UTF8.self).contains(") Z ") }
      ?? false
  }

  @Test func `are emptied where the run is to run again, and left alone where not`() throws {
    let dead = try GroupedHarness()
    let (again, first) = try dead.start("\(quiet); exec sleep 1000")
    let (never, second) = try dead.start("\(quiet); exec sleep 1000")
    _ = try dead.groups.make(RunGroupName(run: RunID(99), attempt: 1))

    let next = try RunGroups(stateID: dead.groups.stateID, countingMemory: false)
    next.takeOver(killing: [again], at: SystemClock.read().uptime)
    #expect(try dead.harness.end(of: again) == .signaled(SIGKILL))
    #expect(try dead.harness.turn { isGone(first) })
    #expect(!isGone(second))
    // The empty one went at once.
    #expect(try dead.harness.turn { next.runs == [never] })
    dead.harness.table.signal(never, .kill)
    #expect(try dead.harness.end(of: never) == .signaled(SIGKILL))
    #expect(try dead.harness.turn { isGone(second) && dead.isClear })
  }
}

/// A pipe with a name that a process reads from until the test lets it go on.
private struct Gate {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.appending("gate")
    try SystemError.check("mkfifo") { mkfifo(path, 0o600) }
  }

  func open() throws {
    let end = try FileDescriptor.open(path, O_RDWR)
    try SystemError.check("write") { write(end.number, "\n", 1) }
    // Its reader has it open by now, or opens it while this is.
    var left = pollfd(fd: end.number, events: Int16(POLLIN), revents: 0)
    for _ in 0..<2_000 where poll(&left, 1, 0) == 1 { _ = poll(nil, 0, 10) }
  }
}
