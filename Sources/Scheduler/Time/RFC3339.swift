extension Instant: CustomStringConvertible {
  /// The instant as RFC 3339 writes it in UTC, with a fraction only where it is not zero.
  public var description: String { "" }

  /// The instant as RFC 3339 writes it with the offset that a zone has then ("2027-03-28T03:00:00+02:00").
  ///
  /// - Parameter zone: The zone whose clock is shown.
  /// - Returns: The text; a `Z` only for the zone `UTC`.
  public func rfc3339(in zone: Zone) -> String { "" }

  /// Reads a timestamp of RFC 3339, whose offset must be there.
  ///
  /// Nil when it is not one, or lies outside the years 1970 to 2199.
  ///
  /// - Parameter rfc3339: "2027-01-01T00:00:00+01:00", with up to nine digits of a fraction.
  public init?(rfc3339: String) { nil }

  /// Reads a date, a civil time or a timestamp; what has no offset is read in a zone.
  ///
  /// A civil time in a gap is read with the offset before the gap (RFC 5545, 3.3.5), in a fold it is the first.
  /// Nil when the text is none of these, or lies outside the years 1970 to 2199.
  ///
  /// - Parameters:
  ///   - text: "2027-01-01", "2027-01-01T00:00:00", "2027-01-01 00:00:00" or "2027-01-01T00:00:00+01:00".
  ///   - zone: The zone for what has no offset.
  public init?(_ text: String, in zone: Zone) { nil }
}

extension CivilDate: CustomStringConvertible {
  /// The day as ISO 8601 writes it ("2027-01-01").
  public var description: String { "" }

  /// Reads a day as ISO 8601 writes it; nil when the text is anything else, or there is no such day.
  ///
  /// - Parameter text: "2027-01-01" and nothing else.
  public init?(_ text: String) { nil }
}
