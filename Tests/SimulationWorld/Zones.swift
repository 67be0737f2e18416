import Scheduler

/// Zones that nobody keeps, so that a seed means the same on every machine.
struct Zones {
  /// Summer time begins in the night of the 29th of March 2026, when the worlds begin.
  let summer: Zone

  /// The same name, but summer time is given up: what an update of the zone database does.
  let reformed: Zone

  init() throws {
    summer = try Self.zone("Simulated/Summer", rule: "AAA-1BBB,M3.5.0,M10.5.0/3")
    reformed = try Self.zone("Simulated/Summer", rule: "AAA-1")
  }

  let fixed = Zone(fixedOffset: -9_000, name: "-02:30")

  /// A compiled zone file (TZif, RFC 9636) that has nothing but a rule.
  private static func zone(_ name: String, rule: String) throws -> Zone {
    let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
    let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts
    let type: [UInt8] = [0, 0, 0x0E, 0x10, 0, 0]
    let block = header + type + Array("AAA\0".utf8)
    return try Zone(name: name, bytes: block + block + Array("\n\(rule)\n".utf8))
  }
}
