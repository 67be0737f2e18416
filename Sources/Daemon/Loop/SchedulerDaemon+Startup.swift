import Glibc
import Scheduler

/// What a daemon is made of.
struct DaemonParts {
  let options: DaemonOptions
  let loop: EventLoop<LoopSource>
  let timer: WakeTimer
  let signals: SignalSource
  let processes: ProcessTable
  let messengers: Messengers
  let log: Log
  let zones: SystemZones
  let ledger: Ledger
  let life: Int64
  let stateDirectory: String
  let core: SchedulerCore

  /// The first run that this daemon can make.
  let firstRun: RunID
  let serviceManager: ServiceManager?
  let watchdog: Watchdog?
  let cgroups: CgroupUse
  let now: Moment

  /// What the job file says.
  let digest: ContentDigest
}

/// What keeps a daemon from starting: its exit status, and what its user reads.
struct StartFailure: Error {
  var exit: DaemonExit
  var lines: [String]

  init(_ exit: DaemonExit, _ lines: String...) {
    self.exit = exit
    self.lines = lines
  }
}

extension SchedulerDaemon {
  /// Runs a daemon in this process until it has stopped.
  ///
  /// - Parameters:
  ///   - options: What it was told.
  ///   - complain: Told, line by line, what keeps it from starting.
  /// - Returns: The exit status of the process.
  package static func run(_ options: DaemonOptions, complain: (String) -> Void) -> Int32 {
    do {
      let daemon = try start(options, complain)
      let exit = try daemon.run()
      daemon.control?.close()
      daemon.processes.groups?.close()
      daemon.say(.stopped(status: exit.rawValue))
      daemon.log.finish(at: SystemClock.read().wall)
      return exit.rawValue
    } catch let failure as StartFailure {
      failure.lines.forEach(complain)
      return failure.exit.rawValue
    } catch {
      complain("\(error)")
      return DaemonExit.stateUnusable.rawValue
    }
  }

  /// Puts a daemon together, cheapest check first: a bad job file is found before anything was touched.
  private static func start(_ options: DaemonOptions, _ complain: (String) -> Void) throws -> SchedulerDaemon
  {
    try InheritedDescriptors.fillStandard()
    InheritedDescriptors.closeOnExec()
    let signals = try SignalSource()
    let zones = SystemZones()
    let reading = try reading(options, zones, complain)
    let configuration = reading.configuration

    let paths = DaemonPaths.ofThisProcess()
    guard let stateDirectory = paths.stateDirectory(options.stateDirectory) else {
      throw StartFailure(.stateUnusable, "state directory: HOME is not set; give a place with --state-dir")
    }
    let ledger = try open(stateDirectory)
    let sockets = paths.sockets(options.socket, stateDirectory: options.stateDirectory)
    let doors = try openDoors(sockets, options)
    let now = SystemClock.read()
    let identity = DaemonIdentity(
      stateID: try ledger.stateDirectoryID(),
      adoptsOrphans: DaemonIdentity.adoptOrphans()
    )
    let log = Log(
      descriptor: STDOUT_FILENO,
      format: options.logFormat,
      isColoured: options.logFormat == .text && Log.wantsColour(on: STDOUT_FILENO),
      zone: configuration.zone
    )
    let loop = try EventLoop<LoopSource>()
    let (groups, cgroups) = RunGroups.find(stateID: identity.stateID)
    let snapshot = try recovered(ledger, configuration, zones, identity, groups, log, now)
    let outputs = OutputStore(stateDirectory: stateDirectory)
    let (processes, messengers) = try processes(loop, identity, groups, outputs)
    let serviceManager = try ServiceManager.ofThisProcess()
    let daemon = SchedulerDaemon(
      DaemonParts(
        options: options,
        loop: loop,
        timer: try WakeTimer(),
        signals: signals,
        processes: processes,
        messengers: messengers,
        log: log,
        zones: zones,
        ledger: ledger,
        life: try began(ledger, now),
        stateDirectory: stateDirectory,
        core: SchedulerCore(configuration, recovering: snapshot),
        firstRun: snapshot.nextRun,
        serviceManager: serviceManager,
        // Without a manager that can be told there is nobody to feed.
        watchdog: serviceManager == nil ? nil : try Watchdog.ofThisProcess(at: now.uptime),
        cgroups: cgroups,
        now: now,
        digest: reading.digest
      )
    )
    try daemon.attach(doors)
    daemon.say(
      .started(
        pid: getpid(),
        jobs: configuration.jobs.count,
        stateDirectory: stateDirectory,
        socket: doors.listener.path
      )
    )
    daemon.sayWhereItListens(doors)
    daemon.say(.cgroups(cgroups))
    daemon.watchJobFile(reading.includes)
    return daemon
  }

  /// What a job file says, what tells it from what it says later, and what it includes.
  private typealias GoodReading = (
    configuration: Configuration, digest: ContentDigest, includes: [IncludePattern]
  )

  private static func reading(
    _ options: DaemonOptions,
    _ zones: SystemZones,
    _ complain: (String) -> Void
  ) throws(StartFailure) -> GoodReading {
    switch JobFileSource.read(options.jobFile, zones: zones, forDaemon: true) {
    case .unreadable(let reason):
      throw StartFailure(.badJobFile, reason)
    case .read(let reading):
      for problem in reading.problems { complain(problem.rendered(file: options.jobFile)) }
      guard let configuration = reading.configuration else {
        let count = reading.errors.count
        throw StartFailure(
          .badJobFile,
          "\(options.jobFile) has \(count == 1 ? "1 error" : "\(count) errors"); nothing was started"
        )
      }
      let digest = ContentDigest(of: reading.bytes, and: reading.included)
      return (configuration, digest, reading.includes)
    }
  }

  private static func open(_ stateDirectory: String) throws(StartFailure) -> Ledger {
    do throws(LedgerError) {
      return try Ledger(stateDirectory: stateDirectory)
    } catch {
      if case .inUse = error { throw StartFailure(.taken, error.description) }
      throw StartFailure(.stateUnusable, error.description)
    }
  }

  private static func processes(
    _ loop: EventLoop<LoopSource>,
    _ identity: DaemonIdentity,
    _ groups: RunGroups?,
    _ outputs: OutputStore
  ) throws(SystemError) -> (ProcessTable, Messengers) {
    let account = Account.current()
    let language = getenv("LANG").map { String(cString: $0) }
    let environment = RunEnvironment(account: account, language: language, stateID: identity.stateID)
    let limit = DescriptorLimit.raise()
    func spawner() throws(SystemError) -> Spawner {
      try Spawner(environment: environment, home: account.home, descriptorLimit: limit)
    }
    let table = ProcessTable(
      loop: loop,
      spawner: try spawner(),
      identity: identity,
      groups: groups,
      outputs: outputs
    )
    let messengers = Messengers(
      loop: loop,
      processes: table,
      spawner: try spawner(),
      environment: environment,
      outputs: outputs
    )
    return (table, messengers)
  }

  /// What the ledger has from before; processes that outlived the last daemon are looked for and noted.
  private static func recovered(
    _ ledger: Ledger,
    _ configuration: Configuration,
    _ zones: SystemZones,
    _ identity: DaemonIdentity,
    _ groups: RunGroups?,
    _ log: Log,
    _ now: Moment
  ) throws -> Snapshot {
    var snapshot = try snapshot(of: ledger, configuration, zones)
    let rerun = Set(configuration.jobs.filter { $0.policies.onAbandoned == .rerun }.map(\.id))
    let underWay = snapshot.openRuns.filter { $0.state == .starting || $0.state == .running }
    let isSameBoot = try ledger.daemonLives(limit: 1).first?.bootID == ProcFilesystem.bootID()
    let leftBehind = LeftBehind(of: underWay, stateID: identity.stateID, isSameBoot: isSameBoot)
    // Another attempt must not start beside the one that lives.
    let killed = Set(underWay.filter { rerun.contains($0.job) }.map(\.id))
    leftBehind.kill(killed)
    groups?.takeOver(killing: killed, at: now.uptime)
    for index in snapshot.openRuns.indices where !rerun.contains(snapshot.openRuns[index].job) {
      let run = snapshot.openRuns[index]
      let pids = leftBehind.members.filter { $0.run == run.id }.map(\.pid)
      guard !pids.isEmpty else { continue }
      log.write(LogEntry(.leftBehind(run.id, run.job, processes: pids.count)), at: now.wall)
      let numbers = pids.prefix(8).map(String.init).joined(separator: ", ")
      snapshot.openRuns[index].detail = "processes that outlived the daemon still run: \(numbers)"
    }
    return snapshot
  }

  /// What the ledger knows; a trigger that the job file says still is not read a second time.
  private static func snapshot(
    of ledger: Ledger,
    _ configuration: Configuration,
    _ zones: SystemZones
  ) throws(LedgerError) -> Snapshot {
    let jobs = Dictionary(configuration.jobs.map { ($0.id, $0) }, uniquingKeysWith: { one, _ in one })
    let notifying = configuration.jobs.filter { !$0.policies.notify.isEmpty }.map(\.id)
    return try ledger.snapshot(notifying: notifying) { id, text in
      if let job = jobs[id], job.trigger.text(in: job.zone, seed: configuration.jitterSeed) == text {
        return job.trigger
      }
      return try? Trigger(text: text, zones: zones, jobID: id)
    }
  }

  private static func began(_ ledger: Ledger, _ now: Moment) throws(StartFailure) -> Int64 {
    do throws(LedgerError) {
      let bootID = ProcFilesystem.bootID() ?? ""
      return try ledger.recordStart(pid: getpid(), version: Version.current, bootID: bootID, at: now.wall)
    } catch {
      throw StartFailure(.stateUnusable, error.description)
    }
  }

  private func attach(_ doors: ControlDoors) throws {
    for descriptor in timer.descriptors { _ = try loop.add(descriptor, for: .readable, as: .timer) }
    _ = try loop.add(signals.descriptor, for: .readable, as: .signal)
    let server = try ControlServer(
      listener: doors.listener,
      network: doors.network,
      access: doors.access,
      target: self
    )
    _ = try loop.add(server.pollDescriptor, for: .readable, as: .control)
    control = server
  }
}
