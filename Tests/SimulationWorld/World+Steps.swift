import Scheduler

/// What can happen.
extension World {
  /// One thing happens.
  mutating func step() {
    guard daemon.core != nil else { return restart() }
    switch dice.number(in: 1...52) {
    case 1...22: advance()
    case 23...26: sleep(dice.amount(from: .zero, to: dice.pick([.seconds(3), .minutes(4), .hours(9)])))
    case 27...29: turn([trigger()])
    case 30, 31, 51: turn([reload()])
    case 32: daemon.actionsUntilCrash = dice.number(in: 0...12)
    case 33, 34: crash()
    case 35:
      daemon.isLedgerFailing.toggle()
      turn()
    case 36: daemon.delaysCommits.toggle()
    case 37: daemon.commitTime = dice.pick([.zero, .milliseconds(300), .seconds(4)])
    case 38: suspend()
    case 39: stepBack()
    case 40: turn([.shutdownRequested])
    case 41: turn([request(.stop)])
    case 42...45: turn([ask()])
    case 46...48: burst()
    case 49: if dice.oneIn(4) { flood() }
    case 50: daemon.processesOutliveCrashes.toggle()
    default: turn()
    }
  }

  /// On to when something happens by itself, sometimes a little late.
  mutating func advance() {
    let wait = daemon.timeUntilNextEvent ?? .minutes(10)
    let late = dice.oneIn(5) ? dice.amount(from: .zero, to: .seconds(4)) : .zero
    sleep(TimeAmount(nanoseconds: min(wait.nanoseconds, TimeAmount.hours(12).nanoseconds) + late.nanoseconds))
  }

  private mutating func sleep(_ amount: TimeAmount) {
    daemon.pass(amount)
    turn()
  }

  // MARK: The machine

  /// The daemon dies, or the machine does.
  private mutating func crash() {
    if dice.oneIn(3) { daemon.reboot() } else { daemon.crash() }
    observe()
  }

  private mutating func restart() {
    daemon.pass(dice.amount(from: .zero, to: dice.pick([.seconds(2), .minutes(10), .hours(30)])))
    if dice.oneIn(3) { setClock() }
    daemon.isLedgerFailing = false
    if dice.oneIn(3) { edit() }
    boot()
  }

  /// The wall clock leaps forward and the uptime stands still: a suspended machine, or a clock that is set.
  private mutating func suspend() {
    daemon.stepWall(by: dice.amount(from: .zero, to: dice.pick([.minutes(2), .hours(30)])))
    if dice.oneIn(2) { turn() }
  }

  private mutating func stepBack() {
    setClock()
    turn()
  }

  private mutating func setClock() {
    let amount = dice.amount(from: .zero, to: dice.pick([.minutes(2), .hours(2), .hours(20)]))
    daemon.stepWall(by: TimeAmount(nanoseconds: -amount.nanoseconds))
  }

  // MARK: Requests

  private mutating func trigger() -> Event {
    let job = JobID(dice.pick(JobFiles.names))
    // Few keys, so that most come again: with the same request, with another, after a crash, after a day.
    guard dice.oneIn(3) else { return request(.trigger(job, actor: "uid=0")) }
    let key = IdempotencyKey("key-\(dice.number(in: 0...2))", of: job.description)
    return request(.once(key, .trigger(job, actor: "uid=0")))
  }

  private mutating func reload() -> Event {
    edit()
    return .reloaded(configuration)
  }

  /// One of the other things that can be asked for.
  private mutating func ask() -> Event {
    let job: JobID? = dice.oneIn(4) ? nil : JobID(dice.pick(JobFiles.names))
    var later = daemon.clock.wall + dice.amount(from: .zero, to: .hours(3))
    // People name whole minutes, at which jobs fire too; an end that has passed is refused before it comes here.
    if dice.oneIn(2) { later = Instant(seconds: (later.seconds / 60 + 1) * 60) }
    let asked: Request =
      switch dice.number(in: 1...7) {
      case 1, 2: .pause(job, until: dice.oneIn(3) ? nil : later, reason: "maintenance", actor: nil)
      case 3: .resume(job)
      case 4: .triggerLater(JobID(dice.pick(JobFiles.names)), at: later, actor: "uid=0")
      case 5: .cancelDeferred(Int64(dice.number(in: 1...6)))
      case 6: .cancel(oldOrOpenRun(), actor: "uid=0")
      default: .cancel(oldOrOpenRun(), actor: nil)
      }
    return request(asked)
  }

  private mutating func oldOrOpenRun() -> RunID {
    let open = checker.openRuns
    guard !open.isEmpty, !dice.oneIn(5) else { return RunID(Int64(dice.number(in: 1...200))) }
    return dice.pick(open)
  }

  /// Much in one turn.
  private mutating func burst() {
    var events: [Event] = []
    for _ in 0..<dice.number(in: 2...6) {
      switch dice.number(in: 1...8) {
      case 1...3: events.append(trigger())
      case 4: events.append(reload())
      case 5 where dice.oneIn(4): events.append(.shutdownRequested)
      default: events.append(ask())
      }
    }
    turn(events)
  }

  /// Requests without end: what is asked for, and taken back, must not stay.
  private mutating func flood() {
    let later = daemon.clock.wall + .hours(24)
    for _ in 0..<40 {
      turn([trigger(), request(.triggerLater(JobID(dice.pick(JobFiles.names)), at: later, actor: nil))])
    }
    for trigger in daemon.core?.deferredTriggers(limit: .max) ?? [] {
      turn([request(.cancelDeferred(trigger.id))])
    }
  }
}
