/// What is probably not meant about when jobs run: it shows only from a point in time on, and in all jobs together.
struct ScheduleWarning: Hashable {
  /// Which job it is about, by its place in the configuration; where it is about several, the first of them.
  let index: Int

  /// Whether it is about several.
  let isShared: Bool

  /// What is wrong and what to write instead.
  let message: String
}

extension Configuration {
  /// How far ahead changes of the clocks are looked for: each zone has its next two within it.
  private static let horizon = TimeAmount.hours(366 * 24)

  /// From how many jobs on it is said that they fire in one second.
  private static let crowd = 50

  /// How many fire times of a job, within a day, are looked at.
  private static let comparedFireTimes = 25

  /// How many jobs are named at most; a file of a hundred thousand has one more line that counts the others.
  private static let longestList = 100

  /// What is probably not meant about when the enabled jobs run.
  ///
  /// - Parameter now: From when on.
  /// - Returns: Those of a job one after the other, in the order of the file; then those of several.
  func scheduleWarnings(from now: Instant) -> [ScheduleWarning] {
    var warnings: [ScheduleWarning] = []
    var unnamed: [Int] = []
    for (index, job) in jobs.enumerated() where job.isEnabled {
      guard case .timed(let trigger) = job.trigger else { continue }
      let messages = trigger.shiftWarnings(after: now, through: now + Self.horizon)
      if warnings.count + messages.count > Self.longestList {
        unnamed.append(index)
      } else {
        warnings += messages.map { ScheduleWarning(index: index, isShared: false, message: $0) }
      }
    }
    if let first = unnamed.first {
      let message = "\(unnamed.count) more jobs have fire times that a change of the clocks moves"
      warnings.append(ScheduleWarning(index: first, isShared: true, message: message))
    }
    if let crowd = crowdWarning(from: now) { warnings.append(crowd) }
    return warnings
  }

  /// The second in which the most jobs fire, if they are a crowd; jobs with a jitter are spread already.
  private func crowdWarning(from now: Instant) -> ScheduleWarning? {
    var fireTimes: [(second: Int64, job: Int)] = []
    for (index, job) in jobs.enumerated() where job.isEnabled {
      guard case .timed(let trigger) = job.trigger, trigger.jitter == .zero else { continue }
      var last = now
      for _ in 0..<Self.comparedFireTimes {
        guard let next = trigger.next(after: last), next <= now + .hours(24) else { break }
        if next.seconds > last.seconds || last == now { fireTimes.append((next.seconds, index)) }
        last = next
      }
    }
    fireTimes.sort { ($0.second, $0.job) < ($1.second, $1.job) }
    var fullest = fireTimes[..<0]
    var start = 0
    while start < fireTimes.count {
      let second = fireTimes[start].second
      let end = fireTimes[start...].firstIndex { $0.second != second } ?? fireTimes.count
      if end - start > fullest.count { fullest = fireTimes[start..<end] }
      start = end
    }
    guard let first = fullest.first, fullest.count >= Self.crowd else { return nil }
    let time = Instant(seconds: first.second).rfc3339(in: zone)
    let mend = "spread them by \"H\" in place of a number in their cron expressions, or by \"jitter\""
    return ScheduleWarning(
      index: first.job,
      isShared: true,
      message: "\(fullest.count) jobs fire in one second, at \(time) and perhaps again; \(mend)"
    )
  }
}

extension TimedTrigger {
  /// The first fire time in a range that a gap moves, and the first one that a fold repeats, in words.
  ///
  /// Whoever has written `dst` knows of them.
  fileprivate func shiftWarnings(after start: Instant, through end: Instant) -> [String] {
    guard !saysWhatShiftsDo else { return [] }
    var (gap, fold): (String?, String?)
    for range in zone.shifts(after: start.seconds, through: end.seconds) {
      let start = Instant(seconds: range.lowerBound).previous
      guard let next = next(after: start), next.seconds < range.upperBound else { continue }
      switch occurrence(at: next).note {
      case .skipped(let time, let firesAt):
        let words = "\(time.shortTimeOfDay) does not exist on \(CivilDate(of: time)) in \(zone.name)"
        gap = gap ?? "\(words): it fires at \(firesAt.shortTimeOfDay); \(Self.mend)"
      case .repeated(let time, let counted):
        let words = "\(time.shortTimeOfDay) occurs twice on \(CivilDate(of: time)) in \(zone.name)"
        fold = fold ?? "\(words): the \(counted.rawValue) counts; \(Self.mend)"
      case nil: break
      }
    }
    return [gap, fold].compactMap(\.self)
  }

  private static let mend = "choose another time of day, or say with \"dst\" that it is meant"

  private var saysWhatShiftsDo: Bool {
    switch rule {
    case .cron, .fields, .calendarInterval: daylightSaving != .byClass
    case .any(let triggers), .all(let triggers): triggers.allSatisfy(\.saysWhatShiftsDo)
    case .interval, .date: true
    }
  }
}

extension Zone {
  /// The seconds in which a pattern fires for times that a gap skips, or for times that a fold will repeat.
  fileprivate func shifts(after start: Int64, through end: Int64) -> [Range<Int64>] {
    segments[segmentIndex(at: start)...segmentIndex(at: end)].flatMap { segment in
      let afterGap = segment.start..<segment.start + (segment.gap > 0 ? 60 : 0)
      return [afterGap, segment.repeatedFrom..<segment.end].filter { !$0.isEmpty && $0.lowerBound > start }
    }
  }
}
