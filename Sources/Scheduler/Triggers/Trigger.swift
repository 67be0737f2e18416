/// When a job runs.
public enum Trigger: Hashable, Sendable {
  /// At instants that can be computed: cron, interval, date and what combines them.
  case timed(TimedTrigger)

  /// Once at every start of the daemon; not on a reload.
  case startup

  /// Only by hand.
  case manual
}
