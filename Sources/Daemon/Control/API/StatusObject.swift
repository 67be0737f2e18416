package import Scheduler

/// What `GET /v1/status` says of the daemon.
package struct StatusObject: Codable, Hashable {
  /// How the daemon is.
  package enum State: String, Codable, Hashable {
    case running

    /// The ledger cannot be written: nothing starts until it can.
    case degraded

    /// It was told to stop and waits for the runs that are under way.
    case stopping
  }

  package var version: String
  package var pid: Int32
  package var state: State
  package var startedAt: String

  /// The daemon's clock.
  package var now: String
  package var jobFile: String
  package var loadedAt: String

  /// What reading the job file came to the last time.
  package var lastReload: LastReloadObject
  package var stateDirectory: String
  package var socket: String
  package var timezone: String
  package var jobs: Int
  package var running: Int
  package var queued: Int
  package var maxConcurrentRuns: Int

  /// Whether each run has a cgroup of its own.
  package var cgroups: CgroupObject

  /// The pause of every job; null where there is none.
  package var paused: PauseObject?

  /// What keeps the daemon from its work; null where nothing does.
  package var degraded: DegradationObject?

  /// How long the loop was held, from each wake to the next wait.
  package var loop: HistogramObject

  /// How long the commits of the ledger took, each a part of its turn.
  package var commits: HistogramObject

  package init(_ facts: DaemonFacts, _ overview: Overview, version: String, socket: String) {
    self.version = version
    pid = facts.pid
    state = State(overview)
    startedAt = facts.startedAt.wholeMilliseconds.description
    now = facts.now.wholeMilliseconds.description
    jobFile = facts.jobFile
    loadedAt = facts.loadedAt.wholeMilliseconds.description
    lastReload = LastReloadObject(facts.lastReload)
    stateDirectory = facts.stateDirectory
    self.socket = socket
    timezone = facts.zone.name
    jobs = overview.jobs
    running = overview.running
    queued = overview.queued
    maxConcurrentRuns = facts.maxConcurrentRuns
    cgroups = CgroupObject(facts.cgroups)
    paused = overview.pause.map { PauseObject($0, everyJob: true) }
    degraded = facts.degradation.map(DegradationObject.init)
    loop = HistogramObject(facts.figures.turns)
    commits = HistogramObject(facts.figures.commits)
  }

  private enum CodingKeys: String, CodingKey {
    case version, pid, state
    case startedAt = "started_at"
    case now
    case jobFile = "job_file"
    case loadedAt = "loaded_at"
    case lastReload = "last_reload"
    case stateDirectory = "state_directory"
    case socket, timezone, jobs, running, queued
    case maxConcurrentRuns = "max_concurrent_runs"
    case cgroups, paused, degraded, loop, commits
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil. In the order of the keys, so that nothing
  // has to be sorted.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(cgroups, forKey: .cgroups)
    try container.encode(commits, forKey: .commits)
    try container.encode(degraded, forKey: .degraded)
    try container.encode(jobFile, forKey: .jobFile)
    try container.encode(jobs, forKey: .jobs)
    try container.encode(lastReload, forKey: .lastReload)
    try container.encode(loadedAt, forKey: .loadedAt)
    try container.encode(loop, forKey: .loop)
    try container.encode(maxConcurrentRuns, forKey: .maxConcurrentRuns)
    try container.encode(now, forKey: .now)
    try container.encode(paused, forKey: .paused)
    try container.encode(pid, forKey: .pid)
    try container.encode(queued, forKey: .queued)
    try container.encode(running, forKey: .running)
    try container.encode(socket, forKey: .socket)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encode(state, forKey: .state)
    try container.encode(stateDirectory, forKey: .stateDirectory)
    try container.encode(timezone, forKey: .timezone)
    try container.encode(version, forKey: .version)
  }
}

extension StatusObject.State {
  /// A daemon that stops is stopping, whatever its ledger does.
  package init(_ overview: Overview) {
    self = overview.isStopping ? .stopping : overview.isLedgerWritable ? .running : .degraded
  }
}

/// What reading the job file came to the last time, that of the start included.
package struct LastReloadObject: Codable, Hashable {
  package var at: String
  package var good: Bool

  /// Why it is not in force; absent where it is.
  package var reason: String?

  package init(_ reload: LastReload) {
    at = reload.at.wholeMilliseconds.description
    good = reload.failure == nil
    reason = reload.failure
  }
}

/// Whether each run has a cgroup of its own.
package struct CgroupObject: Codable, Hashable {
  package var used: Bool

  /// The directory of all of them; absent where there are none.
  package var path: String?

  /// Whether the kernel tells what it kills there for want of memory; absent where there are none.
  package var memory: Bool?

  /// Why there are none; absent where there are.
  package var reason: String?

  package init(_ use: CgroupUse) {
    switch use {
    case .used(let path, let countsMemory):
      used = true
      self.path = path
      memory = countsMemory
    case .notUsed(let reason):
      used = false
      self.reason = reason
    }
  }
}

/// Why, and since when, a daemon that is up cannot do its work.
package struct DegradationObject: Codable, Hashable {
  package var since: String
  package var reason: String

  package init(_ degradation: Degradation) {
    since = degradation.since.wholeMilliseconds.description
    reason = degradation.reason
  }
}

/// How long something took, time after time, in seconds.
package struct HistogramObject: Codable, Hashable {
  /// How often.
  package var count: Int

  /// A bound that half of them keep to; 0 where there was none, like the next two.
  package var p50: Double

  /// A bound that all but one in a hundred keep to.
  package var p99: Double

  /// The longest.
  package var max: Double

  package init(_ histogram: DurationHistogram) {
    count = histogram.count
    p50 = Self.seconds(histogram.bound(of: 0.5))
    p99 = Self.seconds(histogram.bound(of: 0.99))
    max = Self.seconds(histogram.longest)
  }

  private static func seconds(_ amount: TimeAmount?) -> Double {
    Double(amount?.nanoseconds ?? 0) / 1e9
  }
}

/// What `GET /healthz` says.
package struct HealthObject: Codable, Hashable {
  package var status: StatusObject.State

  /// What keeps the daemon from its work; absent where nothing does.
  package var reason: String?

  package init(_ status: StatusObject.State, reason: String? = nil) {
    self.status = status
    self.reason = reason
  }
}

/// What `POST /v1/reload` says when the job file was good.
package struct ReloadObject: Codable, Hashable {
  package var added: Int
  package var changed: Int
  package var removed: Int
  package var unchanged: Int
  package var warnings: [ProblemObject]

  package init(added: Int, changed: Int, removed: Int, unchanged: Int, warnings: [ProblemObject]) {
    self.added = added
    self.changed = changed
    self.removed = removed
    self.unchanged = unchanged
    self.warnings = warnings
  }
}

/// One page of a list.
package struct PageObject<Item: Codable & Hashable>: Codable, Hashable {
  package var items: [Item]

  /// What the next page is asked for with; null on the last one.
  package var next: String?

  package init(items: [Item], next: String?) {
    self.items = items
    self.next = next
  }

  private enum CodingKeys: String, CodingKey {
    case items, next
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(items, forKey: .items)
    try container.encode(next, forKey: .next)
  }
}
