import CSQLite

/// What SQLite answered instead of doing what it was asked.
package struct SQLiteError: Error, Hashable, CustomStringConvertible {
  /// The extended result code (https://www.sqlite.org/rescode.html).
  package var code: Int32

  /// SQLite's own words.
  package var message: String

  /// The errno of the last system call that failed, or 0 where none did.
  package var systemError: Int32

  package init(code: Int32, message: String, systemError: Int32 = 0) {
    self.code = code
    self.message = message
    self.systemError = systemError
  }

  /// The error that a connection reports for the call that has just failed.
  init(code: Int32, of connection: OpaquePointer?) {
    self.code = connection.map { sqlite3_extended_errcode($0) } ?? code
    message = String(cString: connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
    systemError = connection.map { sqlite3_system_errno($0) } ?? 0
  }

  /// The result code without its extension.
  package var primaryCode: Int32 { code & 0xff }

  /// Whether a row was refused because another has the same key.
  var isUniqueViolation: Bool {
    // SQLITE_CONSTRAINT_UNIQUE, an expression that Swift's importer does not read.
    code == SQLITE_CONSTRAINT | 8 << 8
  }

  /// SQLite's words, its code and, where there is one, the system's word.
  package var description: String {
    let text = "\(message) (SQLite code \(code))"
    return systemError == 0 ? text : "\(text): \(SystemError.text(of: systemError))"
  }
}
