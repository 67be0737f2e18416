import CSQLite
import Glibc

/// A prepared statement.
///
/// Parameters count from 1 and columns from 0, as in SQLite.
package final class Statement {
  private let handle: OpaquePointer

  init(_ handle: OpaquePointer) {
    self.handle = handle
  }

  deinit {
    sqlite3_finalize(handle)
  }

  // MARK: Binding

  /// Gives a parameter a number.
  package func bind(_ index: Int32, _ value: Int64) throws(SQLiteError) {
    try check(sqlite3_bind_int64(handle, index, value))
  }

  /// Gives a parameter a number, or NULL for nil.
  package func bind(_ index: Int32, _ value: Int64?) throws(SQLiteError) {
    guard let value else { return try check(sqlite3_bind_null(handle, index)) }
    try bind(index, value)
  }

  /// Gives a parameter a text; SQLite keeps a copy, in the room of the last one where it fits.
  package func bind(_ index: Int32, _ value: String) throws(SQLiteError) {
    var value = value
    let code = value.withUTF8 { bytes in
      // A null pointer would bind NULL, and an empty buffer may have one.
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else {
          return sqlite3_bind_text(handle, index, "", 0, schedd_sqlite_transient())
        }
        return sqlite3_bind_text(handle, index, start, Int32(bytes.count), schedd_sqlite_transient())
      }
    }
    try check(code)
  }

  /// Gives a parameter a text, or NULL for nil.
  package func bind(_ index: Int32, _ value: String?) throws(SQLiteError) {
    guard let value else { return try check(sqlite3_bind_null(handle, index)) }
    try bind(index, value)
  }

  /// Gives a parameter bytes; SQLite keeps a copy.
  package func bind(_ index: Int32, blob bytes: [UInt8]) throws(SQLiteError) {
    let code = bytes.withUnsafeBytes { bytes in
      sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), schedd_sqlite_transient())
    }
    try check(code)
  }

  // MARK: Executing

  /// Goes to the next row.
  ///
  /// - Returns: Whether there is one; when not, the statement has been reset.
  /// - Throws: What went wrong; the statement has been reset.
  package func step() throws(SQLiteError) -> Bool {
    errno = 0
    let code = sqlite3_step(handle)
    let systemError = errno
    if code == SQLITE_ROW { return true }
    // The error is read before the reset, which may overwrite it.
    var error = code == SQLITE_DONE ? nil : SQLiteError(code: code, of: sqlite3_db_handle(handle))
    // SQLite forgets it here, and it is what an operator can look up.
    if error?.primaryCode == SQLITE_IOERR, error?.systemError == 0 { error?.systemError = systemError }
    reset()
    if let error { throw error }
    return false
  }

  /// Executes to the end; rows are dropped.
  package func run() throws(SQLiteError) {
    while try step() {}
  }

  /// Goes back before the first row and gives up what the statement holds; the bound values stay.
  package func reset() {
    sqlite3_reset(handle)
  }

  // MARK: Reading a row

  /// A column as a number; 0 for NULL.
  package func int64(_ column: Int32) -> Int64 {
    sqlite3_column_int64(handle, column)
  }

  /// A column as a number, or nil for NULL.
  package func optionalInt64(_ column: Int32) -> Int64? {
    isNull(column) ? nil : int64(column)
  }

  /// A column as text; empty for NULL.
  package func text(_ column: Int32) -> String {
    // In this order: the second call measures what the first has converted.
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// A column as text, or nil for NULL.
  package func optionalText(_ column: Int32) -> String? {
    isNull(column) ? nil : text(column)
  }

  /// A column as bytes; empty for NULL.
  package func blob(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  private func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    guard code == SQLITE_OK else { throw SQLiteError(code: code, of: sqlite3_db_handle(handle)) }
  }
}
