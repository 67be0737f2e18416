import CLinux
import Glibc

/// A copy of the ledger as it is at one instant, while a daemon writes to it or without one.
///
/// It is made by whoever asks for it and not by the daemon: a reader of a write-ahead log makes no writer wait, so that
/// the loop has nothing to do with it; and the file belongs to who asked, in a place where that user may write, and not
/// to the daemon, who as root may write anywhere. What the daemon commits meanwhile stays in its log until the copy is
/// made.
package struct LedgerBackup {
  /// So many pages (of 4 KiB) are written and then put on the disk: one flush of everything at the end would make the
  /// daemon's own commits wait behind it.
  private static let pagesAtOnce: Int32 = 1024

  /// Where the copy is.
  package let path: String

  /// How long it is.
  package let bytes: Int64

  /// Makes a copy.
  ///
  /// There is nothing with the wanted name before the copy is whole, checked and on the disk.
  ///
  /// - Parameters:
  ///   - stateDirectory: Where the ledger is; one of an older version is copied as it is.
  ///   - path: The name of the copy; nothing may have it.
  /// - Throws: `LedgerBackupError`; nothing is left of the copy.
  package init(of stateDirectory: String, at path: String) throws(LedgerBackupError) {
    var status = stat()
    guard lstat(path, &status) != 0 else { throw .exists(path) }
    let source = try Self.source(stateDirectory)
    defer { source.close() }
    // Its own name for each process: two copies that are made at once do not meet.
    let unfinished = "\(path).\(getpid()).part"
    let file = try Self.makeFile(unfinished)
    defer { for suffix in ["", "-wal", "-shm"] { unlink(unfinished + suffix) } }
    try Self.copy(source, to: unfinished, file)
    guard fstat(file.number, &status) == 0 else { throw .file(SystemError("fstat \(unfinished)")) }
    try Self.rename(unfinished, to: path)
    try Self.syncFolder(of: path)
    self.path = path
    bytes = Int64(status.st_size)
  }

  private static func source(_ stateDirectory: String) throws(LedgerBackupError) -> Database {
    do throws(LedgerError) {
      let file = LedgerFile(directory: try StateDirectory.resolve(stateDirectory), vfs: nil)
      guard try file.exists else { throw .missing(file: file.path) }
      let database = try file.open(.readOnly, takesOlder: true)
      database.setBusyTimeout(milliseconds: 5000)
      return database
    } catch {
      throw .ledger(error)
    }
  }

  private static func makeFile(_ path: String) throws(LedgerBackupError) -> FileDescriptor {
    let number = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard number >= 0 else { throw .file(SystemError("create \(path)")) }
    let file = FileDescriptor(owning: number)
    guard fchmod(file.number, 0o600) == 0 else { throw .file(SystemError("chmod \(path)")) }
    return file
  }

  private static func copy(
    _ source: Database,
    to path: String,
    _ file: borrowing FileDescriptor
  ) throws(LedgerBackupError) {
    let damage: String?
    do throws(SQLiteError) {
      let destination = try Database(path: path, access: .readWrite)
      defer { destination.close() }
      // What is cut off is thrown away, so that nothing has to be undone.
      try destination.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
      try source.execute("BEGIN")
      // The transaction begins to see at the first read.
      _ = try source.integer("PRAGMA user_version")
      try step(source, destination, file)
      try source.execute("COMMIT")
      damage = try destination.text("PRAGMA quick_check(1)")
    } catch {
      throw .storage(file: path, error)
    }
    guard damage == "ok" else { throw .damaged(damage ?? "its pages cannot be checked") }
    guard fsync(file.number) == 0 else { throw .file(SystemError("fsync \(path)")) }
  }

  private static func step(
    _ source: Database,
    _ destination: Database,
    _ file: borrowing FileDescriptor
  ) throws(SQLiteError) {
    let copy = try DatabaseCopy(of: source, into: destination)
    // What this flush does not get onto the disk, the last one does or says so.
    while try copy.step(pages: pagesAtOnce) { fdatasync(file.number) }
  }

  private static func rename(_ unfinished: String, to path: String) throws(LedgerBackupError) {
    if linux_rename_to_new(unfinished, path) == 0 { return }
    // Not every file system can rename without replacing; a second name is refused in the same way.
    if errno == EINVAL, link(unfinished, path) == 0 { return }
    throw errno == EEXIST ? .exists(path) : .file(SystemError("rename to \(path)"))
  }

  private static func syncFolder(of path: String) throws(LedgerBackupError) {
    let name = path.reversed().prefix { $0 != "/" }.count
    let folder = String(path.dropLast(name))
    do throws(SystemError) {
      let descriptor = try FileDescriptor.open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY)
      try SystemError.check("fsync \(folder)") { fsync(descriptor.number) }
    } catch {
      throw .file(error)
    }
  }
}

/// Why a copy of the ledger was not made.
package enum LedgerBackupError: Error, Hashable, CustomStringConvertible {
  /// Something has the name already.
  case exists(String)

  /// The ledger cannot be read.
  case ledger(LedgerError)

  /// The copy, or the ledger that it was made from, is not whole.
  case damaged(String)

  /// SQLite could not read the one or write the other.
  case storage(file: String, SQLiteError)

  /// The system could not make the file.
  case file(SystemError)

  /// What is wrong and what mends it, on one line.
  package var description: String {
    switch self {
    case .exists(let path): "\(path) is there already, and a backup overwrites nothing; give it another name"
    case .ledger(let error): "\(error)"
    case .damaged(let damage): "the copy is not whole, so the ledger may not be either: \(damage)"
    case .storage(let file, let error): "cannot copy the ledger to \(file): \(error)"
    case .file(let error): "cannot make the copy: \(error)"
    }
  }
}
