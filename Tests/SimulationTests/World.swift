import Scheduler

/// A machine with a daemon on it, to which everything happens that a seed can think of, and the checker beside it.
struct World {
  let seed: UInt64
  private(set) var daemon: SimulatedDaemon
  private(set) var checker = Checker()
  private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
  private var dice: Dice
  private var configuration: Configuration
  private var triggers = Triggers()
  private var requests: UInt64 = 0
  private var commits = 0

  /// The triggers behind the texts that the ledger keeps.
  struct Triggers: Sendable {
    var byText: [String: Trigger] = [:]

    mutating func learn(_ configuration: Configuration) {
      for job in configuration.jobs {
        let text = job.trigger.text(in: job.zone)
        byText[text.json + text.zone] = job.trigger
      }
    }

    func decode(_ job: JobID, _ text: TriggerText) -> Trigger? { byText[text.json + text.zone] }
  }

  init(seed: UInt64) throws {
    self.seed = seed
    dice = Dice(seed: seed)
    let start = Instant(seconds: 1_774_742_400 + Int64(dice.number(in: 0...86_400)))
    daemon = SimulatedDaemon(at: Moment(wall: start, uptime: Uptime(nanoseconds: 1_000_000_000))) { start in
      JobFiles.script(start, seed: seed)
    }
    configuration = try JobFiles.random(&dice, at: start)
    triggers.learn(configuration)
  }

  /// Lets so many things happen; ends with a daemon that is up, healed and idle of what is due.
  ///
  /// - Returns: What the checker found.
  mutating func run(steps: Int) throws -> [String] {
    boot()
    for _ in 0..<steps where checker.faults.isEmpty {
      try step()
    }
    daemon.isLedgerFailing = false
    daemon.delaysCommits = false
    daemon.actionsUntilCrash = nil
    if daemon.core == nil { boot() }
    while daemon.core?.overview.isStopping == true { advance() }
    if daemon.core == nil { boot() }
    // What is still paused is not accounted for yet.
    for name in JobFiles.names { turn([.requested(nextRequest(), .resume(JobID(name)))]) }
    turn([.requested(nextRequest(), .resume(nil))])
    turn()
    if checker.faults.isEmpty { checker.account(daemon) }
    return checker.faults
  }

  private mutating func step() throws {
    guard daemon.core != nil else { return try restart() }
    switch dice.number(in: 1...44) {
    case 1...22: advance()
    case 23...26: sleep(dice.amount(from: .zero, to: dice.pick([.seconds(3), .minutes(4), .hours(9)])))
    case 27...29: trigger()
    case 30, 31: try reload()
    case 32: daemon.actionsUntilCrash = dice.number(in: 0...12)
    case 33: crash()
    case 34:
      daemon.isLedgerFailing.toggle()
      turn()
    case 35: daemon.delaysCommits.toggle()
    case 36: daemon.stepWall(by: dice.amount(from: .zero, to: dice.pick([.minutes(2), .hours(30)])))
    case 37: stepBack()
    case 38: turn([.shutdownRequested])
    case 39: turn([.requested(nextRequest(), .stop)])
    case 40...43: ask()
    default: turn()
    }
  }

  private mutating func boot() {
    checker.boots(configuration, at: daemon.clock)
    let triggers = triggers
    daemon.boot(configuration) { triggers.decode($0, $1) }
    observe()
  }

  private mutating func crash() {
    daemon.crash()
    checker.lostUncommitted()
  }

  private mutating func restart() throws {
    sleep(dice.amount(from: .zero, to: dice.pick([.seconds(2), .minutes(10), .hours(30)])), turns: false)
    daemon.isLedgerFailing = false
    commits = daemon.commits
    if dice.oneIn(3) { edit() }
    boot()
  }

  private mutating func edit() {
    if let edited = try? JobFiles.edited(configuration, &dice, at: daemon.clock.wall) {
      configuration = edited
    }
    triggers.learn(configuration)
  }

  /// On to when something happens by itself, sometimes a little late.
  private mutating func advance() {
    let wait = daemon.timeUntilNextEvent ?? .minutes(10)
    let late = dice.oneIn(5) ? dice.amount(from: .zero, to: .seconds(4)) : .zero
    sleep(TimeAmount(nanoseconds: min(wait.nanoseconds, TimeAmount.hours(12).nanoseconds) + late.nanoseconds))
  }

  private mutating func sleep(_ amount: TimeAmount, turns: Bool = true) {
    daemon.pass(amount)
    if turns { turn() }
  }

  private mutating func stepBack() {
    let amount = dice.amount(from: .zero, to: dice.pick([.minutes(2), .hours(2), .hours(20)]))
    daemon.stepWall(by: TimeAmount(nanoseconds: -amount.nanoseconds))
    checker.clockWentBack(by: amount, to: daemon.clock.wall)
    turn()
  }

  private mutating func trigger() {
    turn([.requested(nextRequest(), .trigger(JobID(dice.pick(JobFiles.names)), actor: "uid=0"))])
  }

  /// One of the other things that can be asked for.
  private mutating func ask() {
    let job: JobID? = dice.oneIn(4) ? nil : JobID(dice.pick(JobFiles.names))
    let later = daemon.clock.wall + dice.amount(from: .zero, to: .hours(3))
    let request: Request =
      switch dice.number(in: 1...6) {
      case 1, 2: .pause(job, until: dice.oneIn(3) ? nil : later, reason: "maintenance", actor: nil)
      case 3: .resume(job)
      case 4: .triggerLater(JobID(dice.pick(JobFiles.names)), at: later, actor: "uid=0")
      case 5: .cancelDeferred(Int64(dice.number(in: 1...4)))
      default: .cancel(RunID(Int64(dice.number(in: 1...200))), actor: "uid=0")
      }
    turn([.requested(nextRequest(), request)])
  }

  private mutating func reload() throws {
    edit()
    let isTaken = daemon.core?.overview.isStopping == false
    if isTaken { checker.reloads(configuration, at: daemon.clock) }
    turn([.reloaded(configuration)])
  }

  private mutating func nextRequest() -> RequestID {
    requests += 1
    return RequestID(requests)
  }

  private mutating func turn(_ events: [Event] = []) {
    daemon.turn(events)
    observe()
  }

  private mutating func observe() {
    let actions = daemon.takeTranscript()
    for action in actions {
      for byte in String(describing: action).utf8 {
        digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      }
    }
    checker.check(actions, daemon)
    if daemon.commits != commits || (daemon.core != nil && !daemon.hasPendingRecords) { checker.committed() }
    if daemon.core == nil { checker.lostUncommitted() }
    commits = daemon.commits
  }
}
