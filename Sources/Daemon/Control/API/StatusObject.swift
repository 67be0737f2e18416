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
  package var stateDirectory: String
  package var socket: String
  package var timezone: String
  package var jobs: Int
  package var running: Int
  package var queued: Int
  package var maxConcurrentRuns: Int

  /// The pause of every job; null where there is none.
  package var paused: PauseObject?

  package init(_ facts: DaemonFacts, _ overview: Overview, version: String, socket: String) {
    self.version = version
    pid = facts.pid
    state = State(overview)
    startedAt = facts.startedAt.wholeMilliseconds.description
    now = facts.now.wholeMilliseconds.description
    jobFile = facts.jobFile
    loadedAt = facts.loadedAt.wholeMilliseconds.description
    stateDirectory = facts.stateDirectory
    self.socket = socket
    timezone = facts.zone.name
    jobs = overview.jobs
    running = overview.running
    queued = overview.queued
    maxConcurrentRuns = facts.maxConcurrentRuns
    paused = overview.pause.map { PauseObject($0, everyJob: true) }
  }

  private enum CodingKeys: String, CodingKey {
    case version, pid, state
    case startedAt = "started_at"
    case now
    case jobFile = "job_file"
    case loadedAt = "loaded_at"
    case stateDirectory = "state_directory"
    case socket, timezone, jobs, running, queued
    case maxConcurrentRuns = "max_concurrent_runs"
    case paused
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(version, forKey: .version)
    try container.encode(pid, forKey: .pid)
    try container.encode(state, forKey: .state)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encode(now, forKey: .now)
    try container.encode(jobFile, forKey: .jobFile)
    try container.encode(loadedAt, forKey: .loadedAt)
    try container.encode(stateDirectory, forKey: .stateDirectory)
    try container.encode(socket, forKey: .socket)
    try container.encode(timezone, forKey: .timezone)
    try container.encode(jobs, forKey: .jobs)
    try container.encode(running, forKey: .running)
    try container.encode(queued, forKey: .queued)
    try container.encode(maxConcurrentRuns, forKey: .maxConcurrentRuns)
    try container.encode(paused, forKey: .paused)
  }
}

extension StatusObject.State {
  /// A daemon that stops is stopping, whatever its ledger does.
  package init(_ overview: Overview) {
    self = overview.isStopping ? .stopping : overview.isLedgerWritable ? .running : .degraded
  }
}

/// What `GET /healthz` says.
package struct HealthObject: Codable, Hashable {
  package var status: StatusObject.State

  package init(_ status: StatusObject.State) {
    self.status = status
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
