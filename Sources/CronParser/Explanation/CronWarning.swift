/// Something in a cron expression that is legal and probably not what was meant.
public struct CronWarning: Hashable, Sendable {
  /// The first column of the text that it is about, counted in Unicode scalars of `CronExpression.text` from 1.
  public let column: Int

  /// The field that the text stands in.
  public let field: CronField

  /// What is odd; `message` puts it into words.
  let oddity: Oddity

  /// What can be odd.
  enum Oddity: Hashable, Sendable {
    case stepBeyondRange(member: String, step: Int, only: Int, isWhole: Bool)
    case unevenStep(member: String, step: Int, last: Int, first: Int)
    case redundantMembers(String)
    case starredDays(String, other: CronField, instead: String?)
    case monthsWithoutDay([Int], isMonthEnd: Bool)
  }

  /// What is odd, in words that name the field; no full stop.
  public var message: String {
    "\(field.name): " + words
  }

  /// What else could be written, or nil.
  public var hint: String? {
    switch oddity {
    case .stepBeyondRange(_, let step, let only, let isWhole):
      isWhole && field.isTime
        ? "write \"\(only)\", or use an interval trigger for every \(step) \(field.name)s"
        : "write \"\(only)\""
    case .unevenStep(_, let step, _, _): "use an interval trigger for every \(step) \(field.name)s"
    case .redundantMembers: "write \"*\""
    case .starredDays(_, _, let instead): instead.map { "write \"\($0)\" to let either field be enough" }
    case .monthsWithoutDay(_, let isMonthEnd): isMonthEnd ? "write \"L\" for the last day of each month" : nil
    }
  }

  private var words: String {
    switch oddity {
    case .stepBeyondRange(let member, let step, let only, _):
      "the step \(step) of \"\(member)\" leads out of its range, so that only \(only) matches"
    case .unevenStep(let member, let step, let last, let first):
      "\"\(member)\" is not every \(step) \(field.name)s: after \(last) comes \(first)"
    case .redundantMembers(let text):
      "\"*\" in \"\(text)\" is every \(field.name), whatever else the list says"
    case .starredDays(let text, let other, _):
      "\"\(text)\" begins with \"*\", so a day has to match the \(other.name) as well; some crons take either"
    case .monthsWithoutDay(let months, _):
      ValueWords.joined(months.map { CronField.month.word(for: $0) })
        + (months.count == 1 ? " has" : " have") + " no such day"
    }
  }
}

extension CronWarning: CustomStringConvertible {
  /// The column, the message and the hint on one line.
  public var description: String {
    "column \(column): \(message)" + (hint.map { "; \($0)" } ?? "")
  }
}

extension CronField {
  /// Whether a step in this field is taken for an interval.
  fileprivate var isTime: Bool { self == .second || self == .minute || self == .hour }
}
