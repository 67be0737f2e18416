/// What the process of an attempt has used, with the children that it waited for.
public struct ProcessUsage: Hashable, Sendable {
  /// Processor time outside the kernel.
  public var userTime: TimeAmount

  /// Processor time inside the kernel.
  public var systemTime: TimeAmount

  /// The most memory that one process of them had resident, in bytes.
  public var peakMemory: Int64

  /// How many bytes were written to its output.
  public var outputBytes: Int64

  /// What was measured.
  public init(userTime: TimeAmount, systemTime: TimeAmount, peakMemory: Int64, outputBytes: Int64) {
    self.userTime = userTime
    self.systemTime = systemTime
    self.peakMemory = peakMemory
    self.outputBytes = outputBytes
  }
}
