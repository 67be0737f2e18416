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

  /// An expression with what is odd about it.
  ///
  /// - Parameters:
  ///   - text: The expression.
  ///   - job: The job's id, which `H` is hashed from; nil where `H` is refused.
  /// - Returns: The expression, and what is odd about it.
  /// - Throws: What is wrong with it.
  mutating func entry(for text: String, of job: String?) throws(CronSyntaxError) -> Entry {
    if let entry = entries[text] { return entry }
    let expression = try CronExpression(text, options: CronOptions(allowsExtendedDays: true, hashKey: job))
    let entry = (expression, expression.warnings)
    // What is hashed means something else in every job.
    let isShared = !text.utf8.contains { $0 | 0x20 == UInt8(ascii: "h") }
    if isShared, entries.count < Self.limit { entries[text] = entry }
    return entry
  }
}
