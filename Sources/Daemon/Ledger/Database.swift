import CSQLite

/// A connection to one SQLite file, with the statements that were prepared on it.
package final class Database {
  /// How a file is opened; none of them makes a file that is not there.
  package enum Access: Hashable {
    /// For reading alone.
    case readOnly

    /// For reading and writing.
    case readWrite
  }

  /// SQLite's connection; nil once it is closed.
  private(set) var handle: OpaquePointer?

  private var statements: [String: Statement] = [:]
  private let log = LogSize()

  /// Opens a file.
  ///
  /// SQLite reads nothing before the first statement, so that a file that is none of its own is not noticed yet.
  ///
  /// - Parameters:
  ///   - path: Where the file is.
  ///   - access: Whether it will be written.
  ///   - vfs: The name of a registered `sqlite3_vfs`, or nil for the system's own.
  /// - Throws: Why it cannot be opened.
  package init(path: String, access: Access, vfs: String? = nil) throws(SQLiteError) {
    // The loop is the only thread that comes here, so SQLite needs no mutex of its own.
    let mode = access == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
    let code = sqlite3_open_v2(path, &handle, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs)
    guard code == SQLITE_OK else {
      let error = SQLiteError(code: code, of: handle)
      sqlite3_close_v2(handle)
      throw error
    }
    // It takes the place of SQLite's own checkpoints, which come in the middle of a commit.
    let context = Unmanaged.passUnretained(log).toOpaque()
    sqlite3_wal_hook(handle, { context, _, _, pages in LogSize.note(context, pages) }, context)
  }

  deinit {
    close()
  }

  /// Closes the file; every later call fails with `SQLITE_MISUSE`.
  package func close() {
    statements = [:]
    // Not sqlite3_close: statements that somebody still holds are finalised later, and the file is closed then.
    sqlite3_close_v2(handle)
    handle = nil
  }

  /// Prepares a statement that its caller keeps.
  ///
  /// - Parameter sql: One statement; values are bound, never written into it.
  /// - Returns: The statement, before its first row.
  /// - Throws: Why SQLite does not take it.
  package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
    guard let handle else { throw SQLiteError(code: SQLITE_MISUSE, of: nil) }
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw SQLiteError(code: code, of: handle) }
    return Statement(statement)
  }

  /// A statement that is prepared once and kept with the connection.
  ///
  /// - Parameter sql: One of a few fixed texts.
  /// - Returns: The statement, before its first row, with nothing bound that matters.
  /// - Throws: Why SQLite does not take it.
  package func statement(_ sql: String) throws(SQLiteError) -> Statement {
    if let known = statements[sql] {
      known.reset()
      return known
    }
    let statement = try prepare(sql)
    statements[sql] = statement
    return statement
  }

  /// Executes statements that take no values and whose rows nobody wants.
  ///
  /// - Parameter script: One or more statements.
  /// - Throws: What the first statement that failed answered.
  package func execute(_ script: String) throws(SQLiteError) {
    guard let handle else { throw SQLiteError(code: SQLITE_MISUSE, of: nil) }
    let code = sqlite3_exec(handle, script, nil, nil, nil)
    guard code == SQLITE_OK else { throw SQLiteError(code: code, of: handle) }
  }

  /// The first column of a query's first row as a number; 0 where there is none.
  package func integer(_ sql: String) throws(SQLiteError) -> Int64 {
    let statement = try prepare(sql)
    return try statement.step() ? statement.int64(0) : 0
  }

  /// The first column of a query's first row as text; nil where there is none.
  package func text(_ sql: String) throws(SQLiteError) -> String? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.text(0) : nil
  }

  /// How many rows the last statement changed.
  package var changes: Int { Int(sqlite3_changes(handle)) }

  /// The rowid that the last insertion gave.
  package var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// Whether a transaction is open.
  package var isInTransaction: Bool { handle != nil && sqlite3_get_autocommit(handle) == 0 }

  /// Whether the file could be opened for reading alone, whatever was asked.
  package var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

  /// Whether the file at the path is no longer the one that was opened.
  ///
  /// SQLite goes on writing to a file that was deleted or replaced, as long as nobody asks.
  package var hasMoved: Bool {
    var moved: Int32 = 0
    let code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved)
    return code == SQLITE_OK && moved != 0
  }

  /// How many pages the write-ahead log had after the last commit of this connection.
  package var logPages: Int { log.pages }

  /// Moves what the write-ahead log holds into the file, as far as no reader is in the way.
  package func checkpoint() throws(SQLiteError) {
    let code = sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    guard code == SQLITE_OK || code & 0xff == SQLITE_BUSY else { throw SQLiteError(code: code, of: handle) }
  }

  /// How long a statement waits for another connection's lock before it fails as busy.
  package func setBusyTimeout(milliseconds: Int32) {
    sqlite3_busy_timeout(handle, milliseconds)
  }
}

/// Where SQLite says how long the write-ahead log is.
private final class LogSize {
  var pages = 0

  static func note(_ context: UnsafeMutableRawPointer?, _ pages: Int32) -> Int32 {
    if let context { Unmanaged<LogSize>.fromOpaque(context).takeUnretainedValue().pages = Int(pages) }
    return SQLITE_OK
  }
}
