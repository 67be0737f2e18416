package import Daemon
package import Scheduler

/// A daemon that holds what a test puts into it and answers when the test says so.
package final class FakeTarget: ControlTarget {
  package var facts = DaemonFacts(
    pid: 4711,
    startedAt: Instant(seconds: 1_767_225_600),
    jobFile: "jobs.json",
    loadedAt: Instant(seconds: 1_767_225_601),
    stateDirectory: "/var/lib/schedd",
    zone: .utc,
    maxConcurrentRuns: 10,
    cgroups: .notUsed(reason: "this is a test"),
    now: Instant(seconds: 1_767_225_602)
  )
  package var overview = Overview(isStopping: false, isLedgerWritable: true, jobs: 0, running: 0, queued: 0)
  package var statuses: [JobStatus] = []
  package var openRuns: [Run] = []
  package var endedRuns: [Run] = []

  /// Where output is.
  package var outputs = OutputStore(stateDirectory: "/nowhere")
  package var sinks: [RunID: OutputSink] = [:]
  package var deferred: [DeferredTrigger] = []
  package var spans: [RecordedSpan] = []
  package var versions: [FireTimesAsked.Version] = []
  package var statistics = JobStatistics(window: RunStatistics([], isComplete: true))
  package var kept: [KeptAnswer] = []
  package var findings = JobAccount.Findings()
  package var ledgerError: LedgerError?

  /// What reading the last runs of jobs comes with.
  package var onReadingLastRuns: () -> Void = {}

  /// What to answer at once; nil keeps the reply for the test.
  package var immediateResponse: Response?
  package var immediateReload: ReloadResult?
  package private(set) var requests: [Request] = []
  package private(set) var replies: [(Response) -> Void] = []
  package private(set) var queries: [RunQuery] = []

  package init() {}

  package func jobPage(tagged tag: String?, from first: Int, limit: Int) -> JobPage {
    let wanted = statuses.indices.dropFirst(first).filter { place in
      tag.map(statuses[place].job.tags.contains) ?? true
    }
    return JobPage(
      statuses: wanted.prefix(limit).map { statuses[$0] },
      next: wanted.dropFirst(limit).first
    )
  }

  package func jobNames(tagged tag: String?, from first: Int, limit: Int) -> (names: [JobID], next: Int?) {
    let page = jobPage(tagged: tag, from: first, limit: limit)
    return (page.statuses.map(\.job.id), page.next)
  }

  package var lastEnds: [JobID: LastEnds] = [:]

  package func fireTimes(from first: Int, limit: Int) -> [JobFireTime] {
    statuses.dropFirst(first).prefix(limit).map { JobFireTime(job: $0.job.id, next: $0.nextFireTime) }
  }

  package func jobStatuses(named jobs: [JobID]) -> [JobStatus] {
    jobs.compactMap { job in statuses.first { $0.job.id == job } }
  }

  package func plannedJobs(from first: Int, limit: Int) -> [PlannedJob] {
    plansAsked += 1
    return statuses.dropFirst(first).prefix(limit).map(\.plan)
  }

  /// How often plans were asked for.
  package private(set) var plansAsked = 0

  package func endedRuns(of job: JobID, from first: RunID?, before: RunID?, limit: Int)
    throws(LedgerError) -> [EndedRun]
  {
    if let ledgerError { throw ledgerError }
    let runs = endedRuns.sorted { $0.id > $1.id }.filter { run in
      run.job == job && first.map { $0 <= run.id } ?? true && before.map { run.id < $0 } ?? true
    }
    return runs.prefix(limit).compactMap { run in
      guard let outcome = run.outcome, let end = run.endedAt else { return nil }
      return EndedRun(
        id: run.id,
        outcome: outcome,
        createdAt: run.createdAt,
        startedAt: run.startedAt,
        endedAt: end
      )
    }
  }

  package func firstRun(madeFrom instant: Instant) throws(LedgerError) -> RunID? {
    if let ledgerError { throw ledgerError }
    return endedRuns.filter { $0.createdAt >= instant }.map(\.id).min()
  }

  package func lastEnds(of job: JobID) throws(LedgerError) -> LastEnds {
    if let ledgerError { throw ledgerError }
    return lastEnds[job] ?? LastEnds()
  }

  package func jobs(tagged tag: String) -> [JobID]? {
    let jobs = statuses.map(\.job).filter { $0.tags.contains(tag) }
    return jobs.isEmpty ? nil : jobs.map(\.id)
  }

  package var tags: [String] { Set(statuses.flatMap(\.job.tags)).sorted() }

  package var environment: [EnvironmentEntry] = []
  package var environmentFailure: SpawnFailure?

  package func environment(of job: JobID) throws(SpawnFailure) -> [EnvironmentEntry] {
    if let environmentFailure { throw environmentFailure }
    return environment
  }

  package func status(of job: JobID) -> JobStatus? {
    statuses.first { $0.job.id == job }
  }

  package func openRun(_ id: RunID) -> Run? {
    openRuns.first { $0.id == id }
  }

  package func deferredTriggers(after id: Int64, limit: Int) -> [DeferredTrigger] {
    Array(deferred.filter { $0.id > id }.prefix(limit))
  }

  package func run(_ id: RunID) throws(LedgerError) -> Run? {
    if let ledgerError { throw ledgerError }
    return (openRuns + endedRuns).first { $0.id == id }
  }

  package func output(of run: RunID, attempt: Int) throws(SystemError) -> OutputReader {
    try OutputReader(outputs.file(of: run, attempt: attempt), writtenBy: sinks[run])
  }

  package func runs(_ query: RunQuery) throws(LedgerError) -> [Run] {
    if let ledgerError { throw ledgerError }
    queries.append(query)
    let runs = (openRuns + endedRuns).sorted { $0.id > $1.id }.filter { run in
      (query.job ?? run.job) == run.job && query.jobs.map { $0.contains(run.job) } ?? true
        && (query.outcome == nil || query.outcome == run.outcome)
        && query.before.map { run.id < $0 } ?? true
    }
    return Array(runs.prefix(query.limit))
  }

  package func lastEndedRuns(of jobs: [JobID]) throws(LedgerError) -> [Run?] {
    if let ledgerError { throw ledgerError }
    onReadingLastRuns()
    return jobs.map { job in endedRuns.last { $0.job == job } }
  }

  package func newestEnds(of jobs: [JobID]) throws(LedgerError) -> [EndedRun?] {
    try jobs.map { job throws(LedgerError) in try endedRuns(of: job, from: nil, before: nil, limit: 1).first }
  }

  package func statistics(of job: JobID) throws(LedgerError) -> JobStatistics {
    if let ledgerError { throw ledgerError }
    return statistics
  }

  package func spans(
    of job: JobID?,
    outcome: Outcome?,
    before: Int64?,
    limit: Int
  ) throws(LedgerError) -> [RecordedSpan] {
    if let ledgerError { throw ledgerError }
    let wanted = spans.sorted { $0.id > $1.id }.filter { recorded in
      (job ?? recorded.span.job) == recorded.span.job
        && (outcome ?? recorded.span.outcome) == recorded.span.outcome
        && before.map { recorded.id < $0 } ?? true
    }
    return Array(wanted.prefix(limit))
  }

  package func spans(
    ofAny jobs: [JobID],
    outcome: Outcome?,
    before: Int64?,
    limit: Int
  ) throws(LedgerError) -> [RecordedSpan] {
    let every = try spans(of: nil, outcome: outcome, before: before, limit: .max)
    return Array(every.filter { jobs.contains($0.span.job) }.prefix(limit))
  }

  package func account(of status: JobStatus, at asked: AskedTime) throws(LedgerError) -> JobAccount {
    if let ledgerError { throw ledgerError }
    let times = FireTimesAsked(asked, of: status.job, versions)
    let standing = JobStanding(status: status, now: facts.now, cursor: facts.now)
    return JobAccount(asked, times, findings, standing)
  }

  package func keptAnswer(to key: String) -> KeptAnswer? {
    kept.first { $0.key.text == key }
  }

  package func submit(_ request: Request, reply: @escaping (Response) -> Void) {
    requests.append(request)
    if let immediateResponse { reply(immediateResponse) } else { replies.append(reply) }
  }

  package func reload(reply: @escaping (ReloadResult) -> Void) {
    if let immediateReload { reply(immediateReload) }
  }
}

extension JobStatus {
  package static func sample(_ id: String, openRuns: [Run] = [], tags: [String] = []) -> JobStatus {
    let kind = JobKind.command(CommandJob(invocation: .arguments(["/bin/true"])))
    let job = Job(id: JobID(id), description: "what \(id) does", trigger: .manual, kind: kind, tags: tags)
    return JobStatus(job: job, nextFireTime: nil, openRuns: openRuns)
  }
}

extension Span {
  package static func skipped(_ count: Int, from first: Instant, to last: Instant) -> Span {
    Span(job: JobID("backup"), first: first, last: last, count: count, outcome: .skipped, reason: .paused)
  }
}

extension Run {
  package static func open(_ id: Int64, job: String = "backup") -> Run {
    var run = Run(
      id: RunID(id),
      job: JobID(job),
      fireTime: nil,
      cause: .manual,
      state: .running,
      createdAt: Instant(seconds: 1_767_225_600)
    )
    run.startedAt = Instant(nanoseconds: 1_767_225_600_123_456_789)
    run.attempt = 1
    run.actor = "uid=0 pid=9"
    return run
  }

  package static func ended(_ id: Int64, job: String = "backup", _ outcome: Outcome = .succeeded) -> Run {
    var run = open(id, job: job)
    run.state = .ended
    run.outcome = outcome
    run.reason = .exitCode
    run.exitCode = outcome == .succeeded ? 0 : 1
    run.endedAt = Instant(seconds: 1_767_225_700)
    return run
  }
}
