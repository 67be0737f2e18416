import CLinux
import Daemon
import Foundation
import Glibc

/// How a process ended.
enum ProcessEnd: Hashable, Sendable {
  case exited(Int32)
  case killed(signal: Int32)
}

/// Who takes what a process writes.
protocol OutputSink: Sendable {
  /// It has written this.
  func take(_ bytes: ArraySlice<UInt8>)

  /// Nobody can write any more.
  func finish()
}

/// A process that a test has started, and that is reaped whatever becomes of the test.
///
/// Not Foundation's, which keeps a run loop and shares its descriptors with everything that is started meanwhile.
final class ChildProcess: Sendable {
  let pid: Int32

  /// How it ended.
  let end = Promise<ProcessEnd>()

  /// Starts a program; it leads a process group, so that a Ctrl-C is not its own.
  ///
  /// - Parameters:
  ///   - arguments: The program, looked for in PATH where it has no slash, and its arguments.
  ///   - environment: All that it gets.
  ///   - output: Who takes its standard output.
  ///   - errors: Who takes its standard error.
  /// - Throws: `SystemError`.
  init(
    _ arguments: [String],
    environment: [String: String],
    output: any OutputSink,
    errors: any OutputSink
  ) throws {
    let (outputEnd, outputSource) = try Self.pipe()
    let (errorsEnd, errorsSource) = try Self.pipe()
    defer {
      close(outputEnd)
      close(errorsEnd)
    }
    do {
      pid = try Self.spawn(arguments, environment, output: outputEnd, errors: errorsEnd)
    } catch {
      close(outputSource)
      close(errorsSource)
      throw error
    }
    // Threads and not tasks: what blocks in the kernel must not take a task's place.
    Thread.detachNewThread { Self.read(outputSource, output) }
    Thread.detachNewThread { Self.read(errorsSource, errors) }
    Thread.detachNewThread { [pid, end] in end.keep(Self.wait(pid)) }
  }

  /// Sends a signal, if it is still there.
  func send(_ signal: Int32) {
    if end.known == nil { kill(pid, signal) }
  }

  private static func spawn(
    _ arguments: [String],
    _ environment: [String: String],
    output: Int32,
    errors: Int32
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))

    let words = arguments.map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var pid: Int32 = 0
    let code = posix_spawnp(&pid, arguments[0], &actions, &attributes, words, variables)
    guard code == 0 else { throw SystemError("posix_spawn \(arguments[0])", code: code) }
    return pid
  }

  private static func pipe() throws -> (writeEnd: Int32, readEnd: Int32) {
    var ends: [Int32] = [-1, -1]
    try SystemError.check("pipe2") { pipe2(&ends, O_CLOEXEC) }
    return (ends[1], ends[0])
  }

  private static func read(_ descriptor: Int32, _ sink: any OutputSink) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count > 0 {
        sink.take(buffer[..<count])
      } else if count == 0 || errno != EINTR {
        break
      }
    }
    close(descriptor)
    sink.finish()
  }

  private static func wait(_ pid: Int32) -> ProcessEnd {
    var result = linux_wait_result()
    while linux_waitid(Int32(P_PID.rawValue), id_t(bitPattern: pid), WEXITED, &result) != 0, errno == EINTR {}
    return result.code == CLD_EXITED ? .exited(result.status) : .killed(signal: result.status)
  }
}

/// Keeps everything that a process writes.
final class Collector: OutputSink {
  /// The whole text.
  let text = Promise<String>()

  private let bytes = Protected<[UInt8]>([])

  /// What has been written so far.
  var soFar: String { String(decoding: bytes.value, as: UTF8.self) }

  func take(_ more: ArraySlice<UInt8>) { bytes.change { $0 += more } }

  func finish() { text.keep(soFar) }
}
