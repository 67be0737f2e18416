/// How much there is to do in each hour of the coming week, as far as the triggers say it.
///
/// It is made job by job, so that who makes it can stop in between, and moves on by the hour: what was counted of the
/// hours that remain is kept.
public struct WeekLoad: Hashable, Sendable {
  /// How many hours a week has.
  public static let hourCount = 168

  /// How many fire times of a job are looked at one by one before its hours are counted by arithmetic.
  static let mostWalked = 64

  private static let hour = TimeAmount.hours(1)

  /// What there is to do in one hour.
  public struct Hour: Hashable, Sendable {
    /// How many fire times it has.
    public var starts: Int

    /// How long their runs take in all, in hours: so many are under way at a time on average.
    public var concurrency: Double

    /// An hour with both said.
    public init(starts: Int = 0, concurrency: Double = 0) {
      self.starts = starts
      self.concurrency = concurrency
    }
  }

  /// The hours since 1970 before the first one.
  public private(set) var firstHour: Int64

  /// The hours, the first one first.
  public private(set) var hours = [Hour](repeating: Hour(), count: hourCount)

  /// Jobs of which no run is known that says how long the next takes: they count with no time at all.
  public private(set) var jobsWithoutDuration = 0

  /// Jobs whose fire times could not all be counted in a bounded time.
  public private(set) var jobsNotCounted = 0

  /// A week in which nothing has been counted yet.
  ///
  /// - Parameter now: It begins with the hour that this lies in.
  public init(at now: Instant) {
    firstHour = Self.hour(of: now)
  }

  /// When the first hour begins.
  public var start: Instant { Self.start(of: firstHour) }

  /// The number of the hour that an instant lies in.
  public static func hour(of instant: Instant) -> Int64 {
    let seconds = instant.seconds
    return seconds >= 0 ? seconds / 3600 : (seconds - 3599) / 3600
  }

  private static func start(of hour: Int64) -> Instant { Instant(seconds: hour * 3600) }

  /// Lets go of the hours that have passed.
  ///
  /// - Parameter now: The first hour will be the one that this lies in.
  /// - Returns: The places of the hours that are new and in which nothing has been counted; all of them where the clock
  ///   was set back.
  public mutating func move(to now: Instant) -> Range<Int> {
    let moved = Self.hour(of: now) - firstHour
    guard moved != 0 else { return Self.hourCount..<Self.hourCount }
    let kept = moved > 0 ? Int(max(Int64(Self.hourCount) - moved, 0)) : 0
    guard kept > 0 else {
      self = WeekLoad(at: now)
      return 0..<Self.hourCount
    }
    hours.removeFirst(Self.hourCount - kept)
    hours += [Hour](repeating: Hour(), count: Self.hourCount - kept)
    firstHour += moved
    return kept..<Self.hourCount
  }

  /// Counts a job's fire times.
  ///
  /// - Parameters:
  ///   - job: The job; one that is disabled, or whose trigger names no instants, adds nothing.
  ///   - places: In these hours alone.
  ///   - duration: How long a run of it takes; nil where that is not known.
  /// - Complexity: O(hours), whatever the trigger; what must be searched for takes a bounded number of steps.
  public mutating func add(_ job: PlannedJob, in places: Range<Int>, lasting duration: TimeAmount?) {
    guard let trigger = job.trigger, let first = places.first, let last = places.last else { return }
    let begin = max(Self.start(of: firstHour + Int64(first)), job.countsFrom ?? .epoch).previous
    let end = Self.start(of: firstHour + Int64(last) + 1).previous
    guard begin < end else { return }
    var counting = Counting(trigger: trigger, firstHour: firstHour)
    counting.count(after: begin, through: end)
    // Of a job that was counted before only the further hours are asked for.
    if places.count == Self.hourCount {
      if !counting.isComplete { jobsNotCounted += 1 }
      if duration == nil, !counting.starts.isEmpty { jobsWithoutDuration += 1 }
    }
    let each = Double((duration ?? .zero).nanoseconds) / Double(Self.hour.nanoseconds)
    for (place, starts) in counting.starts {
      hours[place].starts += starts
      hours[place].concurrency += min(Double(starts) * each, Double(job.maxInstances))
    }
  }
}

/// The fire times of one job, hour by hour.
private struct Counting {
  var trigger: TimedTrigger
  var firstHour: Int64
  var budget = SearchBudget(steps: FireTimeBars.steps)
  var isComplete = true

  /// By the place of the hour, ascending; hours without a fire time are left out.
  var starts: [(place: Int, starts: Int)] = []

  mutating func count(after begin: Instant, through end: Instant) {
    var last = begin
    for _ in 0..<WeekLoad.mostWalked {
      guard last < end, let next = trigger.next(after: last, &budget), next <= end else {
        isComplete = !budget.isSpent
        return
      }
      add(1, to: WeekLoad.hour(of: next))
      last = next
    }
    while last < end, !budget.isSpent {
      let hour = WeekLoad.hour(of: Instant(nanoseconds: last.nanoseconds + 1))
      let close = min(Instant(seconds: (hour + 1) * 3600).previous, end)
      add(trigger.count(after: last, through: close, &budget), to: hour)
      last = close
    }
    isComplete = !budget.isSpent
  }

  private mutating func add(_ count: Int, to hour: Int64) {
    guard count > 0 else { return }
    let place = Int(hour - firstHour)
    if let last = starts.indices.last, starts[last].place == place {
      starts[last].starts += count
    } else {
      starts.append((place, count))
    }
  }
}
