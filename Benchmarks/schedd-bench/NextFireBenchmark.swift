import CronParser
import Daemon
import Glibc
import Scheduler

/// What the next fire time of a cron expression costs.
///
/// The answers of a fixed sequence are hashed, so that a run can be compared with another one, and with another
/// implementation that is asked the same: from 2026-01-01T00:00:00Z, each question is the answer before it.
enum NextFireBenchmark {
  /// An expression and the zone that it is read in.
  struct Pair {
    var expression: String
    var zone: String
  }

  /// The instant that the sequence begins after: 2026-01-01T00:00:00Z.
  private static let start = Instant(seconds: 1_767_225_600)

  /// Answers from here on do not count (2100-01-01T00:00:00Z): not every peer goes further.
  private static let end = Instant(seconds: 4_102_444_800)

  private static let longestSequence = 300

  private static let expressions = [
    "* * * * *", "*/5 * * * *", "0 0 * * *", "30 2 * * *", "0 9 * * 1-5", "0 0 1 * *", "0 0 29 2 *",
    "15 10 * * 1#2", "*/15 9-17 * * MON-FRI", "0 0 13 * 5", "0 0 31 * *", "0 0 L * *", "*/10 * * * * *",
    "H H * * *",
  ]

  private static let zones = ["UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]

  /// How job files read expressions, with a fixed key for `H`.
  private static let options = CronOptions(allowsExtendedDays: true, hashKey: "benchmark")

  /// Measures every pair.
  ///
  /// - Parameter path: A file of lines with an expression, a tab and a zone; nil for the usual ones.
  /// - Throws: What is wrong with the file, an expression or a zone.
  static func run(pairsIn path: String?) throws {
    let table = Table("expr", "zone", "ns_per_next", "cold_ns", "check")
    let zones = SystemZones()
    for pair in try path.map(readPairs) ?? usualPairs {
      let trigger = try trigger(pair, in: zones)
      let sequence = answers(of: trigger)
      let warm = Stopwatch.nanoseconds(perCallOf: max(sequence.count, 1)) {
        var instant = start
        for _ in 0..<sequence.count { instant = trigger.next(after: instant) ?? start }
        consume(instant)
      }
      let cold = try Stopwatch.nanoseconds {
        consume(try self.trigger(pair, in: SystemZones()).next(after: start))
      }
      table.add(pair.expression, pair.zone, warm.tenths, "\(Int(cold))", checksum(sequence))
    }
  }

  private static var usualPairs: [Pair] {
    expressions.flatMap { expression in zones.map { Pair(expression: expression, zone: $0) } }
  }

  private static func readPairs(_ path: String) throws -> [Pair] {
    guard let file = fopen(path, "r") else { throw BenchmarkError("\(path) cannot be opened") }
    defer { fclose(file) }
    var pairs: [Pair] = []
    while let line = readLine(from: file) {
      let parts = line.split(separator: "\t")
      guard parts.count == 2 else { throw BenchmarkError("\(path): \"\(line)\": not two words around a tab") }
      pairs.append(Pair(expression: String(parts[0]), zone: String(parts[1])))
    }
    return pairs
  }

  private static func readLine(from file: UnsafeMutablePointer<FILE>) -> String? {
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    let count = getline(&line, &capacity, file)
    defer { free(line) }
    guard count > 0, let line else { return nil }
    return String(cString: line).split(separator: "\n").first.map(String.init) ?? ""
  }

  private static func trigger(_ pair: Pair, in zones: SystemZones) throws -> TimedTrigger {
    let expression = try CronExpression(pair.expression, options: options)
    return try TimedTrigger(.cron(expression), zone: try zones.zone(named: pair.zone))
  }

  private static func answers(of trigger: TimedTrigger) -> [Instant] {
    var answers: [Instant] = []
    var instant = start
    while answers.count < longestSequence, let next = trigger.next(after: instant), next < end {
      answers.append(next)
      instant = next
    }
    return answers
  }

  /// FNV-1a (64 bits) of the seconds since 1970 in decimal, each with a line feed behind it.
  private static func checksum(_ answers: [Instant]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in answers.map({ "\($0.seconds)\n" }).joined().utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
