import BenchmarkFloor
import CronParser
import Daemon
import Glibc
import Scheduler

/// What the scheduler's decisions cost, and what a job takes of memory; nothing is started or recorded.
enum CoreBenchmark {
  private static let start = Moment(wall: Instant(seconds: 1_767_225_600), uptime: Uptime(nanoseconds: 0))

  /// Measures everything, a row each.
  ///
  /// - Throws: Nothing, as long as the expressions below are good ones.
  static func run() throws {
    let table = Table("measure", "jobs", "value", "unit")
    table.add("events", "100", "\(Int(try eventsPerSecond()))", "per second")
    table.add("bytes, a job in a table", "1", "\(MemoryLayout<Job>.stride)", "bytes per job")
    // Cores that were measured are kept, so that no later one is built in memory that was theirs.
    var kept: [SchedulerCore] = []
    for count in [1_000, 100_000, 1_000_000] {
      let empty = residentBytes()
      let texts = self.texts(count)
      let before = residentBytes()
      let configuration = Configuration(maxConcurrentRuns: 1_000, jobs: try sleepers(texts) + [ticker()])
      let read = residentBytes()
      let startedAt = Stopwatch.processorTime
      var core = SchedulerCore(configuration)
      consume(core.handle(.launched, at: start))
      let launch = Stopwatch.processorTime - startedAt
      let after = residentBytes()
      table.add("bytes, own text", "\(count)", "\((before - empty) / count)", "bytes per job")
      table.add("bytes, definition", "\(count)", "\((read - before) / count)", "bytes per job")
      table.add("bytes, core", "\(count)", "\((after - read) / count)", "bytes per job")
      table.add("launch", "\(count)", "\(launch / 1_000_000)", "ms")
      let wakes = wakeTimes(&core)
      table.add("wake, 1 due, p50", "\(count)", "\(Int(Stopwatch.median(wakes)))", "ns")
      table.add("wake, 1 due, p99", "\(count)", "\(Int(Stopwatch.percentile(99, of: wakes)))", "ns")
      kept.append(core)
    }
    consume(kept)
    try catchUp(table)
  }

  // MARK: Jobs

  /// What jobs say of themselves and share with no other: their commands, of which the last word is the job's id.
  private static func texts(_ count: Int) -> [[String]] {
    (0..<count).map { ["/usr/local/bin/report", "--job", "nightly-report-\($0)"] }
  }

  /// Jobs that are not due while anything is measured.
  private static func sleepers(_ commands: [[String]]) throws -> [Job] {
    try commands.enumerated().map { number, command in
      let expression = try CronExpression("\(number % 60) \(number / 60 % 24) \(number % 28 + 1) 7 *")
      return job(command.last ?? "", .cron(expression), command: command)
    }
  }

  private static func ticker(_ policies: Policies = Policies()) throws -> Job {
    job("every-second", .interval(try Interval(every: .seconds(1))), policies)
  }

  private static func job(
    _ name: String,
    _ rule: TimedTrigger.Rule,
    _ policies: Policies = Policies(),
    command: [String] = ["/bin/true"]
  ) -> Job {
    let command = CommandJob(invocation: .arguments(command))
    let trigger = (try? TimedTrigger(rule)).map(Trigger.timed) ?? .manual
    return Job(id: JobID(name), trigger: trigger, kind: .command(command), policies: policies)
  }

  // MARK: Measures

  /// A hundred jobs every second: wakes, starts and ends, told one by one.
  private static func eventsPerSecond() throws -> Double {
    let jobs = try (0..<100).map { number in
      job("job-\(number)", .interval(try Interval(every: .seconds(1))))
    }
    var core = SchedulerCore(Configuration(maxConcurrentRuns: 1_000, jobs: jobs))
    consume(core.handle(.launched, at: start))
    var second: Int64 = 0
    let time = Stopwatch.nanoseconds(perCallOf: 201) {
      second += 1
      finish(core.handle(.woke, at: moment(second)), &core, at: moment(second))
    }
    return 1_000_000_000 / time
  }

  /// How long each of two thousand wakes takes, in which one job is due.
  private static func wakeTimes(_ core: inout SchedulerCore) -> [Double] {
    (1...2_000 as ClosedRange<Int64>).map { second in
      let now = moment(second)
      let startedAt = Stopwatch.wallTime
      let actions = core.handle(.woke, at: now)
      let time = Stopwatch.wallTime - startedAt
      finish(actions, &core, at: now)
      return Double(time)
    }
  }

  /// What was missed in a year, by an every-second interval and by a cron expression in a zone with changing clocks.
  private static func catchUp(_ table: Table) throws {
    let expression = try CronExpression("* * * * * *")
    let zone = try SystemZones().zone(named: "Europe/Berlin")
    for coalesce in Coalesce.allCases {
      let policies = Policies(coalesce: coalesce)
      let cron = Job(
        id: JobID("cron"),
        trigger: .timed(try TimedTrigger(.cron(expression), zone: zone)),
        kind: .command(CommandJob(invocation: .arguments(["/bin/true"]))),
        policies: policies
      )
      for (name, job) in [("interval", try ticker(policies)), ("cron", cron)] {
        var core = SchedulerCore(Configuration(jobs: [job]))
        consume(core.handle(.launched, at: start))
        var times: [Double] = []
        for year in 1...21 as ClosedRange<Int64> {
          let now = moment(year * 31_536_000)
          let startedAt = Stopwatch.wallTime
          let actions = core.handle(.woke, at: now)
          times.append(Double(Stopwatch.wallTime - startedAt) / 1_000)
          finish(actions, &core, at: now)
        }
        table.add("a year missed, \(name), \(coalesce.rawValue)", "1", Stopwatch.median(times).tenths, "µs")
      }
    }
  }

  // MARK: Time and processes

  private static func moment(_ second: Int64) -> Moment {
    Moment(wall: start.wall + .seconds(second), uptime: start.uptime + .seconds(second))
  }

  /// Every process that was to be started starts and ends at once, those that start in its wake too.
  private static func finish(_ actions: [Action], _ core: inout SchedulerCore, at now: Moment) {
    var pending = actions
    while let action = pending.popLast() {
      guard case .start(let start) = action else { continue }
      pending += core.handle(.started(start.run.id, ProcessIdentity(pid: 1, startTicks: 1)), at: now)
      pending += core.handle(.exited(start.run.id, .exited(0)), at: now)
    }
  }

  private static func residentBytes() -> Int {
    floor_release_free_memory()
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, 256, file) != nil else { return 0 }
    let words = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      .split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
  }
}
