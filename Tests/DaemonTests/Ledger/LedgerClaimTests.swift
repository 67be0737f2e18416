import Daemon
import Scheduler
import Testing

@Suite struct `A commit` {
  @Test func `makes no claim twice, and nothing else beside one that is refused`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit([.claimed(.queued(1, at: 60)), .claimed(.queued(2, at: 120))], at: .zero)
    let before = try ledger.runs(RunQuery())

    let records: [Record] = [
      .schedule(JobID("backup"), TriggerText(json: "1", zone: "UTC"), cursor: .zero, at: .zero),
      .claimed(.queued(3, at: 60)), .claimed(.queued(4, at: 180)), .claimed(.queued(5, at: 120)),
      .changed(Run.queued(5, at: 120).ended()), .span(.missed("backup", from: 0, to: 30, count: 2)),
    ]
    #expect(throws: LedgerError.claimsRefused([RunID(3), RunID(5)])) { try ledger.commit(records, at: .zero) }
    #expect(try ledger.runs(RunQuery()) == before)
    #expect(try ledger.spans(of: JobID("backup")) == [])
    #expect(try ledger.snapshot().schedules == [])

    try ledger.commit([.claimed(.queued(4, at: 180))], at: .zero)
    #expect(try ledger.runs(RunQuery()).map(\.id.number) == [4, 2, 1])
  }

  @Test func `refuses the second of two claims of its own`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    #expect(throws: LedgerError.claimsRefused([RunID(2)])) {
      try ledger.commit([.claimed(.queued(1, at: 60)), .claimed(.queued(2, at: 60))], at: .zero)
    }
    #expect(try ledger.runs(RunQuery()) == [])
  }

  @Test func `takes one instant for two jobs, and for runs that no fire time made`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    var byHand = Run.queued(3, at: 60)
    byHand.cause = .manual
    byHand.fireTime = nil
    var again = byHand
    again.id = RunID(4)
    let runs = [.queued(1, of: "a", at: 60), .queued(2, of: "b", at: 60), byHand, again]
    try ledger.commit(runs.map { .claimed($0) }, at: .zero)
    #expect(try ledger.runs(RunQuery()).count == 4)
  }

  @Test func `may be repeated, as one must whose sync has failed`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    let text = TriggerText(json: "1", zone: "UTC")
    try ledger.commit([.schedule(JobID("gone"), text, cursor: .zero, at: .zero)], at: .zero)
    let records: [Record] = [
      .schedule(JobID("backup"), text, cursor: .zero, at: .zero), .claimed(.queued(1, at: 60)),
      .changed(Run.queued(1, at: 60).ended()), .cursor(JobID("backup"), Instant(seconds: 60)),
      .span(.missed("backup", from: 0, to: 30, count: 2)), .cursor(JobID("gone"), Instant(seconds: 60)),
      .unscheduled(JobID("gone"), at: .zero),
    ]
    try ledger.commit(records, at: .zero)
    let once = (try ledger.snapshot(), try ledger.runs(RunQuery()))
    try ledger.commit(records, at: Instant(seconds: 1))
    let twice = (try ledger.snapshot(), try ledger.runs(RunQuery()))
    #expect(once == twice)
    #expect(try ledger.spans(of: JobID("backup")) == [.missed("backup", from: 0, to: 30, count: 2)])
  }

  @Test(arguments: ContradictionRow.rows)
  func `refuses records that contradict the ledger`(_ row: ContradictionRow) throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)
    #expect(throws: LedgerError.contradiction(row.text)) {
      try ledger.commit([.claimed(.queued(2, at: 120)), row.record], at: .zero)
    }
    #expect(try ledger.runs(RunQuery()) == [.queued(1, at: 60)])
    try ledger.commit([.claimed(.queued(2, at: 120))], at: .zero)
  }

  @Test func `of nothing is no transaction`() throws {
    let directory = try TemporaryDirectory()
    let disk = try FaultDisk()
    let ledger = try Ledger(stateDirectory: directory.path, vfs: disk.name)
    let calls = disk.calls
    try ledger.commit([], at: .zero)
    #expect(disk.calls == calls)
  }
}

struct ContradictionRow: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var record: Record
  var text: String

  static let rows: [ContradictionRow] = [
    ContradictionRow(
      testDescription: "a number that another run has",
      record: .claimed(.queued(1, at: 90)),
      text: "run 1 of job backup is there already and is another"
    ),
    ContradictionRow(
      testDescription: "a number that another job's run has",
      record: .claimed(.queued(1, of: "other", at: 60)),
      text: "run 1 of job other is there already and is another"
    ),
    ContradictionRow(
      testDescription: "a change of a run that never was",
      record: .changed(.queued(9, at: 60)),
      text: "run 9 of job backup is not there to be changed"
    ),
    ContradictionRow(
      testDescription: "a change of the fire time",
      record: .changed(.queued(1, at: 61)),
      text: "run 1 of job backup is not there to be changed"
    ),
    ContradictionRow(
      testDescription: "a cursor of a job without a schedule",
      record: .cursor(JobID("backup"), .zero),
      text: "job backup has no schedule whose cursor could move"
    ),
  ]
}
