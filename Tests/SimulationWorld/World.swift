import Scheduler

/// A machine with a daemon on it, to which everything happens that a seed can think of, and the checker beside it.
package struct World {
  package private(set) var checker = Checker(longestJitter: JobFiles.longestJitter)

  /// What the transcript comes to; kept only when asked for.
  package private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325

  /// What happened, a line each; kept only when asked for.
  package private(set) var transcript: [String] = []

  /// How many events the core was told.
  package private(set) var events = 0

  private let transcribes: Bool
  private let files: JobFiles
  var daemon: SimulatedDaemon
  var dice: Dice
  private(set) var configuration: Configuration
  private var triggers = Triggers()
  private var requests: UInt64 = 0

  /// The triggers behind the texts that the ledger keeps.
  private struct Triggers: Sendable {
    private var byText: [Recorded: Trigger] = [:]

    private struct Recorded: Hashable {
      var job: JobID
      var text: TriggerText
    }

    mutating func learn(_ configuration: Configuration) {
      for job in configuration.jobs {
        let text = job.trigger.text(in: job.zone, seed: configuration.jitterSeed)
        byText[Recorded(job: job.id, text: text)] = job.trigger
      }
    }

    func decode(_ job: JobID, _ text: TriggerText) -> Trigger? { byText[Recorded(job: job, text: text)] }
  }

  /// A world in which nothing has happened yet.
  ///
  /// - Parameters:
  ///   - seed: What decides all that will.
  ///   - transcribes: Whether the transcript and its digest are kept, which takes most of the time.
  /// - Throws: When a first job file cannot be made, an error in `JobFiles`.
  package init(seed: UInt64, transcribes: Bool = false) throws {
    self.transcribes = transcribes
    dice = Dice(seed: seed)
    files = try JobFiles()
    // The day on which summer time begins.
    let start = Instant(seconds: 1_774_742_400 + Int64(dice.number(in: 0...86_400)))
    daemon = SimulatedDaemon(at: Moment(wall: start, uptime: Uptime(nanoseconds: 1_000_000_000))) { start in
      JobFiles.script(start, seed: seed)
    }
    daemon.keepsHistory = true
    configuration = try files.random(&dice, at: start)
    triggers.learn(configuration)
  }

  /// Lets so many things happen; ends with a daemon that is up, healed and idle of what is due.
  ///
  /// - Parameter steps: How many; fewer where the checker finds something.
  /// - Returns: What the checker found.
  package mutating func run(steps: Int) -> [String] {
    boot()
    for _ in 0..<steps where checker.faults.isEmpty { step() }
    guard checker.faults.isEmpty else { return checker.faults }
    daemon.isLedgerFailing = false
    daemon.delaysCommits = false
    daemon.commitTime = .zero
    daemon.actionsUntilCrash = nil
    if daemon.core == nil { boot() }
    while daemon.core?.overview.isStopping == true, checker.faults.isEmpty { advance() }
    if daemon.core == nil { boot() }
    // What is still paused is not accounted for yet.
    for name in JobFiles.names { turn([request(.resume(JobID(name)))]) }
    turn([request(.resume(nil))])
    turn()
    return checker.faults
  }

  // MARK: The daemon

  mutating func boot() {
    let triggers = triggers
    checker.boots(configuration)
    daemon.boot(configuration) { triggers.decode($0, $1) }
    observe()
  }

  mutating func edit() {
    // An edit that cannot be made, a job with an impossible trigger, is not made.
    guard let edited = try? files.edited(configuration, &dice, at: daemon.clock.wall) else { return }
    configuration = edited
    triggers.learn(edited)
  }

  mutating func request(_ request: Request) -> Event {
    requests += 1
    return .requested(RequestID(requests), request)
  }

  mutating func turn(_ events: [Event] = []) {
    daemon.turn(events)
    observe()
  }

  /// Shows the checker what has happened.
  mutating func observe() {
    let history = daemon.takeHistory()
    _ = daemon.takeTranscript()
    events += history.count
    if transcribes { transcribe(history) }
    checker.check(history, daemon)
  }

  private mutating func transcribe(_ history: [Happening]) {
    for happening in history {
      let text = String(describing: happening)
      for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      transcript.append(text)
    }
  }
}
