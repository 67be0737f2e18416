/// What is wrong with a cron expression, and where.
public struct CronSyntaxError: Error, Hashable, Sendable {
  /// The first column of the offending text, counted in Unicode scalars from 1.
  public let column: Int

  /// The field that it stands in; nil where the expression as a whole is wrong.
  public let field: CronField?

  /// What is wrong; `message` puts it into words.
  let cause: Cause

  /// What was probably meant; `hint` puts it into words.
  let suggestion: Suggestion?

  init(column: Int, field: CronField? = nil, cause: Cause, suggestion: Suggestion? = nil) {
    self.column = column
    self.field = field
    self.cause = cause
    self.suggestion = suggestion
  }
}

extension CronSyntaxError {
  /// What can be wrong.
  ///
  /// The texts are excerpts of the expression, short and printable.
  enum Cause: Hashable, Sendable {
    // The expression as a whole.
    case empty
    case tooLong(bytes: Int)
    case fieldCount(Int)
    case unknownNickname(String)
    case intervalNickname(String)
    case textAfterNickname(String)
    case assignment(String)

    // A list.
    case emptyMember
    case nearestWeekdayInList(String)

    // A value.
    case outOfRange(String)
    case unknownName(String)
    case nameOfOtherField(String, CronField)
    case foreignDigit(String)
    case unexpected(String, in: String)
    case invisible(String, in: String)
    case lowercase(String, in: String)

    // A range or a step.
    case backwardsRange(String)
    case rangeWithoutStart(String)
    case rangeWithoutEnd(String)
    case secondDash(String)
    case starInRange(String)
    case textAfterStar(String)
    case zeroStep(String)
    case stepAfterValue(String)
    case stepWithoutRange(String)
    case missingStep(String)
    case malformedStep(String)
    case secondStep(String)

    // Symbols of the calendar and extensions.
    case misplaced(String, in: String)
    case malformedNth(String)
    case malformedLastDay(String)
    case malformedNearestWeekday(String)
    case malformedHash(String)
    case extensionOff(String)
    case hashOff(String)
    case loneAnd
  }

  /// What was probably meant.
  enum Suggestion: Hashable, Sendable {
    /// A text to write instead.
    case write(String)

    /// Advice in words.
    case advise(String)
  }
}
