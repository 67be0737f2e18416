package import Scheduler

/// The one SQLite file that is the truth about what ran.
package final class Ledger {
  /// Opens, or makes, the ledger of a state directory and brings its schema up to date.
  package init(stateDirectory: String) throws(LedgerError) {}

  /// What the core starts from. `decode` reads a recorded trigger back, or answers nil.
  package func snapshot(decode: (TriggerText) -> Trigger?) throws(LedgerError) -> Snapshot { .empty }

  /// Makes records durable in one transaction, in order; all of them or none.
  package func commit(_ records: [Record], at now: Instant) throws(LedgerError) {}

  /// One run, or nil when there is none of that number.
  package func run(_ id: RunID) throws(LedgerError) -> Run? { nil }

  /// Runs, newest first.
  package func runs(_ query: RunQuery) throws(LedgerError) -> [Run] { [] }

  /// The newest ended run of each job that has one; skipped and missed ones count.
  package func lastEndedRuns() throws(LedgerError) -> [JobID: Run] { [:] }
}

/// Which runs are asked for; what is left out does not restrict.
package struct RunQuery: Hashable {
  package var job: JobID?
  package var outcome: Outcome?
  package var before: RunID?
  package var limit = 50

  package init() {}
}

/// What went wrong with the ledger.
package enum LedgerError: Error {
  case failed(String)
}
