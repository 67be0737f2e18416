extension TimeAmount: CustomStringConvertible {
  /// The length as the job file writes it, exactly: "1h30m", "2d", "250ms", "0s".
  ///
  /// What is finer than a millisecond is a fraction of one ("0.5ms").
  public var description: String {
    guard nanoseconds != 0 else { return "0s" }
    var rest = nanoseconds.magnitude
    var text = nanoseconds < 0 ? "-" : ""
    for (unit, name) in Self.units where rest >= unit {
      text += "\(rest / unit)\(name)"
      rest %= unit
    }
    guard rest > 0 else { return text }
    return text + Self.milliseconds(rest)
  }

  private static let units: [(nanoseconds: UInt64, name: String)] = [
    (86_400_000_000_000, "d"), (3_600_000_000_000, "h"), (60_000_000_000, "m"), (1_000_000_000, "s"),
  ]

  /// Less than a second, in milliseconds, with the digits of a fraction that it needs.
  private static func milliseconds(_ nanoseconds: UInt64) -> String {
    let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
    guard rest > 0 else { return "\(whole)ms" }
    var digits = String(rest)
    digits = String(repeating: "0", count: 6 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)ms"
  }
}
