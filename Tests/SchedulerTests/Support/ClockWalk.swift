import CronParser
import Scheduler

/// Finds the fire times of a civil pattern by looking at a clock again and again: slow, and too simple to be wrong.
struct ClockWalk {
  /// Whose clock is looked at.
  let zone: Zone

  /// How often, in seconds; every change of the clock must fall on a look.
  let step: Int64

  /// Whether times that the clock skips fire, once and together, when it has skipped them.
  var runsAfterGaps: Bool

  /// Whether a time that is shown twice counts the first time.
  var countsFirst: Bool

  /// Whether a time that is shown twice counts the second time.
  var countsSecond: Bool

  /// A look at which the clock turns out to have been set.
  private struct Change {
    let second: Int64
    let before: Int64
    let after: Int64
  }

  init(_ zone: Zone, step: Int64, isWildcard: Bool, _ daylightSaving: DaylightSaving) {
    self.zone = zone
    self.step = step
    runsAfterGaps = daylightSaving.gap.map { $0 == .run } ?? !isWildcard
    countsFirst = daylightSaving.fold.map { $0 != .second } ?? true
    countsSecond = daylightSaving.fold.map { $0 != .first } ?? isWildcard
  }

  /// The fire times of a range, both ends included.
  func instants(from start: Int64, through end: Int64, matching matches: (CivilTime) -> Bool) -> [Instant] {
    let changes = changes(from: start - 14_400, through: end + 14_400)
    var found: [Instant] = []
    for second in stride(from: start, through: end, by: Int.Stride(step)) {
      let fires = isCounted(second, changes) && matches(CivilTime(seconds: second + offset(second)))
      if fires || firesAfterGap(second, changes, matches) { found.append(Instant(seconds: second)) }
    }
    return found
  }

  private func offset(_ second: Int64) -> Int64 { Int64(zone.offset(at: Instant(seconds: second))) }

  /// The changes of less than three hours.
  private func changes(from start: Int64, through end: Int64) -> [Change] {
    stride(from: start, through: end, by: Int.Stride(step)).compactMap { second in
      let change = Change(second: second, before: offset(second - step), after: offset(second))
      let shift = abs(change.after - change.before)
      return shift > 0 && shift < 10_800 ? change : nil
    }
  }

  private func isCounted(_ second: Int64, _ changes: [Change]) -> Bool {
    for change in changes {
      let back = change.before - change.after
      let isShownAgain = change.second <= second && second < change.second + back
      let willBeShownAgain = change.second - back <= second && second < change.second
      if isShownAgain && !countsSecond || willBeShownAgain && !countsFirst { return false }
    }
    return true
  }

  private func firesAfterGap(_ second: Int64, _ changes: [Change], _ matches: (CivilTime) -> Bool) -> Bool {
    guard runsAfterGaps, let change = changes.first(where: { $0.second == second }) else { return false }
    let skipped = stride(from: second + change.before, to: second + change.after, by: Int.Stride(step))
    let minute = stride(from: second + change.after, to: second + change.after + 60, by: Int.Stride(step))
    return skipped.contains { matches(CivilTime(seconds: $0)) }
      && !minute.contains { matches(CivilTime(seconds: $0)) }
  }
}
