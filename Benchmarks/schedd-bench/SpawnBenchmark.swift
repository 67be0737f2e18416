import BenchmarkFloor
import Daemon
import Glibc
import Scheduler

/// How many processes are started and waited for in a second, one after the other, beside C loops with vfork.
///
/// The kernel schedules a session as a group of its own where autogroups are on, so that a start in a new session, which
/// every job gets, waits longer on a busy machine; hence the loop with `setsid`. Measured as it is and with 300 MiB in
/// use: what a start costs must not depend on that.
struct SpawnBenchmark: ~Copyable {
  private static let rounds = 15
  private static let startsPerRound = 200

  private let program: String
  private let spawner: Spawner
  private let pipe: Pipe

  /// Nil where this process may make none.
  private let groups: RunGroups?

  /// One way to start processes, with what each round came to.
  private struct Contender {
    let name: String
    var rates: [Double] = []
    var processorTimes: [Double] = []
  }

  /// Measures the starts of one program.
  ///
  /// - Parameter program: Its path; a small static one shows the most of the difference.
  /// - Throws: Why it cannot be started.
  static func run(_ program: String) throws {
    let table = Table("program", "resident_mib", "by", "per_s", "cpu_us", "ratio")
    let environment = RunEnvironment(account: Account.current(), language: nil, stateID: "benchmark")
    let spawner = try Spawner(environment: environment, home: "/", descriptorLimit: 0)
    let benchmark = Self(program: program, spawner: spawner, pipe: try Pipe())
    for mebibytes in [0, 300] { try benchmark.run(table, mebibytes) }
  }

  private init(program: String, spawner: consuming Spawner, pipe: consuming Pipe) {
    self.program = program
    groups = RunGroups.find(stateID: "benchmark-\(getpid())", countingMemory: false).0
    self.spawner = spawner
    self.pipe = pipe
  }

  deinit {
    groups?.close()
  }

  private func run(_ table: Table, _ mebibytes: Int) throws {
    let ballast = UnsafeMutableRawBufferPointer.allocate(byteCount: mebibytes << 20, alignment: 4096)
    defer { ballast.deallocate() }
    // Memory that was never written is not there.
    for page in stride(from: 0, to: ballast.count, by: 4096) { ballast[page] = 1 }
    var schedd = Contender(name: "schedd")
    var grouped = Contender(name: "schedd with cgroups")
    var session = Contender(name: "vfork and setsid")
    var bare = Contender(name: "vfork")
    for _ in 0..<Self.rounds {
      try measure(&schedd) { try startAll(in: nil) }
      if let groups { try measure(&grouped) { try startAll(in: groups) } }
      try measure(&session) { try loop(ownSession: true) }
      try measure(&bare) { try loop(ownSession: false) }
    }
    for contender in [schedd, grouped, session, bare] where !contender.rates.isEmpty {
      let ratios = zip(contender.rates, bare.rates).map { $0 / $1 }
      table.add(
        program,
        "\(mebibytes)",
        contender.name,
        "\(Int(Stopwatch.median(contender.rates)))",
        Stopwatch.median(contender.processorTimes).tenths,
        Stopwatch.median(ratios).hundredths
      )
    }
  }

  private func measure(_ contender: inout Contender, _ body: () throws -> Void) rethrows {
    let wall = Stopwatch.wallTime
    let processor = floor_processor_time()
    try body()
    let count = Double(Self.startsPerRound)
    contender.rates.append(count * 1e9 / Double(Stopwatch.wallTime - wall))
    contender.processorTimes.append(Double(floor_processor_time() - processor) / 1_000 / count)
  }

  private func loop(ownSession: Bool) throws {
    let code = floor_spawn(program, Int32(Self.startsPerRound), ownSession ? 1 : 0)
    guard code == 0 else { throw BenchmarkError("\(program) cannot be started: errno \(code)") }
  }

  private func startAll(in groups: RunGroups?) throws {
    let command = CommandJob(invocation: .arguments([program]), workingDirectory: "/")
    for number in 1...Int64(Self.startsPerRound) {
      var run = Run(
        id: RunID(number),
        job: JobID("job"),
        fireTime: .epoch,
        cause: .schedule,
        state: .starting,
        createdAt: .epoch
      )
      run.attempt = 1
      let start = Start(run: run, kind: .command(command), zone: .utc)
      guard let groups else {
        wait(for: try spawner.spawn(start, output: pipe.writeEnd))
        continue
      }
      let name = RunGroupName(run: run.id, attempt: 1)
      wait(for: try spawner.spawn(start, output: pipe.writeEnd, in: try groups.make(name)))
      guard groups.remove(name) else { throw BenchmarkError("\(name) cannot be removed") }
    }
  }
  private func wait(for process: consuming SpawnedProcess) {
    while waitpid(process.pid, nil, 0) == -1, errno == EINTR { continue }
  }
}
