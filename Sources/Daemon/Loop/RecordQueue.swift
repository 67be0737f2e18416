package import Scheduler

/// The records on their way to the ledger: which are committed when, and what happens when they cannot be.
///
/// A claim never waits for a commit to come, only for the commit itself. The ends of runs may wait for the next one,
/// so that many that end together cost one sync.
package final class RecordQueue {
  /// How long records that nothing waits for may stay in memory.
  static let longestDelay = TimeAmount.milliseconds(20)

  /// From one try of a ledger that cannot be written to the next.
  static let retryDelay = TimeAmount.seconds(1)

  /// What a commit came to.
  package enum Outcome {
    /// Everything is durable but these claims, which the ledger had already.
    case committed(refused: [Run])

    /// Nothing is; it is tried again.
    case failed
  }

  private let ledger: Ledger
  private var records: [Record] = []

  /// Since when the ledger cannot be written; nil while it can.
  private(set) var failedSince: Uptime?

  /// Why not, in the ledger's words.
  private(set) var failure: LedgerError?

  /// When the queue wants to be looked at again; nil for not before there is something new.
  private(set) var deadline: Uptime?

  package init(_ ledger: Ledger) {
    self.ledger = ledger
  }

  /// Runs with an outcome that is not durable yet.
  var endedRuns: [Run] { records.compactMap(\.endedRun) }

  /// How many records are not durable yet.
  var count: Int { records.count }

  /// Takes a record in; it is committed within the longest delay.
  package func append(_ record: Record, at now: Uptime) {
    records.append(record)
    if deadline == nil { deadline = now + Self.longestDelay }
  }

  /// Whether a commit, or another try, is due.
  func isDue(at now: Uptime) -> Bool {
    deadline.map { $0 <= now } ?? false
  }

  /// Makes everything durable, if the ledger takes it.
  ///
  /// A ledger that failed is tried again only when its time has come, or when the daemon is about to leave.
  ///
  /// - Parameters:
  ///   - now: The turn's moment.
  ///   - isLast: Whether there will be no further try.
  ///   - report: Told what was not written because it does not fit the ledger: an error in schedd.
  /// - Returns: What it came to, and what is durable now.
  package func commit(at now: Moment, isLast: Bool = false, report: (String) -> Void) -> (
    Outcome, written: [Record]
  ) {
    if failedSince != nil, !isLast, !isDue(at: now.uptime) { return (.failed, []) }
    do throws(LedgerError) {
      let (written, refused) = try write(records, now.wall, report)
      records = []
      failedSince = nil
      failure = nil
      deadline = nil
      return (.committed(refused: refused), written)
    } catch {
      failure = error
      if failedSince == nil { failedSince = now.uptime }
      deadline = now.uptime + Self.retryDelay
      return (.failed, [])
    }
  }

  private func write(
    _ records: [Record],
    _ now: Instant,
    _ report: (String) -> Void
  ) throws(LedgerError) -> (written: [Record], refused: [Run]) {
    do throws(LedgerError) {
      try ledger.commit(records, at: now)
      return (records, [])
    } catch .claimsRefused(let ids) {
      let rest = records.compactMap { record in
        record.run.map { ids.contains($0.id) } ?? false ? record.insteadOfRefusedClaim : record
      }
      let refused = records.compactMap { record in record.claim.flatMap { ids.contains($0.id) ? $0 : nil } }
      return (try write(rest, now, report).written, refused)
    } catch .contradiction(let text) {
      report(text)
      return try writeOneByOne(records, now, report)
    }
  }

  /// What contradicts the ledger is left out, so that one error does not keep everything else from being durable.
  private func writeOneByOne(
    _ records: [Record],
    _ now: Instant,
    _ report: (String) -> Void
  ) throws(LedgerError) -> (written: [Record], refused: [Run]) {
    var written: [Record] = []
    var refused: [Run] = []
    for record in records {
      do throws(LedgerError) {
        try ledger.commit([record], at: now)
        written.append(record)
      } catch .claimsRefused {
        refused += [record.claim].compactMap(\.self)
        if let span = record.insteadOfRefusedClaim {
          try ledger.commit([span], at: now)
          written.append(span)
        }
      } catch .contradiction(let text) {
        report(text)
      }
    }
    return (written, refused)
  }
}

extension Record {
  /// The run that the record is about.
  var run: Run? {
    switch self {
    case .claimed(let run), .changed(let run): run
    default: nil
    }
  }

  /// What is recorded where the ledger refuses the record, a claim; nil for nothing.
  fileprivate var insteadOfRefusedClaim: Record? {
    claim?.spanIfRefused.map { .span($0) }
  }

  /// The run that the record claims a fire time for.
  fileprivate var claim: Run? {
    if case .claimed(let run) = self { run } else { nil }
  }

  /// The run that has its outcome with this record.
  var endedRun: Run? {
    run.flatMap { $0.outcome == nil ? nil : $0 }
  }
}
