/// The events of a simulation as a chart: a row a job, a column a stretch of time.
public struct SimulationChart: Sendable {
  /// What a cell shows: the worst that happened in its stretch.
  public enum Cell: UInt8, Comparable, Sendable, CaseIterable {
    /// Nothing.
    case empty

    /// The job, or every job, was paused.
    case paused

    /// An attempt had failed, and the next was not due yet.
    case waitsForRetry

    /// A run waited to start.
    case waits

    /// A process ran.
    case runs

    /// A run or a fire time was skipped.
    case skipped

    /// A run or a fire time was missed.
    case missed

    /// A run failed, took too long, was cancelled or abandoned.
    case failed

    /// Whether the first hides less than the second.
    public static func < (one: Cell, other: Cell) -> Bool { one.rawValue < other.rawValue }
  }

  /// One job's cells.
  public struct Row: Sendable {
    /// Whose.
    public let job: JobID

    /// A cell for each column.
    public fileprivate(set) var cells: [Cell]

    /// What goes on, and since which column.
    fileprivate var running = 0
    fileprivate var waiting = 0
    fileprivate var retrying = 0
    fileprivate var isPaused = false
    fileprivate var column = 0
  }

  /// The rows, in the order of the file, then those of jobs that a reload brought.
  public private(set) var rows: [Row] = []

  /// How many processes ran at once at most in each column.
  public private(set) var peaks: [Int]

  /// Whether a run waited for a slot of the global cap in each column.
  public private(set) var hasFullCap: [Bool]

  private let start: Instant
  private let length: Int64
  private let columns: Int
  private var places: [JobID: Int] = [:]
  private var standing: [RunID: Standing] = [:]
  private var isEverythingPaused = false
  private var running = 0
  private var waitingForSlot = 0
  private var column = 0

  private enum Standing {
    case runs
    case waits(forSlot: Bool)
    case waitsForRetry
  }

  /// An empty chart.
  ///
  /// - Parameters:
  ///   - configuration: The job file that the daemon starts with.
  ///   - start: Where the first column begins.
  ///   - end: Where the last column ends.
  ///   - columns: How many there are, at least one.
  public init(_ configuration: Configuration, from start: Instant, through end: Instant, columns: Int) {
    self.start = start
    length = max((end - start).nanoseconds, 1)
    self.columns = max(columns, 1)
    peaks = Array(repeating: 0, count: self.columns)
    hasFullCap = Array(repeating: false, count: self.columns)
    for job in configuration.jobs { _ = place(of: job.id) }
  }

  /// The range that the columns share out.
  public var range: ClosedRange<Instant> { start...(start + .nanoseconds(length)) }

  /// The column that an instant falls into; of one outside the range, the nearest.
  ///
  /// - Parameter instant: The instant.
  /// - Returns: From 0.
  public func column(of instant: Instant) -> Int {
    let offset = min(max((instant - start).nanoseconds, 0), length - 1)
    let (high, low) = offset.multipliedFullWidth(by: Int64(columns))
    return min(Int(length.dividingFullWidth((high, low)).quotient), columns - 1)
  }

  /// Draws one more event.
  ///
  /// - Parameter event: What happened; not before the one that was drawn last, unless the clock was set back.
  public mutating func add(_ event: SimulatedEvent) {
    let column = column(of: event.at)
    fillCaps(through: column)
    switch event.kind {
    case .outage: endAll(column)
    case .paused, .resumed:
      guard event.job == nil else { break }
      for place in rows.indices { fill(place, through: column) }
      isEverythingPaused = event.kind == .paused
    case .reloaded, .suspended, .clockSet: return
    case .started, .ended, .queued, .skipped, .missed, .coalesced, .retry: break
    }
    if let job = event.job { draw(event, place(of: job), column) }
    fillCaps(through: column)
  }

  /// Draws what still goes on up to the end of the chart.
  public mutating func finish() {
    for place in rows.indices { fill(place, through: columns - 1) }
    fillCaps(through: columns - 1)
  }

  // MARK: Drawing

  private mutating func draw(_ event: SimulatedEvent, _ place: Int, _ column: Int) {
    fill(place, through: column)
    if let run = event.run, event.kind != .coalesced { leave(run, place) }
    switch event.kind {
    case .started: enter(event.run, .runs, place)
    case .queued: enter(event.run, .waits(forSlot: event.reason == "max_concurrent_runs"), place)
    case .retry:
      enter(event.run, .waitsForRetry, place)
      mark(.failed, place, column)
    case .ended: if event.outcome != .succeeded { mark(.failed, place, column) }
    case .skipped: markRange(.skipped, event, place, column)
    case .missed: markRange(.missed, event, place, column)
    case .paused: rows[place].isPaused = true
    case .resumed: rows[place].isPaused = false
    case .coalesced, .reloaded, .outage, .suspended, .clockSet: break
    }
    fill(place, through: column)
  }

  private mutating func enter(_ run: RunID?, _ new: Standing, _ place: Int) {
    guard let run else { return }
    standing[run] = new
    count(new, place, 1)
  }

  private mutating func leave(_ run: RunID, _ place: Int) {
    if let old = standing.removeValue(forKey: run) { count(old, place, -1) }
  }

  private mutating func count(_ standing: Standing, _ place: Int, _ change: Int) {
    switch standing {
    case .runs:
      rows[place].running += change
      running += change
    case .waits(let forSlot):
      rows[place].waiting += change
      waitingForSlot += forSlot ? change : 0
    case .waitsForRetry: rows[place].retrying += change
    }
  }

  /// Draws what goes on from where the row was left to a column.
  private mutating func fill(_ place: Int, through column: Int) {
    let row = rows[place]
    var cell = Cell.empty
    if row.running > 0 {
      cell = .runs
    } else if row.waiting > 0 {
      cell = .waits
    } else if row.retrying > 0 {
      cell = .waitsForRetry
    } else if row.isPaused || isEverythingPaused {
      cell = .paused
    }
    if cell != .empty, row.column <= column {
      for index in row.column...column { mark(cell, place, index) }
    }
    rows[place].column = column
  }

  /// Fire times that passed without a run are drawn where they were.
  private mutating func markRange(_ cell: Cell, _ event: SimulatedEvent, _ place: Int, _ column: Int) {
    guard event.run == nil, let first = event.fireTime else { return mark(cell, place, column) }
    // What passed in a pause shows as the pause.
    guard event.reason != Reason.paused.rawValue else { return }
    let last = self.column(of: event.lastFireTime ?? first)
    for index in self.column(of: first)...max(last, self.column(of: first)) { mark(cell, place, index) }
  }

  private mutating func mark(_ cell: Cell, _ place: Int, _ column: Int) {
    rows[place].cells[column] = max(rows[place].cells[column], cell)
  }

  private mutating func fillCaps(through column: Int) {
    if self.column <= column, running > 0 || waitingForSlot > 0 {
      for index in self.column...column {
        peaks[index] = max(peaks[index], running)
        if waitingForSlot > 0 { hasFullCap[index] = true }
      }
    }
    self.column = column
  }

  /// Processes die with the daemon; what waits goes on waiting.
  private mutating func endAll(_ column: Int) {
    for place in rows.indices {
      fill(place, through: column)
      rows[place].running = 0
    }
    standing = standing.filter { if case .runs = $0.value { false } else { true } }
    running = 0
  }

  // MARK: Places

  private mutating func place(of job: JobID) -> Int {
    if let place = places[job] { return place }
    rows.append(Row(job: job, cells: Array(repeating: .empty, count: columns)))
    places[job] = rows.count - 1
    return rows.count - 1
  }
}
