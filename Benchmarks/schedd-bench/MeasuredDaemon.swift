import Daemon
import Glibc

/// A daemon of a benchmark's own, the program `schedd` beside this one, in a folder that goes with it.
final class MeasuredDaemon {
  let directory: String
  private let pid: pid_t

  /// Where it listens.
  var socket: String { directory + "/s" }

  /// Starts it.
  ///
  /// - Parameters:
  ///   - jobFile: The text of its job file.
  ///   - options: What it is told besides.
  ///   - prepare: Makes ready its folder, which is its state directory too.
  /// - Throws: What cannot be made or started.
  init(_ jobFile: String, options: [String] = [], prepare: (String) throws -> Void = { _ in }) throws {
    var template = Array("/tmp/schedd-bench.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw BenchmarkError("mkdtemp: errno \(errno)") }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let path = directory + "/jobs.json"
    guard let file = fopen(path, "w") else { throw BenchmarkError("\(path): errno \(errno)") }
    fputs(jobFile, file)
    fclose(file)
    try prepare(directory)
    let words = ["run", path, "--state-dir", directory, "--socket", directory + "/s"]
    pid = try Self.start([try Self.neighbour("schedd")] + words + options)
  }

  deinit {
    if let remover = try? Self.start(["/bin/rm", "-rf", directory]) { Self.wait(for: remover) }
  }

  /// Has it stop, and waits for that.
  func stop() {
    kill(pid, SIGTERM)
    Self.wait(for: pid)
  }

  /// How much memory it has resident, in KiB.
  var resident: Int {
    let line = text(of: "status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }

  /// The processor time that it has used, in microseconds; the kernel counts hundredths of a second.
  var processorTime: Int {
    let fields = text(of: "stat").split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else { return 0 }
    return (user + system) * 10_000
  }

  /// How often the kernel has given its processor to somebody else in the middle of its work.
  var preemptions: Int {
    let line = text(of: "status").split(separator: "\n").first { $0.hasPrefix("nonvoluntary_ctxt_switches:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }

  private func text(of name: String) -> String {
    let bytes = try? FileDescriptor.open("/proc/\(pid)/\(name)").readAll(limit: 1 << 16)
    return String(decoding: (bytes ?? nil) ?? [], as: UTF8.self)
  }

  private static func neighbour(_ name: String) throws -> String {
    guard let path = realpath("/proc/self/exe", nil) else { throw BenchmarkError("/proc is not there") }
    defer { free(path) }
    let words = String(cString: path).split(separator: "/").dropLast()
    return "/" + words.joined(separator: "/") + "/\(name)"
  }

  private static func start(_ words: [String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    let arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, words[0], &actions, nil, arguments, environ)
    guard code == 0 else { throw BenchmarkError("\(words[0]) cannot be started: errno \(code)") }
    return pid
  }

  private static func wait(for pid: pid_t) {
    while waitpid(pid, nil, 0) == -1, errno == EINTR { continue }
  }
}
