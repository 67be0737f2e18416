import CronParser

extension Instant: CustomStringConvertible {
  /// The instant as RFC 3339 writes it in UTC, with a fraction only where it is not zero.
  public var description: String { rfc3339(offset: 0, utcSign: "Z") }

  /// The instant as RFC 3339 writes it with the offset that a zone has then ("2027-03-28T03:00:00+02:00").
  ///
  /// - Parameter zone: The zone whose clock is shown.
  /// - Returns: The text; `+00:00` where the offset is zero.
  public func rfc3339(in zone: Zone) -> String {
    rfc3339(offset: zone.offset(at: self), utcSign: "+00:00")
  }

  /// Reads a timestamp of RFC 3339, whose offset must be there.
  ///
  /// Nil when it is not one, or lies outside the years 1970 to 2199.
  ///
  /// - Parameter rfc3339: "2027-01-01T00:00:00+01:00", with up to nine digits of a fraction.
  public init?(rfc3339: String) {
    guard let reading = Timestamp(rfc3339), let offset = reading.offset else { return nil }
    self.init(inRange: Instant(reading, offset: offset))
  }

  /// Reads a date, a civil time or a timestamp; what has no offset is read in a zone.
  ///
  /// A civil time in a gap is read with the offset before the gap (RFC 5545, 3.3.5), in a fold it is the first.
  /// Nil when the text is none of these, or lies outside the years 1970 to 2199.
  ///
  /// - Parameters:
  ///   - text: "2027-01-01", "2027-01-01T00:00:00", "2027-01-01 00:00:00" or "2027-01-01T00:00:00+01:00".
  ///   - zone: The zone for what has no offset.
  public init?(_ text: String, in zone: Zone) {
    if let date = CivilDate(text) {
      self.init(inRange: zone.instant(of: date.midnight))
      return
    }
    guard let reading = Timestamp(text) else { return nil }
    if let offset = reading.offset {
      self.init(inRange: Instant(reading, offset: offset))
    } else {
      let whole = zone.instant(of: reading.time)
      self.init(inRange: whole + .nanoseconds(Int64(reading.nanoseconds)))
    }
  }

  /// The first instant of 2200 in UTC: no fire time lies at or after it.
  static let endOfYears = Instant(seconds: 7_258_118_400)

  /// The last instant before that.
  static let lastOfYears = endOfYears.previous

  private init?(inRange instant: Instant) {
    // The years are those of the text; its offset may put it a day beside them.
    guard instant > .epoch - .hours(26), instant < .endOfYears + .hours(26) else { return nil }
    self = instant
  }

  private init(_ reading: Timestamp, offset: Int) {
    self = Instant(seconds: reading.time.seconds - Int64(offset)) + .nanoseconds(Int64(reading.nanoseconds))
  }

  private func rfc3339(offset: Int, utcSign: String) -> String {
    let local = CivilTime(seconds: seconds + Int64(offset))
    var text = CivilText()
    text.add(CivilDate(of: local))
    text.add("T")
    text.add(timeOf: local)
    text.add(fraction: Int(nanoseconds - seconds * 1_000_000_000))
    if offset == 0 { text.add(utcSign) } else { text.add(offset: offset) }
    return text.string
  }
}

/// A date or a time while it is written: byte by byte, since every line of a log has one.
private struct CivilText {
  private var bytes: [UInt8] = []

  var string: String { String(decoding: bytes, as: UTF8.self) }

  init() {
    bytes.reserveCapacity(35)
  }

  mutating func add(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  mutating func add(_ date: CivilDate) {
    let (year, month, day) = date.components
    if (0...9999).contains(year) {
      add(twoDigits: year / 100)
      add(twoDigits: year % 100)
    } else {
      // ISO 8601 has such years by agreement, with a sign.
      add(year < 0 ? "-" : "+")
      add(String(year.magnitude))
    }
    add("-")
    add(twoDigits: month)
    add("-")
    add(twoDigits: day)
  }

  mutating func add(timeOf civil: CivilTime) {
    add(twoDigits: civil.hour)
    add(":")
    add(twoDigits: civil.minute)
    add(":")
    add(twoDigits: civil.second)
  }

  /// Nanoseconds, without the zeros at the end; nothing for none.
  mutating func add(fraction: Int) {
    guard fraction != 0 else { return }
    add(".")
    var digit = 100_000_000
    var rest = fraction
    while rest > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(rest / digit))
      rest %= digit
      digit /= 10
    }
  }

  /// RFC 3339 knows no seconds in an offset; clocks had them before 1972 (Liberia), and are shown rounded down.
  mutating func add(offset: Int) {
    let minutes = abs(offset) / 60
    add(offset < 0 ? "-" : "+")
    add(twoDigits: minutes / 60)
    add(":")
    add(twoDigits: minutes % 60)
  }

  /// A number below 100.
  private mutating func add(twoDigits number: Int) {
    bytes.append(UInt8(ascii: "0") + UInt8(number / 10))
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}

extension CivilDate: CustomStringConvertible {
  /// The day as ISO 8601 writes it ("2027-01-01").
  public var description: String {
    var text = CivilText()
    text.add(self)
    return text.string
  }

  /// Reads a day as ISO 8601 writes it; nil when the text is anything else, or there is no such day.
  ///
  /// - Parameter text: "2027-01-01" and nothing else.
  public init?(_ text: String) {
    var reader = DigitReader(rest: Substring(text).utf8)
    guard let date = reader.date(), reader.rest.isEmpty else { return nil }
    self = date
  }
}

extension CivilTime {
  /// The time of day ("03:00:00").
  var timeOfDay: String {
    var text = CivilText()
    text.add(timeOf: self)
    return text.string
  }
}

/// A civil time with what may stand behind it.
private struct Timestamp {
  var time: CivilTime
  var nanoseconds: Int
  var offset: Int?

  /// Reads `YYYY-MM-DD`, a `T` or a space, `HH:MM:SS`, a fraction and an offset; the last two may be missing.
  init?(_ text: String) {
    var reader = DigitReader(rest: Substring(text).utf8)
    guard let date = reader.date() else { return nil }
    guard reader.skip("T") || reader.skip("t") || reader.skip(" ") else { return nil }
    // A leap second (60) has no instant of its own: Unix time does not count it.
    guard let hour = reader.number(2, 0...23), reader.skip(":"), let minute = reader.number(2, 0...59),
      reader.skip(":"), let second = reader.number(2, 0...59)
    else { return nil }
    time = CivilTime(seconds: date.midnight.seconds + Int64(hour * 3600 + minute * 60 + second))
    nanoseconds = 0
    if reader.skip(".") {
      guard let fraction = reader.fraction() else { return nil }
      nanoseconds = fraction
    }
    if !reader.rest.isEmpty {
      guard let offset = reader.offset() else { return nil }
      self.offset = offset
    }
    guard reader.rest.isEmpty else { return nil }
  }
}

/// Reads numbers of a known width from left to right.
private struct DigitReader {
  var rest: Substring.UTF8View

  mutating func skip(_ expected: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: expected) else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func number(_ width: Int, _ allowed: ClosedRange<Int>) -> Int? {
    let digits = rest.prefix(width)
    guard digits.count == width, digits.allSatisfy(\.isDigit) else { return nil }
    rest = rest.dropFirst(width)
    let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return allowed.contains(value) ? value : nil
  }

  mutating func date() -> CivilDate? {
    guard let year = number(4, 1970...2199), skip("-"), let month = number(2, 1...12), skip("-"),
      let day = number(2, 1...31)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  /// One to nine digits as nanoseconds.
  mutating func fraction() -> Int? {
    let width = rest.prefix { $0.isDigit }.count
    guard (1...9).contains(width), let value = number(width, 0...999_999_999) else { return nil }
    return (width..<9).reduce(value) { scaled, _ in scaled * 10 }
  }

  /// `Z` or `±HH:MM` as seconds ahead of UTC.
  mutating func offset() -> Int? {
    if skip("Z") || skip("z") { return 0 }
    let isBehind = skip("-")
    guard isBehind || skip("+"), let hours = number(2, 0...23), skip(":"), let minutes = number(2, 0...59)
    else { return nil }
    return (hours * 60 + minutes) * (isBehind ? -60 : 60)
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
