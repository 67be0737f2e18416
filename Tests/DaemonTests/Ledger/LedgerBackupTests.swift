import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `A backup of the ledger` {
  private let directory: TemporaryDirectory
  private let other: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    other = try TemporaryDirectory()
  }

  private var copy: String { other.appending("copy.db") }

  private func filled() throws -> Ledger {
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit((1...2000).map { .claimed(Run.queued($0, at: $0).ended()) }, at: .zero)
    return ledger
  }

  /// The copy as the ledger of a state directory of its own.
  private func restored() throws -> LedgerReader {
    let place = other.appending("state")
    #expect(mkdir(place, 0o700) == 0)
    try write(try contents(of: copy), to: place + "/schedd.db")
    return try LedgerReader(reading: place)
  }

  @Test func `has all that was committed, and nothing else, while somebody writes`() throws {
    let ledger = try filled()
    let writer = try Database(path: directory.appending("schedd.db"), access: .readWrite)
    try writer.execute("BEGIN IMMEDIATE; DELETE FROM runs")
    let backup = try LedgerBackup(of: directory.path, at: copy)
    try writer.execute("ROLLBACK")
    #expect(backup.bytes == Int64(try contents(of: copy).count))

    let reader = try restored()
    let everything = RunQuery(limit: 10_000)
    #expect(try reader.runs(everything) == ledger.runs(everything))
    #expect(try reader.runs(everything).count == 2000)
    #expect(try reader.stateDirectoryID() == ledger.stateDirectoryID())
  }

  @Test func `is its owner's alone, and the only file that is left`() throws {
    let ledger = try filled()
    let mask = umask(0o777)
    defer { umask(mask) }
    _ = try LedgerBackup(of: directory.path, at: copy)
    var status = stat()
    #expect(stat(copy, &status) == 0 && status.st_mode & 0o7777 == 0o600)
    #expect(try other.names() == ["copy.db"])
    withExtendedLifetime(ledger) {}
  }

  @Test func `overwrites nothing, not even a link to nowhere`() throws {
    let ledger = try filled()
    try write("mine".utf8, to: copy)
    #expect(throws: LedgerBackupError.exists(copy)) { try LedgerBackup(of: directory.path, at: copy) }
    #expect(try contents(of: copy) == Array("mine".utf8))
    let link = other.appending("link")
    #expect(symlink("/nowhere", link) == 0)
    #expect(throws: LedgerBackupError.exists(link)) { try LedgerBackup(of: directory.path, at: link) }
    withExtendedLifetime(ledger) {}
  }

  @Test func `of a damaged ledger is not made`() throws {
    try damage()
    #expect {
      try LedgerBackup(of: directory.path, at: copy)
    } throws: { error in
      if case .damaged? = error as? LedgerBackupError { true } else { false }
    }
    #expect(try other.names() == [])
  }

  /// Spoils the first byte of every page behind those that a new ledger has, once nobody has the file open.
  private func damage() throws {
    let ledger = try filled()
    try ledger.checkpoint(atLeast: 0)
    let path = directory.appending("schedd.db")
    var bytes = try contents(of: path)
    for page in stride(from: 32 * 4096, to: bytes.count, by: 4096) { bytes[page] = 0x77 }
    try write(bytes, to: other.appending("spoilt"))
    #expect(rename(other.appending("spoilt"), path) == 0)
    unlink(path + "-wal")
    withExtendedLifetime(ledger) {}
  }

  @Test func `says why there is none`() throws {
    #expect(throws: LedgerBackupError.ledger(.missing(file: directory.appending("schedd.db")))) {
      try LedgerBackup(of: directory.path, at: copy)
    }
    let ledger = try filled()
    let nowhere = other.appending("no/such/copy.db")
    #expect {
      try LedgerBackup(of: directory.path, at: nowhere)
    } throws: { error in
      "\(error)".hasPrefix("cannot make the copy: create \(nowhere).")
        && "\(error)".hasSuffix(": No such file or directory")
    }
    withExtendedLifetime(ledger) {}
  }

  @Test func `of an older version is made as it is`() throws {
    try makeLedgerFile(in: directory, ledgerScript(1))
    _ = try LedgerBackup(of: directory.path, at: copy)
    let database = try Database(path: copy, access: .readOnly)
    #expect(try database.integer("PRAGMA user_version") == 1)
  }
}
