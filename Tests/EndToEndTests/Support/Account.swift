import Scheduler

/// One run as `history --json` shows it.
struct HistoryRow: Decodable, Sendable {
  var id: Int
  var job: String
  var fireTime: String?
  var cause: String
  var outcome: String?
  var reason: String?
  var attempt: Int
  var startedAt: String?
  var endedAt: String?
  var exitCode: Int?
  var signal: Int?
  var coalesced: Int

  /// From the fire time to the start; nil where one of them is not known.
  var lateness: TimeAmount? {
    guard let fireTime, let startedAt, let fire = Instant(rfc3339: fireTime),
      let start = Instant(rfc3339: startedAt)
    else { return nil }
    return start - fire
  }
}

/// Whether the fire times of a job that has an interval are all accounted for, each once.
struct Account {
  private var fireTimes: [Instant] = []
  private var coalesced: [Int] = []

  /// By what the command line shows.
  init(_ rows: [HistoryRow]) {
    fireTimes = rows.compactMap { $0.fireTime.flatMap { Instant(rfc3339: $0) } }
    coalesced = rows.map(\.coalesced)
  }

  /// By what the ledger holds.
  init(_ runs: [Run]) {
    fireTimes = runs.compactMap(\.fireTime)
    coalesced = runs.map { $0.coalesced?.count ?? 0 }
  }

  /// Looks for what is missing or double between the first fire time and the last.
  ///
  /// - Parameters:
  ///   - interval: From one fire time to the next.
  ///   - others: How many fire times passed without a run.
  /// - Returns: Nil where all is well, else what is wrong.
  func fault(every interval: TimeAmount, others: Int = 0) -> String? {
    guard fireTimes.count == coalesced.count else { return "a run has no fire time" }
    guard let first = fireTimes.min(), let last = fireTimes.max() else { return "there are no runs" }
    guard Set(fireTimes).count == fireTimes.count else { return "a fire time has two runs: \(fireTimes)" }
    let expected = (last - first).nanoseconds / interval.nanoseconds + 1
    // What the first stands for lies before it.
    let counted = fireTimes.count + coalesced.dropFirst().reduce(0, +) + others
    if expected == counted { return nil }
    return "\(counted) fire times are accounted for, not \(expected): \(fireTimes) and \(coalesced)"
  }
}
