import Scheduler

extension ControlServer {
  /// Answers a request at its route; nil where the answer comes in a later turn.
  func respond(to exchange: HTTPExchange, _ match: Route.Match) throws(ControlProblem) -> HTTPResponse? {
    // The daemon outlives its server; a request that comes in between finds it on its way out.
    guard let target else { throw .stopping }
    let arguments = try RequestArguments(exchange.request, of: match.route)
    let body = try RequestBody(exchange.request.body, of: match.route)
    switch match.route.endpoint {
    case .page: return PageDocument.response
    case .health: return health(target)
    case .metrics: return try metrics(target, arguments, exchange)
    case .openAPI:
      let type = HTTPHeader("Content-Type", "application/json")
      return HTTPResponse(status: 200, headers: [type], body: OpenAPIDocument.bytes)
    case .status: return status(target)
    case .jobs: return try jobs(target, arguments)
    case .job: return try job(target, JobID(match.arguments[0]))
    case .triggerJob: return try trigger(target, JobID(match.arguments[0]), body, exchange)
    case .pauseJob: return try pause(target, JobID(match.arguments[0]), body, exchange)
    case .resumeJob: return try resume(target, JobID(match.arguments[0]), exchange)
    case .explainJob: return try explain(target, JobID(match.arguments[0]), arguments)
    case .jobEnvironment: return try environment(target, JobID(match.arguments[0]))
    case .pauseAll: return try pause(target, nil, body, exchange)
    case .resumeAll: return try resume(target, nil, exchange)
    case .runs: return try runs(target, arguments)
    case .run: return try run(match.arguments[0], arguments, exchange)
    case .output: return try output(match.arguments[0], arguments, exchange)
    case .cancelRun: return try cancel(target, match.arguments[0], exchange)
    case .spans: return try spans(target, arguments)
    case .deferred: return try deferred(target, arguments)
    case .cancelDeferred: return try cancelDeferred(target, match.arguments[0], exchange)
    case .board: return try board(target, arguments, exchange)
    case .timeline: return try timeline(target, arguments, exchange)
    case .load: return try load(target, exchange)
    case .access: return .json(AccessObject(exchange.request, access))
    case .events: return try events(target, arguments, exchange)
    case .reload: return try reload(target, exchange)
    case .stop: return stop(target, exchange)
    }
  }
}

// MARK: Questions

extension ControlServer {
  private func health(_ target: any ControlTarget) -> HTTPResponse {
    let state = StatusObject.State(target.overview)
    let health = HealthObject(state, reason: target.facts.degradation?.reason)
    return .json(health, status: state == .running ? 200 : 503)
  }

  func status(_ target: any ControlTarget) -> HTTPResponse {
    .json(StatusObject(target.facts, target.overview, version: Version.current, socket: socketPath))
  }

  private func jobs(_ target: any ControlTarget, _ arguments: RequestArguments) throws(ControlProblem)
    -> HTTPResponse
  {
    let limit = try pageSize(arguments)
    let first = Int(clamping: try arguments.number("after", in: 0...Int64.max) ?? 0)
    let tag = arguments.text("tag")
    if let tag { _ = try jobs(tagged: tag, target) }
    let page = target.jobPage(tagged: tag, from: first, limit: limit)
    var items: [JobObject] = []
    for status in page.statuses {
      items.append(JobObject(status, lastRun: try lastRun(target, status.job.id)))
    }
    return .json(PageObject(items: items, next: page.next.map(String.init)))
  }

  private func environment(_ target: any ControlTarget, _ id: JobID) throws(ControlProblem) -> HTTPResponse {
    guard target.status(of: id) != nil else { throw .unknownJob(id) }
    do throws(SpawnFailure) {
      return .json(EnvironmentObject(try target.environment(of: id)))
    } catch {
      throw .environmentUnreadable(error.description)
    }
  }

  func job(_ target: any ControlTarget, _ id: JobID) throws(ControlProblem) -> HTTPResponse {
    guard let status = target.status(of: id) else { throw .unknownJob(id) }
    let statistics = try reading { () throws(LedgerError) in try target.statistics(of: id) }
    return .json(JobDetailObject(status, lastRun: try lastRun(target, id), statistics: statistics))
  }

  private func runs(_ target: any ControlTarget, _ arguments: RequestArguments) throws(ControlProblem)
    -> HTTPResponse
  {
    let limit = try pageSize(arguments)
    var query = RunQuery()
    (query.job, query.jobs) = try whose(target, arguments)
    query.before = try arguments.number("before", in: 1...Int64.max).map { RunID($0) }
    query.outcome = try arguments.word("outcome")
    query.cause = try arguments.word("cause")
    query.since = try arguments.instant("since")
    query.until = try arguments.instant("until")
    query.limit = limit + 1
    let runs = try reading { () throws(LedgerError) in try target.runs(query) }
    let items = runs.prefix(limit).map(RunObject.init)
    return .json(PageObject(items: items, next: runs.count > limit ? items.last.map { String($0.id) } : nil))
  }

  private func run(
    _ text: String,
    _ arguments: RequestArguments,
    _ exchange: HTTPExchange
  ) throws(ControlProblem) -> HTTPResponse? {
    guard let number = Int64(text), number > 0 else { throw .unknownRun(text) }
    let seconds = try arguments.number("wait", in: 0...Self.maxWait) ?? 0
    let run = try run(RunID(number))
    guard run.outcome == nil, seconds > 0, !isStopping else { return .json(RunObject(run)) }
    try wait(for: .run(run.id), seconds: seconds, exchange)
    return nil
  }

  /// A run as it stands: the core knows better than the ledger how far an open one is.
  func run(_ id: RunID) throws(ControlProblem) -> Run {
    guard let target else { throw .stopping }
    if let run = target.openRun(id) { return run }
    guard let run = try reading({ () throws(LedgerError) in try target.run(id) }) else {
      throw .unknownRun(id.description)
    }
    return run
  }

  private func explain(_ target: any ControlTarget, _ id: JobID, _ arguments: RequestArguments)
    throws(ControlProblem) -> HTTPResponse
  {
    guard let status = target.status(of: id) else { throw .unknownJob(id) }
    guard let text = arguments.text("at"),
      let asked = AskedTime(text, in: status.job.trigger.zone ?? status.job.zone, now: target.facts.now)
    else { throw .malformedParameter("at", expected: AskedTime.forms) }
    let account = try reading { () throws(LedgerError) in try target.account(of: status, at: asked) }
    return .json(AccountObject(account))
  }

  private func spans(_ target: any ControlTarget, _ arguments: RequestArguments) throws(ControlProblem)
    -> HTTPResponse
  {
    let limit = try pageSize(arguments)
    let (job, group) = try whose(target, arguments)
    let outcome: Outcome? = try arguments.word("outcome")
    let before = try arguments.number("before", in: 1...Int64.max)
    let spans = try reading { () throws(LedgerError) in
      if let group {
        return try target.spans(ofAny: group, outcome: outcome, before: before, limit: limit + 1)
      }
      return try target.spans(of: job, outcome: outcome, before: before, limit: limit + 1)
    }
    let items = spans.prefix(limit).map { SpanObject($0.span, recordedAt: $0.recordedAt) }
    let next = spans.count > limit ? String(spans[limit - 1].id) : nil
    return .json(PageObject(items: items, next: next))
  }

  private func deferred(_ target: any ControlTarget, _ arguments: RequestArguments) throws(ControlProblem)
    -> HTTPResponse
  {
    let limit = try pageSize(arguments)
    let last = try arguments.number("after", in: 0...Int64.max) ?? 0
    let triggers = target.deferredTriggers(after: last, limit: limit + 1)
    let items = triggers.prefix(limit).map(DeferredObject.init)
    let next = triggers.count > limit ? items.last.map { String($0.id) } : nil
    return .json(PageObject(items: items, next: next))
  }

  /// The job, or the jobs, that a list is narrowed to; neither for every job.
  private func whose(_ target: any ControlTarget, _ arguments: RequestArguments) throws(ControlProblem)
    -> (job: JobID?, group: [JobID]?)
  {
    let job = arguments.text("job").map { JobID($0) }
    guard let tag = arguments.text("tag") else { return (job, nil) }
    guard job == nil else { throw .malformedParameter("tag", expected: "given without \"job\"") }
    return (nil, try jobs(tagged: tag, target))
  }

  private func jobs(tagged tag: String, _ target: any ControlTarget) throws(ControlProblem) -> [JobID] {
    if let jobs = target.jobs(tagged: tag) { return jobs }
    throw .unknownTag(tag, nearest: Spelling.nearest(to: tag, among: target.tags))
  }

  private func lastRun(_ target: any ControlTarget, _ job: JobID) throws(ControlProblem) -> Run? {
    try reading { () throws(LedgerError) in try target.lastEndedRun(of: job) }
  }

  private func pageSize(_ arguments: RequestArguments) throws(ControlProblem) -> Int {
    Int(try arguments.number("limit", in: 1...Self.maxPage) ?? Self.defaultPage)
  }

  func reading<Value>(_ read: () throws(LedgerError) -> Value) throws(ControlProblem) -> Value {
    do throws(LedgerError) {
      return try read()
    } catch {
      throw .ledgerUnreadable("\(error)")
    }
  }
}

extension HTTPResponse {
  /// A value as JSON.
  static func json(_ value: some Encodable, status: Int = 200, headers: [HTTPHeader] = []) -> HTTPResponse {
    HTTPResponse(
      status: status,
      headers: [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Cache-Control", "no-store")]
        + headers,
      body: JSON.bytes(value)
    )
  }
}
