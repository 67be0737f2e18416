import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `Output that no run has` {
  /// Puts a file where the output of an attempt would be.
  private func plant(_ run: Int64, _ attempt: Int, in store: OutputStore) throws -> String {
    let sink = OutputSink(store: store, run: RunID(run), attempt: attempt, maxBytes: 4096)
    _ = [UInt8(1)].withUnsafeBytes { sink.take($0, at: .zero) }
    sink.finish()
    return store.file(of: RunID(run), attempt: attempt)
  }

  private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

  @Test func `is found at the next start, in small steps, and nothing else is touched`() throws {
    let directory = try TemporaryDirectory(isInMemory: true)
    let store = OutputStore(stateDirectory: directory.path)
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit([7, 999, 2500].map { .claimed(Run.queued($0, at: $0)) }, at: .zero)
    let kept = try [(7, 1), (999, 3), (2500, 1), (3000, 1)].map { try plant($0, $1, in: store) }
    var orphans = try [(6, 1), (8, 2), (1500, 1)].map { try plant($0, $1, in: store) }
    for run in Int64(100)..<400 { orphans.append(try plant(run, 1, in: store)) }
    try directory.write("output/0/notes.txt", "mine")
    try directory.makeFolder("output/old")

    // Run 3000 is this daemon's own, and began after the walk did.
    let sweep = OutputSweep(store, before: RunID(2501), startedAt: .zero)
    var steps = 0
    while try sweep.step(runs: { range throws(LedgerError) in try ledger.runNumbers(in: range) }) {
      steps += 1
      #expect(sweep.removed <= steps * OutputSweep.filesAtOnce)
      try #require(steps < 1000)
    }
    #expect(kept.allSatisfy(isThere) && !orphans.contains(where: isThere))
    #expect(isThere(directory.appending("output/0/notes.txt")) && isThere(directory.appending("output/old")))
    // The folder of run 1500 has nothing left in it.
    #expect(!isThere(store.folder(of: RunID(1500))) && isThere(store.folder(of: RunID(2500))))
  }

  @Test func `is found where the ledger was restored and has not come so far yet`() throws {
    let directory = try TemporaryDirectory(isInMemory: true)
    let store = OutputStore(stateDirectory: directory.path)
    let path = try plant(50, 1, in: store)
    let sweep = OutputSweep(store, before: RunID(10), startedAt: SystemClock.read().wall + .seconds(60))
    while try sweep.step(runs: { _ in [50] }) {}
    #expect(!isThere(path))
  }

  @Test func `is none where there is no output at all`() throws {
    let directory = try TemporaryDirectory()
    let sweep = OutputSweep(OutputStore(stateDirectory: directory.path), before: RunID(1), startedAt: .zero)
    #expect(try !sweep.step { _ in [] })
  }

  @Test func `is what a pruned run leaves, so all its attempts are removed`() throws {
    let directory = try TemporaryDirectory(isInMemory: true)
    let ledger = try Ledger(stateDirectory: directory.path)
    let runs = (Int64(1)...5).map { number in
      var run = Run.queued(number, at: number).ended()
      run.attempt = 2
      return run
    }
    try ledger.commit(runs.map { .claimed($0) }, at: .zero)
    var sweep = HistorySweep()
    let limits = HistoryLimits(keepRuns: 2, keepFor: nil)
    while try ledger.prune(&sweep, limits: { _ in limits }, at: .zero) {}
    let gone = sweep.takePrunedRuns()
    #expect(gone.map(\.id) == [1, 2, 3].map { RunID($0) } && gone.allSatisfy { $0.attempts == 2 })
    #expect(sweep.takePrunedRuns().isEmpty)

    let store = OutputStore(stateDirectory: directory.path)
    let paths = try [1, 2].map { try plant(3, $0, in: store) }
    store.remove(RunID(3), attempts: 2)
    #expect(!paths.contains(where: isThere) && !isThere(store.folder(of: RunID(3))))
  }
}
