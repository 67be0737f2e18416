import CSQLite
import Daemon
import Scheduler
import Testing

/// A daemon's life with its ledger, in which one call of the disk fails, or that call and every later one.
final class LedgerStory {
  private let directory: TemporaryDirectory
  private let disk: FaultDisk
  private var ledger: Ledger?

  /// How many commits were confirmed.
  private var confirmed = 0

  /// Whether the call that fails was made.
  private var hasFailed = false

  init(failing call: Int, with code: Int32, stays: Bool) throws {
    directory = try TemporaryDirectory(isInMemory: true)
    disk = try FaultDisk()
    var left = call
    disk.intervene = { [unowned self] operation, _ in
      left -= 1
      guard left == 0 || stays && left < 0 else { return Self.withoutSync(operation) }
      hasFailed = true
      // Of shared memory, "read-only" is no failure: SQLite then reads what it was given.
      return operation == .shareMemory ? shareMemoryError : code
    }
  }

  /// Tells the story and checks it.
  ///
  /// - Returns: Whether it ended before the call that fails.
  func tell() throws -> Bool {
    // That it fails is the point; what it leaves is what counts.
    try? live()
    guard hasFailed else {
      #expect(confirmed == Self.commits.count)
      return true
    }
    try checkCopy()
    disk.intervene = { operation, _ in Self.withoutSync(operation) }
    try recover()
    return false
  }

  /// Opens, commits and closes, as far as the disk lets it.
  private func live() throws {
    let ledger = try Ledger(stateDirectory: directory.path, vfs: disk.name)
    self.ledger = ledger
    for commit in Self.commits {
      try ledger.commit(commit, at: .zero)
      confirmed += 1
      try ledger.checkpoint(atLeast: 1)
    }
    self.ledger = nil
  }

  /// Looks at what a daemon would find that starts after this one was killed here.
  ///
  /// It is all that was confirmed, and perhaps the commit after that: one whose sync failed may be there or not.
  private func checkCopy() throws {
    let copy = try TemporaryDirectory(isInMemory: true)
    for file in ["schedd.db", "schedd.db-wal"] {
      guard let bytes = try? contents(of: directory.appending(file)) else { continue }
      try write(bytes, to: copy.appending(file))
    }
    let good = try FaultDisk()
    good.intervene = { operation, _ in Self.withoutSync(operation) }
    let found = try State(of: Ledger(stateDirectory: copy.path, vfs: good.name))
    #expect(Self.states[confirmed...].prefix(2).contains(found))
  }

  /// Lets the same ledger go on where it stopped, and the next daemon after it.
  private func recover() throws {
    var rest = Self.commits[confirmed...]
    if let ledger {
      for commit in rest { try ledger.commit(commit, at: .zero) }
      rest = []
      #expect(try State(of: ledger) == Self.states.last)
    }
    ledger = nil
    let next = try Ledger(stateDirectory: directory.path, vfs: disk.name)
    for commit in rest { try next.commit(commit, at: .zero) }
    #expect(try State(of: next) == Self.states.last)
  }

  /// Whether the disk is asked to sync is another test's question; this one is told thousands of times.
  private static func withoutSync(_ operation: FaultDisk.Operation) -> Int32? {
    operation == .sync ? SQLITE_OK : nil
  }

  /// All that a ledger holds.
  private struct State: Equatable, Sendable {
    var snapshot: Snapshot
    var runs: [Run]
    var spans: [Span]

    init(of ledger: LedgerReader) throws {
      snapshot = try ledger.snapshot()
      runs = try ledger.runs(RunQuery(limit: 1_000))
      spans = try ledger.spans(of: JobID("backup"))
    }
  }

  private static let commits: [[Record]] = {
    let text = TriggerText(json: #"{"interval":"1m"}"#, zone: "UTC")
    let jobs = ["backup", "other"].map(JobID.init)
    return [
      jobs.map { .schedule($0, text, cursor: .zero, at: .zero) },
      (1...40).map { .claimed(.queued($0, at: $0)) } + [.cursor(jobs[0], Instant(seconds: 40))],
      (1...20).map { .changed(Run.queued($0, at: $0).ended()) } + [
        .claimed(.queued(41, of: "other", at: 41))
      ],
      [.span(.missed("backup", from: 50, to: 90, count: 41)), .cursor(jobs[0], Instant(seconds: 90))],
      [.cursor(jobs[1], Instant(seconds: 41)), .unscheduled(jobs[1], at: .zero)],
      [.changed(Run.queued(41, of: "other", at: 41).ended(.cancelled, .removed))],
    ]
  }()

  /// What a ledger holds after none of the commits, after the first, and so on.
  private static let states: [State] = {
    guard let directory = try? TemporaryDirectory(), let ledger = try? Ledger(stateDirectory: directory.path)
    else {
      return []
    }
    return ([[]] + commits).compactMap { commit in
      try? ledger.commit(commit, at: .zero)
      return try? State(of: ledger)
    }
  }()
}
