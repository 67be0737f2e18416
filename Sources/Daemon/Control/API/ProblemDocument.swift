package import Scheduler

/// An error as RFC 9457 writes it, with what a program may want to know besides.
package struct ProblemDocument: Codable, Hashable, Error {
  /// What kind of error it is; stays the same from release to release.
  package var type: String

  /// The kind in words.
  package var title: String
  package var status: Int

  /// What is wrong this time, and the mend.
  package var detail: String

  /// The run that was made and skipped, or has ended already, where it is about one.
  package var run: RunObject?

  /// What is wrong with the job file, where it is at fault.
  package var problems: [ProblemObject]?

  package init(
    type: String,
    title: String,
    status: Int,
    detail: String,
    run: RunObject? = nil,
    problems: [ProblemObject]? = nil
  ) {
    self.type = type
    self.title = title
    self.status = status
    self.detail = detail
    self.run = run
    self.problems = problems
  }
}

/// One thing that is wrong, or doubtful, in the job file.
package struct ProblemObject: Codable, Hashable {
  package var severity: String
  package var file: String
  package var line: Int
  package var column: Int
  package var job: String?
  package var path: String?
  package var message: String

  /// The whole of it on one line, as `schedd validate` prints it.
  package var text: String

  package init(_ problem: Problem, file: String) {
    severity = problem.severity.rawValue
    self.file = problem.file ?? file
    line = problem.line
    column = problem.column
    job = problem.job
    path = problem.path
    message = problem.message
    text = problem.rendered(file: file)
  }

  private enum CodingKeys: String, CodingKey {
    case severity, file, line, column, job, path, message, text
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(severity, forKey: .severity)
    try container.encode(file, forKey: .file)
    try container.encode(line, forKey: .line)
    try container.encode(column, forKey: .column)
    try container.encode(job, forKey: .job)
    try container.encode(path, forKey: .path)
    try container.encode(message, forKey: .message)
    try container.encode(text, forKey: .text)
  }
}
