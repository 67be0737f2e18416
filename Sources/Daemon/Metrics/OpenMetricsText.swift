import Scheduler

/// Text in the OpenMetrics format, as it grows.
struct OpenMetricsText {
  /// What the answer says that it is.
  static let mediaType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

  private(set) var bytes: [UInt8] = []

  /// Begins a family; all of its samples follow before the next one begins.
  mutating func begin(_ family: MetricFamily) {
    add("# TYPE \(family.name) \(family.kind.rawValue)\n")
    if let unit = family.unit { add("# UNIT \(family.name) \(unit)\n") }
    add("# HELP \(family.name) \(family.help)\n")
  }

  /// Adds a family with one sample.
  mutating func add(_ family: MetricFamily, _ value: Int) {
    begin(family)
    add(family, labels: [], value: String(value))
  }

  /// Adds a family that is 1 where something holds, else 0.
  mutating func add(_ family: MetricFamily, _ holds: Bool) {
    add(family, holds ? 1 : 0)
  }

  /// Adds a family with one instant.
  mutating func add(_ family: MetricFamily, _ instant: Instant) {
    begin(family)
    add(family, labels: [], value: Self.seconds(instant.nanoseconds))
  }

  /// Adds a family of counters, one for each ending; those that are usual are there from the start.
  mutating func add(
    _ family: MetricFamily,
    _ counts: [RunFigures.Ending: Int],
    usual: [RunFigures.Ending]
  ) {
    begin(family)
    for ending in Set(usual).union(counts.keys).sorted() {
      let labels = [("outcome", ending.outcome.rawValue), ("reason", ending.reason.rawValue)]
      add(family, labels: labels, value: String(counts[ending] ?? 0))
    }
  }

  /// Adds a histogram.
  mutating func add(_ family: MetricFamily, _ histogram: DurationHistogram) {
    begin(family)
    var seen = 0
    for (bucket, count) in histogram.counts.enumerated() {
      seen += count
      let bound =
        bucket < histogram.bounds.count ? Self.seconds(histogram.bounds[bucket].nanoseconds) : "+Inf"
      addLine("\(family.name)_bucket", [("le", bound)], String(seen))
    }
    addLine("\(family.name)_sum", [], Self.seconds(histogram.sum.nanoseconds))
    addLine("\(family.name)_count", [], String(seen))
  }

  /// Adds a sample of a family that has one kind of them.
  mutating func add(_ family: MetricFamily, labels: [(String, String)], value: String) {
    addLine(family.name + (family.suffixes.first ?? ""), labels, value)
  }

  /// Adds what was written apart.
  mutating func add(_ other: OpenMetricsText) {
    bytes += other.bytes
  }

  /// Ends the text: without this a reader takes it for cut off.
  mutating func end() {
    add("# EOF\n")
  }

  /// Seconds as a decimal number that is exact and always has a point, as the format wants bounds to be.
  static func seconds(_ nanoseconds: Int64) -> String {
    let (whole, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    var fraction = String(rest)
    fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
    while fraction.count > 1, fraction.last == "0" { fraction.removeLast() }
    return "\(nanoseconds < 0 ? "-" : "")\(whole).\(fraction)"
  }

  private mutating func addLine(_ name: String, _ labels: [(String, String)], _ value: String) {
    add(name)
    if !labels.isEmpty {
      let texts = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
      add("{\(texts.joined(separator: ","))}")
    }
    add(" \(value)\n")
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  private mutating func add(_ text: String) {
    bytes += text.utf8
  }
}
