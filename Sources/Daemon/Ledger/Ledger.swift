package import Scheduler

/// The one SQLite file that is the truth about what ran.
///
/// One daemon holds it, through the lock of its state directory. After any error it stays usable: the next call tries
/// again, on a new connection where the old one may be what fails.
package final class Ledger: LedgerReader {
  private let lock: StateLock
  private var writer: LedgerWriter?

  /// How long the write-ahead log was when it was last moved into the file.
  private var checkpointedPages = 0

  /// Opens, or makes, the ledger of a state directory and brings its schema up to date.
  ///
  /// - Parameters:
  ///   - stateDirectory: The directory; what is missing of it is made, for its owner alone.
  ///   - vfs: The name of a registered `sqlite3_vfs`, or nil for the system's own.
  /// - Throws: `LedgerError`: `inUse` where another daemon is there, `directory` where the directory cannot be
  ///   used, `foreign`, `damaged` or `newer` where the file is not one for this program, which is then left as it is.
  package init(stateDirectory: String, vfs: String? = nil) throws(LedgerError) {
    let directory = try StateDirectory.prepare(stateDirectory)
    lock = try StateLock(directory: directory)
    let file = LedgerFile(directory: directory, vfs: vfs)
    if try !file.exists { try file.create(stateDirectoryID: Self.randomID()) }
    super.init(writing: file, try file.open(.readWrite))
    try settle(in: directory)
  }

  /// A copy of a ledger in another place is another state directory, and gets an id of its own: by the old one its daemon
  /// would take the processes of the other place's daemon for what a dead one left behind.
  private func settle(in directory: String) throws(LedgerError) {
    let place = try StateDirectory.place(of: directory)
    let known = try rows("SELECT value FROM meta WHERE key = 'state_directory_place'") {
      row throws(LedgerError) in row.text(0)
    }.first
    guard known != place else { return }
    try transaction { writer throws(LedgerError) in
      try attempt { () throws(SQLiteError) in
        try writer.setMeta("state_directory_place", place)
        if known != nil { try writer.setMeta("state_directory_id", Self.randomID()) }
      }
    }
  }

  /// Makes records durable in one transaction, in order; all of them or none.
  ///
  /// A commit that failed has left nothing behind, but for one case: where only the sync failed, all of it may be in
  /// the file and show itself when the file is opened anew. So every record says how things stand and not what is to
  /// be done to them, and repeating a commit is always right.
  ///
  /// - Parameters:
  ///   - records: What to make durable.
  ///   - now: What the wall clock says; spans keep it.
  /// - Throws: `LedgerError`: `claimsRefused` with every claim of a fire time that has a run already, `contradiction`
  ///   for records that do not fit what is there, `storage` or `moved` where the file cannot be written now.
  package func commit(_ records: [Record], at now: Instant) throws(LedgerError) {
    guard !records.isEmpty else { return }
    try transaction { writer throws(LedgerError) in
      var refused: [RunID] = []
      for (index, record) in records.enumerated() {
        switch try attempt({ () throws(SQLiteError) in try writer.write(record, at: now) }) {
        case .written: break
        case .refused(let run): refused.append(run)
        // The commit fails anyway, and what follows from a refused claim finds no row.
        case .contradicted where !refused.isEmpty: break
        case .contradicted(let text):
          if case .cursor(let job, _) = record, records[index...].contains(where: { $0.ends(job) }) { break }
          throw .contradiction(text)
        }
      }
      if !refused.isEmpty { throw .claimsRefused(refused) }
    }
    // The records are durable, whatever becomes of this; what fails here fails again at the next commit.
    try? checkpoint(atLeast: 2_500)
  }

  /// Moves what has gathered in the write-ahead log into the file, if that is much.
  ///
  /// It takes about a millisecond, and nothing waits for it: so it is for the time in which nothing is due, and not
  /// for the middle of a commit, whose runs start that much later. A log that nobody finds the time for is moved
  /// by the commit that makes it ten times as long.
  ///
  /// - Parameter pages: How many pages (of 4 KiB) are much.
  /// - Throws: `LedgerError.storage`; nothing is lost, and the log goes on.
  package func checkpoint(atLeast pages: Int = 250) throws(LedgerError) {
    let database = try connection()
    // SQLite begins a log that has been moved again at its start.
    if database.logPages < checkpointedPages { checkpointedPages = 0 }
    guard database.logPages - checkpointedPages >= pages else { return }
    try attempt { () throws(SQLiteError) in try database.checkpoint() }
    checkpointedPages = database.logPages
  }

  /// Does in one transaction what need not be durable by itself: all of it or nothing is there after a power cut.
  ///
  /// It costs no sync of its own, and the next commit that does makes it durable too.
  func lazyTransaction<Value>(
    _ body: (LedgerWriter) throws(LedgerError) -> Value
  ) throws(LedgerError) -> Value {
    let database = try currentWriter().database
    try attempt { () throws(SQLiteError) in try database.execute("PRAGMA synchronous = NORMAL") }
    defer {
      do throws(SQLiteError) {
        try database.execute("PRAGMA synchronous = FULL")
      } catch {
        // No claim may ever be made on a connection that does not sync.
        giveUpConnection()
      }
    }
    return try transaction(body)
  }

  /// Does something in one transaction; nothing of it stays when it throws.
  func transaction<Value>(
    _ body: (LedgerWriter) throws(LedgerError) -> Value
  ) throws(LedgerError) -> Value {
    let writer = try currentWriter()
    try attempt { () throws(SQLiteError) in try writer.begin() }
    do throws(LedgerError) {
      let value = try body(writer)
      try attempt { () throws(SQLiteError) in try writer.commit() }
      return value
    } catch {
      // Some errors have ended the transaction already, and a rollback that fails ends the connection.
      if !writer.rollBack() { giveUpConnection() }
      throw error
    }
  }

  override func close() {
    // SQLite keeps a file open for as long as a statement is left.
    writer = nil
    checkpointedPages = 0
    super.close()
  }

  private func currentWriter() throws(LedgerError) -> LedgerWriter {
    let database = try connection()
    guard !database.hasMoved else {
      giveUpConnection()
      throw .moved(file: file.path)
    }
    if let writer { return writer }
    let made = try attempt { () throws(SQLiteError) in try LedgerWriter(database) }
    writer = made
    return made
  }

  private static func randomID() -> String {
    var generator = SystemRandomNumberGenerator()
    let digits = Array("0123456789abcdef")
    return String((0..<32).map { _ in digits[Int.random(in: 0..<16, using: &generator)] })
  }
}
