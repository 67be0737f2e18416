import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `A run that is told to end` {
  @Test func `gets SIGTERM, though it is stopped`() throws {
    let harness = try ProcessHarness()
    let (run, process) = try harness.start(.shell("kill -STOP $$"))
    #expect(try harness.turn { state(of: process.pid) == "T" })
    harness.table.signal(run, .terminate)
    #expect(try harness.end(of: run) == .signaled(SIGTERM))
  }

  @Test func `may take its time after SIGTERM, and not after SIGKILL`() throws {
    let harness = try ProcessHarness()
    let (run, _) = try harness.start(
      .shell("trap 'echo asked' TERM; echo ready; while true; do sleep 1000 & wait; done")
    )
    #expect(try harness.turn { harness.lines(of: run) == ["ready"] })
    harness.table.signal(run, .terminate)
    #expect(try harness.turn { harness.lines(of: run) == ["ready", "asked"] })
    harness.table.signal(run, .kill)
    #expect(try harness.end(of: run) == .signaled(SIGKILL))
  }

  @Test func `leaves what its shell had started the same time after SIGTERM`() throws {
    let harness = try ProcessHarness()
    let tidy = "sh -c 'trap \"echo tidied; exit 0\" TERM; echo ready; while true; do sleep 0.05; done'"
    let (run, _) = try harness.start(.shell("\(tidy); true"))
    #expect(try harness.turn { harness.lines(of: run) == ["ready"] })
    harness.table.signal(run, .terminate)
    #expect(try harness.end(of: run) == .signaled(SIGTERM))
    #expect(harness.lines(of: run).contains("tidied"))
  }

  @Test func `is killed, and what its shell had started with it, once that has been asked for`() throws {
    let harness = try ProcessHarness()
    let deaf = "sh -c 'trap \"\" TERM; echo $$; while true; do sleep 0.05; done'"
    let (run, _) = try harness.start(.shell("\(deaf); true"))
    let child = try #require(try firstNumber(of: run, harness))
    harness.table.signal(run, .terminate)
    // The shell is a zombie by then, and what it had started lives.
    #expect(try harness.turn { parent(of: child) == getpid() || parent(of: child) == 1 })
    #expect(!isGone(child))
    harness.table.signal(run, .kill)
    #expect(try harness.end(of: run) == .signaled(SIGTERM))
    #expect(try harness.turn { isGone(child) })
  }

  @Test func `takes its whole group with it`() throws {
    let harness = try ProcessHarness()
    let (run, _) = try harness.start(.shell("sleep 1000 & echo $!; wait"))
    let child = try #require(try firstNumber(of: run, harness))
    harness.table.signal(run, .kill)
    #expect(try harness.end(of: run) == .signaled(SIGKILL))
    #expect(try harness.turn { isGone(child) })
    // It was killed with its leader, not left behind.
    #expect(!harness.events.contains(.leftover(run, JobID("job"))))
  }

  @Test func `takes with it what has left its group`() throws {
    let harness = try ProcessHarness()
    let (run, _) = try harness.start(.shell("setsid sh -c 'echo $$; exec sleep 1000' & wait"))
    let outsider = try #require(try firstNumber(of: run, harness))
    harness.table.signal(run, .terminate)
    #expect(try harness.end(of: run) == .signaled(SIGTERM))
    #expect(try harness.turn { isGone(outsider) })
  }

  @Test func `kills what ignored SIGTERM outside its group when its leader ends`() throws {
    let harness = try ProcessHarness()
    let stubborn = "setsid sh -c 'trap \"\" TERM; echo $$; exec sleep 1000'"
    let (run, _) = try harness.start(.shell("\(stubborn) & wait"))
    let outsider = try #require(try firstNumber(of: run, harness))
    harness.table.signal(run, .terminate)
    #expect(try harness.end(of: run) == .signaled(SIGTERM))
    #expect(try harness.turn { isGone(outsider) })
  }

  @Test func `is not signalled any more once its leader has been reaped`() throws {
    let harness = try ProcessHarness()
    let (run, _) = try harness.start(.arguments(["true"]))
    #expect(try harness.end(of: run) == .exited(0))
    harness.table.signal(run, .kill)
    harness.table.signal(RunID(99), .kill)
    #expect(harness.status(of: run) == .exited(0))
  }
}

@Suite struct `What a run leaves behind` {
  @Test func `is killed when it is of the run's group, and said`() throws {
    let harness = try ProcessHarness()
    let (run, _) = try harness.start(.shell("sleep 1000 & echo $!"))
    #expect(try harness.end(of: run) == .exited(0))
    let child = try #require(Int32(harness.lines(of: run).first ?? ""))
    #expect(harness.events.contains(.leftover(run, JobID("job"))))
    #expect(try harness.turn { isGone(child) && harness.table.isEmpty })
  }

  @Test func `is not said of a run that leaves nothing`() throws {
    let harness = try ProcessHarness()
    let (run, _) = try harness.start(.shell("sleep 0 & wait"))
    #expect(try harness.end(of: run) == .exited(0))
    #expect(!harness.events.contains(.leftover(run, JobID("job"))))
  }

  @Test func `does not keep the run open by holding its output`() throws {
    let directory = try TemporaryDirectory()
    let fifo = directory.appending("fifo")
    mkfifo(fifo, 0o600)
    let harness = try ProcessHarness()
    // The leader ends only once the other has left its group.
    let daemon = "setsid sh -c 'echo $$ > \(fifo); exec sleep 1000'"
    let (run, _) = try harness.start(.shell("\(daemon) & read pid < \(fifo); echo $pid; printf last"))
    #expect(try harness.end(of: run) == .exited(0))
    let outsider = try #require(Int32(harness.lines(of: run).first ?? ""))
    defer { kill(outsider, SIGKILL) }
    // It was told while the pipe is still open, and with all that the leader wrote.
    #expect(harness.lines(of: run) == [String(outsider), "last"])
    #expect(!harness.table.isEmpty)
    #expect(!isGone(outsider))

    let deadline = try #require(harness.table.nextDeadline)
    harness.table.expire(at: deadline)
    #expect(harness.table.takeEvents() == [.outputLetGo(run, JobID("job"))])
    #expect(harness.table.isEmpty)
    #expect(!isGone(outsider))
  }

  @Test func `is found and killed where the daemon adopts orphans`() async {
    await #expect(processExitsWith: .success) {
      try #require(DaemonIdentity.adoptOrphans())
      let harness = try ProcessHarness(adoptsOrphans: true)
      let (run, _) = try harness.start(.shell("\(escapee); exec sleep 1000"))
      let pid = try #require(try firstNumber(of: run, harness))
      // Its parent has ended by now or will soon; then it is ours.
      try #require(try harness.turn { parent(of: pid) == getpid() })
      harness.table.signal(run, .kill)
      _ = try harness.end(of: run)
      try #require(
        try harness.turn {
          harness.table.reapOrphans(); return isGone(pid)
        }
      )
    }
  }

  @Test func `is reaped without taking a leader's status`() async {
    await #expect(processExitsWith: .success) {
      try #require(DaemonIdentity.adoptOrphans())
      let harness = try ProcessHarness(adoptsOrphans: true)
      let (leader, process) = try harness.start(.shell("exit 7"))
      try #require(try harness.turn(without: leader) { state(of: process.pid) == "Z" })
      let (other, _) = try harness.start(.shell("\(escapee); exec sleep 1000"))
      let orphan = try #require(try firstNumber(of: other, harness, without: leader))
      try #require(try harness.turn(without: leader) { parent(of: orphan) == getpid() })
      kill(orphan, SIGKILL)
      try #require(try harness.turn(without: leader) { state(of: orphan) == "Z" })
      // The leader ended first and stands in front: it stays, and so does what stands behind it.
      harness.table.reapOrphans()
      try #require(state(of: process.pid) == "Z")
      try #require(try harness.end(of: leader) == .exited(7))
      try #require(state(of: orphan) == nil)
      harness.table.signal(other, .kill)
      _ = try harness.end(of: other)
    }
  }
}

/// Shell text for a process that leaves its group and loses its parent, and says its number first.
private let escapee = "(setsid sh -c 'echo $$; exec sleep 1000' &)"

/// The first line of a run, as a number.
func firstNumber(of run: RunID, _ harness: ProcessHarness, without other: RunID? = nil) throws -> Int32? {
  _ = try harness.turn(without: other) { !harness.lines(of: run).isEmpty }
  return harness.lines(of: run).first.flatMap { Int32($0) }
}

/// The letter that /proc has for what a process does, or nil when there is none of that number.
func state(of pid: Int32) -> Character? {
  statFields(of: pid)?.first?.first
}

/// The parent of a process, or nil when there is none of that number.
func parent(of pid: Int32) -> Int32? {
  statFields(of: pid).flatMap { Int32($0[1]) }
}

/// Whether a process has ended; whether it has been reaped is its parent's concern.
func isGone(_ pid: Int32) -> Bool {
  guard let state = state(of: pid) else { return true }
  return state == "Z" || state == "X"
}

/// The fields of /proc/PID/stat from the state on.
private func statFields(of pid: Int32) -> [Substring]? {
  guard let bytes = try? contents(of: "/proc/\(pid)/stat") else { return nil }
  return String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.split(separator: " ")
}
