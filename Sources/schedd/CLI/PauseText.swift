import Daemon
import Scheduler

/// Pauses as people read them.
extension PauseObject {
  /// For a column: "paused until 2026-11-24 02:30:00 (in 4 h): new disk".
  func short(in zone: Zone, now: Instant) -> String {
    let end = until.flatMap { Instant(rfc3339: $0) }.map { TimeText.compact($0, in: zone, now: now) }
    return "paused" + (end.map { " until \($0)" } ?? "") + remark
  }

  /// After a word that says what is paused: "until 2026-11-24T02:30:00+01:00 (in 4 h): new disk".
  func long(in zone: Zone, now: Instant) -> String {
    func time(_ text: String) -> String {
      Instant(rfc3339: text).map { TimeText.absolute($0, in: zone, now: now) } ?? text
    }
    return (until.map { "until \(time($0))" } ?? "since \(time(since))") + remark
  }

  private var remark: String { reason.isEmpty ? "" : ": \(reason.printable)" }
}
