/// What the value of a parameter must look like, from its first character to its last: a regular expression.
///
/// It is matched in time that grows with the length of the value times that of the pattern and with nothing else, so that
/// no value can hold the daemon. That rules out back-references and look-around.
public struct Pattern: Hashable, Sendable {
  /// The longest value that is looked at, in bytes of UTF-8.
  public static let longestValue = 4096

  /// The pattern as it is written.
  public let text: String

  private let program: Shared<[PatternInstruction]>

  /// Makes a pattern ready to match.
  ///
  /// - Parameter text: The pattern. `^` at its beginning and `$` at its end may be said, and change nothing.
  /// - Throws: Why it is none.
  public init(_ text: String) throws(PatternError) {
    self.text = text
    var parser = PatternParser(text)
    program = Shared(try PatternCompiler.program(for: try parser.pattern()))
  }

  /// What matches everything but what is dangerous.
  static let anything = Pattern(
    text: ".*",
    program: Shared([.split(1, 3), .character(.any), .jump(0), .accept])
  )

  private init(text: String, program: Shared<[PatternInstruction]>) {
    self.text = text
    self.program = program
  }

  /// Whether a value is as the pattern says.
  ///
  /// A NUL is never matched, nor is more than `longestValue`. What stands for any character (`.`, `[^x]`, `\S` and the like)
  /// does not match a line feed, nor a dash at the beginning, which a program would take for an option: a pattern that wants
  /// these says so.
  ///
  /// - Parameter value: The value.
  /// - Returns: Whether all of it is matched.
  /// - Complexity: The length of the value times that of the pattern.
  public func matches(_ value: String) -> Bool {
    guard value.utf8.count <= Self.longestValue, !value.utf8.contains(0) else { return false }
    var matcher = PatternMatcher(program.value)
    return matcher.matches(value)
  }

  /// Whether both are written alike.
  public static func == (one: Pattern, other: Pattern) -> Bool { one.text == other.text }

  /// Hashes what is written.
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// Why a text is no pattern.
public struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, where, and the mend.
  public var description: String

  init(_ description: String) {
    self.description = description
  }
}
