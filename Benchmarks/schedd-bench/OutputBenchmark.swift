import Daemon
import Glibc
import Scheduler

/// How late a job starts beside one that writes without end, and what memory that costs the daemon.
///
/// A daemon of its own, the program `schedd` beside this one, runs a job every 100 ms: first alone, then beside jobs
/// that write as fast as the daemon reads. Lateness is what the ledger says: from the fire time to the turn in which
/// the process was started.
struct OutputBenchmark {
  private static let seconds: UInt32 = 15

  private let program: String
  private let directory: String

  /// Measures both.
  ///
  /// - Throws: What cannot be made or started.
  static func run() throws {
    let table = Table(
      "writers",
      "starts",
      "p50_ms",
      "p99_ms",
      "max_ms",
      "mb_per_s",
      "rss_begin_kib",
      "rss_end_kib"
    )
    for writers in [0, 1, 4] {
      var template = Array("/tmp/schedd-bench.XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { throw BenchmarkError("mkdtemp: errno \(errno)") }
      let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      try Self(program: try neighbour("schedd"), directory: directory).run(writers, table)
    }
  }

  private static func neighbour(_ name: String) throws -> String {
    guard let path = realpath("/proc/self/exe", nil) else { throw BenchmarkError("/proc is not there") }
    defer { free(path) }
    let words = String(cString: path).split(separator: "/").dropLast()
    return "/" + words.joined(separator: "/") + "/\(name)"
  }

  private func run(_ writers: Int, _ table: Table) throws {
    defer { remove() }
    var jobs = [#"{"id": "tick", "trigger": {"interval": "100ms"}, "command": ["/bin/true"]}"#]
    for number in 0..<writers {
      jobs.append(#"{"id": "writer-\#(number)", "trigger": {"startup": true}, "command": ["yes"]}"#)
    }
    let file = directory + "/jobs.json"
    try write(#"{"shutdown_grace": "0s", "jobs": [\#(jobs.joined(separator: ", "))]}"#, to: file)
    let daemon = try start(file)
    sleep(2)
    let before = resident(daemon)
    sleep(Self.seconds)
    let after = resident(daemon)
    kill(daemon, SIGTERM)
    while waitpid(daemon, nil, 0) == -1, errno == EINTR { continue }
    try report(writers, before, after, table)
  }

  private func report(_ writers: Int, _ before: Int, _ after: Int, _ table: Table) throws {
    let runs = try LedgerReader(reading: directory).runs(RunQuery(limit: 100_000))
    let ticks = runs.filter { $0.job == JobID("tick") }
    let late = ticks.compactMap { run in
      run.startedAt.flatMap { start in run.fireTime.map { Double((start - $0).nanoseconds) / 1e6 } }
    }.sorted()
    guard let worst = late.last else { throw BenchmarkError("nothing was started") }
    let bytes = runs.filter { $0.job != JobID("tick") }.compactMap(\.usage?.outputBytes).reduce(0, +)
    table.add(
      "\(writers)",
      "\(late.count)",
      late[late.count / 2].hundredths,
      late[late.count * 99 / 100].hundredths,
      worst.hundredths,
      "\(bytes / 1_000_000 / Int64(Self.seconds + 2))",
      "\(before)",
      "\(after)"
    )
  }

  private func start(_ file: String) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    let words = [program, "run", file, "--state-dir", directory, "--socket", directory + "/s"]
    let arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, program, &actions, nil, arguments, environ)
    guard code == 0 else { throw BenchmarkError("\(program) cannot be started: errno \(code)") }
    return pid
  }

  /// How much memory a process has resident, in KiB.
  private func resident(_ pid: pid_t) -> Int {
    guard let bytes = try? FileDescriptor.open("/proc/\(pid)/status").readAll(limit: 1 << 16) else {
      return 0
    }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }

  private func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw BenchmarkError("\(path): errno \(errno)") }
    fputs(text, file)
    fclose(file)
  }

  private func remove() {
    var pid: pid_t = 0
    let words = ["rm", "-rf", directory]
    let arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    guard posix_spawnp(&pid, "rm", nil, nil, arguments, environ) == 0 else { return }
    while waitpid(pid, nil, 0) == -1, errno == EINTR { continue }
  }
}
