/// What happens in a simulation besides what the core decides, in the order in which it happens.
///
/// Times are what the clock shows. Where it is set back it shows some twice: an entry whose time falls below that of the
/// entry before it in its list lies behind the next time that the clock is set back. At one instant a daemon that
/// starts comes first, then the requests, then clocks, sleeps and outages.
struct SimulationAgenda {
  /// One entry.
  struct Entry {
    /// What happens.
    enum What {
      case start
      case request(Scenario.Request.Kind)
      case clock(Instant)
      case sleep(until: Instant)
      case outage(until: Instant)
    }

    var at: Instant
    var what: What

    /// How often the clock was set back before.
    fileprivate var era: Int

    /// What comes first at one instant.
    fileprivate var rank: Int {
      switch what {
      case .start: 0
      case .request: 1
      case .clock, .sleep, .outage: 2
      }
    }

    /// Whether the clock shows earlier times after it.
    fileprivate var setsBack: Bool {
      if case .clock(let instant) = what { instant < at } else { false }
    }
  }

  /// The entries, in order.
  private(set) var entries: [Entry] = []

  /// How many of them come before the clock is set back for the last time: until then its passing the end ends nothing.
  private(set) var countBeforeLastShowing = 0

  /// Whether the daemon is dead at the beginning.
  private(set) var beginsDead = false

  /// What lies outside the range and so never happens, a sentence for each.
  private(set) var left: [String] = []

  /// The entries of a scenario that fall into a range.
  init(_ scenario: Scenario, from start: Instant, through end: Instant) {
    var all = Self.clocks(scenario.clock)
    let turns = all.count(where: \.setsBack) + scenario.suspended.count { $0.end < $0.start }
    func eras(_ times: [Instant]) -> [Int] { Self.eras(times, turns) }
    for (request, era) in zip(scenario.requests, eras(scenario.requests.map(\.at))) {
      all.append(Entry(at: request.at, what: .request(request.kind), era: era))
    }
    for (sleep, era) in zip(scenario.suspended, eras(scenario.suspended.map(\.start))) {
      if sleep.end < sleep.start {
        all.append(Entry(at: sleep.start, what: .clock(sleep.end), era: era))
      } else if era > 0 || sleep.end > start {
        let began = era > 0 ? sleep.start : max(sleep.start, start)
        all.append(Entry(at: began, what: .sleep(until: sleep.end), era: era))
      }
    }
    for (outage, era) in zip(scenario.outages, eras(scenario.outages.map(\.start))) {
      guard era > 0 || outage.end >= start else { continue }
      if era == 0, outage.start < start { beginsDead = true }
      let began = era > 0 ? outage.start : max(outage.start, start)
      all.append(Entry(at: began, what: .outage(until: outage.end), era: era))
      // One that takes no time is over before anything else can happen.
      if outage.start < outage.end { all.append(Entry(at: outage.end, what: .start, era: era)) }
    }
    let order = all.indices.sorted {
      (all[$0].era, all[$0].at, all[$0].rank, $0) < (all[$1].era, all[$1].at, all[$1].rank, $1)
    }
    limit(order.map { all[$0] }, from: start, through: end)
  }

  private static func clocks(_ changes: [Scenario.ClockChange]) -> [Entry] {
    var era = 0
    return changes.map { change in
      defer { if change.to < change.at { era += 1 } }
      return Entry(at: change.at, what: .clock(change.to), era: era)
    }
  }

  /// Behind how many settings of the clock each entry of a list lies.
  private static func eras(_ times: [Instant], _ turns: Int) -> [Int] {
    var era = 0
    var last: Instant?
    return times.map { time in
      if let last, time < last, era < turns { era += 1 }
      last = time
      return era
    }
  }

  private mutating func limit(_ sorted: [Entry], from start: Instant, through end: Instant) {
    let lastTurn = sorted.lastIndex { entry in
      guard entry.setsBack, case .clock(let instant) = entry.what else { return false }
      return instant <= end
    }
    for (index, entry) in sorted.enumerated() {
      let comesBeforeTurn = lastTurn.map { index <= $0 } ?? false
      let isEarly = entry.era == 0 && entry.at < start
      if isEarly || (!comesBeforeTurn && entry.at > end) {
        if case .request = entry.what { left.append("\(entry.at): lies outside the range, and nobody asked") }
      } else {
        entries.append(entry)
        if comesBeforeTurn { countBeforeLastShowing = entries.count }
      }
    }
  }
}
