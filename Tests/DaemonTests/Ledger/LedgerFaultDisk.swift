import CSQLite
import Glibc

/// A `sqlite3_vfs` that fails on command: the system's own, with a word to say before each of its calls.
///
/// Each disk has a name of its own, so that tests that run at the same time do not meet.
final class FaultDisk {
  /// What SQLite asks of a disk.
  enum Operation: Hashable {
    case open, read, write, sync, truncate, delete, shareMemory
  }

  /// What it asks it of.
  enum File: Hashable {
    case database, log, other
  }

  /// The name to open a ledger with.
  let name: String

  /// Asked before each call: nil lets it through, a result code is what SQLite gets instead.
  var intervene: (Operation, File) -> Int32? = { _, _ in nil }

  /// How many calls there were.
  private(set) var calls = 0

  private let system: UnsafeMutablePointer<sqlite3_vfs>
  private let vfs: UnsafeMutablePointer<sqlite3_vfs>
  private let nameBytes: UnsafeMutablePointer<CChar>

  init(_ name: String = "faults-\(UInt64.random(in: 0...UInt64.max))") throws {
    guard let system = sqlite3_vfs_find(nil), let copy = strdup(name) else { throw SystemVFSMissing() }
    self.name = name
    self.system = system
    nameBytes = copy
    vfs = .allocate(capacity: 1)
    var description = system.pointee
    description.szOsFile += Int32(MemoryLayout<UnsafeRawPointer>.size)
    description.zName = UnsafePointer(nameBytes)
    description.pNext = nil
    description.pAppData = Unmanaged.passUnretained(self).toOpaque()
    description.xOpen = { vfs, path, file, flags, outFlags in
      FaultDisk.of(vfs)?.open(path, file, flags, outFlags) ?? SQLITE_MISUSE
    }
    description.xDelete = { vfs, path, syncsDirectory in
      FaultDisk.of(vfs)?.delete(path, syncsDirectory) ?? SQLITE_MISUSE
    }
    vfs.initialize(to: description)
    sqlite3_vfs_register(vfs, 0)
  }

  deinit {
    sqlite3_vfs_unregister(vfs)
    vfs.deallocate()
    free(nameBytes)
  }

  /// Every call fails with this code.
  func fail(with code: Int32) {
    intervene = { _, _ in code }
  }

  /// These calls fail with this code.
  func fail(_ operations: Set<Operation>, of files: Set<File> = [.database, .log], with code: Int32) {
    intervene = { operations.contains($0) && files.contains($1) ? code : nil }
  }

  /// Nothing fails any more.
  func heal() {
    intervene = { _, _ in nil }
  }

  fileprivate func refusal(_ operation: Operation, _ file: File) -> Int32? {
    calls += 1
    return intervene(operation, file)
  }

  private func open(
    _ path: UnsafePointer<CChar>?,
    _ file: UnsafeMutablePointer<sqlite3_file>?,
    _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    guard let file else { return SQLITE_MISUSE }
    file.pointee.pMethods = nil
    let kind: File =
      flags & SQLITE_OPEN_MAIN_DB != 0 ? .database : flags & SQLITE_OPEN_WAL != 0 ? .log : .other
    if let code = refusal(.open, kind) { return code }
    let code = system.pointee.xOpen(system, path, file, flags, outFlags)
    guard code == SQLITE_OK, let methods = file.pointee.pMethods else { return code }
    OpenFile(kind, on: self, methods.pointee).attach(to: file, after: system.pointee.szOsFile)
    return code
  }

  private func delete(_ path: UnsafePointer<CChar>?, _ syncsDirectory: Int32) -> Int32 {
    refusal(.delete, .other) ?? system.pointee.xDelete(system, path, syncsDirectory)
  }

  fileprivate static func of(_ vfs: UnsafeMutablePointer<sqlite3_vfs>?) -> FaultDisk? {
    guard let data = vfs?.pointee.pAppData else { return nil }
    return Unmanaged<FaultDisk>.fromOpaque(data).takeUnretainedValue()
  }
}

struct SystemVFSMissing: Error {}

/// A file that SQLite has open on a disk that may fail.
///
/// The system's VFS fills SQLite's room for the file as it always does. Then its table of methods is replaced by a
/// copy in which some come here first; what a method needs for that lies behind the system's room.
private final class OpenFile {
  private let kind: FaultDisk.File
  private let disk: FaultDisk
  private let system: sqlite3_io_methods
  private let methods: UnsafeMutablePointer<sqlite3_io_methods>

  init(_ kind: FaultDisk.File, on disk: FaultDisk, _ system: sqlite3_io_methods) {
    self.kind = kind
    self.disk = disk
    self.system = system
    methods = .allocate(capacity: 1)
    methods.initialize(to: system)
    methods.pointee.xClose = { file in OpenFile.closing(file) }
    methods.pointee.xRead = { file, buffer, count, offset in
      OpenFile.of(file).before(.read) { $0.xRead(file, buffer, count, offset) }
    }
    methods.pointee.xWrite = { file, buffer, count, offset in
      OpenFile.of(file).before(.write) { $0.xWrite(file, buffer, count, offset) }
    }
    methods.pointee.xTruncate = { file, size in
      OpenFile.of(file).before(.truncate) { $0.xTruncate(file, size) }
    }
    methods.pointee.xSync = { file, flags in
      OpenFile.of(file).before(.sync) { $0.xSync(file, flags) }
    }
    methods.pointee.xShmMap = { file, page, size, extends, memory in
      OpenFile.of(file).before(.shareMemory) { $0.xShmMap(file, page, size, extends, memory) }
    }
  }

  deinit {
    methods.deallocate()
  }

  func attach(to file: UnsafeMutablePointer<sqlite3_file>, after size: Int32) {
    Self.place(in: file, after: size).storeBytes(
      of: Unmanaged.passRetained(self),
      as: Unmanaged<OpenFile>.self
    )
    file.pointee.pMethods = UnsafePointer(methods)
  }

  private func before(_ operation: FaultDisk.Operation, _ call: (sqlite3_io_methods) -> Int32) -> Int32 {
    disk.refusal(operation, kind) ?? call(system)
  }

  private static func closing(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Int32 {
    let reference = reference(file)
    let code = reference.takeUnretainedValue().system.xClose(file)
    reference.release()
    return code
  }

  private static func of(_ file: UnsafeMutablePointer<sqlite3_file>?) -> OpenFile {
    reference(file).takeUnretainedValue()
  }

  private static func reference(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Unmanaged<OpenFile> {
    guard let file, let system = sqlite3_vfs_find(nil) else { preconditionFailure("SQLite closed no file") }
    return place(in: file, after: system.pointee.szOsFile).load(as: Unmanaged<OpenFile>.self)
  }

  private static func place(
    in file: UnsafeMutablePointer<sqlite3_file>,
    after size: Int32
  ) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(file).advanced(by: Int(size))
  }
}

/// SQLITE_IOERR_FSYNC, an expression that Swift's importer does not read.
let syncError: Int32 = SQLITE_IOERR | 4 << 8

/// SQLITE_IOERR_WRITE.
let writeError: Int32 = SQLITE_IOERR | 3 << 8

/// SQLITE_IOERR_SHMMAP.
let shareMemoryError: Int32 = SQLITE_IOERR | 21 << 8

/// SQLITE_IOERR, said of no call in particular.
let ioError: Int32 = SQLITE_IOERR
