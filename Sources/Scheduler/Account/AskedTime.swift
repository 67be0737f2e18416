import CronParser

/// A time that somebody asks about, as exactly as it was said: to the day, the minute, the second or less.
public struct AskedTime: Hashable, Sendable {
  /// The time that is meant: as long as the unit in which it was said.
  ///
  /// Of a civil time that the clocks skip it is the first minute after the gap, of one that they show twice the first
  /// showing.
  public let range: Range<Instant>

  /// The second showing of a civil time that the clocks show twice.
  public let repetition: Range<Instant>?

  /// The civil times that were said, where the clocks skip them.
  let skipped: Range<CivilTime>?

  /// A time that was said as an instant.
  ///
  /// - Parameters:
  ///   - instant: The instant.
  ///   - unit: How exactly it is meant.
  public init(_ instant: Instant, unit: TimeAmount = .nanoseconds(1)) {
    self.init(instant..<instant + unit)
  }

  /// Reads what a person writes.
  ///
  /// - Parameters:
  ///   - text: "02:30", the last one that has passed; "2027-03-28", "2027-03-28 02:30", "2027-03-28T02:30:15.25", with or
  ///     without an offset as RFC 3339 has it.
  ///   - zone: Whose clocks are meant where there is no offset.
  ///   - now: What the wall clock says.
  public init?(_ text: String, in zone: Zone, now: Instant) {
    let today = CivilDate(of: zone.civilTime(at: now))
    let bytes = Array(text.utf8)
    if bytes.count > 2, bytes[2] == UInt8(ascii: ":") {
      guard let time = Self(date: today.description, clock: text, in: zone) else { return nil }
      if time.range.lowerBound <= now {
        self = time
      } else {
        self.init(date: (today + -1).description, clock: text, in: zone)
      }
    } else if let date = CivilDate(text) {
      self.init(zone.instant(of: date.midnight)..<zone.instant(of: (date + 1).midnight))
    } else if bytes.count > 11, "Tt ".utf8.contains(bytes[10]) {
      let characters = Array(text.unicodeScalars)
      guard characters.count == bytes.count else { return nil }
      self.init(date: String(text.prefix(10)), clock: String(text.dropFirst(11)), in: zone)
    } else {
      return nil
    }
  }

  /// What `init(_:in:now:)` reads, in words.
  public static let forms =
    "a time such as 02:30, \"2027-03-28 02:30\", 2027-03-28 or 2027-03-28T02:30:00+02:00"

  private init(_ range: Range<Instant>, repetition: Range<Instant>? = nil, skipped: Range<CivilTime>? = nil) {
    self.range = range
    self.repetition = repetition
    self.skipped = skipped
  }

  /// A day and a time of day, the seconds and the offset of which may be missing.
  private init?(date: String, clock: String, in zone: Zone) {
    var clock = clock
    let unit = Self.unit(of: &clock)
    let text = "\(date)T\(clock)"
    if clock.contains(where: { "Zz+-".contains($0) }) {
      guard let instant = Instant(rfc3339: text) else { return nil }
      self.init(instant, unit: unit)
    } else {
      // Read as if the clocks kept UTC, an instant counts civil seconds.
      guard let civil = Instant(text, in: .utc) else { return nil }
      self.init(civil, unit, in: zone)
    }
  }

  /// How exactly a time of day was said; seconds that were left out are added to it.
  private static func unit(of clock: inout String) -> TimeAmount {
    let characters = Array(clock)
    if characters.count == 5 || (characters.count > 5 && characters[5] != ":") {
      clock = String(characters.prefix(5)) + ":00" + String(characters.dropFirst(5))
      return .minutes(1)
    }
    guard characters.count > 8, characters[8] == "." else { return .seconds(1) }
    let digits = characters.dropFirst(9).prefix { "0123456789".contains($0) }.count
    return .nanoseconds((digits..<9).reduce(1) { unit, _ in unit * 10 })
  }

  private init(_ civil: Instant, _ unit: TimeAmount, in zone: Zone) {
    let time = CivilTime(seconds: civil.seconds)
    let fraction = civil - Instant(seconds: civil.seconds)
    func showing(_ second: Instant) -> Range<Instant> { second + fraction..<second + fraction + unit }
    switch zone.resolve(time) {
    case .unique(let instant): self.init(showing(instant))
    case .fold(let first, let second): self.init(showing(first), repetition: showing(second))
    case .gap(_, _, let transition):
      let length = max(unit.nanoseconds / 1_000_000_000, 1)
      self.init(
        transition..<transition + .minutes(1),
        skipped: time..<CivilTime(seconds: time.seconds + length)
      )
    }
  }
}
