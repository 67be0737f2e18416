package import Scheduler

/// What the control server asks of the daemon: the seam between HTTP and the loop.
///
/// Everything is called on the loop's thread, in the turn in which the server runs. Nothing here may block.
package protocol ControlTarget: AnyObject {
  /// What does not change while the job file stays the same.
  var facts: DaemonFacts { get }

  /// What the core shows of itself.
  var overview: Overview { get }

  /// A page of the jobs, or of those that carry a tag, in the order of the file; empty beyond the end.
  func jobPage(tagged tag: String?, from first: Int, limit: Int) -> JobPage

  /// The names on that page, and where the next one begins.
  func jobNames(tagged tag: String?, from first: Int, limit: Int) -> (names: [JobID], next: Int?)

  /// When some jobs fire next, in the order of the file; none beyond its end.
  func fireTimes(from first: Int, limit: Int) -> [JobFireTime]

  /// Some jobs by their names; those of which there is none are left out.
  func jobStatuses(named jobs: [JobID]) -> [JobStatus]

  /// What the coming fire times of some jobs depend on, in the order of the file; none beyond its end.
  func plannedJobs(from first: Int, limit: Int) -> [PlannedJob]

  /// A job's ended runs, newest first, from one number on and before another.
  func endedRuns(of job: JobID, from first: RunID?, before: RunID?, limit: Int) throws(LedgerError)
    -> [EndedRun]

  /// The number of the first run of any job that was made at an instant or later; nil where none was.
  func firstRun(madeFrom instant: Instant) throws(LedgerError) -> RunID?

  /// When a job's runs last ended well, and when not.
  func lastEnds(of job: JobID) throws(LedgerError) -> LastEnds

  /// The jobs that carry a tag, in the order of the file; nil where none does.
  func jobs(tagged tag: String) -> [JobID]?

  /// Every tag that a job carries, ordered.
  var tags: [String] { get }

  /// One job, or nil when there is none of that name.
  func status(of job: JobID) -> JobStatus?

  /// A run without an outcome as the core knows it, or nil when it has one or never was.
  func openRun(_ id: RunID) -> Run?

  /// Runs by hand that wait for their instants, ordered by number, of those with a larger number than `id`.
  func deferredTriggers(after id: Int64, limit: Int) -> [DeferredTrigger]

  /// A run as the ledger knows it, or nil when there is none of that number.
  func run(_ id: RunID) throws(LedgerError) -> Run?

  /// What is kept of an attempt's output; `ENOENT` where nothing is.
  func output(of run: RunID, attempt: Int) throws(SystemError) -> OutputReader

  /// Runs as the ledger knows them, newest first.
  func runs(_ query: RunQuery) throws(LedgerError) -> [Run]

  /// For each of some jobs the newest run that has an outcome, or nil where there is none.
  func lastEndedRuns(of jobs: [JobID]) throws(LedgerError) -> [Run?]

  /// For each of some jobs how the newest run ended that has an outcome; nil where there is none.
  func newestEnds(of jobs: [JobID]) throws(LedgerError) -> [EndedRun?]

  /// How a job's newest runs ended and how long they took.
  func statistics(of job: JobID) throws(LedgerError) -> JobStatistics

  /// Spans as the ledger knows them, newest first.
  func spans(of job: JobID?, outcome: Outcome?, before: Int64?, limit: Int) throws(LedgerError)
    -> [RecordedSpan]

  /// Spans of some jobs as the ledger knows them, newest first.
  func spans(ofAny jobs: [JobID], outcome: Outcome?, before: Int64?, limit: Int) throws(LedgerError)
    -> [RecordedSpan]

  /// What became of a job at a time.
  func account(of status: JobStatus, at asked: AskedTime) throws(LedgerError) -> JobAccount

  /// What a request with a key was answered; nil where there was none.
  func keptAnswer(to key: String) -> KeptAnswer?

  /// What a run of a job would get as its environment; nothing where there is no such job.
  func environment(of job: JobID) throws(SpawnFailure) -> [EnvironmentEntry]

  /// Asks the core for something.
  ///
  /// - Parameters:
  ///   - request: What is asked.
  ///   - reply: Called once with the answer, after the commit of what it promises: before this returns or in a
  ///     later turn.
  func submit(_ request: Request, reply: @escaping (Response) -> Void)

  /// Reads the job file again.
  ///
  /// - Parameter reply: Called once with what came of it: before this returns or in a later turn.
  func reload(reply: @escaping (ReloadResult) -> Void)
}

extension ControlTarget {
  /// A job's newest ended runs.
  func endedRuns(of job: JobID, limit: Int) throws(LedgerError) -> [EndedRun] {
    try endedRuns(of: job, from: nil, before: nil, limit: limit)
  }
}

/// What the daemon knows of itself besides what the core does.
package struct DaemonFacts: Hashable {
  /// The process.
  package var pid: Int32

  /// When it began.
  package var startedAt: Instant

  /// The job file as its user named it.
  package var jobFile: String

  /// When the job file that is in force was read.
  package var loadedAt: Instant

  /// Where the ledger is.
  package var stateDirectory: String

  /// The default zone of the job file.
  package var zone: Zone

  /// How many runs may be under way at a time.
  package var maxConcurrentRuns: Int

  /// Whether each run has a cgroup of its own.
  package var cgroups: CgroupUse

  /// What the wall clock said when this turn began.
  package var now: Instant

  /// What keeps the daemon from its work; nil where nothing does.
  package var degradation: Degradation?

  /// How long the loop is held.
  package var figures: LoopFigures

  /// The number of this daemon's life in its ledger.
  package var life: Int64 = 0

  /// What became of runs.
  package var runs = RunFigures()

  /// What reading the job file came to the last time.
  package var lastReload: LastReload

  /// How many lines of the log were dropped.
  package var droppedLogLines = 0

  package init(
    pid: Int32,
    startedAt: Instant,
    jobFile: String,
    loadedAt: Instant,
    stateDirectory: String,
    zone: Zone,
    maxConcurrentRuns: Int,
    cgroups: CgroupUse,
    now: Instant,
    degradation: Degradation? = nil,
    figures: LoopFigures = LoopFigures()
  ) {
    self.pid = pid
    self.startedAt = startedAt
    self.jobFile = jobFile
    self.loadedAt = loadedAt
    self.stateDirectory = stateDirectory
    self.zone = zone
    self.maxConcurrentRuns = maxConcurrentRuns
    self.cgroups = cgroups
    self.now = now
    self.degradation = degradation
    self.figures = figures
    lastReload = LastReload(at: loadedAt)
  }
}

/// What reading the job file came to the last time, that of the start included.
package struct LastReload: Hashable {
  /// When it was read.
  package var at: Instant

  /// Why it is not in force, in words; nil where it is.
  package var failure: String?

  package init(at: Instant, failure: String? = nil) {
    self.at = at
    self.failure = failure
  }
}

/// What keeps a daemon that is up from its work.
package struct Degradation: Hashable {
  /// Since when.
  package var since: Instant

  /// What it is, in words.
  package var reason: String

  package init(since: Instant, reason: String) {
    self.since = since
    self.reason = reason
  }
}

/// What came of reading the job file again.
package enum ReloadResult: Hashable {
  /// It is in force; the problems are warnings.
  case reloaded(added: Int, changed: Int, removed: Int, unchanged: Int, warnings: [Problem])

  /// It is bad, and nothing has changed.
  case refused([Problem])

  /// It could not be read, for this reason, and nothing has changed.
  case unreadable(String)

  /// The daemon is on its way out and reads nothing more.
  case stopping
}
