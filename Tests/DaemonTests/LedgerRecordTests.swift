import Daemon
import Scheduler
import Testing

@Suite struct `A ledger` {
  @Test(arguments: RunRow.rows) func `gives a run back as it was claimed`(_ row: RunRow) throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit([.claimed(row.run)], at: Instant(seconds: 0))
    #expect(try ledger.run(row.run.id) == row.run)
  }
}

struct RunRow: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var run: Run

  static let rows: [RunRow] = [
    RunRow(testDescription: "nothing but what every run has", run: .queued(1, at: 60))
  ]
}
