import CronParser

/// Says instants as a zone's clocks show them, without the day where that is known from the context.
struct ClockText {
  /// Whose clocks.
  let zone: Zone

  /// An instant of the day that need not be said.
  let day: Instant

  /// "02:30", "02:30:15.250"; "2027-03-28 02:30" on another day.
  func callAsFunction(_ instant: Instant) -> String {
    let civil = zone.civilTime(at: instant)
    let isSameDay = civil.daysSinceEpoch == zone.civilTime(at: day).daysSinceEpoch
    let milliseconds = Int(instant.nanoseconds / 1_000_000 % 1_000)
    let time: String
    if milliseconds > 0 {
      time = "\(civil.timeOfDay).\(String(milliseconds + 1_000).dropFirst())"
    } else {
      time = civil.shortTimeOfDay
    }
    return isSameDay ? time : "\(CivilDate(of: civil)) \(time)"
  }

  /// "0.4 s", "41 s", "3 min 5 s", "2 h 10 min", "3 d 4 h".
  static func duration(_ amount: TimeAmount) -> String {
    let milliseconds = max(amount.nanoseconds, 0) / 1_000_000
    let seconds = milliseconds / 1_000
    func rest(_ number: Int64, _ unit: String) -> String { number == 0 ? "" : " \(number) \(unit)" }
    switch seconds {
    case ..<1: return "\(milliseconds) ms"
    case ..<10: return "\(seconds).\(milliseconds % 1_000 / 100) s"
    case ..<60: return "\(seconds) s"
    case ..<3_600: return "\(seconds / 60) min" + rest(seconds % 60, "s")
    case ..<86_400: return "\(seconds / 3_600) h" + rest(seconds % 3_600 / 60, "min")
    default: return "\(seconds / 86_400) d" + rest(seconds % 86_400 / 3_600, "h")
    }
  }
}
