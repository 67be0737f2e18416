import CSQLite
import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `What a ledger says` {
  @Test(arguments: ErrorRow.rows) func `names the place, what is wrong and the mend`(_ row: ErrorRow) {
    #expect(row.error.description == row.text)
  }

  @Test(arguments: FaultCodeRow.rows) func `tells SQLite's errors apart by what mends them`(
    _ row: FaultCodeRow
  ) {
    #expect(StorageFault(SQLiteError(code: row.code, message: "")) == row.fault)
  }
}

struct ErrorRow: Sendable, CustomTestStringConvertible {
  var error: LedgerError
  var text: String

  var testDescription: String { text }

  static let rows: [ErrorRow] = [
    ErrorRow(
      error: .inUse(directory: "/s", pid: 4_711),
      text: "state directory /s: the daemon with pid 4711 uses it; stop that one first, or give this one a "
        + "directory of its own with --state-dir"
    ),
    ErrorRow(
      error: .inUse(directory: "/s", pid: nil),
      text:
        "state directory /s: another daemon uses it; stop that one first, or give this one a directory of its "
        + "own with --state-dir"
    ),
    ErrorRow(
      error: .directory(path: "/s", step: .create, errno: EACCES),
      text: "state directory: cannot create /s: Permission denied"
    ),
    ErrorRow(
      error: .directory(path: "/s", step: .write, errno: EROFS),
      text: "state directory: cannot write /s: Read-only file system"
    ),
    ErrorRow(
      error: .missing(file: "/s/schedd.db"),
      text: "/s/schedd.db: there is no ledger yet; the daemon makes it at its first start"
    ),
    ErrorRow(
      error: .foreign(file: "/s/schedd.db"),
      text:
        "/s/schedd.db: this SQLite file belongs to another program; it is left as it is, so move it away or "
        + "choose another --state-dir"
    ),
    ErrorRow(
      error: .damaged(file: "/s/schedd.db", "it is empty"),
      text:
        "/s/schedd.db: the ledger is damaged: it is empty; it is left as it is. Put a backup in its place "
        + "(without the old -wal and -shm files), or move it and its -wal and -shm files away to begin an empty "
        + "one, in which every job is first seen"
    ),
    ErrorRow(
      error: .newer(file: "/s/schedd.db", version: 9),
      text:
        "/s/schedd.db: the ledger has version 9 and this schedd knows \(LedgerSchema.version) at most; it is "
        + "left as it is, so run the schedd that wrote it, or a newer one"
    ),
    ErrorRow(
      error: .older(file: "/s/schedd.db", version: 0),
      text:
        "/s/schedd.db: the ledger has version 0 and this schedd reads \(LedgerSchema.version); its daemon "
        + "brings it up to date when it starts"
    ),
    ErrorRow(
      error: .moved(file: "/s/schedd.db"),
      text:
        "/s/schedd.db: the ledger was moved, deleted or replaced while it was in use; put it back, or restart "
        + "the daemon"
    ),
    ErrorRow(
      error: .storage(
        .full,
        file: "/s/schedd.db",
        SQLiteError(code: SQLITE_FULL, message: "database or disk is full", systemError: ENOSPC)
      ),
      text:
        "/s/schedd.db: there is no room left to write; free some: database or disk is full (SQLite code 13): "
        + "No space left on device"
    ),
    ErrorRow(
      error: .storage(
        .busy,
        file: "/s/schedd.db",
        SQLiteError(code: SQLITE_BUSY, message: "database is locked")
      ),
      text:
        "/s/schedd.db: another program keeps the file locked; end its transaction: database is locked (SQLite "
        + "code 5)"
    ),
    ErrorRow(
      error: .claimsRefused([RunID(7), RunID(9)]),
      text: "the ledger already has runs for the fire times that these were to claim: 7, 9"
    ),
    ErrorRow(
      error: .contradiction("run 1 is not there"),
      text: "the records contradict the ledger, which is an error in schedd: run 1 is not there"
    ),
    ErrorRow(
      error: .unreadable("run 4, column state: \"dancing\""),
      text: "the ledger holds what no schedd wrote: run 4, column state: \"dancing\""
    ),
  ]
}

struct FaultCodeRow: Sendable, CustomTestStringConvertible {
  var code: Int32
  var fault: StorageFault

  var testDescription: String { "\(code) is \(fault)" }

  static let rows: [FaultCodeRow] = [
    FaultCodeRow(code: SQLITE_FULL, fault: .full),
    FaultCodeRow(code: SQLITE_IOERR, fault: .inputOutput),
    FaultCodeRow(code: syncError, fault: .inputOutput),
    FaultCodeRow(code: SQLITE_CANTOPEN, fault: .inputOutput),
    FaultCodeRow(code: SQLITE_READONLY, fault: .readOnly),
    FaultCodeRow(code: SQLITE_READONLY | 4 << 8, fault: .readOnly),
    FaultCodeRow(code: SQLITE_PERM, fault: .readOnly),
    FaultCodeRow(code: SQLITE_CORRUPT, fault: .corrupt),
    FaultCodeRow(code: SQLITE_NOTADB, fault: .corrupt),
    FaultCodeRow(code: SQLITE_BUSY, fault: .busy),
    FaultCodeRow(code: SQLITE_LOCKED, fault: .busy),
    FaultCodeRow(code: SQLITE_NOMEM, fault: .other),
    FaultCodeRow(code: SQLITE_ERROR, fault: .other),
  ]
}
