import Scheduler

/// What is asked for, and what follows from something: once each, and answered.
extension Checker {
  // MARK: Admission

  /// Runs that were refused at once, and those that nobody asked for.
  mutating func checkAdmissions(_ incident: Incident) {
    if doubtful.isEmpty {
      for run in incident.claimed where run.state == .ended { checkRefusal(run, incident) }
      for span in incident.spans { checkRefusedChain(span, incident) }
    }
    let startups = incident.claimed.filter { $0.cause == .startup }.map(\.job)
    let expected =
      incident.isLaunch ? jobs.values.filter { $0.isEnabled && $0.trigger == .startup }.map(\.id) : []
    require(startups.sorted() == expected.sorted(), "at the start run \(startups), and not \(expected)")
    checkDeferred(incident)
    checkQueue(incident)
    for run in incident.claimed where run.cause == .after || run.cause == .startup {
      let isPaused = seen.isPaused(run.job, now: incident.wall)
      require(!isPaused || run.reason == .paused, "run \(run.id) is made while \(run.job) is paused")
    }
  }

  private mutating func checkRefusal(_ run: Run, _ incident: Incident) {
    guard run.outcome == .skipped, let reason = run.reason else { return }
    checkRefusal(run.job, reason, incident)
  }

  private mutating func checkRefusedChain(_ span: Span, _ incident: Incident) {
    if span.outcome == .skipped { checkRefusal(span.job, span.reason, incident) }
  }

  /// Whether there was no room; what came and went within the event may have taken it.
  private mutating func checkRefusal(_ id: JobID, _ reason: Reason, _ incident: Incident) {
    let mine = incident.claimed.filter { $0.job == id && $0.outcome != .skipped }.count
    let all = (incident.places[id]?.all ?? 0) + mine
    let rules = policies(of: id, incident)
    switch reason {
    case .maxInstances:
      let isFull = rules.contains { $0.overlap == .skip && all >= $0.maxInstances }
      require(isFull, "\(id) has room for an instance")
    case .maxQueued:
      let isFull = rules.contains { $0.overlap == .queue && all >= $0.maxInstances + $0.maxQueued }
      require(isFull, "\(id) has room for one more to wait")
    case .queueFull:
      let queued = incident.open.values.filter { $0.state == .queued }.count
      let retries = incident.open.values.filter { old in
        old.state != .queued && seen.open[old.id].map { $0.state != old.state } ?? false
      }
      let claimed = incident.claimed.filter { $0.outcome != .skipped }.count + retries.count
      let most = min(configuration.maxQueuedRuns, incident.oldConfiguration.maxQueuedRuns)
      require(queued + claimed >= most, "the queue has room for \(id)")
      let holding = incident.open.values.filter { $0.state == .starting || $0.state == .running }.count
      let isIdle = holding < configuration.maxConcurrentRuns && queued + claimed == 0
      require(!isIdle || rules.contains { $0.concurrencyGroup != nil }, "\(id) could start at once")
    default: break
    }
  }

  /// An event that only admits never lets more wait for a slot than may.
  private mutating func checkQueue(_ incident: Incident) {
    let isRetry = incident.open.values.contains { run in
      run.state == .waitingRetry && seen.open[run.id]?.state != .waitingRetry
    }
    guard !incident.claimed.isEmpty, incident.attempts.isEmpty, !isRetry, !incident.isReload,
      !incident.isLaunch,
      incident.ended.allSatisfy({ $0.outcome == .skipped && $0.attempt == 0 })
    else { return }
    let now = waiting(seen.places)
    // What will start at once needs no room; a full group may keep it from that after all.
    let holding = incident.open.values.filter { $0.state == .starting || $0.state == .running }.count
    let free = max(0, configuration.maxConcurrentRuns - holding)
    let most = max(configuration.maxQueuedRuns + free, waiting(incident.places))
    require(now <= most, "\(now) wait for a slot, and \(most) may")
  }

  /// How many instances wait for a slot; what waits behind them does not count.
  private func waiting(_ places: [JobID: Replica.Places]) -> Int {
    places.reduce(0) { sum, place in
      guard let job = jobs[place.key] else { return sum }
      return sum + max(0, min(place.value.all, job.policies.maxInstances) - place.value.busy)
    }
  }

  // MARK: What follows from something

  /// What is to run after something does so once, with the record of its end.
  mutating func checkConsequences(_ incident: Incident) {
    var expected: [String] = []
    for run in incident.ended {
      for job in jobs.values where job.isEnabled {
        guard case .after(let trigger) = job.trigger, trigger.job == run.job, let outcome = run.outcome else {
          continue
        }
        let hasRun = outcome != .skipped && outcome != .missed
        if trigger.outcome.map({ $0 == outcome }) ?? hasRun { expected.append("\(job.id) after \(run.id)") }
      }
    }
    let found = incident.claimed.filter { $0.cause == .after }.map { run in
      "\(run.job) after \(run.causedBy?.description ?? "nothing")"
    }
    require(found.sorted() == expected.sorted(), "there run \(found), and not \(expected)")
  }

  /// A run that was asked for at a later instant is made once, at that instant, or given up for a reason.
  private mutating func checkDeferred(_ incident: Incident) {
    var due: [JobID] = []
    for trigger in incident.undeferred {
      if case .requested(_, .cancelDeferred(trigger.id)) = incident.event { continue }
      guard jobs[trigger.job] != nil else {
        let isOnRecord = incident.claimed.contains { $0.job == trigger.job && $0.outcome == .cancelled }
        require(isOnRecord, "deferred trigger \(trigger.id) is gone with its job and no word")
        due.append(trigger.job)
        continue
      }
      require(trigger.at <= incident.wall && incident.woke, "deferred trigger \(trigger.id) is too early")
      due.append(trigger.job)
    }
    if case .requested(_, let request) = incident.event, case .trigger(let job, _, _) = request.unwrapped {
      switch incident.replies.first {
      case .accepted?, .refused?: due.append(job)
      default: break
      }
    }
    let manual = incident.claimed.filter { $0.cause == .manual }.map(\.job)
    require(manual.sorted() == due.sorted(), "by hand run \(manual), and not \(due)")
  }

  // MARK: Answers

  mutating func checkReply(_ id: RequestID, _ response: Response, _ incident: Incident) {
    guard case .requested(id, let request) = incident.event else {
      return fault("request \(id.number) was not made")
    }
    require(isRight(response, to: request, incident), "\(request) is answered by \(response)")
  }

  private func isRight(_ response: Response, to request: Request, _ incident: Incident) -> Bool {
    if request == .stop { return response == .stopped }
    if life.stage > 0 { return response == .stopping }
    if !life.isWritable { return response == .ledgerUnavailable }
    switch (request, response) {
    case (.once(let key, _), .repeated(let known)):
      return seen.answers[key.text] == known && known.key == key && known.isInForce(at: incident.wall)
    case (.once(let key, _), .keyReused(let known)):
      return seen.answers[key.text] == known && known.key != key && known.isInForce(at: incident.wall)
    case (.once(let key, let request), _):
      // The answer is kept with what it promises, and nothing is kept of a request that came to nothing.
      let isKept = seen.answers[key.text].map { $0.key == key && $0.createdAt == incident.wall } ?? false
      return isKept == response.isKept && isRight(response, to: request, incident)
    case (.trigger(let job, _, _), .unknownJob), (.triggerLater(let job, _, _, _), .unknownJob):
      return jobs[job] == nil
    case (.trigger(let job, _, _), .accepted(let run)): return run.job == job && seen.open[run.id] == run
    case (.trigger(let job, _, _), .refused(let run)): return run.job == job && seen.ended.contains(run.id)
    case (.triggerLater(let job, let at, _, _), .deferred(let trigger)):
      return trigger.job == job && trigger.at == at && seen.deferred[trigger.id] != nil
    case (.triggerLater, .tooMany): return seen.deferred.count >= 10_000
    case (.cancelDeferred(let id), .done): return incident.undeferred.contains { $0.id == id }
    case (.cancelDeferred(let id), .unknownDeferred): return seen.deferred[id] == nil
    case (.cancel(let run, _), .done): return incident.open[run] != nil
    case (.cancel(let run, _), .unknownRun): return incident.open[run] == nil
    case (.pause(let job, let until, _, _), .done):
      return seen.pauseInForce(job) != nil && seen.pauseInForce(job)?.until == until
    case (.resume(let job), .done): return seen.pauseInForce(job) == nil
    case (.pause(let job?, _, _, _), .unknownJob), (.resume(let job?), .unknownJob): return jobs[job] == nil
    default: return false
    }
  }

  /// An answer goes out once, and promises nothing that is not durable.
  mutating func checkDelivery(_ id: RequestID, _ response: Response) {
    require(life.asked[id] != nil, "request \(id.number) was not made")
    require(life.answered.insert(id).inserted, "request \(id.number) is answered twice")
    switch response {
    case .accepted(let run), .refused(let run):
      require(kept.knows(run.id), "run \(run.id) is promised too early")
    case .repeated(let known):
      require(kept.answers[known.key.text] == known, "the key \(known.key.text) is answered too early")
    case .deferred(let trigger):
      require(trigger.id <= kept.newestDeferred, "deferred trigger \(trigger.id) is promised too early")
    default: break
    }
  }
}

extension Request {
  /// What is asked for, whether or not it came with a key.
  fileprivate var unwrapped: Request {
    if case .once(_, let request) = self { request } else { self }
  }
}

extension Response {
  /// Whether it is an answer to the first request with a key.
  fileprivate var isKept: Bool {
    switch self {
    case .accepted, .refused, .deferred: true
    default: false
    }
  }
}

extension KeptAnswer {
  fileprivate func isInForce(at instant: Instant) -> Bool { createdAt > instant - Self.lifetime }
}
