import CLinux
import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `A state directory` {
  @Test func `is made for its owner alone, whatever the umask`() async {
    // In a process of its own, since the umask is one for the whole process.
    await #expect(processExitsWith: .success) {
      for mask: mode_t in [0, 0o022, 0o777] {
        umask(0o022)
        let directory = try TemporaryDirectory()
        umask(mask)
        let ledger = try Ledger(stateDirectory: directory.appending("var//lib/schedd/"))
        try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)
        #expect(try mode(of: directory.appending("var")) == 0o700)
        #expect(try mode(of: directory.appending("var/lib")) == 0o700)
        #expect(try mode(of: directory.appending("var/lib/schedd")) == 0o700)
        for file in ["schedd.db", "schedd.db-wal", "schedd.db-shm", "schedd.lock"] {
          #expect(try mode(of: directory.appending("var/lib/schedd/\(file)")) == 0o600, "\(file)")
        }
      }
    }
  }

  @Test func `keeps the mode that it has`() throws {
    let directory = try TemporaryDirectory()
    chmod(directory.path, 0o750)
    _ = try Ledger(stateDirectory: directory.path)
    #expect(try mode(of: directory.path) == 0o750)
  }

  @Test func `is found again when the working directory has changed`() async {
    await #expect(processExitsWith: .success) {
      let directory = try TemporaryDirectory()
      try #require(chdir(directory.path) == 0)
      let disk = try FaultDisk()
      let ledger = try Ledger(stateDirectory: "state", vfs: disk.name)
      try #require(chdir("/") == 0)
      disk.fail(with: ioError)
      #expect(throws: LedgerError.self) { try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero) }
      disk.heal()
      try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)
    }
  }

  @Test func `that is a file is refused`() throws {
    let directory = try TemporaryDirectory()
    try write("text".utf8, to: directory.appending("file"))
    let path = directory.appending("file")
    #expect(throws: LedgerError.directory(path: path, step: .open, errno: ENOTDIR)) {
      try Ledger(stateDirectory: path)
    }
    #expect(throws: LedgerError.directory(path: path + "/below", step: .create, errno: ENOTDIR)) {
      try Ledger(stateDirectory: path + "/below")
    }
    #expect(try contents(of: path) == Array("text".utf8))
  }

  @Test func `that its parent does not take is refused`() {
    // Of a folder that is there, /proc says that it is not when another is to be made in it.
    #expect(throws: LedgerError.directory(path: "/proc/schedd", step: .create, errno: ENOENT)) {
      try Ledger(stateDirectory: "/proc/schedd")
    }
  }

  @Test func `that its user may not write is refused`() async {
    await #expect(processExitsWith: .success) {
      let directory = try TemporaryDirectory()
      try #require(chmod(directory.path, 0o555) == 0)
      // Root may write everywhere, so it becomes nobody.
      if geteuid() == 0 { try #require(seteuid(65_534) == 0) }
      defer { seteuid(getuid()) }
      #expect(throws: LedgerError.directory(path: directory.path, step: .write, errno: EACCES)) {
        try Ledger(stateDirectory: directory.path)
      }
      let below = directory.appending("below")
      #expect(throws: LedgerError.directory(path: below, step: .create, errno: EACCES)) {
        try Ledger(stateDirectory: below)
      }
    }
  }

  @Test func `without a name is refused`() {
    #expect(throws: LedgerError.directory(path: "", step: .create, errno: ENOENT)) {
      try Ledger(stateDirectory: "")
    }
  }

  @Test func `that another daemon uses is refused, and its pid is named`() throws {
    let directory = try TemporaryDirectory()
    do {
      let ledger = try Ledger(stateDirectory: directory.path)
      // More than once: being refused must not disturb the one who is there.
      for _ in 1...2 {
        #expect(throws: LedgerError.inUse(directory: directory.path, pid: getpid())) {
          try Ledger(stateDirectory: directory.path)
        }
      }
      try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)
    }
    // Free again when the first is gone, with nothing of it in the way.
    #expect(try contents(of: directory.appending("schedd.lock")) == [])
    #expect(try Ledger(stateDirectory: directory.path).run(RunID(1)) != nil)
  }

  @Test(arguments: ["4711\n", "", "rubbish", "99999999999999999999"])
  func `is free when a daemon that was killed left its lock file`(_ text: String) throws {
    let directory = try TemporaryDirectory()
    try write(text.utf8, to: directory.appending("schedd.lock"))
    let ledger = try Ledger(stateDirectory: directory.path)
    #expect(try contents(of: directory.appending("schedd.lock")) == Array("\(getpid())\n".utf8))
    withExtendedLifetime(ledger) {}
  }

  @Test func `whose lock file leads elsewhere is refused`() throws {
    let directory = try TemporaryDirectory()
    try write("keep".utf8, to: directory.appending("precious"))
    try #require(symlink("precious", directory.appending("schedd.lock")) == 0)
    let path = directory.appending("schedd.lock")
    #expect(throws: LedgerError.directory(path: path, step: .open, errno: ELOOP)) {
      try Ledger(stateDirectory: directory.path)
    }
    #expect(try contents(of: directory.appending("precious")) == Array("keep".utf8))
  }
}

@Suite struct `A ledger's file` {
  @Test func `is left as it is when it is no ledger`() throws {
    for row in try ForeignFile.rows() {
      let directory = try TemporaryDirectory()
      let path = directory.appending("schedd.db")
      try write(row.bytes, to: path)
      #expect(throws: row.error(path), "\(row.name)") { try Ledger(stateDirectory: directory.path) }
      #expect(throws: row.error(path), "\(row.name)") { try LedgerReader(reading: directory.path) }
      #expect(try contents(of: path) == row.bytes, "\(row.name)")
    }
  }

  @Test func `is refused wherever it was cut off, and left as it is`() throws {
    let bytes = try Self.closedLedger()
    let cuts =
      Array(stride(from: 4_096, to: bytes.count, by: 4_096)) + [1, 99, 100, 511, 512, bytes.count - 1]
    for length in cuts {
      let directory = try TemporaryDirectory()
      let path = directory.appending("schedd.db")
      try write(bytes[..<length], to: path)
      let damage =
        length < 100
        ? "it does not begin as a SQLite file does"
        : "it is cut off: \(length) of \(bytes.count) bytes are there"
      #expect(throws: LedgerError.damaged(file: path, damage)) { try Ledger(stateDirectory: directory.path) }
      #expect(try contents(of: path) == Array(bytes[..<length]))
    }
  }

  @Test func `is refused when it was cut off, unless its log makes up for it`() throws {
    let bytes = try Self.closedLedger()
    let source = try TemporaryDirectory()
    try write(bytes, to: source.appending("schedd.db"))
    let ledger = try Ledger(stateDirectory: source.path)
    try ledger.commit([.claimed(.queued(501, at: 501))], at: .zero)
    let whole = try ledger.runs(RunQuery(limit: 1_000))
    let log = try contents(of: source.appending("schedd.db-wal"))

    var refused = 0
    for length in stride(from: 4_096, to: bytes.count, by: 2_048) {
      let directory = try TemporaryDirectory()
      try write(bytes[..<length], to: directory.appending("schedd.db"))
      try write(log, to: directory.appending("schedd.db-wal"))
      do throws(LedgerError) {
        let found = try Ledger(stateDirectory: directory.path)
        #expect(try found.runs(RunQuery(limit: 1_000)) == whole, "cut at \(length)")
      } catch {
        guard case .damaged = error else { throw error }
        refused += 1
      }
    }
    #expect(refused > 0)
    withExtendedLifetime(ledger) {}
  }

  @Test func `is not made anew where only its log is left`() throws {
    let directory = try TemporaryDirectory()
    try write([1, 2, 3], to: directory.appending("schedd.db-wal"))
    let path = directory.appending("schedd.db")
    #expect(throws: LedgerError.damaged(file: path, "the file is gone, but its \(path)-wal is there")) {
      try Ledger(stateDirectory: directory.path)
    }
    #expect(try contents(of: directory.appending("schedd.db-wal")) == [1, 2, 3])
  }

  @Test func `is made anew where the last attempt was cut off`() throws {
    let directory = try TemporaryDirectory()
    for suffix in ["", "-journal", "-wal"] {
      try write("half".utf8, to: directory.appending("schedd.db.new\(suffix)"))
    }
    let ledger = try Ledger(stateDirectory: directory.path)
    #expect(try ledger.snapshot() == .empty)
    #expect(access(directory.appending("schedd.db.new"), F_OK) != 0)
  }

  @Test func `is read without a daemon, and never made`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("schedd.db")
    #expect(throws: LedgerError.missing(file: path)) { try LedgerReader(reading: directory.path) }
    do {
      let ledger = try Ledger(stateDirectory: directory.path)
      try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)
      // Beside a daemon that goes on committing.
      let reader = try LedgerReader(reading: directory.path)
      #expect(try reader.runs(RunQuery()).count == 1)
      try ledger.commit([.claimed(.queued(2, at: 120))], at: .zero)
      #expect(try reader.runs(RunQuery()).count == 2)
    }
    #expect(try LedgerReader(reading: directory.path).runs(RunQuery()).count == 2)
  }

  @Test func `keeps every commit of a daemon that was killed`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    var running = Run.queued(2, at: 120)
    running.state = .running
    running.process = ProcessIdentity(pid: 4_711, startTicks: 99)
    let text = TriggerText(json: "1", zone: "UTC")
    try ledger.commit(
      [.schedule(JobID("backup"), text, cursor: .zero, at: .zero), .claimed(.queued(1, at: 60))],
      at: .zero
    )
    try ledger.commit([.claimed(running), .changed(Run.queued(1, at: 60).ended())], at: .zero)

    let copy = try TemporaryDirectory()
    for file in ["schedd.db", "schedd.db-wal"] {
      try write(try contents(of: directory.appending(file)), to: copy.appending(file))
    }
    let found = try Ledger(stateDirectory: copy.path)
    let snapshot = try found.snapshot()
    #expect(snapshot == (try ledger.snapshot()))
    #expect(snapshot.openRuns == [running])
    #expect(snapshot.nextRun == RunID(3))
    #expect(try found.run(RunID(1)) == Run.queued(1, at: 60).ended())
  }

  @Test func `opens after its daemon was killed, with nobody's lock on it`() async throws {
    let directory = try TemporaryDirectory()
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = directory.path as String] in
      let ledger = try Ledger(stateDirectory: path)
      try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)
      kill(getpid(), SIGKILL)
    }
    let ledger = try Ledger(stateDirectory: directory.path)
    #expect(try ledger.snapshot().openRuns == [.queued(1, at: 60)])
  }

  @Test func `opens at every length of a log that was cut off, with the commits up to there`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    for number in Int64(1)...5 { try ledger.commit([.claimed(.queued(number, at: number))], at: .zero) }
    let (file, log) = (
      try contents(of: directory.appending("schedd.db")),
      try contents(of: directory.appending("schedd.db-wal"))
    )
    var counts: Set<Int> = []
    for length in stride(from: 0, through: log.count, by: 1_033) {
      let copy = try TemporaryDirectory()
      try write(file, to: copy.appending("schedd.db"))
      try write(log[..<length], to: copy.appending("schedd.db-wal"))
      let runs = try Ledger(stateDirectory: copy.path).runs(RunQuery())
      #expect(runs.map(\.id.number).reversed() == Array(1..<Int64(runs.count + 1)))
      counts.insert(runs.count)
    }
    #expect(counts.contains(0) && counts.contains(4), "the cuts met no commit in between: \(counts)")
    withExtendedLifetime(ledger) {}
  }

  @Test func `is noticed when it is deleted under the daemon, and taken up when it is back`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("schedd.db")
    let ledger = try Ledger(stateDirectory: directory.path)
    try ledger.commit([.claimed(.queued(1, at: 60))], at: .zero)
    try #require(rename(path, directory.appending("elsewhere")) == 0)
    for _ in 1...2 {
      #expect(throws: LedgerError.moved(file: path)) {
        try ledger.commit([.claimed(.queued(2, at: 120))], at: .zero)
      }
    }
    try #require(rename(directory.appending("elsewhere"), path) == 0)
    try ledger.commit([.claimed(.queued(2, at: 120))], at: .zero)
    #expect(try ledger.runs(RunQuery()).map(\.id.number) == [2, 1])
  }

  /// The bytes of a ledger of some size that was closed in good order.
  private static func closedLedger() throws -> [UInt8] {
    let directory = try TemporaryDirectory()
    do {
      let ledger = try Ledger(stateDirectory: directory.path)
      try ledger.commit((1...500).map { .claimed(.queued($0, at: $0)) }, at: .zero)
    }
    return try contents(of: directory.appending("schedd.db"))
  }
}

/// Something with the ledger's name that is none.
struct ForeignFile {
  var name: String
  var bytes: [UInt8]
  var error: (String) -> LedgerError

  static func rows() throws -> [ForeignFile] {
    [
      ForeignFile(name: "nothing", bytes: []) { .damaged(file: $0, "it is empty") },
      ForeignFile(name: "text", bytes: Array("# my notes about schedd\n".utf8)) {
        .damaged(file: $0, "it does not begin as a SQLite file does")
      },
      ForeignFile(name: "zeros", bytes: [UInt8](repeating: 0, count: 8_192)) {
        .damaged(file: $0, "it does not begin as a SQLite file does")
      },
      ForeignFile(name: "another program's", bytes: try sqliteFile("CREATE TABLE theirs (x)")) {
        .foreign(file: $0)
      },
      ForeignFile(
        name: "another program's, in WAL mode",
        bytes: try sqliteFile("PRAGMA journal_mode = WAL; PRAGMA application_id = 7; CREATE TABLE theirs (x)")
      ) { .foreign(file: $0) },
      ForeignFile(
        name: "a newer schedd's",
        bytes: try sqliteFile("PRAGMA application_id = 0x73636864; PRAGMA user_version = 1000")
      ) { .newer(file: $0, version: 1_000) },
    ]
  }

  private static func sqliteFile(_ script: String) throws -> [UInt8] {
    let directory = try TemporaryDirectory()
    let path = directory.appending("file")
    try write([], to: path)
    do {
      let database = try Database(path: path, access: .readWrite)
      try database.execute(script)
    }
    return try contents(of: path)
  }
}

/// The permission bits of a file.
private func mode(of path: String) throws -> mode_t {
  var status = stat()
  guard stat(path, &status) == 0 else { throw POSIXFailure(call: "stat \(path)", errno: errno) }
  return status.st_mode & 0o7777
}
