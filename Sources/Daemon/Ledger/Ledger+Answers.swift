package import Scheduler

/// What requests with a key were answered.
extension LedgerReader {
  /// Every answer that is there, oldest first; some may be older than their keys mean them.
  package func keptAnswers() throws(LedgerError) -> [KeptAnswer] {
    try rows(
      """
      SELECT key, job, request, run, refused, deferred, deferred_at, actor, created_at FROM idempotency_keys \
      ORDER BY created_at, key
      """
    ) { row throws(LedgerError) in
      let job = JobID(row.text(1))
      let answer: KeptAnswer.Answer
      if let run = row.optionalInt64(3).map(RunID.init) {
        answer = row.int64(4) == 0 ? .accepted(run) : .refused(run)
      } else {
        let at = Instant(nanoseconds: row.int64(6))
        answer = .deferred(DeferredTrigger(id: row.int64(5), job: job, at: at, actor: row.optionalText(7)))
      }
      return KeptAnswer(
        answer,
        to: IdempotencyKey(row.text(0), of: row.text(2)),
        of: job,
        at: Instant(nanoseconds: row.int64(8))
      )
    }
  }
}

extension LedgerWriter {
  /// Keeps an answer; one to a key that has gone out of use makes room for it.
  func write(_ answer: KeptAnswer) throws(SQLiteError) {
    try write(
      """
      INSERT OR REPLACE INTO idempotency_keys \
      (key, job, request, run, refused, deferred, deferred_at, actor, created_at) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """
    ) { statement throws(SQLiteError) in
      try statement.bind(1, answer.key.text)
      try statement.bind(2, answer.job.description)
      try statement.bind(3, answer.key.request)
      try statement.bind(4, answer.run?.number)
      try statement.bind(5, answer.isRefusal ? 1 : 0)
      try statement.bind(6, answer.trigger?.id)
      try statement.bind(7, answer.trigger?.at.nanoseconds)
      try statement.bind(8, answer.trigger?.actor)
      try statement.bind(9, answer.createdAt.nanoseconds)
    }
  }
}

extension Ledger {
  /// Lets go of some answers whose keys mean them no more, oldest first.
  ///
  /// - Parameters:
  ///   - now: What the wall clock says.
  ///   - limit: How many at most.
  /// - Returns: How many there were.
  /// - Throws: `LedgerError`; nothing was done.
  func forgetAnswers(at now: Instant, atMost limit: Int) throws(LedgerError) -> Int {
    let horizon = now - KeptAnswer.lifetime
    let keys = try rows(
      "SELECT key FROM idempotency_keys WHERE created_at <= ?1 ORDER BY created_at LIMIT ?2",
      bind: { statement throws(SQLiteError) in
        try statement.bind(1, horizon.nanoseconds)
        try statement.bind(2, Int64(limit))
      }
    ) { row throws(LedgerError) in row.text(0) }
    guard !keys.isEmpty else { return 0 }
    try lazyTransaction { writer throws(LedgerError) in
      try attempt { () throws(SQLiteError) in
        for key in keys {
          try writer.write("DELETE FROM idempotency_keys WHERE key = ?1") { statement throws(SQLiteError) in
            try statement.bind(1, key)
          }
        }
      }
    }
    return keys.count
  }
}

extension KeptAnswer {
  fileprivate var run: RunID? {
    switch answer {
    case .accepted(let run), .refused(let run): run
    case .deferred: nil
    }
  }

  fileprivate var isRefusal: Bool {
    if case .refused = answer { true } else { false }
  }

  fileprivate var trigger: DeferredTrigger? {
    if case .deferred(let trigger) = answer { trigger } else { nil }
  }
}
