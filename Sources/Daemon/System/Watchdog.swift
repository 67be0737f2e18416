import Glibc
package import Scheduler

/// When a service manager that kills a daemon which hangs must hear that this one does not.
///
/// The loop itself says so, at the end of a turn: whatever keeps the loop from its jobs keeps it from this too.
package struct Watchdog: Hashable, Sendable {
  /// How often the manager is told: half of what it allows, as sd_watchdog_enabled(3) advises.
  package let interval: TimeAmount

  /// When it is told next.
  package private(set) var next: Uptime

  /// No manager is told more often, whatever it wants.
  private static let shortest = TimeAmount.milliseconds(1)

  /// The watchdog of this process.
  ///
  /// - Parameter now: When it was started.
  /// - Returns: Nil where there is none.
  /// - Throws: What the environment says and cannot be meant.
  package static func ofThisProcess(at now: Uptime) throws(SystemError) -> Watchdog? {
    func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    return try Watchdog(limit: value("WATCHDOG_USEC"), pid: value("WATCHDOG_PID"), of: getpid(), at: now)
  }

  /// What the two variables ask of a process; nil where they ask nothing of it.
  ///
  /// - Parameters:
  ///   - limit: `WATCHDOG_USEC`: the microseconds after which a silent process is killed.
  ///   - pid: `WATCHDOG_PID`: which process is meant; nil means whoever reads it.
  ///   - ownPID: The process that asks.
  ///   - now: When it was started.
  /// - Throws: What cannot be meant: the process would be killed for a silence that it does not know of.
  package init?(
    limit: String?,
    pid: String?,
    of ownPID: Int32,
    at now: Uptime
  ) throws(SystemError) {
    guard let limit, !limit.isEmpty else { return nil }
    if let pid, !pid.isEmpty {
      guard let pid = Int32(pid), pid > 0 else { throw SystemError("WATCHDOG_PID \(pid)", code: EINVAL) }
      // A variable that was handed on: another process is meant.
      guard pid == ownPID else { return nil }
    }
    guard let microseconds = Int64(limit), microseconds > 0 else {
      throw SystemError("WATCHDOG_USEC \(limit)", code: EINVAL)
    }
    let half = microseconds.multipliedReportingOverflow(by: 500)
    interval = max(Self.shortest, .nanoseconds(half.overflow ? .max : half.partialValue))
    next = now + interval
  }

  /// Takes note of an attempt to tell the manager.
  ///
  /// - Parameters:
  ///   - hasReached: Whether it was told; if not, it is told again before the time that it allows is over.
  ///   - now: When.
  package mutating func tried(_ hasReached: Bool, at now: Uptime) {
    next = now + (hasReached ? interval : .nanoseconds(interval.nanoseconds / 4))
  }
}
