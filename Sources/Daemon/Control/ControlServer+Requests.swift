import Scheduler

/// Requests that change something: each is answered when its records are durable.
extension ControlServer {
  func trigger(
    _ target: any ControlTarget,
    _ job: JobID,
    _ body: RequestBody,
    _ exchange: HTTPExchange
  ) throws(ControlProblem) -> HTTPResponse? {
    let key = try exchange.request.idempotencyKey.map { text throws(ControlProblem) in
      guard IdempotencyKey.isValid(text) else { throw .malformedKey }
      return IdempotencyKey(text, of: body.words(for: job))
    }
    // A repeat is one also when the instant that it names has passed meanwhile.
    if let key, target.keptAnswer(to: key.text) != nil {
      return try ask(.once(key, .trigger(job, actor: exchange.request.actor)), target, exchange)
    }
    let now = target.facts.now
    let (at, later) = (try body.instant("at", after: now), try body.instant("in", from: now))
    guard at == nil || later == nil else { throw .malformedBody("\"at\" and \"in\" cannot both be given") }
    let actor = exchange.request.actor
    let parameters = try body.parameters("parameters")
    let request =
      (at ?? later).map { Request.triggerLater(job, at: $0, actor: actor, parameters: parameters) }
      ?? .trigger(job, actor: actor, parameters: parameters)
    return try ask(key.map { .once($0, request) } ?? request, target, exchange)
  }

  /// What a request with a key was answered, once more; a run as it stands now.
  private func repeating(_ known: KeptAnswer) -> HTTPResponse {
    var response: HTTPResponse
    do throws(ControlProblem) {
      switch known.answer {
      case .accepted(let id): response = answer(to: .accepted(try run(id)))
      case .refused(let id): response = answer(to: .refused(try run(id)))
      case .deferred(let trigger): response = answer(to: .deferred(trigger))
      }
    } catch {
      // Retention may have let go of the run.
      response = error.response
    }
    response.headers.append(HTTPHeader(Self.replayed, "true"))
    return response
  }

  /// The header that says that an answer is one to an earlier request.
  static let replayed = "Idempotent-Replayed"

  func cancelDeferred(_ target: any ControlTarget, _ text: String, _ exchange: HTTPExchange)
    throws(ControlProblem) -> HTTPResponse?
  {
    guard let id = Int64(text), id > 0 else { throw .unknownDeferred(text) }
    return try ask(.cancelDeferred(id), target, exchange)
  }

  /// Pauses a job, or with nil every job, and shows what was paused.
  func pause(
    _ target: any ControlTarget,
    _ job: JobID?,
    _ body: RequestBody,
    _ exchange: HTTPExchange
  ) throws(ControlProblem) -> HTTPResponse? {
    let request = Request.pause(
      job,
      until: try body.instant("until", after: target.facts.now),
      reason: try body.text("reason") ?? "",
      actor: exchange.request.actor
    )
    return try ask(request, target, exchange, done: showing(job))
  }

  /// Resumes a job, or with nil every job, and shows what was resumed.
  func resume(_ target: any ControlTarget, _ job: JobID?, _ exchange: HTTPExchange) throws(ControlProblem)
    -> HTTPResponse?
  {
    try ask(.resume(job), target, exchange, done: showing(job))
  }

  /// Ends a run, or keeps it from starting, and shows it as it stands: a process is told to end and may take its time.
  func cancel(_ target: any ControlTarget, _ text: String, _ exchange: HTTPExchange) throws(ControlProblem)
    -> HTTPResponse?
  {
    guard let number = Int64(text), number > 0 else { throw .unknownRun(text) }
    let id = RunID(number)
    // The core knows only the runs that have not ended.
    if target.openRun(id) == nil { throw .runEnded(try run(id)) }
    let request = Request.cancel(id, actor: exchange.request.actor)
    return try ask(request, target, exchange) { server throws(ControlProblem) in
      .json(RunObject(try server.run(id)), status: 202)
    }
  }

  func stop(_ target: any ControlTarget, _ exchange: HTTPExchange) -> HTTPResponse? {
    // It has been done, and the core answers nobody any more.
    guard !isStopping else { return .json(HealthObject(.stopping), status: 202) }
    let reply = awaitReply(exchange)
    target.submit(.stop) { [weak self] response in
      // A server that is gone has answered everybody.
      if let self { reply(self.answer(to: response)) }
    }
    return nil
  }

  func reload(_ target: any ControlTarget, _ exchange: HTTPExchange) throws(ControlProblem)
    -> HTTPResponse?
  {
    guard !isStopping else { throw .stopping }
    let file = target.facts.jobFile
    let reply = awaitReply(exchange)
    target.reload { result in reply(.answering(result, file: file)) }
    return nil
  }
}

extension ControlServer {
  /// What answers a request that was carried out.
  private typealias Showing = (ControlServer) throws(ControlProblem) -> HTTPResponse

  /// Asks the core and answers with what it says, or with what is shown once it is done.
  private func ask(
    _ request: Request,
    _ target: any ControlTarget,
    _ exchange: HTTPExchange,
    done show: @escaping Showing = { _ throws(ControlProblem) in .json(DoneObject()) }
  ) throws(ControlProblem) -> HTTPResponse? {
    guard !isStopping else { throw .stopping }
    let reply = awaitReply(exchange)
    target.submit(request) { [weak self] response in
      // A server that is gone has answered everybody.
      guard let self else { return }
      if case .refused(let run) = response { return reply(self.refusal(of: run).response) }
      guard response == .done else { return reply(self.answer(to: response)) }
      do throws(ControlProblem) {
        reply(try show(self))
      } catch {
        reply(error.response)
      }
    }
    return nil
  }

  /// Why a run was skipped at once, and what is in its way.
  private func refusal(of run: Run) -> ControlProblem {
    guard run.reason == .maxInstances || run.reason == .maxQueued, let target,
      let status = target.status(of: run.job)
    else { return .runSkipped(run) }
    let earlier = status.openRuns.filter { $0.id < run.id }
    return .runSkipped(run, inTheWay: earlier.inTheWay(in: status.job.zone, now: run.createdAt))
  }

  /// What the core says to a request, in HTTP's words.
  private func answer(to response: Response) -> HTTPResponse {
    switch response {
    case .accepted(let run):
      .json(RunObject(run), status: 202, headers: [HTTPHeader("Location", "/v1/runs/\(run.id)")])
    case .refused(let run): ControlProblem.runSkipped(run).response
    case .badParameters(let job, let fault): ControlProblem.badParameters(job, fault).response
    case .deferred(let trigger): .json(DeferredObject(trigger), status: 202)
    case .repeated(let known): repeating(known)
    case .keyReused(let known): ControlProblem.keyReused(known).response
    case .tooManyKeys: ControlProblem.tooManyKeys.response
    case .unknownJob(let job): ControlProblem.unknownJob(job).response
    case .unknownRun(let run): ControlProblem.unknownRun(run.description).response
    case .unknownDeferred(let id): ControlProblem.unknownDeferred(String(id)).response
    case .tooMany: ControlProblem.tooManyDeferred.response
    case .stopping: ControlProblem.stopping.response
    case .ledgerUnavailable: ControlProblem.ledgerNotWritable.response
    case .done: .json(DoneObject())
    case .stopped: .json(HealthObject(.stopping), status: 202)
    }
  }

  private func showing(_ job: JobID?) -> Showing {
    { server throws(ControlProblem) in
      guard let target = server.target else { throw .stopping }
      guard let job else { return server.status(target) }
      return try server.job(target, job)
    }
  }
}

extension HTTPResponse {
  /// What came of a reload, in HTTP's words.
  fileprivate static func answering(_ result: ReloadResult, file: String) -> HTTPResponse {
    switch result {
    case .reloaded(let added, let changed, let removed, let unchanged, let warnings):
      .json(
        ReloadObject(
          added: added,
          changed: changed,
          removed: removed,
          unchanged: unchanged,
          warnings: warnings.map { ProblemObject($0, file: file) }
        )
      )
    case .refused(let problems): ControlProblem.jobFileRefused(problems, file: file).response
    case .unreadable(let why): ControlProblem.jobFileUnreadable(why).response
    case .stopping: ControlProblem.stopping.response
    }
  }
}
