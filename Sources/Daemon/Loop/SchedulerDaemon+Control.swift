import Glibc
package import Scheduler

/// What the control server asks of the daemon.
extension SchedulerDaemon: ControlTarget {
  package var facts: DaemonFacts {
    var facts = DaemonFacts(
      pid: getpid(),
      startedAt: startedAt,
      jobFile: options.jobFile,
      loadedAt: loadedAt,
      stateDirectory: stateDirectory,
      zone: core.configuration.zone,
      maxConcurrentRuns: core.configuration.maxConcurrentRuns,
      cgroups: cgroups,
      now: now.wall,
      degradation: degradation,
      figures: figures
    )
    facts.life = life
    facts.runs = runFigures
    facts.lastReload = lastReload
    facts.droppedLogLines = log.droppedLines
    return facts
  }

  private var degradation: Degradation? {
    guard let since = records.failedSince, let failure = records.failure else { return nil }
    return Degradation(since: now.wall - (now.uptime - since), reason: failure.description)
  }

  package var overview: Overview { core.overview }

  package func jobPage(tagged tag: String?, from first: Int, limit: Int) -> JobPage {
    core.jobPage(tagged: tag, from: first, limit: limit)
  }

  package func jobNames(tagged tag: String?, from first: Int, limit: Int) -> (names: [JobID], next: Int?) {
    core.jobNames(tagged: tag, from: first, limit: limit)
  }

  package func fireTimes(from first: Int, limit: Int) -> [JobFireTime] {
    core.fireTimes(from: first, limit: limit)
  }

  package func jobStatuses(named jobs: [JobID]) -> [JobStatus] {
    core.jobStatuses(named: jobs)
  }

  package func plannedJobs(from first: Int, limit: Int) -> [PlannedJob] {
    core.plannedJobs(from: first, limit: limit)
  }

  package func endedRuns(of job: JobID, from first: RunID?, before: RunID?, limit: Int)
    throws(LedgerError) -> [EndedRun]
  {
    try ledger.endedRuns(of: job, from: first, before: before, limit: limit)
  }

  package func firstRun(madeFrom instant: Instant) throws(LedgerError) -> RunID? {
    try ledger.firstRun(madeFrom: instant)
  }

  package func lastEnds(of job: JobID) throws(LedgerError) -> LastEnds {
    lastEnds.begin(with: records.endedRuns)
    return try lastEnds.ends(of: job) { job throws(LedgerError) in try ledger.lastEnds(of: job) }
  }

  package func jobs(tagged tag: String) -> [JobID]? {
    core.jobs(tagged: tag)
  }

  package var tags: [String] { core.tags }

  package func status(of job: JobID) -> JobStatus? {
    core.status(of: job)
  }

  package func openRun(_ id: RunID) -> Run? {
    core.openRun(id)
  }

  package func deferredTriggers(after id: Int64, limit: Int) -> [DeferredTrigger] {
    core.deferredTriggers(after: id, limit: limit)
  }

  package func run(_ id: RunID) throws(LedgerError) -> Run? {
    try ledger.run(id)
  }

  package func output(of run: RunID, attempt: Int) throws(SystemError) -> OutputReader {
    try OutputReader(
      outputs.file(of: run, attempt: attempt),
      writtenBy: processes.sink(of: run, attempt: attempt)
    )
  }

  package func runs(_ query: RunQuery) throws(LedgerError) -> [Run] {
    try ledger.runs(query)
  }

  package func lastEndedRuns(of jobs: [JobID]) throws(LedgerError) -> [Run?] {
    try ledger.lastEndedRuns(of: jobs)
  }

  package func newestEnds(of jobs: [JobID]) throws(LedgerError) -> [EndedRun?] {
    try ledger.newestEnds(of: jobs)
  }

  package func statistics(of job: JobID) throws(LedgerError) -> JobStatistics {
    try ledger.statistics(of: job)
  }

  package func spans(
    of job: JobID?,
    outcome: Outcome?,
    before: Int64?,
    limit: Int
  ) throws(LedgerError) -> [RecordedSpan] {
    try ledger.spans(of: job, outcome: outcome, before: before, limit: limit)
  }

  package func spans(
    ofAny jobs: [JobID],
    outcome: Outcome?,
    before: Int64?,
    limit: Int
  ) throws(LedgerError) -> [RecordedSpan] {
    try ledger.spans(ofAny: jobs, outcome: outcome, before: before, limit: limit)
  }

  package func account(of status: JobStatus, at asked: AskedTime) throws(LedgerError) -> JobAccount {
    let circumstances = AccountReading.Circumstances(
      status: status,
      overview: core.overview,
      now: now.wall,
      jitterSeed: core.configuration.jitterSeed,
      deferred: core.deferredTriggers(limit: .max)
    )
    return try AccountReading(ledger, zones: zones).account(of: circumstances, at: asked)
  }

  package func keptAnswer(to key: String) -> KeptAnswer? {
    core.keptAnswer(to: key, at: now.wall)
  }

  package func environment(of job: JobID) throws(SpawnFailure) -> [EnvironmentEntry] {
    guard let status = core.status(of: job) else { return [] }
    let job = status.job
    var run = Run(
      id: RunID(0),
      job: job.id,
      fireTime: nil,
      cause: .manual,
      state: .starting,
      createdAt: now.wall
    )
    run.attempt = 1
    run.parameters = job.kind.parameters.compactMap { parameter in
      parameter.defaultValue.map { ParameterValue(name: parameter.name, value: $0) }
    }
    var entries = try processes.environment(of: Start(run: run, kind: job.kind, zone: job.zone))
    // Only a run has them.
    for index in entries.indices where ["SCHEDD_RUN_ID", "SCHEDD_CAUSE"].contains(entries[index].name) {
      entries[index].value = nil
    }
    return entries
  }

  package func submit(_ request: Request, reply: @escaping (Response) -> Void) {
    ask(request, reply: reply)
  }

  package func reload(reply: @escaping (ReloadResult) -> Void) {
    reload(reply: .some(reply))
  }
}
