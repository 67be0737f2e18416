import Daemon
import Scheduler
import Testing

@Suite struct `The records on their way to the ledger` {
  @Test func `account for what a refused claim stood for, in its transaction`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit([.claimed(.queued(1, at: 180))], at: .zero)

    var claim = Run.queued(2, at: 180)
    let others = CoalescedFireTimes(count: 2, first: Instant(seconds: 60), last: Instant(seconds: 120))
    claim.coalesced = others
    let queue = RecordQueue(ledger)
    queue.append(.claimed(claim), at: Uptime(nanoseconds: 0))
    queue.append(.claimed(.queued(3, at: 240)), at: Uptime(nanoseconds: 0))
    let now = Moment(wall: Instant(seconds: 240), uptime: Uptime(nanoseconds: 0))
    let (outcome, _) = queue.commit(at: now) { Issue.record("\($0)") }

    guard case .committed(let refused) = outcome else {
      Issue.record("nothing is written")
      return
    }
    #expect(refused == [claim])
    #expect(try ledger.runs(RunQuery()).map(\.id.number) == [3, 1])
    #expect(try ledger.spans(of: claim.job) == [claim.spanIfRefused])
  }
}
