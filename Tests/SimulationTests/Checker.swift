import Scheduler

/// Watches a daemon from outside and says where it breaks its word.
///
/// It shares no code with the core.
struct Checker {
  private(set) var faults: [String] = []

  /// What was in force when: the job's trigger counts from `since` until `until`.
  struct Version {
    var trigger: TimedTrigger
    var since: Instant
    var until: Instant?
  }

  private var versions: [JobID: [Version]] = [:]
  private var durable: [JobID: [Version]] = [:]
  private var jobs: [JobID: Job] = [:]
  private var configuration = Configuration(jobs: [])
  private var replayed: [ClosedRange<Instant>] = []
  private var highest = Instant(nanoseconds: .min)
  private var stopAsked = false
  private var answered: Set<RequestID> = []

  // MARK: What the world tells

  mutating func boots(_ new: Configuration, at moment: Moment) {
    stopAsked = false
    regrouped = false
    largestInstances = Dictionary(uniqueKeysWithValues: new.jobs.map { ($0.id, $0.policies.maxInstances) })
    largestCap = new.maxConcurrentRuns
    putInForce(new, at: moment.wall)
  }

  mutating func reloads(_ new: Configuration, at moment: Moment) {
    regrouped = true
    for job in new.jobs {
      largestInstances[job.id] = max(largestInstances[job.id, default: 0], job.policies.maxInstances)
    }
    putInForce(new, at: moment.wall)
  }

  /// After a step of more than three hours the jobs count from now again; what they live through twice is claimed
  /// once, but may be counted twice.
  mutating func clockWentBack(by amount: TimeAmount, to wall: Instant) {
    if wall < highest { replayed.append(wall...highest) }
  }

  /// Everything that was done up to now is durable.
  mutating func committed() {
    durable = versions
  }

  /// What was not durable never was: back to the triggers that the ledger knows.
  mutating func lostUncommitted() {
    versions = durable
  }

  private mutating func putInForce(_ new: Configuration, at wall: Instant) {
    configuration = new
    jobs = Dictionary(uniqueKeysWithValues: new.jobs.map { ($0.id, $0) })
    for id in Set(versions.keys).union(jobs.keys) {
      var wanted: TimedTrigger?
      if let job = jobs[id], job.isEnabled, case .timed(let trigger) = job.trigger { wanted = trigger }
      var history = versions[id] ?? []
      if let current = history.last, current.until == nil {
        if current.trigger == wanted { continue }
        history[history.count - 1].until = wall
      }
      if let wanted { history.append(Version(trigger: wanted, since: wall)) }
      versions[id] = history
    }
  }

  // MARK: After every turn

  mutating func check(_ actions: [Action], _ daemon: SimulatedDaemon) {
    for action in actions { check(action, daemon) }
    checkCaps(daemon)
    checkWake(daemon)
    highest = max(highest, daemon.clock.wall)
    if let core = daemon.core { faults += core.brokenInvariants() }
  }

  private mutating func check(_ action: Action, _ daemon: SimulatedDaemon) {
    switch action {
    case .start(let start): checkStart(start.run, daemon)
    case .log(.draining): stopAsked = true
    case .reply(let id, _):
      if !answered.insert(id).inserted { fault("request \(id.number) is answered twice") }
    case .record, .signal, .log, .exit: break
    }
  }

  private mutating func checkStart(_ run: Run, _ daemon: SimulatedDaemon) {
    if stopAsked { fault("run \(run.id) starts after a shutdown was asked for") }
    if let fireTime = run.fireTime, fireTime > max(daemon.clock.wall, highest) {
      fault("run \(run.id) starts before its fire time")
    }
    guard let row = daemon.ledger.runs[run.id] else { return fault("run \(run.id) starts without a record") }
    if row.state == .queued { fault("run \(run.id) starts while its record says that it waits") }
    if let job = jobs[run.job], let grace = job.policies.misfireGraceTime, let fireTime = run.fireTime,
      run.attempt == 1,
      daemon.clock.wall - fireTime > grace
    {
      fault("run \(run.id) starts later than its grace allows")
    }
  }

  private var largestCap = 0
  private var largestInstances: [JobID: Int] = [:]
  private var regrouped = false

  private mutating func checkCaps(_ daemon: SimulatedDaemon) {
    guard daemon.core != nil else { return }
    largestCap = max(largestCap, configuration.maxConcurrentRuns)
    checkInstances(daemon)
    if daemon.processes.count > largestCap { fault("\(daemon.processes.count) processes at once") }
  }

  /// Processes of one job, and of one group: no more than allowed since the daemon started; a reload kills nothing.
  private mutating func checkInstances(_ daemon: SimulatedDaemon) {
    let byJob = Dictionary(grouping: daemon.processes.values) { $0.start.run.job }
    for (id, processes) in byJob where processes.count > largestInstances[id, default: 3] {
      fault("\(processes.count) processes of \(id)")
    }
    let disk = daemon.processes.values.filter { jobs[$0.start.run.job]?.policies.concurrencyGroup == "disk" }
    if !regrouped, disk.count > 1 { fault("\(disk.count) processes in a group of 1") }
  }

  /// After a turn nothing that is due may be left, unless `nextWake` says to come back at once.
  private mutating func checkWake(_ daemon: SimulatedDaemon) {
    guard let core = daemon.core, core.overview.isLedgerWritable, !core.overview.isStopping else { return }
    let now = daemon.clock.wall
    if let wake = core.nextWake.wall, wake <= now { return }
    guard daemon.ledger.pauses[nil] == nil else { return }
    for (id, job) in jobs {
      guard job.isEnabled, case .timed(let trigger) = job.trigger, daemon.ledger.pauses[id] == nil else {
        continue
      }
      guard let next = core.status(of: id)?.nextFireTime else {
        if trigger.next(after: max(now, highest)) != nil { fault("\(id) has no next fire time") }
        continue
      }
      if next <= now { fault("\(id) is due, and the core sleeps") }
      if let wake = core.nextWake.wall, wake <= next { continue }
      fault("\(id) fires at \(next.nanoseconds), and the core sleeps longer")
    }
  }

  private mutating func fault(_ text: String) {
    if faults.count < 10 { faults.append(text) }
  }

  // MARK: At the end

  /// Goes through every fire time that every trigger named while it was in force, and counts what accounts for it.
  mutating func account(_ daemon: SimulatedDaemon) {
    for id in versions.keys.sorted() { account(id, daemon) }
  }

  private mutating func account(_ id: JobID, _ daemon: SimulatedDaemon) {
    let runs = daemon.ledger.runs.values.filter { $0.job == id && $0.cause == .schedule }
    let spans = daemon.ledger.spans.filter { $0.job == id }
    var claims: [Instant: Int] = [:]
    for run in runs { if let fireTime = run.fireTime { claims[fireTime, default: 0] += 1 } }
    for (instant, count) in claims where count > 1 {
      fault("\(id) claims \(instant.nanoseconds) \(count) times")
    }
    var ranges: [(first: Instant, last: Instant, count: Int)] = spans.map { ($0.first, $0.last, $0.count) }
    ranges += runs.compactMap(\.coalesced).map { ($0.first, $0.last, $0.count) }
    ranges.sort { $0.first < $1.first }
    checkExpected(id, daemon, claims, ranges)
    for run in runs where run.state == .ended && run.outcome == nil {
      fault("run \(run.id) ended without outcome")
    }
  }

  private mutating func checkExpected(
    _ id: JobID,
    _ daemon: SimulatedDaemon,
    _ claims: [Instant: Int],
    _ ranges: [(first: Instant, last: Instant, count: Int)]
  ) {
    let expected = expectedFireTimes(of: id, at: daemon.clock.wall)
    var later = ranges[...]
    var current: [(first: Instant, last: Instant, count: Int)] = []
    for instant in expected {
      while let next = later.first, next.first <= instant { current.append(later.removeFirst()) }
      current.removeAll { $0.last < instant }
      let counted = claims[instant, default: 0] + current.count
      if counted != 1, !isReplayed(instant) {
        fault("\(id): \(instant.nanoseconds) is accounted for \(counted) times")
      }
    }
  }

  /// Every instant that the job's triggers named while they were in force, in order, each once.
  private func expectedFireTimes(of id: JobID, at now: Instant) -> [Instant] {
    var expected: [Instant] = []
    for version in versions[id] ?? [] {
      let end = version.until ?? now
      // A date that was past when its job came is late, or was had already: at most one claim, which is checked.
      var instant = version.trigger.next(after: version.since - .nanoseconds(1))
      while let current = instant, current <= end {
        // The instant of an edit belongs to whichever of the two triggers came first.
        if current < end || version.until == nil { expected.append(current) }
        instant = version.trigger.next(after: current)
      }
    }
    expected.sort()
    return expected.indices.filter { $0 == 0 || expected[$0] != expected[$0 - 1] }.map { expected[$0] }
  }

  private func isReplayed(_ instant: Instant) -> Bool {
    replayed.contains { $0.contains(instant) }
  }
}
