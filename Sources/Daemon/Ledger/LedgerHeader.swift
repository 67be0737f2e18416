import CLinux
import Glibc

/// What the first hundred bytes of a SQLite file say (https://www.sqlite.org/fileformat2.html, section 1.3).
///
/// Read without SQLite and before it, for two reasons: opening a file with SQLite may already write to it, and SQLite
/// takes a page that is cut off by the end of the file for one that ends in zeros.
struct LedgerHeader {
  /// Whether the file is shorter than it says, while a write-ahead log may hold what is missing.
  ///
  /// A checkpoint that was cut off by a crash leaves such a file, and it is a good one.
  let isShort: Bool

  /// Reads the header of a file and refuses what is not a whole ledger of a version that this program knows.
  ///
  /// - Parameter path: The file.
  /// - Throws: `LedgerError.missing` where there is none, `LedgerError.directory` where it cannot be read,
  ///   `damaged`, `foreign` or `newer`.
  init(path: String) throws(LedgerError) {
    let (size, bytes) = try Self.read(path)
    guard size > 0 else { throw .damaged(file: path, "it is empty") }
    guard bytes.count == 100, bytes.starts(with: "SQLite format 3\0".utf8) else {
      throw .damaged(file: path, "it does not begin as a SQLite file does")
    }
    guard bytes.number(at: 68) == LedgerSchema.applicationID else { throw .foreign(file: path) }
    let version = bytes.number(at: 60)
    guard version <= LedgerSchema.version else { throw .newer(file: path, version: version) }
    let wanted = bytes.pageSize * bytes.number(at: 28)
    isShort = size < wanted
    var log = stat()
    guard !isShort || stat(path + "-wal", &log) == 0 && log.st_size > 0 else {
      throw .damaged(file: path, "it is cut off: \(size) of \(wanted) bytes are there")
    }
  }

  private static func read(_ path: String) throws(LedgerError) -> (size: Int64, bytes: [UInt8]) {
    do throws(SystemError) {
      // Safe only while this process has no connection to the file: closing a descriptor drops the process's locks.
      let file = try FileDescriptor.open(path)
      var status = stat()
      try SystemError.check("fstat") { fstat(file.number, &status) }
      var buffer = [UInt8](repeating: 0, count: 100)
      let count = try SystemError.check("read") { Glibc.read(file.number, &buffer, buffer.count) }
      return (Int64(status.st_size), Array(buffer.prefix(count)))
    } catch {
      if error.code == ENOENT { throw .missing(file: path) }
      throw .directory(path: path, step: .open, errno: error.code)
    }
  }
}

extension [UInt8] {
  fileprivate var pageSize: Int64 {
    let stored = Int64(self[16]) << 8 | Int64(self[17])
    return stored == 1 ? 65_536 : stored
  }

  fileprivate func number(at offset: Int) -> Int64 {
    self[offset..<offset + 4].reduce(0) { $0 << 8 | Int64($1) }
  }
}
