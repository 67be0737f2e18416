import CLinux
import Glibc
package import Scheduler

/// The zones of the machine's IANA database, read when they are first asked for.
package final class MachineZones: ZoneSource {
  /// Where the machine says what zone it is in.
  package struct Local: Hashable, Sendable {
    /// The environment variable `TZ`, or nil where it is not set.
    package var variable: String?

    /// The link, or the copy of a zone's file, that tells the zone of the machine.
    package var file = "/etc/localtime"

    /// The name of the zone in words, where the file above is a copy.
    package var nameFile = "/etc/timezone"

    package init(variable: String? = nil, file: String = "/etc/localtime", nameFile: String = "/etc/timezone")
    {
      self.variable = variable
      self.file = file
      self.nameFile = nameFile
    }
  }

  /// Larger than any zone's file; what is larger is none.
  private static let sizeLimit = 1 << 20

  private let directory: String
  private let local: Local
  private var known: [String: Zone] = ["UTC": .utc]

  package init(directory: String, local: Local) {
    self.directory = directory
    self.local = local
  }

  /// The database and the zone that this process is to use.
  package static func ofThisMachine() -> MachineZones {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    return MachineZones(
      directory: variable("TZDIR") ?? "/usr/share/zoneinfo",
      local: Local(variable: variable("TZ"))
    )
  }

  package func zone(named name: String) throws(ZoneError) -> Zone {
    if let zone = known[name] { return zone }
    guard Self.isName(name) else { throw .unknown(name) }
    let zone = try Zone(name: name, bytes: bytes(of: "\(directory)/\(name)", name))
    known[name] = zone
    return zone
  }

  package func localZone() throws(ZoneError) -> Zone {
    if let variable = local.variable { return try zone(named: nameInVariable(variable)) }
    if let target = readLink(local.file), let name = nameOfFile(target) { return try zone(named: name) }
    if let name = firstWord(of: local.nameFile), let zone = try? zone(named: name) { return zone }
    do throws(ZoneError) {
      return try Zone(name: "local", bytes: bytes(of: local.file, local.file))
    } catch .unknown {
      // As the C library does.
      return .utc
    }
  }

  package var names: [String] {
    var names: [String] = []
    collectNames(in: "", into: &names)
    return names.sorted()
  }
}

extension MachineZones {
  /// Whether a name can be one of the database's: never a way out of its directory.
  private static func isName(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return name.utf8.count <= 100
      && parts.allSatisfy { part in
        part.first != UInt8(ascii: ".") && !part.isEmpty && part.allSatisfy(isNameByte)
      }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  private func bytes(of path: String, _ name: String) throws(ZoneError) -> [UInt8] {
    let bytes: [UInt8]?
    do throws(SystemError) {
      bytes = try FileDescriptor.open(path).readAll(limit: Self.sizeLimit)
    } catch {
      if error.code == ENOENT || error.code == ENOTDIR || error.code == EISDIR { throw .unknown(name) }
      throw .unreadable(name, SystemError.text(of: error.code))
    }
    guard let bytes else { throw .malformed(name, "it is larger than \(Self.sizeLimit) bytes") }
    return bytes
  }

  /// A leading colon means a file in POSIX; so do, in glibc, names and paths without one.
  private func nameInVariable(_ variable: String) -> String {
    let value = variable.hasPrefix(":") ? String(variable.dropFirst()) : variable
    return nameOfFile(value) ?? value
  }

  /// The zone whose file a path of the database, this one or a copy elsewhere, is; nil for any other path.
  private func nameOfFile(_ path: String) -> String? {
    for prefix in [directory + "/", "/usr/share/zoneinfo/", "../usr/share/zoneinfo/"]
    where path.hasPrefix(prefix) {
      return String(path.dropFirst(prefix.count))
    }
    return nil
  }

  private func readLink(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private func firstWord(of path: String) -> String? {
    guard let bytes = try? bytes(of: path, path) else { return nil }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first.map(String.init)
  }

  /// Names, as far as they look like zones: the database's folder holds tables and copies of itself besides.
  private func collectNames(in folder: String, into names: inout [String]) {
    guard let entries = opendir(folder.isEmpty ? directory : "\(directory)/\(folder)") else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let part = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let first = part.utf8.first, !part.contains("."), folder.isEmpty == false || first < 0x61 else {
        continue
      }
      let name = folder.isEmpty ? part : "\(folder)/\(part)"
      if entry.pointee.d_type == UInt8(DT_DIR) {
        if name.utf8.count(where: { $0 == UInt8(ascii: "/") }) < 3 { collectNames(in: name, into: &names) }
      } else {
        names.append(name)
      }
    }
  }
}
