import CSQLite

/// A copy of one database into another, some pages at a time (https://www.sqlite.org/c3ref/backup_finish.html).
///
/// SQLite begins again whenever somebody else has written between two steps. It does not where the source's connection
/// is in a read transaction, since what that sees stays as it is: so the caller begins one.
struct DatabaseCopy: ~Copyable {
  private let backup: OpaquePointer
  private let destination: Database

  /// Prepares a copy.
  ///
  /// - Parameters:
  ///   - source: What is copied, in a transaction.
  ///   - destination: What becomes the same as the source.
  /// - Throws: What SQLite answered.
  init(of source: Database, into destination: Database) throws(SQLiteError) {
    guard let backup = sqlite3_backup_init(destination.handle, "main", source.handle, "main") else {
      throw SQLiteError(code: SQLITE_ERROR, of: destination.handle)
    }
    self.backup = backup
    self.destination = destination
  }

  deinit {
    sqlite3_backup_finish(backup)
  }

  /// Copies some pages.
  ///
  /// - Parameter pages: How many at most.
  /// - Returns: Whether there are more.
  /// - Throws: What SQLite answered; the destination is then worth nothing.
  func step(pages: Int32) throws(SQLiteError) -> Bool {
    let code = sqlite3_backup_step(backup, pages)
    guard code != SQLITE_OK else { return true }
    guard code == SQLITE_DONE else {
      throw SQLiteError(code: code, message: String(cString: sqlite3_errstr(code)))
    }
    return false
  }
}
