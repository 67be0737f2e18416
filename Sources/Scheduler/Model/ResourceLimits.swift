/// How much a process may use; nil is as much as the daemon may.
///
/// The kernel counts for each process, not for a run with all its processes; `processes` counts those of a user.
public struct ResourceLimits: Hashable, Sendable {
  /// How much time on a CPU, in whole seconds: then the kernel sends SIGXCPU.
  public var cpuTime: TimeAmount?

  /// How much memory it may map, in bytes: beyond it, asking for memory fails.
  public var addressSpace: Int64?

  /// How large a file may become by its writing, in bytes: beyond it the kernel sends SIGXFSZ.
  public var fileSize: Int64?

  /// How many descriptors may be open.
  public var openFiles: Int64?

  /// How many processes and threads its user may have; root may have any number.
  public var processes: Int64?

  /// Limits with each value said; what is left out is not limited.
  public init(
    cpuTime: TimeAmount? = nil,
    addressSpace: Int64? = nil,
    fileSize: Int64? = nil,
    openFiles: Int64? = nil,
    processes: Int64? = nil
  ) {
    self.cpuTime = cpuTime
    self.addressSpace = addressSpace
    self.fileSize = fileSize
    self.openFiles = openFiles
    self.processes = processes
  }

  /// From SIGXCPU to SIGKILL, in CPU time: a process that catches the one has this left to end by itself.
  public static let cpuTimeToEnd = TimeAmount.seconds(5)

  /// Which limit the kernel enforces by a signal, in words.
  ///
  /// - Parameter signal: What ended the process.
  /// - Returns: The limit and how much it is; nil where no limit of these ends a process so.
  public func explanation(of signal: Int32) -> String? {
    switch signal {
    case Self.cpuTimeSignal: cpuTime.map { "resource_limits.cpu_time of \($0) was used up (SIGXCPU)" }
    case Self.fileSizeSignal:
      fileSize.map { "a file would have exceeded resource_limits.file_size of \($0) bytes (SIGXFSZ)" }
    default: nil
    }
  }

  /// SIGXCPU and SIGXFSZ, as x86 and ARM number them.
  private static var cpuTimeSignal: Int32 { 24 }
  private static var fileSizeSignal: Int32 { 25 }
}
