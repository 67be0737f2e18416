package import Scheduler

/// Times and lengths of time as people read them.
package enum TimeText {
  /// How far an instant lies from another: "in 4 s", "2 min ago", "now".
  ///
  /// - Parameters:
  ///   - instant: The instant.
  ///   - now: What it is seen from.
  /// - Returns: A whole number of the unit that suits, rounded towards now.
  package static func relative(_ instant: Instant, to now: Instant) -> String {
    let distance = instant - now
    let seconds = distance.nanoseconds.magnitude / 1_000_000_000
    guard seconds > 0 else { return "now" }
    let text = coarse(seconds)
    return distance > .zero ? "in \(text)" : "\(text) ago"
  }

  /// An instant and how far away it is: "2026-11-24T02:30:00+01:00 (in 4 h)".
  package static func absolute(_ instant: Instant, in zone: Zone, now: Instant) -> String {
    let whole = Instant(seconds: instant.seconds)
    return "\(whole.rfc3339(in: zone)) (\(relative(instant, to: now)))"
  }

  /// The same as `absolute`, shorter: "2026-11-24 02:30:00 (in 4 h)", as a clock in the zone shows it.
  package static func compact(_ instant: Instant, in zone: Zone, now: Instant) -> String {
    "\(clock(instant, in: zone)) (\(relative(instant, to: now)))"
  }

  /// The same as `compact`, or only what the clock shows.
  package static func compact(_ instant: Instant, in zone: Zone, now: Instant, isAbsolute: Bool) -> String {
    isAbsolute ? clock(instant, in: zone) : compact(instant, in: zone, now: now)
  }

  /// How long something has taken so far: "12 s", "4 min 5 s", "3 h 2 min".
  package static func elapsed(_ amount: TimeAmount) -> String {
    let seconds = max(amount.nanoseconds, 0) / 1_000_000_000
    return seconds < 60 ? "\(seconds) s" : duration(.seconds(seconds))
  }

  /// As a clock in the zone shows it: "2026-11-24 02:30:00".
  package static func clock(_ instant: Instant, in zone: Zone) -> String {
    let text = instant.rfc3339(in: zone)
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
  }

  /// How long something took: "0.120 s", "12.3 s", "4 min 5 s", "3 h 2 min".
  package static func duration(_ amount: TimeAmount) -> String {
    let milliseconds = max(amount.nanoseconds, 0) / 1_000_000
    let seconds = milliseconds / 1000
    switch seconds {
    case ..<10: return "\(seconds).\(padded(milliseconds % 1000, 3)) s"
    case ..<60: return "\(seconds).\(milliseconds % 1000 / 100) s"
    case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
    default: return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
  }

  private static func coarse(_ seconds: UInt64) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) days"
    }
  }

  private static func padded(_ number: Int64, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
