import Scheduler

/// A simulation's chart as a terminal shows it: a row a job, the cap under them, and what the marks mean.
struct ChartText {
  private static let widestLabel = 28

  private let chart: SimulationChart
  private let configuration: Configuration
  private let isColored: Bool
  private let labelWidth: Int

  /// How many columns of time a chart has on a terminal.
  ///
  /// - Parameters:
  ///   - width: The terminal's columns.
  ///   - configuration: The job file, whose ids stand before the rows.
  /// - Returns: Enough for a glance, even where the terminal is too narrow.
  static func columns(in width: Int, _ configuration: Configuration) -> Int {
    // Where there is no terminal, a width that a page takes.
    max(20, min(width, 100) - labelWidth(configuration) - 2)
  }

  init(_ chart: SimulationChart, _ configuration: Configuration, isColored: Bool) {
    self.chart = chart
    self.configuration = configuration
    self.isColored = isColored
    labelWidth = Self.labelWidth(configuration)
  }

  private static func labelWidth(_ configuration: Configuration) -> Int {
    min(configuration.jobs.reduce(8) { max($0, $1.id.description.count) }, widestLabel)
  }

  /// The whole chart.
  var text: String {
    let rows = chart.rows.map { row in label(row.job.description) + row.cells.map(glyph).joined() + "\n" }
    return axis + rows.joined() + cap + legend
  }

  private func label(_ text: String) -> String {
    let shown = text.count <= labelWidth ? text : text.prefix(labelWidth - 1) + "…"
    return shown + String(repeating: " ", count: labelWidth - shown.count + 2)
  }

  // MARK: Time

  /// Round times over the columns that they fall into, as far apart as they need.
  private var axis: String {
    let step = tickStep
    let zone = configuration.zone
    var text = label("")
    var filled = 0
    var local = chart.range.lowerBound.seconds + Int64(zone.offset(at: chart.range.lowerBound))
    local = (local + step - 1) / step * step
    while true {
      // Near a change of the clocks a tick may be a column off; the rows are not.
      let guess = Instant(seconds: local)
      let instant = guess - .seconds(Int64(zone.offset(at: guess - .seconds(Int64(zone.offset(at: guess))))))
      guard instant <= chart.range.upperBound else { break }
      let column = chart.column(of: instant)
      let words = words(at: instant, step)
      if column >= filled, column + words.count <= chart.peaks.count {
        text += String(repeating: " ", count: column - filled) + words
        filled = column + words.count
      }
      local += step
    }
    return text + "\n"
  }

  /// How many seconds lie between two ticks.
  private var tickStep: Int64 {
    let width = (chart.range.upperBound - chart.range.lowerBound).nanoseconds / Int64(chart.peaks.count)
    let steps: [Int64] = [1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200]
    // A day's label is longer than an hour's.
    if let step = steps.first(where: { $0 * 1_000_000_000 >= width * 8 }) { return step }
    let days = max(width * 12 / 86_400_000_000_000, 1)
    return 86_400 * days
  }

  private func words(at instant: Instant, _ step: Int64) -> Substring {
    let clock = instant.rfc3339(in: configuration.zone)
    if step >= 86_400 { return clock.prefix(10) }
    return clock.dropFirst(11).prefix(step >= 60 ? 5 : 8)
  }

  // MARK: Marks

  private func glyph(_ cell: SimulationChart.Cell) -> String {
    let (mark, style) = Self.mark(cell)
    return style.applied(to: mark, isColored: isColored)
  }

  private static func mark(_ cell: SimulationChart.Cell) -> (String, Style) {
    switch cell {
    case .empty: ("·", .faint)
    case .paused: ("p", .faint)
    case .waitsForRetry: ("r", .doubtful)
    case .waits: ("░", .doubtful)
    case .runs: ("█", .good)
    case .skipped: ("s", .doubtful)
    case .missed: ("m", .bad)
    case .failed: ("x", .bad)
    }
  }

  private static func meaning(of cell: SimulationChart.Cell) -> String {
    switch cell {
    case .empty: "nothing"
    case .paused: "paused"
    case .waitsForRetry: "waits for its retry"
    case .waits: "waits"
    case .runs: "runs"
    case .skipped: "skipped"
    case .missed: "missed"
    case .failed: "failed, cancelled or abandoned"
    }
  }

  /// Only what is on the chart is explained.
  private var legend: String {
    let used = Set(chart.rows.flatMap(\.cells))
    let words = SimulationChart.Cell.allCases.filter { $0 != .empty && used.contains($0) }
      .map { "\(glyph($0)) \(Self.meaning(of: $0))" }
    return words.isEmpty ? "" : "\n" + words.joined(separator: "  ") + "\n"
  }

  // MARK: The cap

  /// How full the global cap was; red where runs waited for it.
  private var cap: String {
    let limit = configuration.maxConcurrentRuns
    let bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let cells = zip(chart.peaks, chart.hasFullCap).map { peak, isFull in
      guard peak > 0 else { return Style.faint.applied(to: "·", isColored: isColored) }
      let level = min((peak * bars.count - 1) / max(limit, 1), bars.count - 1)
      return (isFull ? Style.bad : .plain).applied(to: bars[level], isColored: isColored)
    }
    return label("of \(limit)") + cells.joined() + "\n"
  }
}
