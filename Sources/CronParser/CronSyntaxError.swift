/// What is wrong with a cron expression, and where.
public struct CronSyntaxError: Error, Hashable, Sendable {
  /// The first column of the offending text, counted in Unicode scalars from 1.
  public let column: Int

  /// What is wrong; `message` puts it into words.
  let fault: Fault

  /// What was probably meant; `hint` puts it into words.
  let suggestion: Suggestion?

  init(column: Int, fault: Fault, suggestion: Suggestion? = nil) {
    self.column = column
    self.fault = fault
    self.suggestion = suggestion
  }

  /// The field that is wrong; nil where the expression as a whole is.
  public var field: CronField? {
    switch fault {
    case .expression: nil
    case .field(let field, _): field
    }
  }
}

extension CronSyntaxError {
  /// What is wrong: the expression as a whole, or a field.
  enum Fault: Hashable, Sendable {
    case expression(ExpressionFault)
    case field(CronField, FieldFault)
  }

  /// What can be wrong with an expression as a whole.
  ///
  /// The texts, here and below, are excerpts of the expression, short and printable.
  enum ExpressionFault: Hashable, Sendable {
    case empty
    case tooLong(bytes: Int)
    case fieldCount(Int)
    case unknownNickname(String)
    case intervalNickname
    case textAfterNickname(String)
    case assignment(String)
  }

  /// What can be wrong with a field.
  enum FieldFault: Hashable, Sendable {
    // A list.
    case emptyMember
    case nearestWeekdayInList(String)

    // A value.
    case outOfRange(String)
    case unknownName(String)
    case nameOfOtherField(String, CronField)
    case foreignDigit(String)
    case unexpected(String, in: String)
    case invisible(String)
    case lowercase(String)

    // A range.
    case backwardsRange(String)
    case rangeWithoutStart(String)
    case rangeWithoutEnd(String)
    case secondDash(String)
    case starInRange(String)
    case textAfterStar(String)

    // A step.
    case zeroStep(String)
    case stepAfterValue(String)
    case stepWithoutRange(String)
    case missingStep(String)
    case malformedStep(String)
    case secondStep(String)

    // The calendar's symbols, and extensions.
    case misplaced(String)
    case lastWithoutWeekday
    case nearestWithoutDay
    case malformedNth(String)
    case malformedLastDay(String)
    case malformedHash(String)
    case extensionOff(String)
    case hashOff(String)
    case loneAnd
  }

  /// What was probably meant.
  enum Suggestion: Hashable, Sendable {
    /// A text to write instead.
    case write(String)

    /// What to do where no one text is the answer.
    case advise(Advice)
  }

  /// What to do, where it is not to write a certain text.
  enum Advice: Hashable, Sendable {
    case countFromOne
    case dropCommand
    case giveFields
    case giveNickname
    case moveTo(CronField)
    case nameLastWeekday
    case nameNearestDay
    case separateTriggers
    case setTimeZone
    case useInterval(String?)
    case useSpace
  }
}
