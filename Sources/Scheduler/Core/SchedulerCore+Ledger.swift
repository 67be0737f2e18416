extension SchedulerCore {
  /// The ledger takes no records: nothing is claimed until it does, and fire times that pass meanwhile go the way of
  /// every late one.
  mutating func ledgerFailed(holding held: [RunID]) {
    isLedgerWritable = false
    for id in held { openRuns[id]?.isHeld = true }
  }

  /// The ledger has taken what it was offered: the starts that waited for it are judged anew.
  mutating func ledgerHealed() {
    isLedgerWritable = true
    for id in openRunIDs where openRuns[id]?.isHeld == true {
      returnToQueue(id)
      releaseSlot(of: id)
      giveBack(id)
    }
  }

  /// What was wanted to end meanwhile, or whose job a reload took away, does not start after all.
  private mutating func giveBack(_ id: RunID) {
    guard let open = openRuns[id] else { return }
    switch open.stopReason {
    case .replaced?: return endChain(id, .replaced)
    case .requested?: _ = close(id, .cancelled, .requested)
    case _ where !isWanted(open.run): _ = close(id, .cancelled, .removed)
    default:
      // A shutdown leaves standing what waits.
      openRuns[id]?.stopReason = nil
      return queueAgain(id)
    }
    passPlace(of: open)
  }

  /// The ledger knows these fire times already: no row was made, so none is closed; the others that a run stood for
  /// have their account instead of its row.
  mutating func forgetClaims(_ runs: [Run]) {
    for run in runs {
      if let span = run.spanIfRefused { perform(.log(.span(span))) }
      forget(run.id)
    }
  }

  /// Takes a run that never was out of everything; the next of its chain takes its place.
  private mutating func forget(_ id: RunID) {
    guard let open = openRuns[id] else { return }
    if open.run.state == .starting { releaseSlot(of: id) }
    if open.place == .chain { unlink(id) }
    leavePlace(id, open)
    openRuns[id] = nil
    passPlace(of: open)
  }
}
