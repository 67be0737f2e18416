import CronParser
import Daemon
import Scheduler

/// What it costs to read a cron expression, and to load a zone.
enum ParseBenchmark {
  private static let expressions = [
    "* * * * *", "30 2 * * *", "*/15 9-17 * * MON-FRI", "15 10 * * 1#2", "0 0 LW * *", "H H(0-7) * * *",
    "0,10,20,30,40,50 8-18/2 1,15 JAN,APR,JUL,OCT ?", "*/10 * * * * *", "0 0 12 1 1 * 2026-2030", "@daily",
  ]

  private static let zones = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Tokyo"]

  private static let options = CronOptions(allowsExtendedDays: true, hashKey: "benchmark")

  /// Measures every expression, and every zone: its file is opened, read and worked out anew each time.
  ///
  /// - Throws: What is wrong with an expression, or why a zone is not there.
  static func run() throws {
    let table = Table("what", "name", "ns")
    for expression in expressions {
      let time = try Stopwatch.nanoseconds { consume(try CronExpression(expression, options: options)) }
      table.add("expression", expression, "\(Int(time))")
    }
    for name in zones {
      let time = try Stopwatch.nanoseconds { consume(try SystemZones().zone(named: name)) }
      table.add("zone", name, "\(Int(time))")
    }
  }
}
