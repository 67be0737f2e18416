/// What is wrong with a cron expression, and where.
public struct CronSyntaxError: Error, Hashable, Sendable {
  /// The first column of the offending text, counted in characters from 1.
  public let column: Int

  /// What is wrong, in words that name the field; no full stop, no "error".
  public let message: String

  /// What was probably meant ("write \"5-59/15\""), or nil.
  public let hint: String?
}
