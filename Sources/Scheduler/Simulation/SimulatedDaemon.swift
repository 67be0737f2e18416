/// The shell without a machine: it performs the core's actions on a virtual clock, scripted processes and a ledger in
/// memory, by the same rules as the real one.
///
/// A value, so that a test can go back to any moment. It makes no choice of its own: when the clock moves, what
/// processes do, when the ledger fails and when the daemon dies is the caller's.
public struct SimulatedDaemon: Sendable {
  /// A process that was started and has not ended.
  public struct Process: Hashable, Sendable {
    /// Whose it is.
    public var start: Start

    /// What it does.
    public var script: ProcessScript

    /// When it ends as things stand; nil for never.
    public var endsAt: Uptime?

    /// How it ends then.
    public var status: ExitStatus
  }

  /// The clock that the daemon sees.
  public private(set) var clock: Moment

  /// The core; nil while the daemon is down.
  public private(set) var core: SchedulerCore?

  /// What is durable.
  public private(set) var ledger = MemoryLedger()

  /// What has been started and has not ended, by run.
  public private(set) var processes: [RunID: Process] = [:]

  /// How often something was made durable.
  public private(set) var commits = 0

  /// Whether something would be lost if the daemon died now.
  public var hasPendingRecords: Bool { !pending.isEmpty }

  /// Whether commits fail.
  public var isLedgerFailing = false

  /// Whether a turn that starts and answers nothing leaves its records to the next commit.
  public var delaysCommits = false

  /// After how many more actions the daemon dies; nil for never.
  public var actionsUntilCrash: Int?

  /// What was performed since this was last taken, in order.
  private var transcript: [Action] = []

  private let script: @Sendable (Start) -> ProcessScript
  private var pending: [Record] = []
  private var heldReplies: [Action] = []
  private var produced: [Event] = []

  /// A machine that is switched on at a moment, with no daemon yet.
  ///
  /// - Parameters:
  ///   - clock: The moment.
  ///   - script: What each process that is started does.
  public init(at clock: Moment, script: @escaping @Sendable (Start) -> ProcessScript) {
    self.clock = clock
    self.script = script
  }

  // MARK: What the caller makes happen

  /// Time passes on both clocks.
  ///
  /// - Parameter amount: How much; not negative.
  public mutating func pass(_ amount: TimeAmount) {
    clock.wall = clock.wall + amount
    clock.uptime = clock.uptime + amount
  }

  /// The wall clock alone is set.
  ///
  /// - Parameter amount: By how much, either way.
  public mutating func stepWall(by amount: TimeAmount) {
    clock.wall = clock.wall + amount
  }

  /// The daemon starts on what the ledger has.
  ///
  /// - Parameters:
  ///   - configuration: The job file.
  ///   - decode: Reads a recorded trigger back.
  public mutating func boot(_ configuration: Configuration, decode: (JobID, TriggerText) -> Trigger?) {
    core = SchedulerCore(configuration, recovering: ledger.snapshot(decode: decode))
    turn([.launched])
  }

  /// The daemon dies here and now: what is not durable is lost, its processes with it.
  public mutating func crash() {
    leave()
    processes = [:]
    actionsUntilCrash = nil
  }

  /// One turn of the loop: what happened, the processes that have ended by now, and that time has passed.
  ///
  /// - Parameter events: What happened besides.
  public mutating func turn(_ events: [Event] = []) {
    produced = healedEvents()
    var queue = produced + events + endedProcesses() + [.woke]
    while !queue.isEmpty, core != nil {
      produced = []
      var actions: [Action] = []
      for event in queue { actions += core?.handle(event, at: clock) ?? [] }
      perform(actions)
      queue = produced
    }
  }

  /// How long until something happens by itself; nil for never.
  public var timeUntilNextEvent: TimeAmount? {
    var soonest: TimeAmount?
    func consider(_ amount: TimeAmount?) {
      guard let amount else { return }
      soonest = min(soonest ?? amount, max(amount, .zero))
    }
    consider(core?.nextWake.wall.map { $0 - clock.wall })
    consider(core?.nextWake.uptime.map { $0 - clock.uptime })
    for process in processes.values { consider(process.endsAt.map { $0 - clock.uptime }) }
    return soonest
  }

  /// Hands over what was performed, and begins a new transcript.
  ///
  /// - Returns: What was performed since it was last taken, in order.
  public mutating func takeTranscript() -> [Action] {
    defer { transcript = [] }
    return transcript
  }

  // MARK: Performing

  private mutating func perform(_ actions: [Action]) {
    for action in actions {
      guard case .record(let record) = action else { continue }
      guard survive(action) else { return }
      pending.append(record)
    }
    var refused: Set<RunID> = []
    if !delaysCommits || actions.contains(where: \.waitsForCommit) {
      guard !isLedgerFailing else { return performWithoutLedger(actions) }
      refused = Set(commitPending().map(\.id))
    }
    for action in actions {
      if case .record = action { continue }
      if case .start(let start) = action, refused.contains(start.run.id) { continue }
      guard survive(action) else { return }
      carryOut(action)
    }
  }

  /// Makes everything durable that waits for it, and notes the claims that were refused.
  private mutating func commitPending() -> [Run] {
    let refused = ledger.commit(pending)
    commits += pending.isEmpty ? 0 : 1
    pending = []
    if !refused.isEmpty { produced.append(.claimsRefused(refused)) }
    return refused
  }

  /// Signals and the end never wait for the ledger.
  private mutating func performWithoutLedger(_ actions: [Action]) {
    var held: [RunID] = []
    for action in actions {
      switch action {
      case .record: break
      case .start(let start): held.append(start.run.id)
      case .reply: heldReplies.append(action)
      case .signal, .log, .exit:
        guard survive(action) else { return }
        carryOut(action)
      }
    }
    if core?.overview.isLedgerWritable == true || !held.isEmpty { produced.append(.ledgerFailed(held: held)) }
  }

  /// Tries again what could not be committed.
  private mutating func healedEvents() -> [Event] {
    guard core?.overview.isLedgerWritable == false, !isLedgerFailing else { return [] }
    produced = []
    _ = commitPending()
    transcript += heldReplies
    heldReplies = []
    return produced + [.ledgerHealed]
  }

  /// Notes an action as performed, unless the daemon dies just before it.
  private mutating func survive(_ action: Action) -> Bool {
    if let left = actionsUntilCrash {
      guard left > 0 else {
        crash()
        return false
      }
      actionsUntilCrash = left - 1
    }
    transcript.append(action)
    return true
  }

  private mutating func carryOut(_ action: Action) {
    switch action {
    case .start(let start): startProcess(start)
    case .signal(let run, .terminate): terminate(run)
    case .signal(let run, .kill):
      processes[run]?.endsAt = clock.uptime
      processes[run]?.status = .signaled(9)
    case .exit: leave()
    case .record, .reply, .log: break
    }
  }

  private mutating func startProcess(_ start: Start) {
    let script = script(start)
    if let failure = script.spawnFailure {
      return produced.append(.spawnFailed(start.run.id, detail: failure))
    }
    processes[start.run.id] = Process(
      start: start,
      script: script,
      endsAt: script.duration.map { clock.uptime + $0 },
      status: script.status
    )
    let identity = ProcessIdentity(pid: Int32(truncatingIfNeeded: start.run.id.number), startTicks: 0)
    produced.append(.started(start.run.id, identity))
  }

  private mutating func terminate(_ run: RunID) {
    guard let process = processes[run], let delay = process.script.endsAfterTerminate else { return }
    let end = clock.uptime + delay
    guard process.endsAt.map({ end < $0 }) ?? true else { return }
    processes[run]?.endsAt = end
    processes[run]?.status = .signaled(15)
  }

  private mutating func leave() {
    core = nil
    pending = []
    heldReplies = []
    produced = []
  }

  /// Takes out the processes that have ended by now, in the order of their ends.
  private mutating func endedProcesses() -> [Event] {
    guard core != nil else { return [] }
    let now = clock.uptime
    let ended = processes.values.filter { $0.endsAt.map { $0 <= now } ?? false }
      .sorted { ($0.endsAt ?? now, $0.start.run.id) < ($1.endsAt ?? now, $1.start.run.id) }
    for process in ended { processes[process.start.run.id] = nil }
    return ended.map { .exited($0.start.run.id, $0.status) }
  }
}

extension Action {
  /// Whether it may be performed only after the records of its turn are durable.
  public var waitsForCommit: Bool {
    switch self {
    case .start, .reply, .exit: true
    case .record, .signal, .log: false
    }
  }
}
