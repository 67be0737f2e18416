extension TimeAmount {
  /// Reads a length of time as the job file writes it.
  ///
  /// Whole numbers, each with a unit of `w`, `d`, `h`, `m`, `s` or `ms`, from the largest unit to the
  /// smallest; the milliseconds may have a fraction. What `description` writes is read back to the same
  /// length, unless it is negative.
  ///
  /// - Parameter text: "90s", "1h30m", "2d", "250ms".
  /// - Throws: What is wrong, and what was probably meant.
  public init(_ text: String) throws(DurationError) {
    var total: Int64 = 0
    var rest = Substring(text).utf8
    var last: DurationUnit?
    repeat {
      guard let part = DurationPart(takingFrom: &rest), let unit = DurationUnit(rawValue: part.unit),
        unit.isFiner(than: last), part.number.isWhole || unit == .milliseconds
      else { throw .diagnosing(text) }
      total = try total.adding(part.number.times(unit))
      last = unit
    } while !rest.isEmpty
    self.init(nanoseconds: total)
  }

  /// Reads a number of seconds as JSON writes one, exactly to the nanosecond.
  ///
  /// - Parameter text: A number that the JSON parser has taken.
  /// - Throws: `negative`, `tooLong` or `tooFine`.
  init(secondsInJSON text: ArraySlice<UInt8>) throws(DurationError) {
    let nanoseconds = try DecimalNumber(text).times(.seconds)
    guard nanoseconds == 0 || text.first != UInt8(ascii: "-") else {
      throw .negative
    }
    self.init(nanoseconds: nanoseconds)
  }
}

extension Int64 {
  /// The sum of two lengths.
  func adding(_ other: Int64) throws(DurationError) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    guard !overflow else { throw .tooLong }
    return sum
  }
}

/// The units that a length of time is written in, the longest first.
enum DurationUnit: String {
  case weeks = "w"
  case days = "d"
  case hours = "h"
  case minutes = "m"
  case seconds = "s"
  case milliseconds = "ms"

  /// The unit's length.
  var nanoseconds: Int64 {
    switch self {
    case .weeks: 604_800_000_000_000
    case .days: 86_400_000_000_000
    case .hours: 3_600_000_000_000
    case .minutes: 60_000_000_000
    case .seconds: 1_000_000_000
    case .milliseconds: 1_000_000
    }
  }

  /// Whether it may stand after another one.
  func isFiner(than last: DurationUnit?) -> Bool {
    last.map { nanoseconds < $0.nanoseconds } ?? true
  }
}

/// A number and the letters after it.
struct DurationPart {
  /// The number.
  let number: DecimalNumber

  /// The letters.
  let unit: String

  /// Takes a number and letters from the front of a text; nil where they do not stand there.
  init?(takingFrom text: inout Substring.UTF8View) {
    let digits = text.prefix { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
    guard let first = digits.first, first.isASCIIDigit, let last = digits.last, last.isASCIIDigit else {
      return nil
    }
    guard digits.count(where: { !$0.isASCIIDigit }) <= 1 else { return nil }
    let letters = text.dropFirst(digits.count).prefix { $0.isASCIILetter }
    guard !letters.isEmpty else { return nil }
    number = DecimalNumber(digits)
    unit = String(Substring(letters))
    text = text.dropFirst(digits.count + letters.count)
  }
}
