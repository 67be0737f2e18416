import CLinux
import Daemon
import Glibc
import Scheduler

extension Console {
  /// The console that this process was started with.
  package static func ofThisProcess() -> Console {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let size = isTerminal ? terminalSize() : (width: .max, height: .max)
    return Console(
      width: size.width,
      height: size.height,
      isTerminal: isTerminal,
      isColored: isTerminal && variable("NO_COLOR") == nil && variable("TERM") != "dumb",
      paths: .ofThisProcess(),
      zones: SystemZones(),
      clock: { SystemClock.read().wall },
      interruption: { interruptDescriptor() },
      input: { read(upTo: $0) },
      output: { write(Array($0.utf8), to: STDOUT_FILENO) },
      bytes: { write($0, to: STDOUT_FILENO) },
      error: { write(Array($0.utf8), to: STDERR_FILENO) }
    )
  }

  /// An empty variable counts as absent, as no-color.org has it.
  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func terminalSize() -> (width: Int, height: Int) {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
    return (Int(size.ws_col), size.ws_row > 0 ? Int(size.ws_row) : 24)
  }

  /// Waits a while.
  ///
  /// - Parameters:
  ///   - seconds: How long.
  ///   - interruption: What Ctrl-C makes readable.
  /// - Returns: Whether it was waited to the end; false after Ctrl-C.
  func wait(seconds: Int32, _ interruption: Int32?) -> Bool {
    var watched = [pollfd(fd: interruption ?? -1, events: Int16(POLLIN), revents: 0)]
    // Another signal, such as that of a new size, only makes it shorter.
    return poll(&watched, nfds_t(watched.count), seconds * 1000) <= 0
  }

  /// Turns Ctrl-C into a descriptor, so that a command that waits can say what becomes of what it waited for.
  private static func interruptDescriptor() -> Int32? {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    guard sigprocmask(SIG_BLOCK, &set, nil) == 0 else { return nil }
    let descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC))
    return descriptor >= 0 ? descriptor : nil
  }

  private static func read(upTo limit: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      var result: Int
      repeat {
        result = Glibc.read(STDIN_FILENO, buffer.baseAddress, limit)
      } while result < 0 && errno == EINTR
      // What cannot be read on is at its end.
      count = max(result, 0)
    }
  }

  @discardableResult
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno != EINTR {
        // Nobody reads on: there is nothing to be done, and nobody to tell.
        return false
      }
    }
    return true
  }
}
