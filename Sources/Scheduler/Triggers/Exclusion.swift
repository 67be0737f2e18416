/// Instants that a trigger leaves out: they are not fire times.
public enum Exclusion: Hashable, Sendable {
  /// The days from the first to the last, both included, in the zone of the trigger that excludes them.
  case days(CivilDate, CivilDate)

  /// The fire times of another trigger.
  case trigger(TimedTrigger)
}
