import CronParser

/// A time zone: the offsets from UTC that its clocks had, have and will have.
///
/// Built from the bytes of a compiled zone file (RFC 9636), loaded once and shared by every trigger that names it.
public final class Zone: Sendable {
  /// The IANA name ("Europe/Berlin").
  public let name: String

  /// UTC, which needs no file.
  public static let utc = Zone(name: "UTC")

  init(name: String) {
    self.name = name
  }
}

extension Zone: Hashable {
  /// Whether two zones have the same name and the same rules, whichever file they were read from.
  public static func == (one: Zone, other: Zone) -> Bool {
    one === other || one.name == other.name
  }

  /// Hashes the name alone.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
  }
}
