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

/// One line of a history: a run, or fire times that passed without one, which have no number.
struct HistoryLine: Decodable, Sendable {
  var run: HistoryRow?

  private enum CodingKeys: CodingKey {
    case id
  }

  init(from decoder: any Decoder) throws {
    let isRun = try decoder.container(keyedBy: CodingKeys.self).contains(.id)
    run = isRun ? try HistoryRow(from: decoder) : nil
  }
}

/// Whether the fire times of a job that has an interval are all accounted for, each once.
struct Account {
  private let fireTimes: [Instant]

  /// The runs' own fire times, and the ends of what they stand for.
  private let known: [Instant]

  /// How many fire times the runs account for.
  private let count: Int

  private let runs: Int

  /// By what the command line shows, oldest first, of a job whose latest fire time stands for the others.
  init(_ rows: [HistoryRow]) {
    fireTimes = rows.compactMap { $0.fireTime.flatMap { Instant(rfc3339: $0) } }
    known = fireTimes
    // What the first stands for lies before it.
    count = rows.count + rows.dropFirst().map(\.coalesced).reduce(0, +)
    runs = rows.count
  }

  /// By what the ledger holds.
  init(_ runs: [Run]) {
    let coalesced = runs.compactMap(\.coalesced)
    fireTimes = runs.compactMap(\.fireTime)
    known = fireTimes + coalesced.map(\.first) + coalesced.map(\.last)
    count = runs.count + coalesced.map(\.count).reduce(0, +)
    self.runs = runs.count
  }

  /// Looks for what is missing or double between the first fire time and the last.
  ///
  /// - Parameters:
  ///   - interval: From one fire time to the next.
  ///   - others: How many fire times passed without a run.
  /// - Returns: Nil where all is well, else what is wrong.
  func fault(every interval: TimeAmount, others: Int = 0) -> String? {
    guard fireTimes.count == runs else { return "a run has no fire time" }
    guard Set(fireTimes).count == runs else { return "a fire time has two runs: \(fireTimes)" }
    guard let first = known.min(), let last = known.max() else { return "there are no runs" }
    let expected = (last - first).nanoseconds / interval.nanoseconds + 1
    if expected == count + others { return nil }
    return "\(count + others) fire times are accounted for, not \(expected): \(fireTimes)"
  }
}
