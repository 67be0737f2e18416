/// The job file's reader.
///
/// It is pure: bytes and zones in, a configuration or everything that is wrong with it out.
public enum JobFile {
  /// The largest file that is read, in bytes; whoever reads the file checks it before reading.
  public static let sizeLimit = 64 << 20

  /// What a job file says, and what is wrong with it.
  public struct Reading: Sendable {
    /// What the file says; nil where a problem is an error.
    public let configuration: Configuration?

    /// Everything that is wrong or doubtful, ordered by place.
    public let problems: [Problem]

    /// What makes the file unusable.
    public var errors: [Problem] { problems.filter { $0.severity == .error } }

    /// What the writer probably did not mean; the file is taken in spite of it.
    public var warnings: [Problem] { problems.filter { $0.severity == .warning } }
  }

  /// Reads a job file.
  ///
  /// Where the text is not JSON, only what is wrong with that is reported; else every problem of the file at
  /// once.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - zones: Where the zones that it names come from.
  /// - Returns: The configuration, unless there are errors, and the problems. A second reading of the same
  ///   bytes gives the same.
  /// - Complexity: Linear in the file's length.
  public static func read(_ bytes: [UInt8], zones: any ZoneSource) -> Reading {
    let (document, faults) = JSONParser.parse(bytes)
    guard let document else {
      var problems = ProblemList(of: bytes)
      for fault in faults { problems.add(fault) }
      return Reading(configuration: nil, problems: problems.sorted())
    }
    var reader = JobFileReader(document, zones: zones)
    for fault in faults { reader.problems.add(fault) }
    let configuration = reader.file()
    let problems = reader.problems.sorted()
    let isGood = problems.allSatisfy { $0.severity == .warning }
    return Reading(configuration: isGood ? configuration : nil, problems: problems)
  }
}
