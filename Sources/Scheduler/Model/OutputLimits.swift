/// How much of what an attempt writes is kept: the beginning and the end, half of the room each.
public struct OutputLimits: Hashable, Sendable {
  /// The most bytes that are kept of an attempt; 0 keeps none.
  public var maxBytes: Int

  /// What holds where nothing is said.
  public static let usual = OutputLimits(maxBytes: 1 << 20)

  /// The least that is worth a file.
  static let leastBytes = 4096

  /// The most that can be asked for.
  static let mostBytes = 1 << 30

  /// A limit that has been checked already.
  public init(maxBytes: Int) {
    self.maxBytes = maxBytes
  }
}
