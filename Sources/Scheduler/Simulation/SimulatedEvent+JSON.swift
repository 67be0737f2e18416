extension SimulatedEvent {
  /// Whether it is the scenario's own doing that `--json` leaves to the scenario.
  package var isScenery: Bool {
    switch kind {
    case .suspended, .clockSet: true
    case .started, .ended, .queued, .skipped, .missed, .coalesced, .retry, .paused, .resumed, .reloaded,
      .outage:
      false
    }
  }

  /// Writes the event as one JSON object, and a line feed.
  ///
  /// `at`, `event`, `job`, `run`, `fire_time` and `reason` are always there, the others where they say something.
  ///
  /// - Parameter line: What it is added to.
  package func write(to line: inout JSONLine) {
    line.begin("at", at)
    line.add("event", string: kind.rawValue)
    line.add("job", string: job?.description)
    line.add("run", number: run?.number)
    line.add("fire_time", fireTime)
    line.add("reason", string: reason)
    if let outcome { line.add("outcome", string: outcome.rawValue) }
    if let cause { line.add("cause", string: cause.rawValue) }
    if let attempt { line.add("attempt", number: Int64(attempt)) }
    switch status {
    case .exited(let code)?: line.add("exit_code", number: Int64(code))
    case .signaled(let signal)?: line.add("signal", number: Int64(signal))
    case nil: break
    }
    if let causedBy { line.add("caused_by", number: causedBy.number) }
    if let detail { line.add("detail", string: detail) }
    if let lastFireTime { line.add("last_fire_time", lastFireTime) }
    if count > 1 { line.add("count", number: Int64(count)) }
    if let until { line.add("until", until) }
    line.end()
  }
}

/// JSON objects, one a line, written into one buffer: a year of events is millions of them.
package struct JSONLine {
  /// What was written; the caller takes it away when there is enough of it.
  package var bytes: [UInt8] = []

  /// The day that was written last, as text, since the next one is most often the same.
  private var day = Int64.min
  private var dayText: [UInt8] = []

  /// Nothing is written yet.
  package init() {
    bytes.reserveCapacity(1 << 17)
  }

  mutating func begin(_ key: String, _ instant: Instant) {
    bytes.append(UInt8(ascii: "{"))
    write(key: key)
    write(instant)
  }

  mutating func end() {
    bytes.append(UInt8(ascii: "}"))
    bytes.append(UInt8(ascii: "\n"))
  }

  mutating func add(_ key: String, _ instant: Instant?) {
    next(key)
    guard let instant else { return writeNull() }
    write(instant)
  }

  mutating func add(_ key: String, string: String?) {
    next(key)
    guard let string else { return writeNull() }
    // Ids, reasons and outcomes need no escapes; what people wrote may.
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      bytes.append(UInt8(ascii: "\""))
      bytes.append(contentsOf: string.utf8)
      bytes.append(UInt8(ascii: "\""))
    } else {
      bytes.append(contentsOf: JSONObjectWriter.json(for: string).utf8)
    }
  }

  mutating func add(_ key: String, number: Int64?) {
    next(key)
    guard let number else { return writeNull() }
    bytes.append(contentsOf: String(number).utf8)
  }

  private mutating func next(_ key: String) {
    bytes.append(UInt8(ascii: ","))
    write(key: key)
  }

  private mutating func write(key: String) {
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: key.utf8)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func writeNull() {
    bytes.append(contentsOf: [UInt8(ascii: "n"), UInt8(ascii: "u"), UInt8(ascii: "l"), UInt8(ascii: "l")])
  }

  /// As `Instant.description` writes it.
  private mutating func write(_ instant: Instant) {
    let seconds = instant.seconds
    let (today, rest) = seconds.flooredQuotientAndRemainder(by: 86_400)
    bytes.append(UInt8(ascii: "\""))
    guard instant.nanoseconds == seconds * 1_000_000_000 else {
      bytes.append(contentsOf: instant.description.utf8)
      bytes.append(UInt8(ascii: "\""))
      return
    }
    if today != day {
      day = today
      dayText = Array(Instant(seconds: today * 86_400).description.utf8.prefix(11))
    }
    bytes.append(contentsOf: dayText)
    write(twoDigits: rest / 3600, then: ":")
    write(twoDigits: rest / 60 % 60, then: ":")
    write(twoDigits: rest % 60, then: "Z")
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func write(twoDigits number: Int64, then mark: Unicode.Scalar) {
    bytes.append(UInt8(ascii: "0") + UInt8(number / 10))
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    bytes.append(UInt8(ascii: mark))
  }
}

extension Int64 {
  fileprivate func flooredQuotientAndRemainder(by divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
