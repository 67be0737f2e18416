package import Scheduler

/// One life of a daemon on a state directory, as the ledger keeps it.
package struct DaemonLife: Hashable {
  /// Its number: unique in a state directory, growing with time.
  package var id: Int64

  /// The process.
  package var pid: Int32

  /// The version of schedd.
  package var version: String

  /// The kernel's random id of the boot it ran in; pids and start ticks mean nothing in another.
  package var bootID: String

  /// When it opened the ledger.
  package var startedAt: Instant

  /// When it left; nil while it runs, and for ever where it died.
  package var stoppedAt: Instant?

  /// Why it left, in a word.
  package var reason: String?

  package init(id: Int64, pid: Int32, version: String, bootID: String, startedAt: Instant) {
    self.id = id
    self.pid = pid
    self.version = version
    self.bootID = bootID
    self.startedAt = startedAt
  }
}

extension Ledger {
  /// Records that a daemon has taken the ledger over.
  ///
  /// - Parameters:
  ///   - pid: The process.
  ///   - version: The version of schedd.
  ///   - bootID: The kernel's random id of this boot.
  ///   - now: What the wall clock says.
  /// - Returns: The number of this life, for `recordStop`.
  /// - Throws: `LedgerError`.
  package func recordStart(
    pid: Int32,
    version: String,
    bootID: String,
    at now: Instant
  ) throws(LedgerError) -> Int64 {
    try transaction { writer throws(LedgerError) in
      try attempt { () throws(SQLiteError) in
        let statement = try writer.database.statement(
          "INSERT INTO daemons (pid, version, boot_id, started_at) VALUES (?1, ?2, ?3, ?4)"
        )
        try statement.bind(1, Int64(pid))
        try statement.bind(2, version)
        try statement.bind(3, bootID)
        try statement.bind(4, now.nanoseconds)
        try statement.run()
        return writer.database.lastInsertedRow
      }
    }
  }

  /// Records that a daemon leaves, and why.
  ///
  /// - Parameters:
  ///   - life: What `recordStart` returned.
  ///   - reason: A word or two, for people.
  ///   - now: What the wall clock says.
  /// - Throws: `LedgerError`.
  package func recordStop(_ life: Int64, reason: String, at now: Instant) throws(LedgerError) {
    try transaction { writer throws(LedgerError) in
      try attempt { () throws(SQLiteError) in
        let statement = try writer.database.statement(
          "UPDATE daemons SET stopped_at = ?2, reason = ?3 WHERE id = ?1"
        )
        try statement.bind(1, life)
        try statement.bind(2, now.nanoseconds)
        try statement.bind(3, reason)
        try statement.run()
      }
    }
  }
}

extension LedgerReader {
  /// The lives of the daemons on this state directory, newest first.
  ///
  /// - Parameter limit: How many at most.
  /// - Returns: The newest; the first of them is the daemon that runs, where one does.
  /// - Throws: `LedgerError`.
  package func daemonLives(limit: Int = 50) throws(LedgerError) -> [DaemonLife] {
    try rows(
      """
      SELECT id, pid, version, boot_id, started_at, stopped_at, reason FROM daemons ORDER BY id DESC LIMIT ?1
      """,
      bind: { statement throws(SQLiteError) in try statement.bind(1, Int64(max(0, limit))) }
    ) { row throws(LedgerError) in
      var life = DaemonLife(
        id: row.int64(0),
        pid: Int32(truncatingIfNeeded: row.int64(1)),
        version: row.text(2),
        bootID: row.text(3),
        startedAt: Instant(nanoseconds: row.int64(4))
      )
      life.stoppedAt = row.instant(5)
      life.reason = row.optionalText(6)
      return life
    }
  }

  /// The random id that the state directory got when its ledger was made.
  ///
  /// It tells the processes of this daemon from those of another on the same machine.
  ///
  /// - Returns: 32 hexadecimal digits.
  /// - Throws: `LedgerError`.
  package func stateDirectoryID() throws(LedgerError) -> String {
    let ids = try rows("SELECT value FROM meta WHERE key = 'state_directory_id'") { row throws(LedgerError) in
      row.text(0)
    }
    guard let id = ids.first else { throw .unreadable("table meta has no state_directory_id") }
    return id
  }
}
