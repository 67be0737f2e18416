/// Where zones come from: the machine's database in the daemon, a table in tests.
public protocol ZoneSource {
  /// The zone of that IANA name.
  ///
  /// - Parameter name: A name such as "Europe/Berlin"; never a path.
  /// - Returns: The zone, the same object for the same file.
  /// - Throws: Why it cannot be had, in words for the person who wrote the job file.
  func zone(named name: String) throws(ZoneError) -> Zone

  /// The zone that the machine itself keeps.
  ///
  /// - Returns: The zone, under its IANA name where that is known.
  /// - Throws: Why it cannot be had.
  func localZone() throws(ZoneError) -> Zone

  /// Every name there is, for "did you mean"; may be empty.
  var names: [String] { get }
}

/// Why a zone cannot be had.
public enum ZoneError: Error, Hashable, Sendable {
  /// There is no zone of that name.
  case unknown(String)

  /// The zone's file is not what RFC 9636 describes; the second part says where it breaks off.
  case malformed(String, String)

  /// The file cannot be read; the second part is the system's word for why.
  case unreadable(String, String)
}
