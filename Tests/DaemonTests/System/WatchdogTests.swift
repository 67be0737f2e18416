import Daemon
import Scheduler
import Testing

@Suite struct `A watchdog` {
  struct Row: Sendable, CustomTestStringConvertible {
    var limit: String?
    var pid: String?
    var interval: TimeAmount?

    var testDescription: String {
      "WATCHDOG_USEC \(limit ?? "unset"), WATCHDOG_PID \(pid ?? "unset")"
    }
  }

  static let rows: [Row] = [
    Row(limit: nil, pid: nil, interval: nil),
    Row(limit: "", pid: nil, interval: nil),
    Row(limit: nil, pid: "4711", interval: nil),
    Row(limit: "60000000", pid: nil, interval: .seconds(30)),
    Row(limit: "60000000", pid: "", interval: .seconds(30)),
    Row(limit: "60000000", pid: "4711", interval: .seconds(30)),
    // Handed on by another process, which is the one that is watched.
    Row(limit: "60000000", pid: "4712", interval: nil),
    Row(limit: "3", pid: nil, interval: .milliseconds(1)),
    Row(limit: "9223372036854775807", pid: nil, interval: .nanoseconds(.max)),
  ]

  @Test(arguments: rows) func `is told at half of what it allows`(_ row: Row) throws {
    let now = Uptime(nanoseconds: 5_000_000_000)
    let watchdog = try Watchdog(limit: row.limit, pid: row.pid, of: 4711, at: now)
    #expect(watchdog?.interval == row.interval)
    #expect(watchdog?.next == row.interval.map { now + $0 })
  }

  @Test(
    arguments: [
      ("0", nil, "WATCHDOG_USEC 0"), ("-1", nil, "WATCHDOG_USEC -1"), ("1min", nil, "WATCHDOG_USEC 1min"),
      ("60000000", "me", "WATCHDOG_PID me"), ("60000000", "0", "WATCHDOG_PID 0"),
    ] as [(String, String?, String)]
  )
  func `is refused where nobody can know what it wants`(_ limit: String, _ pid: String?, _ named: String) {
    #expect(throws: SystemError(named, code: 22)) {
      try Watchdog(limit: limit, pid: pid, of: 4711, at: Uptime(nanoseconds: 0))
    }
  }

  @Test func `that could not be told is tried again before its time is over`() throws {
    let start = Uptime(nanoseconds: 0)
    var watchdog = try #require(try Watchdog(limit: "8000000", pid: nil, of: 1, at: start))
    watchdog.tried(true, at: start + .seconds(4))
    #expect(watchdog.next == start + .seconds(8))
    watchdog.tried(false, at: start + .seconds(8))
    #expect(watchdog.next == start + .seconds(9))
    // Twice in vain, and still two seconds are left of the eight that began with the last success.
    watchdog.tried(false, at: start + .seconds(9))
    #expect(watchdog.next == start + .seconds(10))
  }
}
