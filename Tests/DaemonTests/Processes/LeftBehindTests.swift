import Daemon
import Glibc
import Scheduler
import Testing

/// A recorded run, and whether a process is taken for its own.
struct RecoveryCase: Sendable, CustomTestStringConvertible {
  var name: String

  /// Whether the daemon that looks has the state directory of the one that died.
  var isOurs = true

  /// How far the recorded number of the run is off.
  var numberIsOff: Int64 = 0

  /// How far the recorded start is off, in clock ticks.
  var ticksAreOff: UInt64 = 0

  /// Whether the process hides its environment.
  var isHidden = false

  /// Whether the machine was started since.
  var isSameBoot = true

  var isFound: Bool

  var testDescription: String { name }

  static let all: [RecoveryCase] = [
    RecoveryCase(name: "the run's own", isFound: true),
    RecoveryCase(name: "of another state directory", isOurs: false, isFound: false),
    RecoveryCase(name: "of a run that had ended", numberIsOff: 1, isFound: false),
    RecoveryCase(
      name: "of the run by its environment, whatever number was recorded",
      ticksAreOff: 1,
      isFound: true
    ),
    RecoveryCase(name: "the recorded leader without environment", isHidden: true, isFound: true),
    RecoveryCase(
      name: "another process with the leader's number",
      ticksAreOff: 1,
      isHidden: true,
      isFound: false
    ),
    RecoveryCase(name: "before a boot", isHidden: true, isSameBoot: false, isFound: false),
  ]
}

@Suite struct `The processes that a dead daemon left` {
  @Test(arguments: RecoveryCase.all) func `are known by more than a number`(_ row: RecoveryCase) throws {
    // Its own, since other tests run such processes at the same time.
    let stateID = "\(getpid())-\(row.name)"
    let dead = try ProcessHarness(stateID: stateID)
    let words = row.isHidden ? ["env", "-i", "sleep", "1000"] : ["sleep", "1000"]
    let start = dead.makeStart(CommandJob(invocation: .arguments(words)))
    let process = try dead.table.start(start)
    #expect(try dead.turn { commandLine(of: process.pid).hasPrefix("sleep") })

    var run = start.run
    run.id = RunID(run.id.number + row.numberIsOff)
    run.state = .running
    run.process = ProcessIdentity(pid: process.pid, startTicks: process.startTicks + row.ticksAreOff)
    let searched = row.isOurs ? stateID : "other"
    let left = LeftBehind(of: [run], stateID: searched, isSameBoot: row.isSameBoot)
    #expect(left.members == (row.isFound ? [LeftBehind.Member(run: run.id, pid: process.pid)] : []))
    dead.table.signal(start.run.id, .kill)
    _ = try dead.end(of: start.run.id)
  }

  @Test func `are killed with their descendants`() async {
    await #expect(processExitsWith: .success) {
      let stateID = "\(getpid())-descendants"
      let dead = try ProcessHarness(stateID: stateID)
      let start = dead.makeStart(
        CommandJob(invocation: .shell("setsid sh -c 'echo $$; exec sleep 1000' & wait"))
      )
      let process = try dead.table.start(start)
      let outsider = try #require(try firstNumber(of: start.run.id, dead))
      var run = start.run
      run.state = .running
      run.process = process
      let left = LeftBehind(of: [run], stateID: stateID, isSameBoot: true)
      try #require(Set(left.members.map(\.pid)) == [process.pid, outsider])
      left.kill([run.id])
      try #require(try dead.end(of: run.id) == .signaled(SIGKILL))
      try #require(try dead.turn { isGone(outsider) })
    }
  }

  private func commandLine(of pid: Int32) -> String {
    (try? contents(of: "/proc/\(pid)/cmdline")).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
