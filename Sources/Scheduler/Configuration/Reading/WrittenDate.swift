/// A date or a timestamp of a job file, as it bounds a trigger.
struct WrittenDate {
  /// The instant; of a day, its first.
  var instant: Instant

  /// The last instant that it names: of a day, its last one, so that an `end_date` includes its whole day.
  var last: Instant

  /// The day that it is, or falls on, in the zone that it was read in.
  var day: CivilDate
}

extension WrittenDate {
  /// Reads "2027-01-31", "2027-01-31T09:00:00" or "2027-01-31T09:00:00+01:00"; nil for anything else.
  ///
  /// - Parameters:
  ///   - text: What was written.
  ///   - zone: The zone for what has no offset, and of the day.
  init?(_ text: String, in zone: Zone) {
    guard let instant = Instant(text, in: zone) else { return nil }
    self.instant = instant
    if let day = CivilDate(text) {
      self.day = day
      last = Instant("\(text)T23:59:59.999999999", in: zone) ?? instant
    } else {
      day = CivilDate(of: zone.civilTime(at: instant))
      last = instant
    }
  }

  /// Why a text cannot be read, to be read after the text itself.
  static func diagnosis(of text: String) -> String {
    let example = "\"2027-01-31\", \"2027-01-31T09:00:00\" or \"2027-01-31T09:00:00+01:00\""
    let parts = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy(\.isASCIIDigit) }),
      let year = Int(parts[0])
    else {
      return "is no date; write one such as \(example)"
    }
    guard (1970...2199).contains(year) else { return "lies outside the years 1970 to 2199" }
    guard CivilDate(String(text.prefix(10))) != nil else { return "names a day that does not exist" }
    return "has a time of day that cannot be read; write it as in \(example)"
  }
}

extension JobFileReader {
  /// A date or a timestamp; what has no offset is read in a zone.
  mutating func date(_ value: JSONValue, key: String, zone: Zone) -> WrittenDate? {
    let expected = "a date such as \"2027-01-31\" or \"2027-01-31T09:00:00+01:00\""
    guard let text = string(value, key: key, expected: expected) else { return nil }
    guard let date = WrittenDate(text, in: zone) else {
      refuse(value, key: key, "\(text.quoted) \(WrittenDate.diagnosis(of: text))")
      return nil
    }
    return date
  }
}
