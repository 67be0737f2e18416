import Glibc
package import Scheduler

/// The machine's clocks: the only place of the project where a clock is read.
package enum SystemClock {
  /// What the wall clock and the monotonic clock say now.
  package static func read() -> Moment {
    Moment(
      wall: Instant(nanoseconds: nanoseconds(CLOCK_REALTIME)),
      uptime: Uptime(nanoseconds: nanoseconds(CLOCK_MONOTONIC))
    )
  }

  /// What the monotonic clock says now, for measuring how long something took; decisions go by a turn's moment.
  static func uptime() -> Uptime {
    Uptime(nanoseconds: nanoseconds(CLOCK_MONOTONIC))
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    // Cannot fail: both clocks always exist, and the pointer is good.
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
