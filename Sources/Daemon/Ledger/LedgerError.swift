import CSQLite
package import Scheduler

/// What went wrong with the ledger.
package enum LedgerError: Error, Hashable {
  /// Another daemon uses the state directory; its pid where it is known.
  case inUse(directory: String, pid: Int32?)

  /// The state directory cannot be used: at this path this step failed with this errno.
  case directory(path: String, step: DirectoryStep, errno: Int32)

  /// There is no ledger in the state directory, and it was to be read, not made.
  case missing(file: String)

  /// The file belongs to another program.
  case foreign(file: String)

  /// The file is no SQLite file, is torn, or breaks SQLite's rules; the second part says how.
  case damaged(file: String, String)

  /// The file was written by a newer schedd than this.
  case newer(file: String, version: Int64)

  /// The file was written by an older schedd, and it was to be read, not brought up to date.
  case older(file: String, version: Int64)

  /// The file was moved away, deleted or replaced while it was in use.
  case moved(file: String)

  /// SQLite could not do it.
  case storage(StorageFault, file: String, SQLiteError)

  /// These claims were not made, and nothing else of the commit either: their fire times have runs already.
  case claimsRefused([RunID])

  /// The records contradict what the ledger holds; nothing of them was committed. This is an error in schedd.
  case contradiction(String)

  /// A row holds what no schedd has written; the text names the row, the column and the value.
  case unreadable(String)
}

/// What was tried on a state directory when it failed.
package enum DirectoryStep: String, Hashable {
  case create, open, write, lock
}

/// The classes of what SQLite cannot do, by what mends them.
package enum StorageFault: Hashable {
  /// There is no room left.
  case full

  /// A read, a write or a sync failed.
  case inputOutput

  /// The file, or the file system, may only be read.
  case readOnly

  /// The file breaks SQLite's rules.
  case corrupt

  /// Another connection held its lock for longer than one waits.
  case busy

  /// Anything else.
  case other

  package init(_ error: SQLiteError) {
    self =
      switch error.primaryCode {
      case SQLITE_FULL: .full
      case SQLITE_IOERR, SQLITE_CANTOPEN: .inputOutput
      case SQLITE_READONLY, SQLITE_PERM: .readOnly
      case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
      case SQLITE_BUSY, SQLITE_LOCKED: .busy
      default: .other
      }
  }

  /// Whether the connection is given up after it, because what it has open may be what fails.
  var endsConnection: Bool {
    switch self {
    case .inputOutput, .readOnly, .corrupt: true
    case .full, .busy, .other: false
    }
  }
}

extension LedgerError: CustomStringConvertible {
  /// The place, what is wrong and what mends it, on one line.
  package var description: String {
    switch self {
    case .inUse(let directory, let pid):
      let holder = pid.map { "the daemon with pid \($0)" } ?? "another daemon"
      return "state directory \(directory): \(holder) uses it; stop that one first, or give this one a "
        + "directory of its own with --state-dir"
    case .directory(let path, let step, let errno):
      return "state directory: cannot \(step.rawValue) \(path): \(SystemError.text(of: errno))"
    case .missing(let file):
      return "\(file): there is no ledger yet; the daemon makes it at its first start"
    case .foreign(let file):
      return "\(file): this SQLite file belongs to another program; it is left as it is, so move it away or "
        + "choose another --state-dir"
    case .damaged(let file, let damage):
      return "\(file): the ledger is damaged: \(damage); it is left as it is. \(Self.wayOut)"
    case .newer(let file, let version):
      return "\(file): the ledger has version \(version) and this schedd knows \(LedgerSchema.version) at "
        + "most; it is left as it is, so run the schedd that wrote it, or a newer one"
    case .older(let file, let version):
      return "\(file): the ledger has version \(version) and this schedd reads \(LedgerSchema.version); "
        + "its daemon brings it up to date when it starts"
    case .moved(let file):
      return "\(file): the ledger was moved, deleted or replaced while it was in use; put it back, or "
        + "restart the daemon"
    case .storage(let fault, let file, let error):
      return "\(file): \(fault.description): \(error)"
    case .claimsRefused(let runs):
      let numbers = runs.map(\.description).joined(separator: ", ")
      return "the ledger already has runs for the fire times that these were to claim: \(numbers)"
    case .contradiction(let text):
      return "the records contradict the ledger, which is an error in schedd: \(text)"
    case .unreadable(let text):
      return "the ledger holds what no schedd wrote: \(text)"
    }
  }

  private static let wayOut =
    "Put a backup in its place (without the old -wal and -shm files), or move it and its -wal and -shm files "
    + "away to begin an empty one, in which every job is first seen"
}

extension StorageFault {
  /// What it means for the file, and what mends it.
  fileprivate var description: String {
    switch self {
    case .full: "there is no room left to write; free some"
    case .inputOutput: "the file cannot be read or written; look after its disk"
    case .readOnly: "the file may only be read; mount its file system for writing and let this user write it"
    case .corrupt: "the ledger is damaged; put a backup in its place"
    case .busy: "another program keeps the file locked; end its transaction"
    case .other: "SQLite cannot do this"
    }
  }
}
