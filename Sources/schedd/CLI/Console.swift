package import Daemon
package import Scheduler

/// What a command sees of the world: the terminal, the clock, the zones and where daemons are.
package final class Console {
  /// How many columns a line may have; more than any line has where the output is no terminal.
  package let width: Int

  /// How many lines are seen at a time.
  package let height: Int

  /// Whether somebody looks at the output, rather than another program.
  package let isTerminal: Bool

  /// Whether colours are shown.
  package let isColored: Bool

  /// Where daemons are.
  package let paths: DaemonPaths

  package let zones: any ZoneSource

  /// A descriptor that becomes readable when the user presses Ctrl-C, made when a command begins to wait.
  package let interruption: () -> Int32?

  /// The next bytes of standard input, no more than so many; none at its end.
  ///
  /// It waits until there are some.
  package let input: (Int) -> [UInt8]

  private let clock: () -> Instant
  private let writeOutput: (String) -> Void
  private let writeBytes: ([UInt8]) -> Bool
  private let writeError: (String) -> Void

  package init(
    width: Int,
    height: Int = .max,
    isTerminal: Bool = false,
    isColored: Bool,
    paths: DaemonPaths,
    zones: any ZoneSource,
    clock: @escaping () -> Instant,
    interruption: @escaping () -> Int32?,
    input: @escaping (Int) -> [UInt8],
    output: @escaping (String) -> Void,
    bytes: @escaping ([UInt8]) -> Bool = { _ in true },
    error: @escaping (String) -> Void
  ) {
    self.width = width
    self.height = height
    self.isTerminal = isTerminal
    self.isColored = isColored
    self.paths = paths
    self.zones = zones
    self.clock = clock
    self.interruption = interruption
    self.input = input
    writeOutput = output
    writeBytes = bytes
    writeError = error
  }

  /// What the wall clock says.
  package var now: Instant { clock() }

  /// The zone that times are shown in: the machine's, or UTC where it does not say.
  package var zone: Zone { (try? zones.localZone()) ?? .utc }

  /// Prints a text as it is.
  package func print(_ text: String) {
    writeOutput(text)
  }

  /// Prints bytes as they are.
  ///
  /// - Parameter bytes: Any.
  /// - Returns: Whether somebody still reads.
  package func print(bytes: [UInt8]) -> Bool {
    writeBytes(bytes)
  }

  /// Prints a value as JSON on one line.
  package func print(json value: some Encodable) {
    writeOutput(String(decoding: JSON.bytes(value), as: UTF8.self) + "\n")
  }

  /// Prints what is not the data that was asked for.
  package func complain(_ text: String) {
    writeError(text)
  }
}
