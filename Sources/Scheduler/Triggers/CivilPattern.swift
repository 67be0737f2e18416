import CronParser

/// A rule that names civil times of the years 1970 to 2199; a zone makes instants of them.
protocol CivilPattern {
  /// Whether it follows the real clock through a change of daylight saving, instead of naming times of day.
  var isWildcard: Bool { get }

  /// The first civil time that matches, at or after a given one.
  func first(atOrAfter start: CivilTime) -> CivilTime?

  /// The last civil time that matches, at or before a given one.
  func last(atOrBefore end: CivilTime) -> CivilTime?

  /// How many civil times match in a closed range.
  func count(from start: CivilTime, through end: CivilTime) -> Int
}

extension CronExpression: CivilPattern {}

// Seconds below are whole seconds since the epoch; with "local" in the name they are those of a civil time.

// MARK: - Forwards

extension CivilPattern {
  /// The first second, at or after a given one, at which the pattern fires.
  ///
  /// - Parameters:
  ///   - start: The first candidate.
  ///   - zone: Whose clocks show the civil times.
  ///   - daylightSaving: What overrides the pattern's class.
  /// - Returns: Nil when there is none up to the end of the year 2199.
  /// - Complexity: One search of the pattern, a second one where the clocks are set back or forward; no allocation.
  func first(atOrAfter start: Int64, in zone: Zone, _ daylightSaving: DaylightSaving) -> Int64? {
    let number = zone.segmentIndex(at: start)
    let segment = zone.segments[number]
    let found = search(from: start + segment.offset)
    // The common case: candidate and match lie in one segment, away from what is skipped or shown twice.
    let second = found.localMatch - segment.offset
    if start > segment.start, start >= segment.repeatedUntil, second < segment.repeatedFrom { return second }
    return first(atOrAfter: start, in: zone, segment: number, found, daylightSaving)
  }

  private func first(
    atOrAfter start: Int64,
    in zone: Zone,
    segment number: Int,
    _ found: SearchResult,
    _ daylightSaving: DaylightSaving
  ) -> Int64? {
    let policy = ShiftPolicy(daylightSaving, isWildcard: isWildcard)
    var (start, number, found) = (start, number, found)
    while true {
      let segment = zone.segments[number]
      if start == segment.start, firesAfterGap(before: segment, policy, &found) { return segment.start }
      let counted = policy.counted(of: segment)
      let lower = max(start, counted.lowerBound)
      if lower < counted.upperBound {
        let second = localMatch(from: lower + segment.offset, &found) - segment.offset
        if second < counted.upperBound { return second }
      }
      guard let next = zone.segment(after: number, given: found) else { return nil }
      number = next
      start = zone.segments[next].start
    }
  }

  /// Whether times that the clocks skip at the start of a segment make the pattern fire there.
  ///
  /// Cron's clock has minutes. Where the first minute after the gap has a fire time of its own, that one stands for the
  /// skipped ones: `30 0 2-4 * * *` runs at 03:00:30, and not at 03:00:00 too.
  private func firesAfterGap(
    before segment: Zone.Segment,
    _ policy: ShiftPolicy,
    _ found: inout SearchResult
  ) -> Bool {
    guard segment.gap > 0, policy.runsAfterGaps else { return false }
    guard localMatch(from: segment.localGapStart, &found) < segment.localStart else { return false }
    return localMatch(from: segment.localStart, &found) >= segment.localStart + 60
  }

  private func firesAfterGap(before segment: Zone.Segment, _ policy: ShiftPolicy) -> Bool {
    guard segment.gap > 0, policy.runsAfterGaps else { return false }
    var found = search(from: segment.localGapStart)
    return firesAfterGap(before: segment, policy, &found)
  }

  private func search(from local: Int64) -> SearchResult {
    let match = first(atOrAfter: CivilTime(seconds: local))
    return SearchResult(localStart: local, localMatch: match?.seconds ?? SearchResult.none)
  }

  /// The first match at or after a civil second; the one that was found before where it answers this as well.
  private func localMatch(from local: Int64, _ found: inout SearchResult) -> Int64 {
    if local < found.localStart || local > found.localMatch { found = search(from: local) }
    return found.localMatch
  }
}

/// A match, and the civil second from which on it is known to be the first.
///
/// Segments are walked forwards, so that one search often answers for several of them.
struct SearchResult {
  var localStart: Int64
  var localMatch: Int64

  /// Later than any civil time: nothing matches.
  static let none = Int64.max / 4
}

extension Zone {
  /// The next segment in which a pattern may fire.
  ///
  /// Segments that lie wholly before the pattern's next match are passed over, so that a yearly pattern need not ask
  /// twice a year. Right after a fold that is not allowed, since civil times before the search are shown again.
  fileprivate func segment(after number: Int, given found: SearchResult) -> Int? {
    let next = number + 1
    guard next < segments.count else { return nil }
    guard isCalm, segments[next].localGapStart >= found.localStart else { return next }
    guard found.localMatch != SearchResult.none else { return nil }
    return max(next, segmentIndex(at: found.localMatch - Self.largestOffset))
  }
}

// MARK: - Backwards

extension CivilPattern {
  /// The last second, at or before one and after another, at which the pattern fires.
  ///
  /// - Parameters:
  ///   - end: The last candidate.
  ///   - start: Everything up to and including this is left out.
  ///   - zone: Whose clocks show the civil times.
  ///   - daylightSaving: What overrides the pattern's class.
  /// - Returns: Nil when there is none.
  /// - Complexity: One search of the pattern for each segment.
  func last(
    atOrBefore end: Int64,
    after start: Int64,
    in zone: Zone,
    _ daylightSaving: DaylightSaving
  ) -> Int64? {
    let policy = ShiftPolicy(daylightSaving, isWildcard: isWildcard)
    var number = zone.segmentIndex(at: end)
    while true {
      let segment = zone.segments[number]
      if let second = last(atOrBefore: end, in: segment, policy) { return second > start ? second : nil }
      guard number > 0, segment.start > start + 1 else { return nil }
      number -= 1
    }
  }

  private func last(atOrBefore end: Int64, in segment: Zone.Segment, _ policy: ShiftPolicy) -> Int64? {
    let counted = policy.counted(of: segment)
    let upper = min(end, counted.upperBound - 1)
    if counted.lowerBound <= upper, let match = last(atOrBefore: CivilTime(seconds: upper + segment.offset)) {
      let second = match.seconds - segment.offset
      if second >= counted.lowerBound { return second }
    }
    return firesAfterGap(before: segment, policy) ? segment.start : nil
  }
}

// MARK: - Counting

extension CivilPattern {
  /// How many seconds, in a closed range, the pattern fires at.
  ///
  /// - Parameters:
  ///   - start: The first candidate.
  ///   - end: The last candidate.
  ///   - zone: Whose clocks show the civil times.
  ///   - daylightSaving: What overrides the pattern's class.
  /// - Returns: The count; 0 when `end` lies before `start`.
  /// - Complexity: One count of the pattern for each segment.
  func count(from start: Int64, through end: Int64, in zone: Zone, _ daylightSaving: DaylightSaving) -> Int {
    guard start <= end else { return 0 }
    let policy = ShiftPolicy(daylightSaving, isWildcard: isWildcard)
    var count = 0
    for number in zone.segmentIndex(at: start)...zone.segmentIndex(at: end) {
      let segment = zone.segments[number]
      let counted = policy.counted(of: segment)
      let lower = max(start, counted.lowerBound)
      let upper = min(end, counted.upperBound - 1)
      if lower <= upper {
        count += self.count(
          from: CivilTime(seconds: lower + segment.offset),
          through: CivilTime(seconds: upper + segment.offset)
        )
      }
      if start <= segment.start, segment.start <= end, firesAfterGap(before: segment, policy) { count += 1 }
    }
    return count
  }
}

// MARK: - Daylight saving

/// What becomes of skipped and repeated civil times for one pattern: what its class does, but for what overrides it.
struct ShiftPolicy {
  /// Whether skipped times fire, once and together, at the first instant after the gap.
  let runsAfterGaps: Bool

  /// Whether the first showing of a repeated time counts.
  let countsFirst: Bool

  /// Whether the second showing of a repeated time counts.
  let countsSecond: Bool

  init(_ daylightSaving: DaylightSaving, isWildcard: Bool) {
    runsAfterGaps = (daylightSaving.gap ?? (isWildcard ? .skip : .run)) == .run
    let fold = daylightSaving.fold ?? (isWildcard ? .both : .first)
    countsFirst = fold != .second
    countsSecond = fold != .first
  }

  /// The seconds of a segment whose civil times count.
  func counted(of segment: Zone.Segment) -> Range<Int64> {
    let start = countsSecond ? segment.start : min(segment.repeatedUntil, segment.end)
    let end = countsFirst ? segment.end : segment.repeatedFrom
    return start..<max(start, end)
  }
}
