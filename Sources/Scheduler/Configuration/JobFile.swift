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

    /// The file, for the places of what shows only later.
    private let bytes: [UInt8]

    /// Where the trigger of each job stands.
    private let triggerOffsets: [Int]

    /// What makes the file unusable.
    public var errors: [Problem] { problems.filter { $0.severity == .error } }

    /// What the writer probably did not mean; the file is taken in spite of it.
    public var warnings: [Problem] { problems.filter { $0.severity == .warning } }

    fileprivate init(
      _ configuration: Configuration?,
      _ problems: [Problem],
      of bytes: [UInt8],
      triggerOffsets: [Int] = []
    ) {
      self.configuration = configuration
      self.problems = problems
      self.bytes = bytes
      self.triggerOffsets = triggerOffsets
    }

    /// The problems, and what is doubtful about when the jobs run from a point in time on.
    ///
    /// These are fire times that a change of the clocks will move within a year, and crowds of jobs that fire in
    /// the same second of the next day.
    ///
    /// - Parameter now: From when on.
    /// - Returns: Everything that is wrong or doubtful, ordered by place.
    /// - Complexity: Some microseconds for each job.
    public func problems(from now: Instant) -> [Problem] {
      guard let configuration else { return problems }
      let warnings = configuration.scheduleWarnings(from: now)
      guard !warnings.isEmpty else { return problems }
      let map = SourceMap(bytes)
      let all =
        problems
        + warnings.map { warning in
          let place = map.place(at: triggerOffsets[warning.index])
          return Problem(
            severity: .warning,
            line: place.line,
            column: place.column,
            job: warning.isShared ? nil : configuration.jobs[warning.index].id.description,
            path: warning.isShared ? nil : JobKey.trigger.rawValue,
            message: warning.message
          )
        }
      let order = all.indices.sorted {
        (all[$0].line, all[$0].column, $0) < (all[$1].line, all[$1].column, $1)
      }
      return order.map { all[$0] }
    }
  }

  /// Reads a job file.
  ///
  /// Where the text is not JSON, only what is wrong with that is reported; else every problem of the file at
  /// once.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - zones: Where the zones that it names come from.
  ///   - surroundings: What else of the machine it is checked against.
  /// - Returns: The configuration, unless there are errors, and the problems. A second reading of the same
  ///   bytes gives the same.
  /// - Complexity: Linear in the file's length.
  public static func read(
    _ bytes: [UInt8],
    zones: any ZoneSource,
    surroundings: any JobFileSurroundings = NoSurroundings()
  ) -> Reading {
    read(bytes, zones: zones, surroundings: surroundings, searches: .oneFile)
  }

  /// Reads a job file, and searches its triggers for a fire time no longer than a budget lasts.
  package static func read(
    _ bytes: [UInt8],
    zones: any ZoneSource,
    surroundings: any JobFileSurroundings = NoSurroundings(),
    searches: SearchBudget
  ) -> Reading {
    let (document, faults) = JSONParser.parse(bytes)
    guard let document else {
      var problems = ProblemList(of: bytes)
      for fault in faults { problems.add(fault) }
      return Reading(nil, problems.sorted(), of: bytes)
    }
    var reader = JobFileReader(document, zones: zones, surroundings: surroundings)
    for fault in faults { reader.problems.add(fault) }
    reader.searches = searches
    let configuration = reader.file(document.root)
    let problems = reader.problems.sorted()
    let isGood = problems.allSatisfy { $0.severity == .warning }
    return Reading(
      isGood ? configuration : nil,
      problems,
      of: bytes,
      triggerOffsets: reader.triggerOffsets
    )
  }
}
