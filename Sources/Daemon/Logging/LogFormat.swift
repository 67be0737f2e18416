import CronParser
import Scheduler

/// How a line of the log looks.
package enum LogFormat: String, Hashable, Sendable, CaseIterable {
  /// For people.
  case text

  /// For programs: one JSON object a line.
  case json
}

/// Gives entries their form.
struct LogFormatter {
  let format: LogFormat

  /// Whether the text is coloured.
  let isColoured: Bool

  /// The zone whose clock the text shows.
  var zone: Zone

  private var cachedSecond = Int64.min
  private var cachedTime = ""

  init(format: LogFormat, isColoured: Bool, zone: Zone) {
    self.format = format
    self.isColoured = isColoured
    self.zone = zone
  }

  /// Appends an entry as one line with its line feed.
  mutating func append(_ entry: LogEntry, at now: Instant, to bytes: inout [UInt8]) {
    switch format {
    case .text: appendText(entry, now, &bytes)
    case .json: appendJSON(entry, now, &bytes)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  // MARK: Text

  private mutating func appendText(_ entry: LogEntry, _ now: Instant, _ bytes: inout [UInt8]) {
    style("2", time(now), &bytes)
    bytes.append(contentsOf: "  ".utf8)
    if let job = entry.job {
      style("1", job.description, &bytes)
      if let run = entry.run { bytes.append(contentsOf: " #\(run)".utf8) }
      bytes.append(contentsOf: (entry.level == .output ? " | " : "  ").utf8)
    }
    // An output line was made harmless when it was cut; everything else may hold a name from the job file.
    let text = entry.level == .output ? entry.text : OutputText.harmless(entry.text.utf8)
    style(Self.colour(of: entry.level), text, &bytes)
  }

  private func style(_ code: String?, _ text: String, _ bytes: inout [UInt8]) {
    guard isColoured, let code else { return bytes.append(contentsOf: text.utf8) }
    bytes.append(contentsOf: "\u{1b}[\(code)m".utf8)
    bytes.append(contentsOf: text.utf8)
    bytes.append(contentsOf: "\u{1b}[0m".utf8)
  }

  private static func colour(of level: LogEntry.Level) -> String? {
    switch level {
    case .output, .info: nil
    case .good: "32"
    case .warning: "33"
    case .error: "31"
    }
  }

  /// "2026-11-24 06:47:03.123"; the second is worked out once for all lines in it.
  private mutating func time(_ now: Instant) -> String {
    let seconds = now.seconds
    if seconds != cachedSecond {
      cachedSecond = seconds
      let civil = zone.civilTime(at: now)
      let (year, month, day) = civil.date
      cachedTime = "\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(day)) "
      cachedTime += "\(Self.padded(civil.hour)):\(Self.padded(civil.minute)):\(Self.padded(civil.second))."
    }
    let milliseconds = (now.nanoseconds - seconds * 1_000_000_000) / 1_000_000
    return cachedTime + Self.padded(Int(milliseconds), 3)
  }

  private static func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  // MARK: JSON

  private func appendJSON(_ entry: LogEntry, _ now: Instant, _ bytes: inout [UInt8]) {
    bytes.append(contentsOf: "{\"at\":".utf8)
    appendString(now.description, &bytes)
    appendMember("level", entry.level == .good ? "info" : entry.level.rawValue, &bytes)
    appendMember("event", entry.event, &bytes)
    if let job = entry.job { appendMember("job", job.description, &bytes) }
    if let run = entry.run { bytes.append(contentsOf: ",\"run\":\(run)".utf8) }
    for field in entry.fields {
      switch field.value {
      case .text(let text): appendMember(field.name, text, &bytes)
      case .number(let number): bytes.append(contentsOf: ",\"\(field.name)\":\(number)".utf8)
      }
    }
    appendMember("text", entry.text, &bytes)
    bytes.append(UInt8(ascii: "}"))
  }

  private func appendMember(_ name: String, _ value: String, _ bytes: inout [UInt8]) {
    bytes.append(contentsOf: ",\"\(name)\":".utf8)
    appendString(value, &bytes)
  }

  /// Writes a string as RFC 8259 has it.
  private func appendString(_ text: String, _ bytes: inout [UInt8]) {
    let hexadecimal = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20, 0x7f:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(hexadecimal[Int(byte >> 4)])
        bytes.append(hexadecimal[Int(byte & 15)])
      default:
        bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
