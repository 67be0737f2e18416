/// A file of variables that a run gets.
public struct EnvironmentFile: Hashable, Sendable {
  /// The largest file that is read, in bytes.
  public static let sizeLimit = 1 << 20

  /// Where it is, an absolute path.
  public var path: String

  /// Whether it may be missing (`"-/path"`).
  public var isOptional: Bool

  /// A file that has been checked already.
  public init(path: String, isOptional: Bool = false) {
    self.path = path
    self.isOptional = isOptional
  }

  /// Reads what such a file says.
  ///
  /// The grammar is at `EnvironmentFileParser`.
  ///
  /// - Parameter bytes: The whole file.
  /// - Returns: The variables in the order of the file, each name once, with the value that is said last.
  /// - Throws: The first line that is wrong, and why.
  public static func variables(in bytes: [UInt8]) throws(EnvironmentFileFault) -> [EnvironmentVariable] {
    var parser = EnvironmentFileParser(bytes)
    return try parser.variables()
  }
}

/// What is wrong with a file of variables.
public struct EnvironmentFileFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where it begins, from 1.
  public var line: Int

  /// What it is, and the mend.
  public var message: String

  /// "3: a name is missing before "="".
  public var description: String { "\(line): \(message)" }
}
