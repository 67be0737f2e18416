public import CronParser

extension Zone {
  /// When a zone's clocks show a civil time.
  public enum Resolution: Hashable, Sendable {
    /// Once.
    case unique(Instant)

    /// Never: the clocks are set forward past it.
    ///
    /// The offsets are seconds ahead of UTC; the transition is the first instant after the gap.
    case gap(offsetBefore: Int, offsetAfter: Int, transition: Instant)

    /// Twice: the clocks are set back to before it.
    case fold(first: Instant, second: Instant)
  }

  /// When the zone's clocks show a civil time.
  ///
  /// - Parameter time: Any civil time of the years 1900 to 2199.
  /// - Returns: Once, never or twice.
  public func resolve(_ time: CivilTime) -> Resolution {
    let local = time.seconds
    let first = segmentIndex(at: local - Self.largestOffset)
    let last = segmentIndex(at: local + Self.largestOffset)
    var showings: [Int64] = []
    for segment in segments[first...last] where segment.localStart <= local && local < segment.localEnd {
      showings.append(local - segment.offset)
    }
    if let earliest = showings.first, let latest = showings.last {
      guard earliest < latest else { return .unique(Instant(seconds: earliest)) }
      return .fold(first: Instant(seconds: earliest), second: Instant(seconds: latest))
    }
    // The clocks pass the time by where they first show a later one.
    let after = segments[first...last].firstIndex { $0.localEnd > local } ?? last
    return .gap(
      offsetBefore: Int(segments[max(after - 1, 0)].offset),
      offsetAfter: Int(segments[after].offset),
      transition: Instant(seconds: segments[after].start)
    )
  }

  /// The instant that a person means by a civil time.
  ///
  /// In a gap it is read with the offset before the gap, in a fold it is the first (RFC 5545, 3.3.5).
  ///
  /// - Parameter time: Any civil time of the years 1900 to 2199.
  /// - Returns: The instant.
  public func instant(of time: CivilTime) -> Instant {
    switch resolve(time) {
    case .unique(let instant): instant
    case .gap(let offsetBefore, _, _): Instant(seconds: time.seconds - Int64(offsetBefore))
    case .fold(let first, _): first
    }
  }
}
