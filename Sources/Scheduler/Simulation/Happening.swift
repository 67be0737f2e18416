/// What a simulated daemon went through, as one sees it who stands beside it.
public enum Happening: Hashable, Sendable {
  /// The core was told this, at this moment, and answered that; nothing of it is performed yet.
  case decided(Event, Moment, [Action])

  /// An action that is not a record was performed.
  case performed(Action)

  /// All that was decided and recorded up to now is durable, but for the claims of these runs.
  case committed(refused: [RunID])

  /// The daemon has died: what is not durable is lost.
  case died
}
