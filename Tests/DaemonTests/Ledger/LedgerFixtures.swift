import Daemon
import Glibc
import Scheduler

/// A directory of its own for a test, deleted with everything in it when the last reference goes.
final class TemporaryDirectory {
  /// The directory's path.
  let path: String

  /// Makes the directory.
  ///
  /// - Parameter isInMemory: Whether it need not be on a disk, where the machine has another place: for a test that
  ///   makes many.
  /// - Throws: `POSIXFailure`.
  init(isInMemory: Bool = false) throws {
    let parent = isInMemory && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(parent)/schedd-tests.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw POSIXFailure(call: "mkdtemp", errno: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    Self.remove(path)
  }

  /// A path below the directory.
  func appending(_ name: String) -> String { "\(path)/\(name)" }

  /// The names of what is in it.
  func names() throws -> [String] {
    guard let directory = opendir(path) else { throw POSIXFailure(call: "opendir", errno: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
      )
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }

  private static func remove(_ path: String) {
    if let directory = opendir(path) {
      chmod(path, 0o700)
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { remove("\(path)/\(name)") }
      }
      closedir(directory)
    }
    Glibc.remove(path)
  }
}

/// A system call that a test needs and that failed.
struct POSIXFailure: Error {
  var call: String
  var errno: Int32
}

/// The bytes of a file.
func contents(of path: String) throws -> [UInt8] {
  guard let file = fopen(path, "r") else { throw POSIXFailure(call: "fopen", errno: errno) }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    guard count > 0 else { return bytes }
    bytes += buffer[..<count]
  }
}

/// Makes or replaces a file.
func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
  guard let file = fopen(path, "w") else { throw POSIXFailure(call: "fopen", errno: errno) }
  defer { fclose(file) }
  let bytes = Array(bytes)
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
    throw POSIXFailure(call: "fwrite", errno: errno)
  }
}

/// What `sqlite3 schedd.db .dump` wrote of a ledger when that version was released.
func ledgerScript(_ version: Int64) throws -> String {
  let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
  return String(
    decoding: try contents(of: "/\(folder)/Data/ledger-version-\(version).sql"),
    as: UTF8.self
  )
}

/// Makes a state directory's file with SQL.
func makeLedgerFile(in directory: TemporaryDirectory, _ script: String) throws {
  let path = directory.appending("schedd.db")
  try write([], to: path)
  let database = try Database(path: path, access: .readWrite)
  try database.execute(script)
  try database.execute("PRAGMA journal_mode = WAL")
}

extension Run {
  /// A scheduled run that waits; its fire time is that many seconds after the epoch.
  static func queued(_ id: Int64, of job: String = "backup", at seconds: Int64) -> Run {
    Run(
      id: RunID(id),
      job: JobID(job),
      fireTime: Instant(seconds: seconds),
      cause: .schedule,
      state: .queued,
      createdAt: Instant(seconds: seconds)
    )
  }

  /// The run with an outcome, a second after it was made.
  func ended(_ outcome: Outcome = .succeeded, _ reason: Reason = .exitCode) -> Run {
    var run = self
    run.state = .ended
    run.outcome = outcome
    run.reason = reason
    run.endedAt = createdAt + .seconds(1)
    return run
  }
}

extension Span {
  /// Missed fire times between these seconds after the epoch.
  static func missed(_ job: String, from first: Int64, to last: Int64, count: Int) -> Span {
    Span(
      job: JobID(job),
      first: Instant(seconds: first),
      last: Instant(seconds: last),
      count: count,
      outcome: .missed,
      reason: .misfireGraceTime
    )
  }
}

extension Instant {
  /// The epoch.
  static let zero = Instant(nanoseconds: 0)
}

extension LedgerReader {
  /// What the core starts from, where what the triggers mean does not matter.
  func snapshot() throws -> Snapshot {
    try snapshot { _, _ in nil }
  }
}
