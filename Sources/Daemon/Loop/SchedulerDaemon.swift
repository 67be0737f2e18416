import CLinux
import Glibc
import Scheduler

/// The daemon: one thread around one epoll.
///
/// It decides nothing. A turn is: wait, read the clocks once, tell the core what happened, perform what the core
/// answers; what that brings about is told in the same turn.
package final class SchedulerDaemon {
  let options: DaemonOptions
  let loop: EventLoop<LoopSource>
  let timer: WakeTimer
  let signals: SignalSource
  let processes: ProcessTable
  let messengers: Messengers
  let log: Log
  let zones: SystemZones
  let ledger: Ledger
  let records: RecordQueue

  /// The number of this life in the ledger.
  let life: Int64

  let stateDirectory: String
  let startedAt: Instant

  /// Whether each run has a cgroup of its own.
  let cgroups: CgroupUse

  /// The control server; nil only while the daemon is put together.
  var control: ControlServer?

  /// Every decision.
  var core: SchedulerCore

  /// The turn's moment.
  var now: Moment

  /// What has happened and the core has not been told.
  var events: [Event] = []

  /// Whoever waits for the answer to a request.
  var replies: [RequestID: (Response) -> Void] = [:]

  /// Answers that promise what is not durable yet.
  var heldReplies: [(RequestID, Response)] = []

  /// Whoever waits for what a reload comes to.
  var reloadReplies: [(ReloadResult) -> Void] = []

  /// What was doubtful in the job file that is being put in force.
  var reloadWarnings: [Problem] = []

  /// When the job file in force was read.
  var loadedAt: Instant

  /// Who started the daemon and wants to know how it is; nil where nobody does.
  var serviceManager: ServiceManager?

  /// When it wants to hear that the loop does not hang; nil where it does not.
  var watchdog: Watchdog?

  /// Whether it knows that the daemon is on its way out.
  var isManagerToldOfStop = false

  /// Where the output of runs is kept.
  let outputs: OutputStore

  /// What is let go of the history, and when.
  var retention: Retention

  /// How long the loop is held.
  var figures = LoopFigures()

  /// What became of runs.
  var runFigures = RunFigures()

  /// When runs of the jobs that are asked for last ended.
  var lastEnds = LastEndsCache()

  /// What reading the job file came to the last time.
  var lastReload: LastReload

  /// What notices that the job file has changed; nil where nothing does.
  var watch: JobFileWatch?

  /// What the job file said when it was read last; nil where it could not be.
  var lastDigest: ContentDigest?

  /// Runs whose output has moved in this turn.
  var movedOutput: Set<RunID> = []

  /// Set once the daemon may leave.
  var exit: DaemonExit?

  /// Until when it stays all the same, for what is being told.
  var tellingEnd: Uptime?

  private var requests: UInt64 = 0
  private var logRegistration: Registration?

  init(_ parts: DaemonParts) {
    options = parts.options
    loop = parts.loop
    timer = parts.timer
    signals = parts.signals
    processes = parts.processes
    messengers = parts.messengers
    log = parts.log
    zones = parts.zones
    ledger = parts.ledger
    records = RecordQueue(parts.ledger)
    life = parts.life
    stateDirectory = parts.stateDirectory
    cgroups = parts.cgroups
    core = parts.core
    now = parts.now
    serviceManager = parts.serviceManager
    watchdog = parts.watchdog
    startedAt = parts.now.wall
    loadedAt = parts.now.wall
    lastReload = LastReload(at: parts.now.wall)
    lastDigest = parts.digest
    outputs = OutputStore(stateDirectory: parts.stateDirectory)
    retention = Retention(
      startedAt: parts.now.uptime,
      outputs: OutputSweep(outputs, before: parts.firstRun, startedAt: parts.now.wall)
    )
  }

  /// Runs until it is told to stop and has stopped.
  func run() throws(SystemError) -> DaemonExit {
    events = [.launched]
    tellCore()
    // What became of the runs of the last daemon is known before anybody can ask.
    commitRecords()
    FreeMemory.giveBack()
    tellManagerReady()
    while true {
      if let exit, hasToldEverything { return exit }
      try sleep()
      now = SystemClock.read()
      turn()
    }
  }

  // MARK: The turn

  private func sleep() throws(SystemError) {
    flushLog()
    var wake = core.nextWake
    pruneHistory(before: wake)
    let ours = [
      retention.next, records.deadline, processes.nextDeadline, messengers.nextDeadline, tellingEnd,
      watch?.deadline, watchdog?.next,
      control?.nextTimeout(at: now.uptime).map { now.uptime + $0 },
    ]
    for deadline in ours.compactMap({ $0 }) { wake.uptime = min(wake.uptime ?? deadline, deadline) }
    tidyLedger(before: wake)
    // Once it may leave, nothing more is told to the core.
    let hasNews = !events.isEmpty && exit == nil
    let isBusy = hasNews || wake.uptime.map { $0 <= now.uptime } ?? false
    if !isBusy { try timer.arm(for: wake, at: now) }
    figures.turns.add(SystemClock.uptime() - now.uptime)
    try loop.wait(milliseconds: isBusy ? 0 : nil)
  }

  /// Moves the ledger's log into its file while nothing waits for the loop, so that no commit has to.
  private func tidyLedger(before wake: Wake) {
    let isSoon = wake.uptime.map { $0 - now.uptime < Self.quietTime } ?? false
    let isDue = wake.wall.map { $0 - now.wall < Self.quietTime } ?? false
    guard events.isEmpty, !isSoon, !isDue, records.failedSince == nil else { return }
    // What fails here fails again at the next commit, which says so.
    try? ledger.checkpoint()
  }

  /// How long nothing may be due for the ledger to be tidied: a multiple of what that takes.
  private static let quietTime = TimeAmount.milliseconds(50)

  private func turn() {
    processes.beginTurn(ready: loop.pending, at: now.wall)
    // What jobs write first: a commit that took long must not block them on a full pipe for longer.
    if loop.pending > 1 { loop.bringForward(where: \.isOutput) }
    while let (source, _) = loop.next() { take(source) }
    processes.expire(at: now.uptime)
    messengers.expire(at: now.uptime)
    readChangedJobFile()
    if let control, !control.hasRun(at: now.uptime), control.nextTimeout(at: now.uptime) == .zero {
      control.run(at: now.uptime)
    }
    takeProcessEvents()
    if records.isDue(at: now.uptime) { commitRecords() }
    tellCore()
    tellOutput()
    takeMessengerEvents()
    if serviceManager != nil { tellManagerNews() }
    feedWatchdog()
  }

  /// Takes up what a descriptor has for the daemon.
  private func take(_ source: LoopSource) {
    switch source {
    case .timer: _ = timer.drain()
    case .signal: for signal in signals.take() { take(signal) }
    case .exit(let run): processes.exitIsReady(run, at: now.uptime)
    case .output(let run): processes.outputIsReady(run, at: now.uptime)
    case .messengerExit(let number): messengers.exitIsReady(number, at: now.uptime)
    case .messengerOutput(let number): messengers.outputIsReady(number)
    case .control: control?.run(at: now.uptime)
    case .jobFile: watch?.eventsAreReady(at: now.uptime)
    case .log: flushLog()
    }
  }

  private func take(_ signal: DaemonSignal) {
    switch signal {
    case .stop:
      if exit != nil { messengers.kill() }
      events.append(.shutdownRequested)
    case .reload: reload()
    case .child: processes.reapOrphans()
    }
  }

  private func takeProcessEvents() {
    for event in processes.takeEvents() {
      switch event {
      case .output(let run, let job, let item): log.write(LogEntry(item, run: run, job: job), at: now.wall)
      case .exited(let run, let status, let usage, let circumstances):
        events.append(.exited(run, status, usage: usage, detail: circumstances.detail))
      case .notStarted(let run, let failure):
        events.append(.spawnFailed(run, detail: failure.description, mayPass: failure.mayPass))
      case .groupFailed(let run, let job, let reason): say(.groupFailed(run, job, reason))
      case .groupStuck(let run, let name): say(.groupStuck(run, name))
      case .outputNotKept(let run, let job, let reason): say(.outputNotKept(run, job, reason))
      case .leftover(let run, let job): say(.leftover(run, job))
      case .outputLetGo(let run, let job): say(.outputLetGo(run, job))
      }
    }
  }

  /// Answers whoever waits for output; last in a turn, when it is known which attempts are over.
  private func tellOutput() {
    movedOutput.formUnion(processes.takeRunsWithOutput())
    if !movedOutput.isEmpty, let control, control.isAskedForOutput { control.outputMoved(of: movedOutput) }
    movedOutput.removeAll(keepingCapacity: true)
  }

  private func takeMessengerEvents() {
    for event in messengers.takeEvents() {
      say(.messenger(event))
      runFigures.take(event)
      switch event {
      case .told: break
      case .failed(let notification, _), .dropped(let notification):
        events.append(.notificationFailed(notification))
      }
    }
  }

  /// Who is being told something when the daemon leaves is told, but not for long.
  private var hasToldEverything: Bool {
    guard !messengers.isIdle || processes.isClearing, let end = tellingEnd, now.uptime < end else {
      messengers.kill()
      takeMessengerEvents()
      flushLog()
      return true
    }
    return false
  }

  /// How long the daemon stays, once it may leave, for what is being told.
  static let longestTelling = TimeAmount.seconds(5)

  /// Tells the core what has happened, then that time has passed, and performs what it answers, until nothing new
  /// comes of that.
  func tellCore() {
    events.append(.woke)
    while !events.isEmpty, exit == nil {
      let told = events
      events = []
      perform(told.flatMap { core.handle($0, at: now) })
    }
    answerLostReloads()
  }

  // MARK: Asking the core

  /// Asks the core for something, in this turn.
  func ask(_ request: Request, reply: @escaping (Response) -> Void) {
    requests += 1
    let id = RequestID(requests)
    replies[id] = reply
    events.append(.requested(id, request))
  }

  // MARK: The log

  func say(_ message: DaemonMessage) {
    log.write(LogEntry(message), at: now.wall)
  }

  /// Writes what the log's reader takes, and has the loop come back when it takes more.
  private func flushLog() {
    log.flush(at: now.wall)
    if log.isBehind, logRegistration == nil {
      logRegistration = try? loop.add(log.descriptor, for: .writable, as: .log)
    } else if !log.isBehind, let registration = logRegistration {
      loop.remove(registration)
      logRegistration = nil
    }
  }
}
