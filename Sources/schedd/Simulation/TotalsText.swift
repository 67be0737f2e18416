import Scheduler

/// A simulation's totals as people read them.
struct TotalsText {
  private let totals: SimulationTotals
  private let configuration: Configuration

  init(_ totals: SimulationTotals, _ configuration: Configuration) {
    self.totals = totals
    self.configuration = configuration
  }

  /// A row a job, then when the caps bit.
  func rendered(width: Int, isColored: Bool) -> String {
    table(width, isColored) + "\n" + peak + totals.caps.map(line).joined()
  }

  private func table(_ width: Int, _ isColored: Bool) -> String {
    let shown = Outcome.allCases.filter { outcome in totals.jobs.contains { $0.outcomes[outcome] != nil } }
    let hasCoalesced = totals.jobs.contains { $0.coalesced > 0 }
    let hasRetries = totals.jobs.contains { $0.retries > 0 }
    let hasWaits = totals.jobs.contains { $0.waits.count > 0 }
    var columns = [TextTable.Column("JOB", narrowest: 12), .init("STARTS", isNumber: true)]
    columns += shown.map { .init($0.rawValue.replacing("_", with: " ").uppercased(), isNumber: true) }
    if hasCoalesced { columns.append(.init("COALESCED", isNumber: true)) }
    if hasRetries { columns.append(.init("RETRIES", isNumber: true)) }
    columns.append(.init("BUSY", isNumber: true))
    if hasWaits { columns.append(.init("LONGEST WAIT", isNumber: true)) }
    var table = TextTable(columns)
    for job in totals.jobs {
      var row = [TextTable.Cell(job.id.description), .init("\(job.starts)")]
      row += shown.map { outcome in number(job.outcomes[outcome] ?? 0, Self.style(of: outcome)) }
      if hasCoalesced { row.append(number(job.coalesced, .plain)) }
      if hasRetries { row.append(number(job.retries, .doubtful)) }
      row.append(duration(job.busy))
      if hasWaits { row.append(duration(job.waits.longest)) }
      table.append(row)
    }
    return table.rendered(width: width, isColored: isColored)
  }

  private func number(_ number: Int, _ style: Style) -> TextTable.Cell {
    number == 0 ? .init("-", .faint) : .init("\(number)", style)
  }

  private func duration(_ amount: TimeAmount) -> TextTable.Cell {
    amount == .zero ? .init("-", .faint) : .init(TimeText.duration(amount))
  }

  private static func style(of outcome: Outcome) -> Style {
    switch outcome {
    case .succeeded: .good
    case .failed, .timedOut, .abandoned: .bad
    case .cancelled, .skipped, .missed: .doubtful
    }
  }

  private var peak: String {
    guard let at = totals.peakAt else { return "nothing ran\n" }
    let count = totals.peak == 1 ? "1 run" : "\(totals.peak) runs"
    var text = "at most \(count) at a time, of \(configuration.maxConcurrentRuns); first at \(clock(at))\n"
    if totals.unfinished > 0 { text += "\(totals.unfinished) still under way at the end\n" }
    return text
  }

  private func line(_ name: String, _ waits: SimulationTotals.Waits) -> String {
    let count = waits.count == 1 ? "1 run" : "\(waits.count) runs"
    let range =
      switch (waits.first, waits.last) {
      case (let first?, let last?) where first != last: ", between \(clock(first)) and \(clock(last))"
      case (let first?, _): ", at \(clock(first))"
      default: ""
      }
    return "\(name) made \(count) wait\(range); at longest \(TimeText.duration(waits.longest))\n"
  }

  private func clock(_ instant: Instant) -> String {
    String(instant.rfc3339(in: configuration.zone).prefix(19).replacing("T", with: " "))
  }
}

/// A simulation's totals as `--json` prints them.
struct TotalsObject: Encodable {
  struct Job: Encodable {
    var job: String
    var starts: Int
    var outcomes: [String: Int]
    var coalesced: Int
    var retries: Int
    var busySeconds: Double
    var waits: Waits

    private enum CodingKeys: String, CodingKey {
      case job, starts, outcomes, coalesced, retries, waits
      case busySeconds = "busy_seconds"
    }
  }

  struct Waits: Encodable {
    var count: Int
    var longestSeconds: Double
    var totalSeconds: Double
    var first: String?
    var last: String?

    init(_ waits: SimulationTotals.Waits) {
      count = waits.count
      longestSeconds = waits.longest.inSeconds
      totalSeconds = waits.total.inSeconds
      first = waits.first?.description
      last = waits.last?.description
    }

    private enum CodingKeys: String, CodingKey {
      case count, first, last
      case longestSeconds = "longest_seconds"
      case totalSeconds = "total_seconds"
    }
  }

  var jobs: [Job]
  var peakConcurrentRuns: Int
  var peakAt: String?
  var unfinished: Int

  /// By the key in the job file that names the cap.
  var caps: [String: Waits]

  init(_ totals: SimulationTotals) {
    jobs = totals.jobs.map { job in
      let outcomes = job.outcomes.map { ($0.key.rawValue, $0.value) }
      return Job(
        job: job.id.description,
        starts: job.starts,
        outcomes: Dictionary(uniqueKeysWithValues: outcomes),
        coalesced: job.coalesced,
        retries: job.retries,
        busySeconds: job.busy.inSeconds,
        waits: Waits(job.waits)
      )
    }
    peakConcurrentRuns = totals.peak
    peakAt = totals.peakAt?.description
    unfinished = totals.unfinished
    caps = Dictionary(uniqueKeysWithValues: totals.caps.map { ($0.name, Waits($0.waits)) })
  }

  private enum CodingKeys: String, CodingKey {
    case jobs, unfinished, caps
    case peakConcurrentRuns = "peak_concurrent_runs"
    case peakAt = "peak_at"
  }
}

extension TimeAmount {
  fileprivate var inSeconds: Double { Double(nanoseconds) / 1_000_000_000 }
}
