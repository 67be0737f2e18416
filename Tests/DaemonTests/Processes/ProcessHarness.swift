import Daemon
import Glibc
import Scheduler

/// How a process ended; the name alone would also mean the testing library's.
typealias ProcessEnd = Scheduler.ExitStatus

/// A process table with a loop of its own, turned by hand.
final class ProcessHarness {
  let loop: EventLoop<LoopSource>
  let table: ProcessTable
  private(set) var events: [ProcessEvent] = []
  private var nextRun: Int64 = 1

  init(
    stateID: String = "test",
    adoptsOrphans: Bool = false,
    account: Account = Account(name: "nobody", home: "/tmp", isRoot: false),
    descriptorLimit: UInt64 = 0,
    groups: RunGroups? = nil,
    outputs: OutputStore? = nil
  ) throws {
    loop = try EventLoop()
    let environment = RunEnvironment(account: account, language: nil, stateID: stateID)
    let spawner = try Spawner(
      environment: environment,
      home: account.home,
      descriptorLimit: descriptorLimit
    )
    let identity = DaemonIdentity(stateID: stateID, adoptsOrphans: adoptsOrphans)
    table = ProcessTable(
      loop: loop,
      spawner: spawner,
      identity: identity,
      groups: groups,
      outputs: outputs
    )
  }

  /// A run of a job with this command, ready to start.
  func makeStart(_ command: CommandJob, zone: Zone = .utc) -> Start {
    defer { nextRun += 1 }
    var run = Run(
      id: RunID(nextRun),
      job: JobID("job"),
      fireTime: nil,
      cause: .manual,
      state: .starting,
      createdAt: Instant(seconds: 0)
    )
    run.attempt = 1
    return Start(run: run, kind: .command(command), zone: zone)
  }

  /// Starts a command that must not fail to start.
  @discardableResult
  func start(_ invocation: CommandJob.Invocation) throws -> (run: RunID, process: ProcessIdentity) {
    let start = makeStart(CommandJob(invocation: invocation))
    return (start.run.id, try table.start(start))
  }

  /// Starts a run that must fail to start, at once or a moment later.
  ///
  /// - Returns: Why it has not started; nil where its program has begun.
  /// - Throws: What the loop throws.
  func failure(toStart start: Start) throws -> SpawnFailure? {
    do throws(SpawnFailure) {
      _ = try table.start(start)
    } catch {
      return error
    }
    _ = try turn { failure(of: start.run.id) != nil || status(of: start.run.id) != nil }
    return failure(of: start.run.id)
  }

  /// Why the program of a run has not begun.
  func failure(of run: RunID) -> SpawnFailure? {
    for case .notStarted(run, let failure) in events { return failure }
    return nil
  }

  /// One turn of the loop.
  ///
  /// - Parameters:
  ///   - milliseconds: The longest wait.
  ///   - ignored: A run whose end is not looked at.
  /// - Throws: What the loop throws.
  func turn(milliseconds: Int32, without ignored: RunID? = nil) throws {
    try loop.wait(milliseconds: milliseconds)
    let moment = SystemClock.read()
    let now = moment.uptime
    table.beginTurn(ready: loop.pending, at: moment.wall)
    while let (source, _) = loop.next() {
      switch source {
      case .exit(let run) where run == ignored: break
      case .exit(let run): table.exitIsReady(run, at: now)
      case .output(let run): table.outputIsReady(run, at: now)
      case .timer, .signal, .control, .jobFile, .log, .messengerExit, .messengerOutput: break
      }
    }
    table.expire(at: now)
    events += table.takeEvents()
  }

  /// Turns until something holds, for twenty seconds at most.
  ///
  /// - Returns: Whether it holds.
  func turn(without ignored: RunID? = nil, until condition: () -> Bool) throws -> Bool {
    let end = SystemClock.read().uptime + .seconds(20)
    while !condition() {
      guard SystemClock.read().uptime < end else { return false }
      try turn(milliseconds: 10, without: ignored)
    }
    return true
  }

  /// Turns until a run has ended.
  func end(of run: RunID) throws -> ProcessEnd? {
    _ = try turn { status(of: run) != nil }
    return status(of: run)
  }

  func status(of run: RunID) -> ProcessEnd? {
    for case .exited(run, let status, _, _) in events { return status }
    return nil
  }

  func circumstances(of run: RunID) -> EndCircumstances? {
    for case .exited(run, _, _, let circumstances) in events { return circumstances }
    return nil
  }

  func usage(of run: RunID) -> ProcessUsage? {
    for case .exited(run, _, let usage, _) in events { return usage }
    return nil
  }

  func output(of run: RunID) -> [OutputItem] {
    events.compactMap { event in
      if case .output(run, _, let item) = event { item } else { nil }
    }
  }

  func lines(of run: RunID) -> [String] {
    output(of: run).compactMap { item in
      if case .line(let line) = item { line } else { nil }
    }
  }
}
