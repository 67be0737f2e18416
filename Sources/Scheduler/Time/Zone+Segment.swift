extension Zone {
  /// A stretch of time of constant offset, in whole seconds since the epoch.
  struct Segment: Hashable {
    /// The first second.
    let start: Int64

    /// The first second of the next segment.
    private(set) var end: Int64

    /// Seconds ahead of UTC.
    let offset: Int64

    /// How many civil seconds the clocks skip at the start; 0 where they skip none, or make a longer jump.
    let gap: Int64

    /// The first second whose civil time the clocks have not shown before; the start, but for a fold.
    let repeatedUntil: Int64

    /// The first second whose civil time the clocks will show again; the end, but for a fold.
    private(set) var repeatedFrom: Int64

    /// A change of three hours or more is one of the calendar and not of daylight saving.
    ///
    /// Vixie cron draws the line there ("changes of more than three hours are considered to be corrections to the
    /// clock", cron(8)). Samoa's skipped day and Casey station's moves of three hours lie beyond it.
    private static let longestShift: Int64 = 3 * 3600

    /// The first civil second.
    var localStart: Int64 { start + offset }

    /// The first civil second that the clocks skip at the start; `localStart` where they skip none.
    var localGapStart: Int64 { localStart - gap }

    /// The civil second that follows the last one.
    var localEnd: Int64 { end + offset }

    /// A stretch without a change at either end.
    init(start: Int64, end: Int64, offset: Int64) {
      self.init(start: start, end: end, offset: offset, shift: 0)
    }

    private init(start: Int64, end: Int64, offset: Int64, shift: Int64) {
      self.start = start
      self.end = end
      self.offset = offset
      let isDaylightSaving = abs(shift) < Self.longestShift
      gap = isDaylightSaving ? max(shift, 0) : 0
      repeatedUntil = isDaylightSaving ? start + max(-shift, 0) : start
      repeatedFrom = end
    }

    /// Ends this segment at a transition.
    ///
    /// - Parameters:
    ///   - second: The first second of the new offset.
    ///   - offset: The new offset.
    /// - Returns: The segment that follows.
    mutating func split(at second: Int64, offset: Int64) -> Segment {
      let next = Segment(start: second, end: end, offset: offset, shift: offset - self.offset)
      end = second
      // A segment shorter than the fold was not there for all of what is shown again.
      repeatedFrom = max(start, second - (next.repeatedUntil - second))
      return next
    }
  }
}
