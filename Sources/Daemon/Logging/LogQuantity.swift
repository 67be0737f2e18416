import Scheduler

/// Numbers as people read them.
enum LogQuantity {
  /// "0.4 ms", "12 ms", "1.2 s", "2 min 5 s", "3 h 12 min", "2 d 4 h"; negative lengths as their size.
  static func duration(_ amount: TimeAmount) -> String {
    let nanoseconds = amount.nanoseconds.magnitude
    let seconds = nanoseconds / 1_000_000_000
    switch seconds {
    case 0:
      return nanoseconds < 10_000_000
        ? "\(tenths(nanoseconds, of: 1_000_000)) ms" : "\(nanoseconds / 1_000_000) ms"
    case ..<60: return "\(tenths(nanoseconds, of: 1_000_000_000)) s"
    case ..<3_600: return "\(seconds / 60) min" + rest(seconds % 60, "s")
    case ..<86_400: return "\(seconds / 3_600) h" + rest(seconds % 3_600 / 60, "min")
    default: return "\(seconds / 86_400) d" + rest(seconds % 86_400 / 3_600, "h")
    }
  }

  /// "12,345".
  static func count(_ number: Int) -> String {
    let digits = String(number)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// "812 bytes", "3.1 kB", "4.0 MB".
  static func bytes(_ number: Int) -> String {
    let size = UInt64(max(0, number))
    switch size {
    case ..<1_000: return "\(size) bytes"
    case ..<1_000_000: return "\(tenths(size, of: 1_000)) kB"
    case ..<1_000_000_000: return "\(tenths(size, of: 1_000_000)) MB"
    default: return "\(tenths(size, of: 1_000_000_000)) GB"
    }
  }

  /// "3 jobs", "1 job".
  static func count(_ number: Int, _ noun: String) -> String {
    "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  private static func tenths(_ number: UInt64, of unit: UInt64) -> String {
    "\(number / unit).\(number % unit * 10 / unit)"
  }

  private static func rest(_ number: UInt64, _ unit: String) -> String {
    number == 0 ? "" : " \(number) \(unit)"
  }
}
