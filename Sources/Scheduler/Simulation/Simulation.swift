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
  ///   - end: The last instant that is seen.
  public init(
    _ configuration: Configuration,
    _ scenario: Scenario,
    from start: Instant,
    through end: Instant
  ) {
    self.configuration = configuration
    self.scenario = scenario
    self.start = start
    self.end = end
    reporter = SimulationReporter(configuration)
    let clock = Moment(wall: start, uptime: Uptime(nanoseconds: 1_000_000_000))
    daemon = SimulatedDaemon(at: clock, ledger: MemoryLedger(keepsEndedRuns: false)) { start, number in
      scenario.script(of: start.run.job, number: number)
    }
  }

  /// Lets it happen.
  ///
  /// - Parameter report: Told each event, in order.
  public mutating func run(_ report: (SimulatedEvent) -> Void) {
    boot(report)
    for happening in agenda() {
      guard daemon.clock.wall <= end else { return }
      advance(to: happening.at, report)
      perform(happening, report)
    }
    advance(to: end, report)
  }

  // MARK: The agenda

  /// One entry of the scenario.
  private struct Happening {
    enum What {
      case start
      case request(Scenario.Request.Kind)
      case clock(Instant)
      case sleep(until: Instant)
      case outage(until: Instant)
    }

    var at: Instant
    var what: What

    /// What comes first at one instant: a daemon that starts hears what is asked of it then.
    var rank: Int {
      switch what {
      case .start: 0
      case .request: 1
      case .clock, .sleep, .outage: 2
      }
    }
  }

  /// What happens in the range, in order.
  private func agenda() -> [Happening] {
    var all = scenario.requests.map { Happening(at: $0.at, what: .request($0.kind)) }
    all += scenario.clock.map { Happening(at: $0.at, what: .clock($0.to)) }
    all += scenario.suspended.map { Happening(at: $0.start, what: .sleep(until: $0.end)) }
    for outage in scenario.outages {
      all.append(Happening(at: outage.start, what: .outage(until: outage.end)))
      // One that takes no time is over before anything else can happen.
      if outage.start < outage.end { all.append(Happening(at: outage.end, what: .start)) }
    }
    let order = all.indices.sorted { (all[$0].at, all[$0].rank, $0) < (all[$1].at, all[$1].rank, $1) }
    return order.map { all[$0] }.filter { start <= $0.at && $0.at <= end }
  }

  private mutating func perform(_ happening: Happening, _ report: (SimulatedEvent) -> Void) {
    switch happening.what {
    case .start: boot(report)
    case .request(let kind): perform(kind, at: happening.at, report)
    case .clock(let instant):
      announce(.clockSet, until: instant, report)
      daemon.stepWall(by: instant - daemon.clock.wall)
      turn([], report)
    case .sleep(let wakes):
      announce(.suspended, until: wakes, report)
      daemon.stepWall(by: wakes - daemon.clock.wall)
      // Who sleeps beyond the range is not seen to wake.
      if wakes <= end { turn([], report) }
    case .outage(let over):
      announce(.outage, until: over, report)
      daemon.crash()
      if happening.at == over { boot(report) }
    }
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
    daemon.boot(configuration) { _, text in reporter.trigger(of: text) }
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
    while let wait = daemon.timeUntilNextEvent, daemon.clock.wall + wait <= instant {
      daemon.pass(wait)
      daemon.turn()
      reporter.report(&daemon, report)
    }
    if daemon.clock.wall < instant { daemon.pass(instant - daemon.clock.wall) }
  }
}
