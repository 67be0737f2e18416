import Daemon
import Scheduler
import Testing

@Suite struct `The answers in the ledger` {
  private let directory: TemporaryDirectory
  private let ledger: Ledger

  init() throws {
    directory = try TemporaryDirectory()
    ledger = try Ledger(stateDirectory: directory.path)
  }

  private func answer(_ key: String, _ answer: KeptAnswer.Answer, at seconds: Int64) -> KeptAnswer {
    KeptAnswer(
      answer,
      to: IdempotencyKey(key, of: #"{"in":"5m"}"#),
      of: JobID("a"),
      at: Instant(seconds: seconds)
    )
  }

  @Test func `are read as they were written, oldest first`() throws {
    let trigger = DeferredTrigger(id: 4, job: JobID("a"), at: Instant(seconds: 300), actor: "uid=0 pid=1")
    let answers = [
      answer("z", .accepted(RunID(1)), at: 10), answer("b", .refused(RunID(2)), at: 20),
      answer("c", .deferred(trigger), at: 30),
    ]
    try ledger.commit(answers.reversed().map { .answered($0) }, at: .zero)
    #expect(try ledger.keptAnswers() == answers)
    let snapshot = try LedgerReader(reading: directory.path).snapshot { _, _ in nil }
    #expect(snapshot.answers == answers)
  }

  @Test func `make room for a new one to the same key`() throws {
    try ledger.commit([.answered(answer("k", .accepted(RunID(1)), at: 10))], at: .zero)
    let new = answer("k", .refused(RunID(9)), at: 100_000)
    try ledger.commit([.answered(new)], at: .zero)
    #expect(try ledger.keptAnswers() == [new])
  }

  @Test func `are let go a day later, a few at a time`() throws {
    let old = (0..<100).map { answer("old-\($0)", .accepted(RunID($0 + 1)), at: $0) }
    let young = answer("young", .accepted(RunID(200)), at: 100)
    try ledger.commit((old + [young]).map { .answered($0) }, at: .zero)
    let now = Instant(seconds: 99) + KeptAnswer.lifetime
    var sweep = HistorySweep()
    var counts: [Int] = []
    repeat {
      counts.append(try ledger.keptAnswers().count)
    } while try ledger.prune(
      &sweep,
      limits: { _ in .usual },
      at: now
    )
    #expect(try ledger.keptAnswers() == [young])
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 - $1 <= 32 }, "\(counts)")
  }
}
