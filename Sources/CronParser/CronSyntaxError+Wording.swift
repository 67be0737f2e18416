extension CronSyntaxError {
  /// What is wrong, in words that name the field; no full stop, no "error".
  public var message: String {
    switch fault {
    case .expression(let fault): fault.words
    case .field(let field, let fault): "\(field.name): \(fault.words(in: field))"
    }
  }

  /// What was probably meant ("write \"5-59/15\""), or nil.
  public var hint: String? {
    switch suggestion {
    case .write(let text): "write \"\(text)\""
    case .advise(let advice): advice.words
    case nil: nil
    }
  }
}

extension CronSyntaxError: CustomStringConvertible {
  /// The column, the message and the hint on one line.
  public var description: String {
    "column \(column): \(message)" + (hint.map { "; \($0)" } ?? "")
  }
}

extension CronSyntaxError.ExpressionFault {
  /// What is wrong with the expression.
  fileprivate var words: String {
    switch self {
    case .empty: "the expression is empty"
    case .tooLong(let bytes): "the expression has \(bytes) bytes, more than \(CronSource.longest)"
    case .fieldCount(let count):
      "the expression has \(count) \(count == 1 ? "field" : "fields"), not five, six or seven"
    case .unknownNickname(let text): "there is no nickname \"\(text)\""
    case .intervalNickname: "\"@every\" asks for an interval, which no cron expression is"
    case .textAfterNickname(let name): "text follows the nickname \"\(name)\""
    case .assignment(let text): "\"\(text)\" is an assignment, not a field"
    }
  }
}

extension CronSyntaxError.FieldFault {
  /// What is wrong with the field.
  fileprivate func words(in field: CronField) -> String {
    switch self {
    case .emptyMember: "a member of the list is missing"
    case .nearestWeekdayInList(let text): "\"W\" takes one day, not the list or range \"\(text)\""

    case .outOfRange(let text): "\(text) is not in \(field.range.lowerBound)-\(field.range.upperBound)"
    case .unknownName(let text): "\"\(text)\" is not \(field.values)"
    case .nameOfOtherField(let text, let other): "\"\(text)\" is a \(other.name), not \(field.values)"
    case .foreignDigit(let text): "\"\(text)\" is not one of the digits 0 to 9"
    case .unexpected(let text, let member):
      text == member ? "\"\(text)\" is not \(field.values)" : "\"\(text)\" cannot stand in \"\(member)\""
    case .invisible(let text): "the invisible character \(text) stands in the field"
    case .lowercase(let symbol): "\"\(symbol)\" is written in upper case"

    case .backwardsRange(let text): "the range \"\(text)\" runs backwards"
    case .rangeWithoutStart(let text): "\"\(text)\" has nothing before the dash, and no value is negative"
    case .rangeWithoutEnd(let text): "the range \"\(text)\" has no end"
    case .secondDash(let text): "\"\(text)\" has a second dash"
    case .starInRange(let text): "\"*\" cannot end a range, as in \"\(text)\""
    case .textAfterStar(let text): "only a step may follow \"\(text.prefix(1))\", not as in \"\(text)\""

    case .zeroStep(let text): "the step of \"\(text)\" is 0 and leads nowhere"
    case .stepAfterValue(let text): "the step of \"\(text)\" follows a single value, not a range"
    case .stepWithoutRange(let text): "\"\(text)\" has nothing before the slash"
    case .missingStep(let text): "\"\(text)\" has no step behind the slash"
    case .malformedStep(let text): "the step of \"\(text)\" is not a whole number"
    case .secondStep(let text): "\"\(text)\" has a second slash"

    case .misplaced(let symbol): Self.words(forMisplaced: symbol, in: field)
    case .lastWithoutWeekday: "\"L\" stands behind a weekday here"
    case .nearestWithoutDay: "\"W\" stands behind a day"
    case .malformedNth(let text): "\"#\" is followed by 1 to 5 or \"L\", not as in \"\(text)\""
    case .malformedLastDay(let text): "\"L-\" is followed by 1 to 30, not as in \"\(text)\""
    case .malformedHash(let text): "\"\(text)\" is not of the form H, H(a-b), H/n or H(a-b)/n"
    case .extensionOff(let text): "\"\(text)\" is an extension that is switched off"
    case .hashOff(let text): "\"\(text)\" is an extension, and nothing is given to hash it from"
    case .loneAnd: "nothing follows \"+\""
    }
  }

  private static func words(forMisplaced symbol: String, in field: CronField) -> String {
    switch symbol {
    case "+": "\"+\" can stand only at the start of the day of week field"
    case "#": "\"#\" can stand only in the day of week field"
    case "?": "\"?\" can stand only in the two day fields"
    case "L" where field == .dayOfMonth: "\"L\" behind a number is a last weekday, not a day of the month"
    case "L": "\"L\" can stand only in the two day fields"
    case "W", "LW": "\"\(symbol)\" can stand only in the day of month field"
    default: "\"\(symbol)\" cannot stand in this field"
    }
  }
}

extension CronSyntaxError.Advice {
  /// The advice in words.
  fileprivate var words: String {
    switch self {
    case .countFromOne: "count from 1"
    case .dropCommand:
      "write at most second, minute, hour, day of month, month, day of week and year, without a command"
    case .giveFields: "write minute, hour, day of month, month and day of week, such as \"*/5 * * * *\""
    case .giveNickname:
      "write @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly or @reboot, in lower case"
    case .moveTo(let field): "it belongs in the \(field.name) field"
    case .nameLastWeekday: "\"5L\" is the last Friday; the last day is \"L\" in the day of month field"
    case .nameNearestDay: "\"15W\" is the weekday nearest to the 15th"
    case .separateTriggers: "write an expression for each"
    case .setTimeZone: "give the time zone beside the expression"
    case .useInterval(let length): "use an interval trigger" + (length.map { " of \"\($0)\"" } ?? "")
    case .useSpace: "write a space, or nothing, in its place"
    }
  }
}

extension CronField {
  /// What the field's values are, in a message.
  fileprivate var values: String {
    switch self {
    case .month: "a number or a month, jan to dec"
    case .dayOfWeek: "a number or a weekday, sun to sat"
    case .second, .minute, .hour, .dayOfMonth, .year: "a number"
    }
  }
}
