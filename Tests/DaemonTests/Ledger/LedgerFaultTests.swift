import CSQLite
import Daemon
import Scheduler
import Testing

@Suite struct `A ledger on a disk that fails` {
  @Test(arguments: FaultRow.rows)
  func `says what is wrong, loses nothing and goes on`(_ row: FaultRow) throws {
    let directory = try TemporaryDirectory()
    let disk = try FaultDisk()
    let ledger = try Ledger(stateDirectory: directory.path, vfs: disk.name)
    try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)

    disk.fail(row.operations, with: row.code)
    let records: [Record] = [.changed(Run.queued(1, at: 60).ended()), .claimed(.queued(2, at: 120))]
    for _ in 1...3 {
      #expect {
        try ledger.commit(records, at: .zero)
      } throws: { error in
        guard case .storage(row.fault, let file, _) = error as? LedgerError else { return false }
        return file == directory.appending("schedd.db")
      }
    }
    disk.heal()
    let old = [Run.queued(1, at: 60)]
    let new = [.queued(2, at: 120), Run.queued(1, at: 60).ended()]
    // Where only the sync failed, all of the commit may be there.
    let found = try ledger.runs(RunQuery())
    #expect(found == old || row.operations == [.sync] && found == new)
    try ledger.commit(records, at: .zero)
    #expect(try ledger.runs(RunQuery()) == new)
  }

  @Test func `waits for another program's transaction, but not long`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    let other = try Database(path: directory.appending("schedd.db"), access: .readWrite)
    try other.execute("BEGIN IMMEDIATE")
    #expect {
      try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)
    } throws: { error in
      if case .storage(.busy, _, _) = error as? LedgerError { true } else { false }
    }
    // Reading goes on meanwhile.
    #expect(try ledger.runs(RunQuery()) == [])
    try other.execute("ROLLBACK")
    try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)
  }

  @Test func `cannot be made, and can be later`() throws {
    let directory = try TemporaryDirectory()
    let disk = try FaultDisk()
    disk.fail([.write], of: [.database, .log, .other], with: SQLITE_FULL)
    #expect {
      try Ledger(stateDirectory: directory.path, vfs: disk.name)
    } throws: { error in
      if case .storage(.full, _, _) = error as? LedgerError { true } else { false }
    }
    disk.heal()
    #expect(try Ledger(stateDirectory: directory.path, vfs: disk.name).snapshot() == .empty)
  }

  @Test func `shows nothing of a commit before the disk has it`() throws {
    let directory = try TemporaryDirectory()
    let disk = try FaultDisk()
    let ledger = try Ledger(stateDirectory: directory.path, vfs: disk.name)
    // The first commit syncs the head of the log too.
    try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)
    let reader = try LedgerReader(reading: directory.path)
    var seen: [Int] = []
    disk.intervene = { operation, file in
      if operation == .sync, file == .log { seen.append((try? reader.runs(RunQuery()).count) ?? -1) }
      return nil
    }
    try ledger.commit([.claimed(.queued(2, at: 120))], at: .zero)
    #expect(seen == [1])
    #expect(try reader.runs(RunQuery()).count == 2)
  }

  @Test func `syncs each commit after the last write to its log`() throws {
    let directory = try TemporaryDirectory()
    let disk = try FaultDisk()
    let ledger = try Ledger(stateDirectory: directory.path, vfs: disk.name)
    var operations: [FaultDisk.Operation] = []
    disk.intervene = { operation, file in
      if file == .log { operations.append(operation) }
      return nil
    }
    for number in Int64(1)...3 {
      operations = []
      try ledger.commit([.claimed(.queued(number, at: number))], at: .zero)
      #expect(operations.contains(.write))
      #expect(operations.last == .sync)
    }
  }

  /// A step of pruning costs the loop no sync; the next claim, which must be durable, syncs it too.
  @Test func `lets go of rows without a sync, and claims with one`() throws {
    let directory = try TemporaryDirectory()
    let disk = try FaultDisk()
    let ledger = try Ledger(stateDirectory: directory.path, vfs: disk.name)
    try ledger.commit((1...9).map { .claimed(Run.queued($0, at: $0 * 10).ended()) }, at: .zero)
    var syncs = 0
    disk.intervene = { operation, _ in
      if operation == .sync { syncs += 1 }
      return nil
    }
    var sweep = HistorySweep()
    let limits = HistoryLimits(keepRuns: 1, keepFor: nil)
    while try ledger.prune(&sweep, limits: { _ in limits }, at: .zero) {}
    #expect(sweep.pruned == 8)
    #expect(syncs == 0)
    try ledger.commit([.claimed(.queued(10, at: 100))], at: .zero)
    #expect(syncs > 0)
  }

  @Test func `moves its log into its file when there is time, or when it must`() throws {
    let directory = try TemporaryDirectory()
    let disk = try FaultDisk()
    let ledger = try Ledger(stateDirectory: directory.path, vfs: disk.name)
    var writes = 0
    disk.intervene = { operation, file in
      if operation == .write, file == .database { writes += 1 }
      return operation == .sync ? SQLITE_OK : nil
    }
    var number: Int64 = 0
    // Each touches a handful of pages.
    func commit(times: Int) throws {
      for _ in 1...times {
        number += 1
        try ledger.commit([.claimed(.queued(number, at: number))], at: .zero)
      }
    }
    try commit(times: 10)
    try ledger.checkpoint()
    #expect(writes == 0, "ten commits are not much")
    try commit(times: 100)
    #expect(writes == 0, "a commit was held up")
    try ledger.checkpoint()
    #expect(writes > 0)

    writes = 0
    try ledger.checkpoint()
    #expect(writes == 0, "what was moved was moved again")
    try commit(times: 100)
    try ledger.checkpoint()
    #expect(writes > 0, "the log begins anew, and is much again")

    writes = 0
    try commit(times: 1_000)
    #expect(writes > 0, "nobody found the time")
    let log = try contents(of: directory.appending("schedd.db-wal"))
    #expect(log.count < 3_000 * 4_120)
  }

  @Test func `goes on when its log cannot be moved`() throws {
    let directory = try TemporaryDirectory()
    let disk = try FaultDisk()
    let ledger = try Ledger(stateDirectory: directory.path, vfs: disk.name)
    disk.fail([.write], of: [.database], with: SQLITE_FULL)
    try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)
    #expect(throws: LedgerError.self) { try ledger.checkpoint(atLeast: 1) }
    try ledger.commit([.claimed(.queued(2, at: 120))], at: .zero)
    disk.heal()
    try ledger.checkpoint(atLeast: 1)
    #expect(try ledger.runs(RunQuery()).count == 2)
  }

  /// A sync that fails leaves the commit in the log, and a log that could not be emptied is read again when the file
  /// is opened anew: the commit that failed is there after all.
  @Test func `takes a commit again that failed and has come to be`() throws {
    let directory = try TemporaryDirectory()
    let disk = try FaultDisk()
    let ledger = try Ledger(stateDirectory: directory.path, vfs: disk.name)
    try ledger.commit(
      [.schedule(JobID("backup"), TriggerText(json: "1", zone: "UTC"), cursor: .zero, at: .zero)],
      at: .zero
    )
    let records: [Record] = [
      .claimed(.queued(1, at: 60)), .span(.missed("backup", from: 0, to: 30, count: 2)),
      .unscheduled(JobID("backup"), at: .zero),
    ]
    disk.fail([.sync], with: syncError)
    #expect(throws: LedgerError.self) { try ledger.commit(records, at: .zero) }
    // Nothing works now, so that the old connection cannot tidy up before the new one opens.
    disk.fail(with: ioError)
    #expect(throws: LedgerError.self) { try ledger.commit(records, at: .zero) }
    disk.heal()
    #expect(try ledger.runs(RunQuery()) == [.queued(1, at: 60)], "what this test is about has not happened")
    try ledger.commit(records, at: .zero)
    #expect(try ledger.runs(RunQuery()) == [.queued(1, at: 60)])
    #expect(try ledger.spans(of: JobID("backup")) == [.missed("backup", from: 0, to: 30, count: 2)])
  }

  @Test(arguments: [SQLITE_FULL, ioError, SQLITE_READONLY], [true, false])
  func `loses nothing whichever call fails`(_ code: Int32, _ stays: Bool) throws {
    var call = 0
    var isDone = false
    while !isDone {
      call += 1
      isDone = try LedgerStory(failing: call, with: code, stays: stays).tell()
    }
    #expect(call > 50, "the story asked too little of the disk")
  }
}

struct FaultRow: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var operations: Set<FaultDisk.Operation>
  var code: Int32
  var fault: StorageFault

  static let rows: [FaultRow] = [
    FaultRow(testDescription: "full", operations: [.write], code: SQLITE_FULL, fault: .full),
    FaultRow(testDescription: "full at the sync", operations: [.sync], code: SQLITE_FULL, fault: .full),
    FaultRow(testDescription: "write error", operations: [.write], code: writeError, fault: .inputOutput),
    FaultRow(testDescription: "sync error", operations: [.sync], code: syncError, fault: .inputOutput),
    FaultRow(testDescription: "read-only", operations: [.write], code: SQLITE_READONLY, fault: .readOnly),
    FaultRow(
      testDescription: "no memory shared",
      operations: [.write, .shareMemory],
      code: shareMemoryError,
      fault: .inputOutput
    ),
    FaultRow(testDescription: "busy", operations: [.write], code: SQLITE_BUSY, fault: .busy),
    FaultRow(testDescription: "damaged", operations: [.write], code: SQLITE_CORRUPT, fault: .corrupt),
  ]
}
