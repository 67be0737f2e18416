import CLinux
import Glibc
package import Scheduler

/// Wakes the loop in time: one timer on each clock.
///
/// Two, because neither clock does for both: a timer on the wall clock moves when that is set, as a fire time must;
/// one on the monotonic clock does not, as a timeout must not.
package final class WakeTimer {
  /// No sleep is longer, so that whatever a wake-up was lost to (a clock that stepped while the machine slept, a
  /// virtual machine that was moved) is made good soon.
  package static let longestSleep = TimeAmount.seconds(30)

  private let wall: FileDescriptor
  private let uptime: FileDescriptor
  private var armedWall: Instant?
  private var armedUptime: Uptime?

  package init() throws(SystemError) {
    wall = try Self.makeTimer(CLOCK_REALTIME)
    uptime = try Self.makeTimer(CLOCK_MONOTONIC)
  }

  /// What the event loop waits for.
  package var descriptors: [Int32] { [wall.number, uptime.number] }

  /// Sees to it that the loop comes back by both instants, and within the longest sleep in any case.
  ///
  /// What is past fires at once. It may come back earlier than asked, since a timer that fires early enough already
  /// is left as it is: most turns cost no system call here.
  package func arm(for wake: Wake, at now: Moment) throws(SystemError) {
    // Without a fire time it still runs, since only a timer that runs tells when the clock is set.
    let instant = wake.wall ?? Instant(nanoseconds: .max)
    if armedWall.map({ instant < $0 }) ?? true {
      try armWall(instant)
    }
    let bound = now.uptime + Self.longestSleep
    let reading = min(wake.uptime ?? bound, bound)
    if armedUptime.map({ reading < $0 }) ?? true {
      try set(uptime.number, Int32(TFD_TIMER_ABSTIME), reading.nanoseconds)
      armedUptime = reading
    }
  }

  /// Takes note of what has fired, so that it does not stay ready.
  ///
  /// - Returns: Whether the wall clock was set since the last call.
  package func drain() -> Bool {
    var clockWasSet = false
    if let fired = take(wall.number) {
      armedWall = nil
      clockWasSet = fired == .cancelled
    }
    if take(uptime.number) != nil { armedUptime = nil }
    return clockWasSet
  }

  private enum Firing {
    case expired, cancelled
  }

  private func take(_ timer: Int32) -> Firing? {
    var expirations: UInt64 = 0
    if read(timer, &expirations, MemoryLayout<UInt64>.size) > 0 { return .expired }
    return errno == ECANCELED ? .cancelled : nil
  }

  private static func makeTimer(_ clock: clockid_t) throws(SystemError) -> FileDescriptor {
    let flags = Int32(TFD_CLOEXEC | TFD_NONBLOCK)
    return FileDescriptor(owning: try SystemError.check("timerfd_create") { timerfd_create(clock, flags) })
  }

  private func armWall(_ instant: Instant) throws(SystemError) {
    let flags = Int32(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)
    do {
      try set(wall.number, flags, instant.nanoseconds)
    } catch {
      guard error.code == ECANCELED else { throw error }
      // The clock was set since the last look, and saying so here has used up the news: come back at once.
      try set(wall.number, Int32(TFD_TIMER_ABSTIME), 1)
    }
    armedWall = instant
  }

  private func set(_ timer: Int32, _ flags: Int32, _ nanoseconds: Int64) throws(SystemError) {
    // Zero would disarm it, and the kernel refuses what is negative.
    let time = max(1, nanoseconds)
    var setting = itimerspec()
    setting.it_value = timespec(tv_sec: Int(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
    try SystemError.check("timerfd_settime") { timerfd_settime(timer, flags, &setting, nil) }
  }
}
