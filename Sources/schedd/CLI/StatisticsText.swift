import Daemon
import Scheduler

/// What the statistics of a job are in words; the window that each is over stands with it.
enum StatisticsText {
  /// The lines of `show`: nothing where no run counts.
  static func rows(_ statistics: StatisticsObject, in zone: Zone, now: Instant) -> [(
    name: String, value: String
  )] {
    guard statistics.runs > 0 else { return [] }
    var rows = [
      (name: "success", value: success(statistics)),
      (name: "took", value: durations(statistics)),
      (name: "streak", value: statistics.streak.map { streak($0, in: zone, now: now) } ?? ""),
      (name: "last success", value: lastSuccess(statistics, in: zone, now: now)),
    ]
    if statistics.pruned.runs > 0 {
      let pruned = statistics.pruned
      rows.append((name: "pruned", value: "\(pruned.succeeded) of \(pruned.runs) older runs succeeded"))
    }
    return rows
  }

  /// "98.7 %, 987 of the newest 1000 runs".
  private static func success(_ statistics: StatisticsObject) -> String {
    let (succeeded, runs) = (statistics.succeeded, statistics.runs)
    // Rounded down, so that only what never failed has a hundred.
    let tenths = succeeded * 1000 / runs
    let window = statistics.complete ? (runs == 1 ? "1 run" : "\(runs) runs") : "the newest \(runs) runs"
    return "\(tenths / 10).\(tenths % 10) %, \(succeeded) of \(window)"
  }

  private static func durations(_ statistics: StatisticsObject) -> String {
    let figures: [(String, Double?)] = [
      ("mean", statistics.meanDuration), ("p50", statistics.p50Duration), ("p95", statistics.p95Duration),
    ]
    return figures.compactMap { name, seconds in
      seconds.map { "\(name) \(TimeText.duration(TimeAmount(nanoseconds: Int64($0 * 1_000_000_000))))" }
    }.joined(separator: ", ")
  }

  /// "3 failures in a row since 2026-01-01T00:00:00+00:00 (2 h ago)".
  private static func streak(_ streak: StatisticsObject.Streak, in zone: Zone, now: Instant) -> String {
    let isSuccess = streak.outcome == Outcome.succeeded.rawValue
    let noun =
      switch (isSuccess, streak.runs) {
      case (true, 1): "success"
      case (true, _): "successes"
      case (false, 1): "failure"
      case (false, _): "failures"
      }
    let count = (streak.mayBeLonger ? "at least " : "") + "\(streak.runs) \(noun)"
    return count + (streak.runs > 1 ? " in a row" : "") + " since \(time(streak.since, in: zone, now: now))"
  }

  private static func lastSuccess(_ statistics: StatisticsObject, in zone: Zone, now: Instant) -> String {
    guard let last = statistics.lastSuccess else {
      return statistics.complete ? "never" : "not in this window"
    }
    return time(last, in: zone, now: now)
  }

  private static func time(_ text: String, in zone: Zone, now: Instant) -> String {
    Instant(rfc3339: text).map { TimeText.absolute($0, in: zone, now: now) } ?? text
  }
}
