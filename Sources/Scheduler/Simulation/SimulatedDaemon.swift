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
  public private(set) var ledger: MemoryLedger

  /// What has been started and has not ended, by run.
  public private(set) var processes: [RunID: Process] = [:]

  /// What a daemon that died has left running, by run.
  public private(set) var leftBehind: [RunID: Process] = [:]

  /// How often something was made durable.
  public private(set) var commits = 0

  /// Whether something would be lost if the daemon died now.
  public var hasPendingRecords: Bool { !pending.isEmpty }

  /// Whether commits fail.
  public var isLedgerFailing = false

  /// Whether a turn that starts and answers nothing leaves its records to the next commit.
  public var delaysCommits = false

  /// How long a commit takes: so much later than its record a run is started.
  public var commitTime = TimeAmount.zero

  /// After how many more actions the daemon dies; nil for never.
  public var actionsUntilCrash: Int?

  /// Whether processes outlive a daemon that dies.
  public var processesOutliveCrashes = false

  /// Whether the history is kept.
  public var keepsHistory = false

  /// What was performed since this was last taken, in order.
  private var transcript: [Action] = []

  private var history: [Happening] = []

  /// The moment of the turn: what is done in it, a commit aside, takes no time.
  private var now: Moment

  private let script: @Sendable (Start, Int) -> ProcessScript

  /// How many processes of each job were started.
  private var startedProcesses: [JobID: Int] = [:]

  private var pending: [Record] = []
  private var heldReplies: [Action] = []
  private var produced: [Event] = []

  /// A machine that is switched on at a moment, with no daemon yet.
  ///
  /// - Parameters:
  ///   - clock: The moment.
  ///   - script: What each process that is started does.
  public init(at clock: Moment, script: @escaping @Sendable (Start) -> ProcessScript) {
    self.init(at: clock, ledger: MemoryLedger()) { start, _ in script(start) }
  }

  /// A machine that is switched on at a moment, with no daemon yet.
  ///
  /// - Parameters:
  ///   - clock: The moment.
  ///   - ledger: What is durable already.
  ///   - script: What each process that is started does, and how many of its job were started before it.
  public init(
    at clock: Moment,
    ledger: MemoryLedger,
    script: @escaping @Sendable (Start, Int) -> ProcessScript
  ) {
    self.clock = clock
    self.ledger = ledger
    self.script = script
    now = clock
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

  /// The daemon starts on what the ledger has; of what outlived the last one, it kills what will have another attempt.
  ///
  /// - Parameters:
  ///   - configuration: The job file.
  ///   - decode: Reads a recorded trigger back.
  public mutating func boot(_ configuration: Configuration, decode: (JobID, TriggerText) -> Trigger?) {
    var snapshot = ledger.snapshot(decode: decode)
    findLeftBehind(&snapshot, configuration)
    core = SchedulerCore(configuration, recovering: snapshot)
    turn([.launched])
  }

  /// The daemon dies here and now: what is not durable is lost, and its processes are, unless they outlive crashes.
  public mutating func crash() {
    leave()
    note(.died)
    if processesOutliveCrashes { leftBehind.merge(processes) { _, newer in newer } }
    processes = [:]
    actionsUntilCrash = nil
  }

  /// The machine goes down and comes up again, without a daemon: no process is left, and the uptime starts anew.
  public mutating func reboot() {
    crash()
    leftBehind = [:]
    clock.uptime = Uptime(nanoseconds: 0)
  }

  /// The oldest process of a job ends in the next turn.
  ///
  /// - Parameters:
  ///   - job: Whose.
  ///   - status: How; nil for as its script says.
  /// - Returns: Whether there was one.
  public mutating func finishOldest(of job: JobID, _ status: ExitStatus?) -> Bool {
    let now = clock.uptime
    let own = processes.values.filter { process in
      process.start.run.job == job && process.endsAt.map { $0 > now } ?? true
    }
    guard let oldest = own.map(\.start.run.id).min() else { return false }
    processes[oldest]?.endsAt = clock.uptime
    if let status { processes[oldest]?.status = status }
    return true
  }

  /// One turn of the loop: what happened, the processes that have ended by now, and that time has passed.
  ///
  /// - Parameter events: What happened besides.
  public mutating func turn(_ events: [Event] = []) {
    now = clock
    produced = healedEvents()
    var queue = produced + events + endedProcesses() + [.woke]
    while !queue.isEmpty, core != nil {
      produced = []
      var actions: [Action] = []
      for event in queue {
        let answer = core?.handle(event, at: now) ?? []
        note(.decided(event, now, answer))
        actions += answer
      }
      perform(actions)
      queue = produced
    }
  }

  /// How long until something happens by itself; nil for never.
  public var timeUntilNextEvent: TimeAmount? {
    var soonest: TimeAmount?
    func consider(_ amount: TimeAmount?) {
      guard let amount else { return }
      let wait = max(amount, .zero)
      soonest = min(soonest ?? wait, wait)
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

  /// Hands over the history, and begins a new one.
  ///
  /// - Returns: What happened since it was last taken, in order; nothing unless it is kept.
  public mutating func takeHistory() -> [Happening] {
    defer { history = [] }
    return history
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
      if let run = action.startedRun, refused.contains(run) { continue }
      guard survive(action) else { return }
      carryOut(action)
    }
  }

  /// Makes everything durable that waits for it, and notes the claims that were refused.
  private mutating func commitPending() -> [Run] {
    let refused = ledger.commit(pending)
    note(.committed(refused: refused.map(\.id)))
    if !pending.isEmpty {
      commits += 1
      pass(commitTime)
    }
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
      // It does not start; once it does, the core says so again.
      case .log(.starting): break
      case .reply(_, let response) where response.needsRecords: heldReplies.append(action)
      case .signal, .reply, .log, .notify, .exit:
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
    for reply in heldReplies { note(.performed(reply)) }
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
    if case .record = action { return true }
    note(.performed(action))
    return true
  }

  private mutating func note(_ happening: Happening) {
    if keepsHistory { history.append(happening) }
  }

  private mutating func carryOut(_ action: Action) {
    switch action {
    case .start(let start): startProcess(start)
    case .signal(let run, .terminate): terminate(run)
    case .signal(let run, .kill):
      processes[run]?.endsAt = clock.uptime
      processes[run]?.status = .signaled(9)
    case .exit: leave()
    case .record, .reply, .log, .notify: break
    }
  }

  private mutating func startProcess(_ start: Start) {
    let number = startedProcesses[start.run.job, default: 0]
    startedProcesses[start.run.job] = number + 1
    let script = script(start, number)
    let identity = ProcessIdentity(pid: Int32(truncatingIfNeeded: start.run.id.number), startTicks: 0)
    if let failure = script.spawnFailure {
      // Half of them are made, and fail before their program begins.
      if start.run.id.number.isMultiple(of: 2) { produced.append(.started(start.run.id, identity)) }
      return produced.append(.spawnFailed(start.run.id, detail: failure))
    }
    produced.append(.started(start.run.id, identity))
    guard script.duration != .zero else { return produced.append(.exited(start.run.id, script.status)) }
    processes[start.run.id] = Process(
      start: start,
      script: script,
      endsAt: script.duration.map { clock.uptime + $0 },
      status: script.status
    )
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

  /// What the real daemon does at its start about processes that outlived the last one.
  ///
  /// Another attempt must not start beside the process of the one before; all others are left alone and noted.
  private mutating func findLeftBehind(_ snapshot: inout Snapshot, _ configuration: Configuration) {
    leftBehind = leftBehind.filter { $0.value.endsAt.map { $0 > clock.uptime } ?? true }
    let rerun = Set(configuration.jobs.filter { $0.policies.onAbandoned == .rerun }.map(\.id))
    for index in snapshot.openRuns.indices {
      let run = snapshot.openRuns[index]
      guard run.state == .starting || run.state == .running, leftBehind[run.id] != nil else { continue }
      if rerun.contains(run.job) {
        leftBehind[run.id] = nil
      } else {
        snapshot.openRuns[index].detail = "processes that outlived the daemon still run: \(run.id)"
      }
    }
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
  /// The run that it starts, or says that it starts.
  fileprivate var startedRun: RunID? {
    switch self {
    case .start(let start): start.run.id
    case .log(.starting(let run)): run.id
    case .record, .signal, .reply, .log, .notify, .exit: nil
    }
  }
}
