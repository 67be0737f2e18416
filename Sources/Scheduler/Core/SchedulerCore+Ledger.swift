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
      slotsInUse -= 1
      if let open = openRuns[id] { wait(open.run) }
    }
  }

  /// The ledger knows these fire times already: no row was made, so none is closed; but others that the run stood for
  /// still want their account.
  mutating func forgetClaims(_ runs: [Run]) {
    for run in runs {
      if let coalesced = run.coalesced {
        pass(run.job, coalesced.first, coalesced.last, coalesced.count, .missed, .alreadyClaimed)
      }
      guard let open = openRuns.removeValue(forKey: run.id) else { continue }
      if open.isFollower {
        unlink(run.id)
      } else if open.run.state == .queued {
        waiting.remove([run.id])
        succeed(open, slotIsFree: false)
      } else {
        succeed(open, slotIsFree: true)
      }
    }
  }

  /// Takes a run out of the middle of its chain.
  private mutating func unlink(_ id: RunID) {
    for head in openRunIDs where openRuns[head]?.followers.contains(id) == true {
      openRuns[head]?.followers.removeAll { $0 == id }
    }
  }

  /// The next of a chain takes the place of a run that never was.
  private mutating func succeed(_ open: OpenRun, slotIsFree: Bool) {
    if slotIsFree { slotsInUse -= 1 }
    if let follower = promoteFollower(of: open) {
      requeue(follower)
    } else {
      instanceEnded(of: open.run.job)
    }
  }
}
