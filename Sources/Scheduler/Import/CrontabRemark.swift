/// What is to be said of a line of a crontab that is made into a job file.
public struct CrontabRemark: Hashable, Sendable {
  /// How much is lost.
  public enum Severity: String, Hashable, Sendable {
    /// Nothing; it is only said differently.
    case note

    /// Something besides the jobs.
    case warning

    /// The job of the line.
    case error
  }

  /// Where, counted from 1.
  public let line: Int

  /// How much is lost.
  public let severity: Severity

  /// What is so, and the mend.
  public let message: String

  /// The remark as one line: "crontab:3: warning: …".
  ///
  /// - Parameter file: What the crontab is called.
  /// - Returns: The line without its break.
  public func rendered(file: String) -> String { "\(file):\(line): \(severity.rawValue): \(message)" }
}
