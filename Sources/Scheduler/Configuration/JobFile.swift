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

    /// The job file, for the places of what shows only later.
    package let bytes: [UInt8]

    /// What it includes, as it stands there.
    package let includes: [IncludePattern]

    /// The files that were found by that.
    package let included: [IncludedFile]

    /// Where the trigger of each job stands.
    private let triggerOffsets: [Int]

    /// How many of the jobs stand before each text: the job file, and each included file that could be read.
    private let firstJobs: [Int]

    /// What makes the file unusable.
    public var errors: [Problem] { problems.filter { $0.severity == .error } }

    /// What the writer probably did not mean; the file is taken in spite of it.
    public var warnings: [Problem] { problems.filter { $0.severity == .warning } }

    fileprivate init(
      _ configuration: Configuration?,
      _ problems: [Problem],
      of bytes: [UInt8],
      by reader: JobFileReader? = nil
    ) {
      self.configuration = configuration
      self.problems = problems
      self.bytes = bytes
      includes = reader?.includes ?? []
      included = reader?.included ?? []
      triggerOffsets = reader?.triggerOffsets ?? []
      firstJobs = reader?.firstJobs ?? [0]
    }

    /// The texts that the jobs stand in, the job file first.
    private var texts: [(name: String?, bytes: [UInt8])] {
      [(nil, bytes)]
        + included.compactMap { file in
          if case .bytes(let bytes) = file.content { (file.name, bytes) } else { nil }
        }
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
      let texts = texts
      var maps: [Int: SourceMap] = [:]
      let all =
        problems
        + warnings.map { warning in
          let text = firstJobs.lastIndex { $0 <= warning.index } ?? 0
          let map = maps[text] ?? SourceMap(texts[text].bytes)
          maps[text] = map
          let place = map.place(at: triggerOffsets[warning.index])
          return Problem(
            severity: .warning,
            file: texts[text].name,
            line: place.line,
            column: place.column,
            job: warning.isShared ? nil : configuration.jobs[warning.index].id.description,
            path: warning.isShared ? nil : JobKey.trigger.rawValue,
            message: warning.message
          )
        }
      let places = Dictionary(
        texts.enumerated().map { ($1.name, $0) },
        uniquingKeysWith: { one, _ in one }
      )
      let keys = all.enumerated().map { (places[$1.file] ?? 0, $1.line, $1.column, $0) }
      return keys.sorted { $0 < $1 }.map { all[$0.3] }
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
      by: reader
    )
  }
}
