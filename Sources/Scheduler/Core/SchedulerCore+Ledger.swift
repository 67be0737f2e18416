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
    for id in openRunIDs {
      guard let open = openRuns[id], open.isHeld else { continue }
      releaseSlot(of: open)
      giveBack(returnToQueue(open))
    }
  }

  /// What was wanted to end meanwhile, or whose job a reload took away, does not start after all.
  private mutating func giveBack(_ held: OpenRun) {
    switch held.stopReason {
    case .replaced?: return endChain(held.run.id, .replaced)
    case .requested?: close(held, .cancelled, .requested)
    case _ where !isWanted(held.run): close(held, .cancelled, .removed)
    default:
      // A shutdown leaves standing what waits.
      var open = held
      open.stopReason = nil
      return queueAgain(open)
    }
    passPlace(of: held)
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
    if open.run.state == .starting { releaseSlot(of: open) }
    if open.place == .chain { unlink(id) }
    leavePlace(id, open)
    openRuns[id] = nil
    passPlace(of: open)
  }
}
