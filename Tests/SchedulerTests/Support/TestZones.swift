import Foundation
import Scheduler

/// The machine's zone database, for tests that compare with clocks that others keep.
struct TestZones {
  private var zones: [String: Zone] = ["UTC": .utc]

  /// A zone, read from its file the first time that it is named.
  mutating func zone(_ name: String) throws -> Zone {
    if let zone = zones[name] { return zone }
    let zone = try Self.read(name)
    zones[name] = zone
    return zone
  }

  /// A zone, read from its file.
  static func read(_ name: String) throws -> Zone {
    try Zone(name: name, bytes: bytes(of: name))
  }

  /// A zone's file.
  static func bytes(of name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)")))
  }
}
