extension SchedulerCore {
  /// What makes a difference between the two clocks a step: less is the kernel slewing the wall clock.
  private static let smallestStep = TimeAmount.seconds(1)

  /// The largest step back that the jobs sit out in silence; cron's limit.
  ///
  /// - SeeAlso: cronie `cron.c`, "negative" and "large" clock changes.
  public static let longestSilence = TimeAmount.hours(3)

  /// Compares how far the two clocks went since the last turn.
  ///
  /// A step forward needs nothing here: fire times that were jumped over are late, and go the way of late ones. After a
  /// step back the cursors lie in the future; up to three hours the jobs wait until the clock has caught up, so that
  /// nothing repeats; after a larger one (a clock that was wrong) they count from now.
  mutating func noticeClockStep(to moment: Moment) {
    defer { hasClock = true }
    guard hasClock else { return }
    let wall = moment.wall - now.wall
    let uptime = moment.uptime - now.uptime
    let step = TimeAmount(nanoseconds: wall.nanoseconds.subtractingSaturating(uptime.nanoseconds))
    guard abs(step.nanoseconds) >= Self.smallestStep.nanoseconds else { return }
    perform(.record(.clockStepped(step, to: moment.wall)))
    perform(.log(.clockStepped(step)))
    now = moment
    guard step.nanoseconds < -Self.longestSilence.nanoseconds else { return }
    for slot in schedules.indices where schedules[slot].cursor > moment.wall {
      countAgain(slot, from: moment.wall)
    }
  }

  /// Moves a cursor back; the ledger refuses what was claimed already.
  ///
  /// On the record the trigger begins anew, so that the audit knows from when on it counts again.
  private mutating func countAgain(_ slot: Int, from instant: Instant) {
    guard schedules[slot].timedTrigger != nil else { return }
    schedules[slot].cursor = instant.previous
    recordSchedule(slot)
    rearm(slot)
  }
}
