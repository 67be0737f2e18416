public import CronParser

/// A time zone: the offsets from UTC that its clocks had, have and will have.
///
/// Built from the bytes of a compiled zone file (RFC 9636), loaded once and shared by every trigger that names it.
/// Inside it is a row of *segments*, stretches of constant offset, worked out up to the year 2200, so that a look-up is a
/// table access and a comparison.
public final class Zone: Sendable {
  /// The IANA name ("Europe/Berlin").
  public let name: String

  /// A hash of the file's bytes (FNV-1a, 64 bits): what tells two editions of a zone apart, in every process alike.
  public let contentHash: UInt64

  /// The whole file that it was read from; empty for a zone that needs none.
  public let bytes: [UInt8]

  /// The segments, in ascending order; the first one has no beginning.
  let segments: [Segment]

  /// For each stretch of `Zone.stretch` seconds from 1970 on, the segment that its first second lies in.
  private let index: [UInt32]

  /// Whether every segment between two transitions lasts longer than all offsets lie apart, as in every real zone.
  ///
  /// Then no clock is ever set back twice within the same stretch of civil time.
  let isCalm: Bool

  /// UTC, which needs no file.
  public static let utc = Zone(name: "UTC", contentHash: 0, initialOffset: 0, transitions: [])

  /// A zone from the bytes of its file.
  ///
  /// - Parameters:
  ///   - name: The IANA name.
  ///   - bytes: The whole file, of any version of RFC 9636.
  /// - Throws: `malformed`; a file that counts leap seconds is refused in the same way.
  /// - Complexity: O(transitions); about 20 µs.
  public convenience init(name: String, bytes: [UInt8]) throws(ZoneError) {
    let file: ZoneFile
    do {
      file = try ZoneFile(bytes)
    } catch {
      throw .malformed(name, error.reason)
    }
    self.init(
      name: name,
      contentHash: StableHash.fnv1a(bytes),
      bytes: bytes,
      initialOffset: file.initialOffset,
      transitions: file.transitions.withRule(file.rule)
    )
  }

  /// A zone whose clocks never change.
  ///
  /// - Parameters:
  ///   - fixedOffset: Seconds ahead of UTC, less than 26 hours either way.
  ///   - name: What it is called.
  public convenience init(fixedOffset: Int, name: String) {
    let offset = min(max(fixedOffset, -93_599), 93_599)
    self.init(
      name: name,
      contentHash: UInt64(bitPattern: Int64(offset)),
      initialOffset: offset,
      transitions: []
    )
  }

  private init(
    name: String,
    contentHash: UInt64,
    bytes: [UInt8] = [],
    initialOffset: Int,
    transitions: [ZoneFile.Transition]
  ) {
    self.name = name
    self.contentHash = contentHash
    self.bytes = bytes
    segments = Self.segments(initialOffset: initialOffset, transitions: transitions)
    index = Self.index(of: segments)
    isCalm = segments.allSatisfy { $0.end - $0.start > 4 * 86_400 }
  }
}

extension Zone: Hashable {
  /// Whether two zones have the same name and the same rules, whichever file they were read from.
  public static func == (one: Zone, other: Zone) -> Bool {
    one === other || (one.contentHash == other.contentHash && one.name == other.name)
  }

  /// Hashes the name alone.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
  }
}

// MARK: - Looking up

extension Zone {
  /// Seconds ahead of UTC at an instant.
  ///
  /// - Parameter instant: Any instant; after the year 2200 the offset no longer changes.
  /// - Returns: Less than 26 hours either way.
  public func offset(at instant: Instant) -> Int {
    Int(segments[segmentIndex(at: instant.seconds)].offset)
  }

  /// What the zone's clocks show at an instant, to the second.
  ///
  /// - Parameter instant: Any instant.
  /// - Returns: The civil time, rounded down.
  public func civilTime(at instant: Instant) -> CivilTime {
    let seconds = instant.seconds
    return CivilTime(seconds: seconds + segments[segmentIndex(at: seconds)].offset)
  }

  /// The number of the segment that a second lies in.
  func segmentIndex(at seconds: Int64) -> Int {
    let bucket = Int(truncatingIfNeeded: seconds >> Self.stretchBits)
    var number =
      bucket < 0 ? 0 : Int(index[bucket < index.count ? bucket : index.count - 1])
    while segments[number].end <= seconds { number += 1 }
    return number
  }
}

// MARK: - Building

extension Zone {
  /// No offset reaches 26 hours (RFC 9636, 3.2).
  static let largestOffset: Int64 = 26 * 3600

  /// Beyond any second that an `Instant` can hold, and small enough that adding an offset cannot overflow.
  private static let never: Int64 = 1 << 40

  /// 2^23 seconds are 97 days: rarely more than one transition, and 866 entries up to the year 2200.
  private static let stretchBits: Int64 = 23

  /// 2200-01-01, behind which the index need not reach.
  private static let endOfYears: Int64 = 7_258_118_400

  private static func segments(initialOffset: Int, transitions: [ZoneFile.Transition]) -> [Segment] {
    var segments: [Segment] = []
    segments.reserveCapacity(transitions.count + 1)
    segments.append(Segment(start: -never, end: never, offset: Int64(initialOffset)))
    for transition in transitions where transition.start < never {
      let last = segments.count - 1
      let offset = Int64(transition.offset)
      // A change of the name or of the daylight flag alone is none to a clock.
      guard segments[last].offset != offset else { continue }
      guard transition.start > -never else {
        segments[last] = Segment(start: -never, end: never, offset: offset)
        continue
      }
      segments.append(segments[last].split(at: transition.start, offset: offset))
    }
    return segments
  }

  private static func index(of segments: [Segment]) -> [UInt32] {
    let lastBucket = min(max(segments.last?.start ?? 0, 0), endOfYears) >> stretchBits
    var number = 0
    return (0...lastBucket).map { bucket in
      while segments[number].end <= bucket << stretchBits { number += 1 }
      return UInt32(number)
    }
  }
}

extension [ZoneFile.Transition] {
  /// The last year whose transitions are worked out.
  private static var lastYear: Int { 2200 }

  /// These transitions and, from the last one on, those of a footer.
  ///
  /// RFC 9636, 3.3: the footer holds after the last transition; where there is none, always.
  fileprivate func withRule(_ rule: PosixRule?) -> Self {
    guard let rule else { return self }
    let start = last?.start ?? Int64.min
    var changes = Self.changes(of: rule, from: start)
    if let holding = changes.lastIndex(where: { $0.start <= start }) {
      // What holds at the last transition is what the footer says of that instant.
      changes[holding].start = start
      changes.removeFirst(holding)
      return dropLast() + changes
    }
    return self + changes
  }

  /// The transitions of a footer, beginning at least a year before a second.
  private static func changes(of rule: PosixRule, from start: Int64) -> Self {
    guard let season = rule.season else {
      return [ZoneFile.Transition(start: start, offset: rule.standardOffset)]
    }
    // Without transitions the rule would hold since ever; nothing before 1970 is a fire time.
    let startYear = start < 0 ? 1968 : CivilDate(daysSinceEpoch: Int(start / 86_400)).components.year - 2
    guard startYear <= lastYear else { return [] }
    var result: Self = []
    for year in startYear...lastYear {
      let begins = ZoneFile.Transition(start: rule.start(of: season, in: year), offset: season.offset)
      let ends = ZoneFile.Transition(start: rule.end(of: season, in: year), offset: rule.standardOffset)
      for transition in begins.start < ends.start ? [begins, ends] : [ends, begins] {
        // A season that ends when, or after, the next one begins lasts all year: RFC 9636, 3.3.1.
        while let last = result.last, last.start >= transition.start { result.removeLast() }
        result.append(transition)
      }
    }
    return result
  }
}
