/// Writes the bytes of a zone file (TZif, RFC 9636) for clocks that nobody keeps.
struct ZoneFileBuilder {
  /// The version's digit; 1 for a file with the 32-bit block alone.
  var version = 2

  /// Seconds ahead of UTC, one for each type.
  var offsets = [0]

  /// When a type begins to hold, and its number.
  var transitions: [(second: Int64, type: UInt8)] = []

  /// The rule after the last transition.
  var footer = ""

  /// How many leap seconds the file counts.
  var leapSeconds = 0

  /// The whole file.
  var bytes: [UInt8] {
    guard version > 1 else { return block(timeSize: 4) }
    return block(timeSize: 4) + block(timeSize: 8) + Array("\n\(footer)\n".utf8)
  }

  private func block(timeSize: Int) -> [UInt8] {
    var bytes = Array("TZif".utf8)
    bytes.append(version == 1 ? 0 : UInt8(ascii: "0") + UInt8(version))
    bytes += [UInt8](repeating: 0, count: 15)
    let counts = [0, 0, leapSeconds, transitions.count, offsets.count, 4]
    for count in counts { bytes += bigEndian(Int64(count), 4) }
    for transition in transitions { bytes += bigEndian(transition.second, timeSize) }
    bytes += transitions.map(\.type)
    for offset in offsets { bytes += bigEndian(Int64(offset), 4) + [0, 0] }
    bytes += Array("XYZ\0".utf8)
    for leap in 0..<leapSeconds { bytes += bigEndian(78_796_800 + Int64(leap), timeSize) + bigEndian(1, 4) }
    return bytes
  }

  private func bigEndian(_ value: Int64, _ size: Int) -> [UInt8] {
    (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) }
  }
}
