import Glibc
package import Scheduler

/// The zones of the machine's IANA database, so that its updates count without a new build.
///
/// A zone is read once and shared. `beginReading` has each file looked at once more: one that was replaced since (its
/// device, number, size or time of change differ) is read anew, and gives another zone of the same name.
package final class SystemZones: ZoneSource {
  /// Where the machine says which zone it keeps.
  package struct Local: Hashable, Sendable {
    /// The variable `TZ`, where it is set.
    package var variable: String?

    /// A link into the database, or a copy of one of its files.
    package var file = "/etc/localtime"

    /// A file with the zone's name, on systems that have one.
    package var nameFile = "/etc/timezone"

    package init(variable: String? = nil) {
      self.variable = variable
    }
  }

  private struct Entry {
    var edition: ZoneFileEdition?
    var zone: Zone
    var reading: Int
  }

  /// What a zone that has no name is called: that of a copy of a file that is not in the database.
  ///
  /// The C library reads it in `TZ`.
  private static let unnamed = ":/etc/localtime"

  private let folders: [String]
  private let local: Local
  private var entries: [String: Entry] = [:]
  private var reading = 0

  /// A database in the first of these folders that has the file.
  package init(folders: [String], local: Local) {
    self.folders = folders
    self.local = local
  }

  /// The database that the C library would use, and the zone.
  package convenience init() {
    let usual = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"]
    let own = Self.variable("TZDIR").map { [$0] } ?? []
    self.init(folders: own + usual, local: Local(variable: Self.variable("TZ")))
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Has every zone's file looked at again when the zone is next asked for.
  package func beginReading() {
    reading += 1
  }

  package func zone(named name: String) throws(ZoneError) -> Zone {
    if let entry = entries[name], entry.reading == reading { return entry.zone }
    if name == "UTC" { return .utc }
    // Needs no database, and is what machines without one say they keep.
    if name == "Etc/UTC" { return keep(Zone(fixedOffset: 0, name: name), nil) }
    if name == Self.unnamed { return try zone(name, in: [local.file]) }
    guard Self.isName(name) else { throw .unknown(name) }
    return try zone(name, in: folders.map { "\($0)/\(name)" })
  }

  package func localZone() throws(ZoneError) -> Zone {
    if let variable = local.variable {
      return variable.isEmpty ? .utc : try zone(named: nameInVariable(variable))
    }
    if let name = Self.target(of: local.file).flatMap(nameOfFile) { return try zone(named: name) }
    // As the C library does where there is nothing.
    guard let copy = try? ZoneFile(local.file, "").bytes() else { return .utc }
    return try zone(named: nameOfCopy(copy) ?? Self.unnamed)
  }

  /// Every zone of the database, in byte order.
  package var names: [String] {
    var found: Set<String> = ["UTC"]
    for folder in folders { Self.collect(folder, "", &found) }
    return found.sorted()
  }

  private func zone(_ name: String, in candidates: [String]) throws(ZoneError) -> Zone {
    for path in candidates {
      let file: ZoneFile
      do {
        file = try ZoneFile(path, name)
      } catch .unknown {
        continue
      }
      if let entry = entries[name], entry.edition == file.edition { return keep(entry.zone, file.edition) }
      return keep(try Zone(name: name, bytes: file.bytes()), file.edition)
    }
    throw .unknown(name)
  }

  private func keep(_ zone: Zone, _ edition: ZoneFileEdition?) -> Zone {
    entries[zone.name] = Entry(edition: edition, zone: zone, reading: reading)
    return zone
  }
}

// MARK: Names

extension SystemZones {
  /// Whether a name can be one of the database's, and no way out of its folder.
  ///
  /// No zone has a dot in its name, but the tables that lie beside them do. What begins with a small letter is a table,
  /// or one of the copies (`posix`, `right`) of which one counts leap seconds.
  private static func isName(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard name.utf8.count <= 100, let first = name.utf8.first, !isSmallLetter(first) else { return false }
    return parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isNameByte) }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"): true
    default: isSmallLetter(byte)
    }
  }

  private static func isSmallLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  /// A leading colon means a file in POSIX; the C library takes names and paths with and without one.
  private func nameInVariable(_ variable: String) -> String {
    let value = variable.hasPrefix(":") ? String(variable.dropFirst()) : variable
    return nameOfFile(value) ?? (value == local.file ? Self.unnamed : value)
  }

  /// The zone whose file a path leads to: what comes after the database's folder, wherever that lies.
  private func nameOfFile(_ path: String) -> String? {
    let markers = folders.map { "\($0)/" } + ["zoneinfo/"]
    for marker in markers {
      guard let start = path.utf8.firstRange(of: marker.utf8)?.upperBound else { continue }
      let name = path[start...]
      return String(name.hasPrefix("posix/") ? name.dropFirst(6) : name)
    }
    return nil
  }

  private static func target(of link: String) -> String? {
    guard let resolved = realpath(link, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The zone that a file without a name is a copy of: the one that the machine names, if it is true, else any.
  private func nameOfCopy(_ copy: [UInt8]) -> String? {
    let named = (try? ZoneFile(local.nameFile, "").bytes()).map { bytes in
      String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    }
    let candidates = (named.map { [$0] } ?? []) + names
    return candidates.first { name in
      folders.contains { folder in
        guard Self.isName(name), let file = try? ZoneFile("\(folder)/\(name)", name),
          file.edition.size == copy.count
        else { return false }
        return (try? file.bytes()) == copy
      }
    }
  }

  private static func collect(_ folder: String, _ prefix: String, _ found: inout Set<String>) {
    guard let entries = opendir(folder) else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let part = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      let name = prefix + part
      guard isName(name) else { continue }
      if entry.pointee.d_type == UInt8(DT_DIR) {
        collect("\(folder)/\(part)", name + "/", &found)
      } else {
        found.insert(name)
      }
    }
  }
}

/// What tells an edition of a file from another.
private struct ZoneFileEdition: Hashable {
  var device: UInt64
  var number: UInt64
  var size: Int
  var seconds: Int
  var nanoseconds: Int
}

/// A zone's file, open.
private struct ZoneFile: ~Copyable {
  let edition: ZoneFileEdition

  private static let sizeLimit = 256 * 1024

  private let name: String
  private let descriptor: FileDescriptor

  /// Opens a zone's file.
  ///
  /// - Throws: `unknown` where there is none.
  init(_ path: String, _ name: String) throws(ZoneError) {
    // A fifo in the place of a zone must not hold the loop.
    let opened = try Self.explaining(name) { () throws(SystemError) in
      try FileDescriptor.open(path, O_RDONLY | O_NONBLOCK)
    }
    var status = stat()
    guard fstat(opened.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .unknown(name) }
    self.name = name
    descriptor = opened
    edition = ZoneFileEdition(
      device: UInt64(status.st_dev),
      number: UInt64(status.st_ino),
      size: Int(status.st_size),
      seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec
    )
  }

  func bytes() throws(ZoneError) -> [UInt8] {
    let bytes = try Self.explaining(name) { () throws(SystemError) in
      try descriptor.readAll(limit: Self.sizeLimit)
    }
    guard let bytes else { throw .malformed(name, "it is larger than \(Self.sizeLimit) bytes") }
    return bytes
  }

  private static func explaining<Value: ~Copyable>(
    _ name: String,
    _ body: () throws(SystemError) -> Value
  ) throws(ZoneError) -> Value {
    do {
      return try body()
    } catch {
      if error.code == ENOENT || error.code == ENOTDIR { throw .unknown(name) }
      throw .unreadable(name, SystemError.text(of: error.code))
    }
  }
}
