import BenchmarkFloor
import Daemon
import Glibc
import Scheduler

/// When the last of a thousand starts has been made that are due at once, beside C loops that do the same.
///
/// From the wake to the last start, the durable claim of every run included: the core's decisions, the ledger's commits
/// (WAL, synchronous FULL), the processes and their ends, with as many under way as the cap allows. The C loops claim
/// the thousand in one commit of SQLite and start them by vfork under the same cap; they record no end. Both take turns,
/// so that each pair has the machine as it is just then.
final class BurstBenchmark {
  private static let pairs = 15
  private static let count = 1_000
  private static let cap = 16
  private static let epoch = Instant(seconds: 1_767_225_600)

  private let loop: EventLoop<LoopSource>
  private let processes: ProcessTable
  private let records: RecordQueue
  private var core: SchedulerCore

  /// The wall clock is the benchmark's own: a round is one fire time.
  private var now = Moment(wall: epoch, uptime: Uptime(nanoseconds: 0))
  private var started = 0
  private var lastStart: Int64 = 0

  /// Measures pairs and prints their medians.
  ///
  /// - Parameter program: What is started; a small static one shows the most of the difference.
  /// - Throws: What cannot be started or written.
  static func run(_ program: String) throws {
    let directories = try (0..<2).map { _ in try LedgerBenchmark.temporaryDirectory(in: "/tmp") }
    defer { for directory in directories { LedgerBenchmark.remove(directory) } }
    let schedd = try BurstBenchmark(program, Ledger(stateDirectory: directories[0]))
    // Made by the ledger, so that tables, indexes and settings in the file are the same.
    let claims = try LedgerBenchmark.ledger(in: directories[1])
    defer { consume(claims) }
    guard let floor = floor_ledger_open(directories[1] + "/schedd.db") else {
      throw BenchmarkError("SQLite cannot open the second file")
    }
    defer { floor_ledger_close(floor) }
    var times: (schedd: [Double], session: [Double], bare: [Double]) = ([], [], [])
    for pair in 0..<pairs {
      times.schedd.append(try schedd.fire())
      times.session.append(try loop(program, floor, pair * 2, ownSession: true))
      times.bare.append(try loop(program, floor, pair * 2 + 1, ownSession: false))
    }
    report(program, times)
  }

  private static func report(
    _ program: String,
    _ times: (schedd: [Double], session: [Double], bare: [Double])
  ) {
    let table = Table(
      "program",
      "due_at_once",
      "by",
      "pairs",
      "last_start_ms",
      "per_s",
      "ratio",
      "least",
      "most"
    )
    for (name, own) in [
      ("schedd", times.schedd), ("vfork and setsid", times.session), ("vfork", times.bare),
    ] {
      for (floorName, floor) in [("vfork and setsid", times.session), ("vfork", times.bare)]
      where name == "schedd" || name == floorName {
        let ratios = zip(own, floor).map { $0 / $1 }
        let median = Stopwatch.median(own)
        table.add(
          program,
          "\(count)",
          name == floorName ? name : "\(name) beside \(floorName)",
          "\(pairs)",
          (median / 1e6).tenths,
          "\(Int(Double(count) * 1e9 / median))",
          Stopwatch.median(ratios).hundredths,
          Stopwatch.percentile(0, of: ratios).hundredths,
          Stopwatch.percentile(100, of: ratios).hundredths
        )
      }
    }
  }

  private static func loop(
    _ program: String,
    _ ledger: OpaquePointer,
    _ round: Int,
    ownSession: Bool
  ) throws -> Double {
    let begin = Stopwatch.wallTime
    let claimed = floor_ledger_claim(ledger, Int64(round * count), Int64(count), Int64(count))
    guard claimed == 0 else { throw BenchmarkError("SQLite answered \(claimed)") }
    var last: Int64 = 0
    let code = floor_burst(program, Int32(count), Int32(cap), ownSession ? 1 : 0, &last)
    guard code == 0 else { throw BenchmarkError("\(program) cannot be started: errno \(code)") }
    return Double(last - begin)
  }

  private init(_ program: String, _ ledger: Ledger) throws {
    let environment = RunEnvironment(account: Account.current(), language: nil, stateID: "benchmark")
    loop = try EventLoop()
    processes = ProcessTable(
      loop: loop,
      spawner: try Spawner(environment: environment, home: "/", descriptorLimit: 0),
      identity: DaemonIdentity(stateID: "benchmark", adoptsOrphans: false)
    )
    records = RecordQueue(ledger)
    let trigger = Trigger.timed(try TimedTrigger(.interval(try Interval(every: .seconds(1)))))
    let command = CommandJob(invocation: .arguments([program]), workingDirectory: "/")
    let jobs = (0..<Self.count).map { Job(id: JobID("job-\($0)"), trigger: trigger, kind: .command(command)) }
    core = SchedulerCore(Configuration(maxConcurrentRuns: Self.cap, jobs: jobs))
    // The fire times of the first instant count; they start here, and no figure has them.
    let launch = core.handle(.launched, at: now)
    try finish(through: launch + core.handle(.woke, at: now))
  }

  /// Fires every job once and sees all of them to their ends.
  ///
  /// - Returns: The nanoseconds from the wake to the last start.
  private func fire() throws -> Double {
    now = Moment(wall: now.wall + .seconds(1), uptime: now.uptime + .seconds(1))
    started = 0
    let begin = Stopwatch.wallTime
    try finish(through: core.handle(.woke, at: now))
    guard started == Self.count else { throw BenchmarkError("\(started) of \(Self.count) runs were started") }
    return Double(lastStart - begin)
  }

  private func finish(through actions: [Action]) throws {
    try perform(actions)
    while !processes.isEmpty {
      try loop.wait()
      processes.beginTurn(ready: loop.pending, at: now.wall)
      while let (source, _) = loop.next() {
        switch source {
        case .exit(let run): processes.exitIsReady(run, at: now.uptime)
        case .output(let run): processes.outputIsReady(run, at: now.uptime)
        default: break
        }
      }
      let events = processes.takeEvents().compactMap { event -> Event? in
        guard case .exited(let run, let status, let usage, _) = event else { return nil }
        return .exited(run, status, usage: usage)
      }
      try tell(events)
    }
    consume(records.commit(at: now) { _ in })
  }

  private func tell(_ events: [Event]) throws {
    try perform((events + [.woke]).flatMap { core.handle($0, at: now) })
  }

  /// As the daemon does: the records of the turn are durable before the first start.
  private func perform(_ actions: [Action]) throws {
    for case .record(let record) in actions { records.append(record, at: now.uptime) }
    guard actions.contains(where: { if case .start = $0 { true } else { false } }) else { return }
    consume(records.commit(at: now) { _ in })
    var events: [Event] = []
    for case .start(let start) in actions {
      do throws(SpawnFailure) {
        events.append(.started(start.run.id, try processes.start(start)))
      } catch {
        throw BenchmarkError(error.description)
      }
      started += 1
      lastStart = Stopwatch.wallTime
    }
    try tell(events)
  }
}
