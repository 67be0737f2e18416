import CLinux
import CSQLite
import Glibc

/// The ledger's SQLite file: how it is made, recognised and opened.
///
/// **A file with the ledger's name is always a whole ledger.** It is made under another name and renamed when it is
/// complete and on the disk. So nothing that is found under the name is ever taken for "not made yet": what is
/// empty, torn or somebody else's is refused and left as it is.
struct LedgerFile {
  /// Where the file is.
  let path: String

  /// The name of a registered `sqlite3_vfs`, or nil for the system's own.
  let vfs: String?

  private let directory: String

  /// The file of a state directory.
  init(directory: String, vfs: String?) {
    self.directory = directory
    self.vfs = vfs
    path = directory + "/schedd.db"
  }

  /// Opens a ledger that is there and checks that it is one.
  ///
  /// - Parameters:
  ///   - access: Whether it will be written; an older one is then brought up to date.
  ///   - takesOlder: Whether one of an older version is good enough for reading.
  /// - Returns: A connection with everything set.
  /// - Throws: `LedgerError`; the file is as it was.
  func open(_ access: Database.Access, takesOlder: Bool = false) throws(LedgerError) -> Database {
    let header = try LedgerHeader(path: path)
    do throws(LedgerError) {
      let database = try attempt { () throws(SQLiteError) in
        let database = try Database(path: path, access: access, vfs: vfs)
        try configure(database)
        return database
      }
      try check(database, access, isSuspect: header.isShort, takesOlder: takesOlder)
      return database
    } catch .storage(.corrupt, _, let error) where header.isShort {
      // What was cut off may be what SQLite needs for its first answer.
      throw .damaged(file: path, error.message)
    }
  }

  /// Makes an empty ledger.
  ///
  /// - Parameter stateDirectoryID: The random id that the state directory gets.
  /// - Throws: `LedgerError`; then there is no file with the ledger's name.
  func create(stateDirectoryID: String) throws(LedgerError) {
    let unfinished = path + ".new"
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(unfinished + suffix) }
    try makeEmptyFile(unfinished)
    try attempt { () throws(SQLiteError) in
      let database = try Database(path: unfinished, access: .readWrite, vfs: vfs)
      try database.execute("PRAGMA page_size = 4096; PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE")
      try LedgerSchema.migrate(database, from: 0)
      let statement = try database.prepare("INSERT INTO meta (key, value) VALUES ('state_directory_id', ?1)")
      try statement.bind(1, stateDirectoryID)
      try statement.run()
      // Kept in the file's header; made last, so that no -wal file is left to be renamed too.
      try database.execute("PRAGMA journal_mode = WAL")
      database.close()
    }
    guard rename(unfinished, path) == 0 else { throw .directory(path: path, step: .create, errno: errno) }
    try syncDirectory()
  }

  /// Whether there is anything with the ledger's name.
  ///
  /// A log without its ledger counts, since a new ledger would take it for its own and be destroyed by it.
  var exists: Bool {
    get throws(LedgerError) {
      var status = stat()
      if lstat(path, &status) == 0 { return true }
      guard errno == ENOENT else { throw .directory(path: path, step: .open, errno: errno) }
      if stat(path + "-wal", &status) == 0, status.st_size > 0 {
        throw .damaged(file: path, "the file is gone, but its \(path)-wal is there")
      }
      return false
    }
  }

  /// SQLite's answer as the ledger's.
  func storage(_ error: SQLiteError) -> LedgerError {
    .storage(StorageFault(error), file: path, error)
  }

  private func attempt<Value>(_ body: () throws(SQLiteError) -> Value) throws(LedgerError) -> Value {
    do throws(SQLiteError) {
      return try body()
    } catch {
      throw storage(error)
    }
  }

  private func configure(_ database: Database) throws(SQLiteError) {
    database.setBusyTimeout(milliseconds: 50)
    // Debian's SQLite overwrites what it deletes by default; nothing in a ledger is worth those writes.
    try database.execute(
      """
      PRAGMA synchronous = FULL;
      PRAGMA trusted_schema = OFF;
      PRAGMA cell_size_check = ON;
      PRAGMA secure_delete = OFF;
      PRAGMA mmap_size = 0;
      PRAGMA temp_store = MEMORY;
      PRAGMA journal_size_limit = 16777216;
      """
    )
  }

  private func check(
    _ database: Database,
    _ access: Database.Access,
    isSuspect: Bool,
    takesOlder: Bool
  ) throws(LedgerError) {
    // The header in the file may be older than the one in the log.
    let version = try attempt { () throws(SQLiteError) in try database.integer("PRAGMA user_version") }
    guard version <= LedgerSchema.version else { throw .newer(file: path, version: version) }
    if isSuspect {
      let damage = try attempt { () throws(SQLiteError) in try database.text("PRAGMA quick_check(1)") }
      guard damage == "ok" else { throw .damaged(file: path, damage ?? "its pages cannot be checked") }
    }
    switch access {
    case .readOnly:
      guard takesOlder || version == LedgerSchema.version else { throw .older(file: path, version: version) }
    case .readWrite:
      try attempt { () throws(SQLiteError) in
        guard !database.isReadOnly else {
          throw SQLiteError(code: SQLITE_READONLY, message: "it opens for reading only")
        }
        try LedgerSchema.migrate(database, from: Int(version))
      }
    }
  }

  private func makeEmptyFile(_ path: String) throws(LedgerError) {
    let number = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard number >= 0 else { throw .directory(path: path, step: .create, errno: errno) }
    let file = FileDescriptor(owning: number)
    // The umask may have taken bits away; SQLite gives the -wal and -shm files the mode of this one.
    guard fchmod(file.number, 0o600) == 0 else { throw .directory(path: path, step: .create, errno: errno) }
  }

  private func syncDirectory() throws(LedgerError) {
    do throws(SystemError) {
      let folder = try FileDescriptor.open(directory, O_RDONLY | O_DIRECTORY)
      try SystemError.check("fsync") { fsync(folder.number) }
    } catch {
      throw .directory(path: directory, step: .write, errno: error.code)
    }
  }
}
