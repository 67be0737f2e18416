import Scheduler

extension SchedulerDaemon {
  /// Performs the core's actions, in order, by the ordering rule at `Action`.
  func perform(_ actions: [Action]) {
    for action in actions {
      guard case .record(let record) = action else { continue }
      records.append(record, at: now.uptime)
      if let event = record.event { tell(event) }
    }
    guard actions.contains(where: \.waitsForCommit) else {
      for action in actions { carryOut(action) }
      return
    }
    let isLast = actions.contains(.exit)
    guard let refused = commitRecords(isLast: isLast) else { return performWithoutLedger(actions) }
    for action in actions where !action.starts(anyOf: refused) { carryOut(action) }
  }

  /// Makes the records durable that wait for it.
  ///
  /// - Returns: The runs whose claims the ledger had already; nil when it takes nothing.
  @discardableResult
  func commitRecords(isLast: Bool = false) -> Set<RunID>? {
    let since = records.failedSince
    let begin = SystemClock.uptime()
    let (outcome, written) = records.commit(at: now, isLast: isLast) { say(.recordsRefused($0)) }
    figures.commits.add(SystemClock.uptime() - begin)
    switch outcome {
    case .failed:
      if since == nil, let failure = records.failure {
        say(.ledgerFailed(failure.description))
        tell(.degraded(failure.description))
        events.append(.ledgerFailed(held: []))
      }
      return nil
    case .committed(let refused):
      let ended = written.compactMap(\.endedRun)
      control?.runsEnded(ended)
      movedOutput.formUnion(ended.map(\.id))
      if !refused.isEmpty { events.append(.claimsRefused(refused)) }
      if let since { ledgerHealed(after: now.uptime - since) }
      return Set(refused.map(\.id))
    }
  }

  private func ledgerHealed(after time: TimeAmount) {
    say(.ledgerHealed(time))
    tell(.healed)
    for (id, response) in heldReplies { replies.removeValue(forKey: id)?(response) }
    heldReplies = []
    events.append(.ledgerHealed)
  }

  /// Nothing starts and nothing is promised that is not durable; signals and the end do not wait for that.
  private func performWithoutLedger(_ actions: [Action]) {
    var held: [RunID] = []
    for action in actions {
      switch action {
      case .start(let start): held.append(start.run.id)
      // It does not start; once it does, the core says so again.
      case .log(.starting): break
      case .reply(let id, let response) where response.needsRecords: heldReplies.append((id, response))
      case .record, .signal, .reply, .log, .notify, .exit: carryOut(action)
      }
    }
    if !held.isEmpty { events.append(.ledgerFailed(held: held)) }
  }

  private func carryOut(_ action: Action) {
    switch action {
    case .record: break
    case .start(let start): self.start(start)
    case .signal(let run, let signal): processes.signal(run, signal)
    case .reply(let id, let response): replies.removeValue(forKey: id)?(response)
    case .log(let notice): show(notice)
    case .notify(let notification): messengers.send(notification, at: now.uptime)
    case .exit: leave()
    }
  }

  private func start(_ start: Start) {
    do throws(SpawnFailure) {
      events.append(.started(start.run.id, try processes.start(start)))
      runFigures.started(start.run, at: SystemClock.read().wall)
    } catch {
      events.append(.spawnFailed(start.run.id, detail: error.description, mayPass: error.mayPass))
    }
  }

  private func show(_ notice: Notice) {
    log.write(LogEntry(notice), at: now.wall)
    runFigures.take(notice)
    tell(.notice(notice))
    if case .ended(let run) = notice { lastEnds.take(run) }
    if case .reloaded(let summary) = notice { reloadTookEffect(summary) }
  }

  /// Tells the clients that want to know what happens.
  func tell(_ event: DaemonEvent.Kind) {
    control?.publish(DaemonEvent(event, at: now.wall))
  }

  /// The core has nothing more to do: what is not durable now never will be.
  private func leave() {
    let isDurable = records.failedSince == nil
    if isDurable {
      do throws(LedgerError) {
        try ledger.recordStop(life, reason: "asked to", at: now.wall)
      } catch {
        say(.ledgerFailed(error.description))
      }
    } else {
      say(.recordsLost(records.count))
      // What they promise did not become durable.
      for (id, _) in heldReplies { replies.removeValue(forKey: id)?(.ledgerUnavailable) }
      heldReplies = []
    }
    let strays = processes.killStrays()
    if strays > 0 { say(.strays(strays)) }
    exit = isDurable ? .stopped : .ledgerUnwritable
    tellingEnd = now.uptime + Self.longestTelling
  }
}

extension Record {
  /// What clients are told of it; nil where it is nothing that no notice says.
  fileprivate var event: DaemonEvent.Kind? {
    switch self {
    case .deferred(let trigger): .deferred(trigger)
    case .undeferred(let id): .undeferred(id)
    default: nil
    }
  }
}

extension Action {
  /// Whether it starts one of these runs, or tells the operator that it starts.
  fileprivate func starts(anyOf runs: Set<RunID>) -> Bool {
    switch self {
    case .start(let start): runs.contains(start.run.id)
    case .log(.starting(let run)): runs.contains(run.id)
    case .record, .signal, .reply, .log, .notify, .exit: false
    }
  }
}
