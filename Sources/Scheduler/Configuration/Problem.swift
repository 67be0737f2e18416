/// One thing that is wrong, or doubtful, in a job file, with its place and the mend.
public struct Problem: Hashable, Sendable {
  /// How bad it is.
  public enum Severity: String, Hashable, Sendable {
    /// The file is refused.
    case error

    /// The file is taken; the writer probably meant something else.
    case warning
  }

  /// How bad it is.
  public var severity: Severity

  /// The included file that it is in; nil for the job file itself.
  public var file: String?

  /// The line, from 1.
  public var line: Int

  /// The column in characters, from 1.
  public var column: Int

  /// The job it concerns, or nil when it concerns the whole file.
  public var job: String?

  /// The key's path inside the job or the file ("trigger.cron"), or nil where there is none.
  public var path: String?

  /// What is wrong and what to write instead.
  public var message: String

  /// A problem at a place.
  public init(
    severity: Severity = .error,
    file: String? = nil,
    line: Int,
    column: Int,
    job: String? = nil,
    path: String? = nil,
    message: String
  ) {
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.job = job
    self.path = path
    self.message = message
  }

  /// The line that a compiler would print: `FILE:LINE:COLUMN: error: job "ID": path: message`.
  ///
  /// - Parameter file: The job file's name as its user gave it.
  /// - Returns: One line without a line feed.
  public func rendered(file: String) -> String {
    let subject = job.map { "job \"\($0)\": " } ?? ""
    let place = path.map { "\($0): " } ?? ""
    return "\(self.file ?? file):\(line):\(column): \(severity.rawValue): \(subject)\(place)\(message)"
  }
}
