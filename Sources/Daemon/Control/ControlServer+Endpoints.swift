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
    case .jobs: return try jobs(target, arguments, exchange)
    case .job: return try job(target, JobID(match.arguments[0]))
    case .triggerJob: return try trigger(target, JobID(match.arguments[0]), body, exchange)
    case .pauseJob: return try pause(target, JobID(match.arguments[0]), body, exchange)
    case .resumeJob: return try resume(target, JobID(match.arguments[0]), exchange)
    case .explainJob: return try explain(target, JobID(match.arguments[0]), arguments)
    case .jobEnvironment: return try environment(target, JobID(match.arguments[0]))
    case .pauseAll: return try pause(target, nil, body, exchange)
    case .resumeAll: return try resume(target, nil, exchange)
    case .runs: return try runs(target, arguments, exchange)
    case .run: return try run(match.arguments[0], arguments, exchange)
    case .output: return try output(match.arguments[0], arguments, exchange)
    case .cancelRun: return try cancel(target, match.arguments[0], exchange)
    case .spans: return try spans(target, arguments, exchange)
    case .deferred: return try deferred(target, arguments, exchange)
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

  private func lastRun(_ target: any ControlTarget, _ job: JobID) throws(ControlProblem) -> Run? {
    try reading { () throws(LedgerError) in try target.lastEndedRuns(of: [job]) }.first ?? nil
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
  static let jsonHeaders = [
    HTTPHeader("Content-Type", "application/json"), HTTPHeader("Cache-Control", "no-store"),
  ]

  /// A value as JSON.
  static func json(_ value: some Encodable, status: Int = 200, headers: [HTTPHeader] = []) -> HTTPResponse {
    HTTPResponse(
      status: status,
      headers: jsonHeaders + headers,
      body: JSON.bytes(value)
    )
  }
}
