/// What a simulated process does.
public struct ProcessScript: Hashable, Sendable {
  /// How long it takes; nil for a process that ends only when it is told to.
  public var duration: TimeAmount?

  /// How it ends by itself.
  public var status: ExitStatus

  /// How long it takes to end once it is told to; nil for one that ignores SIGTERM.
  public var endsAfterTerminate: TimeAmount?

  /// Why it cannot even be started; nil for one that can.
  public var spawnFailure: String?

  /// A process with everything said.
  public init(
    duration: TimeAmount?,
    status: ExitStatus = .exited(0),
    endsAfterTerminate: TimeAmount? = .zero,
    spawnFailure: String? = nil
  ) {
    self.duration = duration
    self.status = status
    self.endsAfterTerminate = endsAfterTerminate
    self.spawnFailure = spawnFailure
  }
}
