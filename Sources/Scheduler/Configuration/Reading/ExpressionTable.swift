import CronParser

/// The cron expressions that a job file has said so far, so that each is read once.
///
/// Large files are written by programs and repeat a few expressions.
struct ExpressionTable {
  /// An expression and what is odd about it.
  typealias Entry = (expression: CronExpression, warnings: [CronWarning])

  /// How many are kept; the others are read each time.
  private static let limit = 1 << 14
  private var entries: [String: Entry] = [:]

  /// What `H` is hashed with besides the job's id: the file's `jitter_seed`.
  var seed: UInt64 = 0

  /// An expression with what is odd about it.
  ///
  /// - Parameters:
  ///   - text: The expression.
  ///   - job: The job's id, which `H` is hashed from; nil where `H` is refused.
  /// - Returns: The expression, and what is odd about it.
  /// - Throws: What is wrong with it.
  mutating func entry(for text: String, of job: String?) throws(CronSyntaxError) -> Entry {
    if let entry = entries[text] { return entry }
    let options = CronOptions(allowsExtendedDays: true, hashKey: job.map(hashKey))
    let expression = try CronExpression(text, options: options)
    let entry = (expression, expression.warnings)
    // What is hashed means something else in every job.
    if !expression.isHashed, entries.count < Self.limit { entries[text] = entry }
    return entry
  }

  /// No job's id has a slash in it.
  private func hashKey(of job: String) -> String {
    seed == 0 ? job : "\(seed)/\(job)"
  }
}
