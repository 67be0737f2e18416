import CLinux
import Glibc
import Scheduler

/// A process that tells something, and the end of what it says of itself.
final class Messenger {
  /// Enough to read what went wrong.
  private static let mostBytes = 2048

  /// So much is read at once.
  private static let readSize = 4096

  let pid: Int32

  /// When it has taken too long, or is killed.
  private(set) var deadline: Uptime

  let notification: Notification
  private let launch: Launch
  private var pidfd: FileDescriptor?
  private var output: FileDescriptor?
  private var registrations: (exit: Registration?, output: Registration?)
  private var words: [UInt8] = []
  private var isTooLate = false

  init(
    _ notification: Notification,
    process: consuming SpawnedProcess,
    output: consuming FileDescriptor,
    deadline: Uptime
  ) {
    self.notification = notification
    self.deadline = deadline
    pid = process.pid
    launch = process.launch
    pidfd = .some(process.pidfd)
    self.output = .some(output)
  }

  func watch(in loop: EventLoop<LoopSource>, as number: Int) throws(SystemError) {
    registrations.exit = try loop.add(Self.number(pidfd), for: .readable, as: .messengerExit(number))
    registrations.output = try loop.add(Self.number(output), for: .readable, as: .messengerOutput(number))
  }

  /// Stops waiting for it.
  func leave(_ loop: EventLoop<LoopSource>) {
    if let registration = registrations.exit { loop.remove(registration) }
    registrations.exit = nil
    pidfd = nil
    closeOutput(leaving: loop)
  }

  func closeOutput(leaving loop: EventLoop<LoopSource>) {
    if let registration = registrations.output { loop.remove(registration) }
    registrations.output = nil
    output = nil
  }

  /// Reads once, and keeps the end of it.
  ///
  /// - Returns: Whether there may be more some time.
  @discardableResult
  func readOutput() -> Bool {
    var hasMore = true
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.readSize) { buffer, count in
      switch try? output?.read(into: UnsafeMutableRawBufferPointer(buffer)) {
      case .bytes(let filled): count = filled
      case .wouldBlock: break
      case .end, nil: hasMore = false
      }
    }
    words = Array((words + bytes).suffix(Self.mostBytes))
    return hasMore
  }

  /// Whether it has ended and not been reaped.
  var isZombie: Bool {
    var result = linux_wait_result()
    let process = id_t(bitPattern: Self.number(pidfd))
    return linux_waitid(linux_p_pidfd, process, WEXITED | WNOHANG | WNOWAIT, &result) == 0 && result.pid != 0
  }

  /// Reaps it through its pidfd; waits for its end if need be.
  func reap() -> ExitStatus {
    var result = linux_wait_result()
    let process = id_t(bitPattern: Self.number(pidfd))
    while linux_waitid(linux_p_pidfd, process, WEXITED, &result) == -1, errno == EINTR { continue }
    return result.code == CLD_EXITED ? .exited(result.status) : .signaled(result.status)
  }

  /// It has taken too long: it is told to end, and killed if it does not.
  func end(at now: Uptime) {
    send(isTooLate ? SIGKILL : SIGTERM)
    isTooLate = true
    deadline = now + Messengers.killAfter
  }

  func kill() {
    send(SIGKILL)
  }

  /// Signals its group, or itself where it leads none yet, as `Child` does.
  private func send(_ signal: Int32) {
    if Glibc.kill(-pid, signal) != 0 { Glibc.kill(pid, signal) }
  }

  func event(for end: ExitStatus) -> MessengerEvent {
    launch.settle()
    if let failure = launch.failure { return .failed(notification, reason: failure.description) }
    let reason: String
    switch end {
    case _ where isTooLate: reason = "it took longer than \(LogQuantity.duration(notification.rule.timeout))"
    case .exited(0): return .told(notification)
    case .exited(let code): reason = "exit code \(code)"
    case .signaled(let signal): reason = "ended by \(SignalName.text(of: signal))"
    }
    let last = words.split(separator: UInt8(ascii: "\n")).suffix(3)
    let lines = OutputText.harmless(Array(last.joined(separator: [UInt8(ascii: " ")])))
    return .failed(notification, reason: lines.isEmpty ? reason : "\(reason): \(lines)")
  }

  private static func number(_ descriptor: borrowing FileDescriptor?) -> Int32 {
    switch descriptor {
    case .some(let descriptor): descriptor.number
    case .none: -1
    }
  }
}
