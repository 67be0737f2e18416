/// The daemon's core under a virtual clock, in a world that a scenario describes, from one instant through another.
///
/// It decides nothing: the core does, and `SimulatedDaemon` performs what it says. The same job file, scenario and
/// range give the same events, always.
public struct Simulation {
  private var daemon: SimulatedDaemon
  private var reporter: SimulationReporter
  private var configuration: Configuration
  private let scenario: Scenario
  private let start: Instant
  private let end: Instant
  private var requests: UInt64 = 0

  /// Whether the clock will not be set back any more.
  private var isLastShowing = false

  /// What of the scenario came to nothing, a sentence for each.
  ///
  /// A request while nobody was there to take it; the end of a process of a job that had none.
  public private(set) var unheard: [String] = []

  /// A world that has not begun.
  ///
  /// - Parameters:
  ///   - configuration: The job file that the daemon starts with.
  ///   - scenario: What the world does.
  ///   - start: When the daemon starts, with an empty ledger; what is due then is seen.
  ///   - end: The last instant that is seen; where the clock shows it several times, the last showing.
  ///   - mostToldSingly: So many fire times that passed together are told one by one; more in one event.
  public init(
    _ configuration: Configuration,
    _ scenario: Scenario,
    from start: Instant,
    through end: Instant,
    foldingAbove mostToldSingly: Int = 100
  ) {
    self.configuration = configuration
    self.scenario = scenario
    self.start = start
    self.end = end
    reporter = SimulationReporter(configuration, mostToldSingly: mostToldSingly)
    let clock = Moment(wall: start, uptime: Uptime(nanoseconds: 1_000_000_000))
    daemon = SimulatedDaemon(at: clock, ledger: MemoryLedger(keepsEndedRuns: false)) { start, number in
      scenario.script(of: start.run.job, number: number)
    }
  }

  /// Lets it happen.
  ///
  /// - Parameter report: Told each event, in order.
  public mutating func run(_ report: (SimulatedEvent) -> Void) {
    let agenda = SimulationAgenda(scenario, from: start, through: end)
    unheard = agenda.left
    if !agenda.beginsDead { boot(report) }
    for (index, entry) in agenda.entries.enumerated() {
      isLastShowing = index >= agenda.countBeforeLastShowing
      guard !isOver else { return }
      advance(to: entry.at, report)
      perform(entry, report)
    }
    isLastShowing = true
    advance(to: end, report)
  }

  /// Whether the clock has passed the last instant that is seen, and will not be set back any more.
  private var isOver: Bool { isLastShowing && daemon.clock.wall > end }

  private mutating func perform(_ entry: SimulationAgenda.Entry, _ report: (SimulatedEvent) -> Void) {
    switch entry.what {
    case .start: if daemon.core == nil { boot(report) }
    case .request(let kind): perform(kind, at: entry.at, report)
    case .clock(let instant): set(to: instant, .clockSet, report)
    case .sleep(let wakes):
      guard wakes > daemon.clock.wall else {
        return unheard.append("\(entry.at): the sleep until \(wakes) was over before it began")
      }
      set(to: wakes, .suspended, report)
    case .outage(let over):
      announce(.outage, until: max(over, daemon.clock.wall), report)
      daemon.crash()
      if over <= daemon.clock.wall { boot(report) }
    }
  }

  /// The wall clock leaps; who wakes beyond the range is not seen to.
  private mutating func set(
    to instant: Instant,
    _ kind: SimulatedEvent.Kind,
    _ report: (SimulatedEvent) -> Void
  ) {
    announce(kind, until: instant, report)
    daemon.stepWall(by: instant - daemon.clock.wall)
    if !isOver { turn([], report) }
  }

  private func announce(_ kind: SimulatedEvent.Kind, until: Instant, _ report: (SimulatedEvent) -> Void) {
    var event = SimulatedEvent(kind, at: daemon.clock.wall)
    event.until = until
    report(event)
  }

  // MARK: Requests

  private mutating func perform(
    _ request: Scenario.Request.Kind,
    at instant: Instant,
    _ report: (SimulatedEvent) -> Void
  ) {
    switch request {
    case .reload(let new): reload(new, report)
    case .pause(let job, let until, let reason):
      ask(.pause(job, until: until, reason: reason, actor: nil), "pause", at: instant, report)
    case .resume(let job): ask(.resume(job), "resume", at: instant, report)
    case .trigger(let job, let later):
      let request = later.map { Request.triggerLater(job, at: $0, actor: nil) } ?? .trigger(job, actor: nil)
      ask(request, "trigger", at: instant, report)
    case .cancel(let run): ask(.cancel(run, actor: nil), "cancel", at: instant, report)
    case .cancelOldest(let job):
      guard let run = daemon.core?.status(of: job)?.openRuns.first else {
        return unheard.append("\(instant): no run of \(job) was there to cancel")
      }
      ask(.cancel(run.id, actor: nil), "cancel", at: instant, report)
    case .finish(let job, let status):
      guard daemon.finishOldest(of: job, status) else {
        return unheard.append("\(instant): no run of \(job) was there to finish")
      }
      turn([], report)
    }
  }

  private mutating func ask(
    _ request: Request,
    _ name: String,
    at instant: Instant,
    _ report: (SimulatedEvent) -> Void
  ) {
    guard daemon.core != nil else {
      return unheard.append("\(instant): the daemon was down and heard no \(name)")
    }
    requests += 1
    turn([.requested(RequestID(requests), request)], report)
    if let refusal = reporter.takeRefusal() { unheard.append("\(instant): \(name): \(refusal)") }
  }

  /// While the daemon is down the file changes all the same.
  private mutating func reload(_ new: Configuration, _ report: (SimulatedEvent) -> Void) {
    reporter.expect(new)
    configuration = new
    if daemon.core != nil { turn([.reloaded(new)], report) }
  }

  // MARK: Time

  private mutating func boot(_ report: (SimulatedEvent) -> Void) {
    let reporter = reporter
    daemon.boot(configuration) { job, text in reporter.trigger(of: job, text) }
    settle(report)
  }

  private mutating func turn(_ events: [Event], _ report: (SimulatedEvent) -> Void) {
    daemon.turn(events)
    settle(report)
  }

  /// Lets everything happen that is due at this very instant.
  private mutating func settle(_ report: (SimulatedEvent) -> Void) {
    reporter.report(&daemon, report)
    while let wait = daemon.timeUntilNextEvent, wait <= .zero {
      daemon.turn()
      reporter.report(&daemon, report)
    }
  }

  /// Lets everything happen up to and including an instant.
  private mutating func advance(to instant: Instant, _ report: (SimulatedEvent) -> Void) {
    while let wait = daemon.timeUntilNextEvent, daemon.clock.wall + wait <= instant, !isOver {
      daemon.pass(wait)
      daemon.turn()
      reporter.report(&daemon, report)
    }
    if daemon.clock.wall < instant { daemon.pass(instant - daemon.clock.wall) }
  }
}
