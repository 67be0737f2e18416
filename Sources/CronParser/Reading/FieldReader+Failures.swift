/// What is said of a field that cannot be read.
extension FieldReader {
  /// The error of that cause at that byte.
  ///
  /// The suggestion is only looked for where someone will read it.
  func failure(
    _ fault: CronSyntaxError.FieldFault,
    at offset: Int,
    suggestion: @autoclosure () -> CronSyntaxError.Suggestion? = nil
  ) -> CronSyntaxError {
    CronSyntaxError(
      column: isTrial ? 1 : source.column(of: offset),
      fault: .field(field, fault),
      suggestion: isTrial ? nil : suggestion()
    )
  }

  /// The error of a number that the field does not have.
  func outOfRange(_ number: Int, _ digits: Range<Int>) -> CronSyntaxError {
    let fault = CronSyntaxError.FieldFault.outOfRange(text(digits))
    return failure(fault, at: digits.lowerBound, suggestion: suggestInRange(number, for: digits))
  }

  /// The error of letters that are no name in this field.
  func unknownName(_ letters: Range<Int>) -> CronSyntaxError {
    let start = letters.lowerBound
    if let error = symbol(letters) { return error }
    guard !isTrial else { return failure(.unknownName(""), at: start) }
    let word = source[letters]
    if let name = CronName(beginning: word), word.count > 2, name.field != field {
      let fault = CronSyntaxError.FieldFault.nameOfOtherField(text(letters), name.field)
      return failure(fault, at: start, suggestion: .advise(.moveTo(name.field)))
    }
    return failure(.unknownName(text(letters)), at: start, suggestion: suggestName(for: letters))
  }

  /// The error of a character that cannot stand where it stands.
  func unexpected() -> CronSyntaxError {
    guard !isTrial else { return failure(.emptyMember, at: position) }
    let rest = source[position..<range.upperBound]
    guard let scalar = rest.unicodeScalars.first else {
      return failure(.emptyMember, at: position, suggestion: suggestFullMembers())
    }
    let letters = rest.unicodeScalars.prefix { $0.isASCII && $0.properties.isAlphabetic }.count
    if letters > 0, let error = symbol(position..<position + letters) { return error }
    if scalar.properties.numericType == .decimal, !scalar.isASCII {
      return failure(.foreignDigit(String(scalar)), at: position, suggestion: suggestASCII())
    }
    if !Excerpt.isPrintable(scalar) {
      return failure(.invisible(Excerpt.name(of: scalar)), at: position, suggestion: .advise(.useSpace))
    }
    switch scalar {
    case "?" where !field.isDay:
      return failure(.misplaced("?"), at: position, suggestion: suggest("*" + member.dropFirst()))
    case "#" where field != .dayOfWeek:
      return failure(.misplaced("#"), at: position)
    case "+":
      return failure(.misplaced("+"), at: position, suggestion: suggestCleaned())
    default:
      let fault = CronSyntaxError.FieldFault.unexpected(String(scalar), in: memberText)
      let star = scalar == "*" ? suggest("*/" + member.prefix { $0 != "*" }) : nil
      let suggestion = star ?? source.suggestTimeOfDay(options) ?? suggestCleaned()
      return failure(fault, at: position, suggestion: suggestion)
    }
  }

  /// The error of `L`, `W` or `H` in the wrong case or place; nil for other letters.
  private func symbol(_ letters: Range<Int>) -> CronSyntaxError? {
    let word = source[letters]
    let symbol = word.uppercased()
    guard ["L", "W", "LW", "H"].contains(symbol) else { return nil }
    let start = letters.lowerBound
    if symbol != word, !isTrial, let suggestion = suggest(member.uppercased()) {
      return failure(.lowercase(symbol), at: start, suggestion: suggestion)
    }
    switch (symbol, field) {
    case ("L", .dayOfWeek) where start == memberStart:
      let suggestion = suggest("\(member.dropFirst())L") ?? .advise(.nameLastWeekday)
      return failure(.lastWithoutWeekday, at: start, suggestion: suggestion)
    case ("W", .dayOfMonth) where start == memberStart:
      let suggestion = suggest("\(member.dropFirst())W") ?? .advise(.nameNearestDay)
      return failure(.nearestWithoutDay, at: start, suggestion: suggestion)
    case ("L", .dayOfMonth) where start > memberStart && source.bytes[start - 1] != UInt8(ascii: "L"):
      return failure(.misplaced(symbol), at: start, suggestion: .advise(.moveTo(.dayOfWeek)))
    case ("L", .dayOfMonth), ("W", .dayOfMonth), ("LW", .dayOfMonth), ("L", .dayOfWeek), ("H", _):
      return nil
    default:
      return failure(.misplaced(symbol), at: start)
    }
  }

  // MARK: - Excerpts

  /// The member that is being read, as a message shows it.
  var memberText: String { isTrial ? "" : Excerpt.of(member) }

  /// The field, as a message shows it.
  var fieldText: String { isTrial ? "" : Excerpt.of(source[range]) }

  /// A piece of the field, as a message shows it.
  private func text(_ range: Range<Int>) -> String { isTrial ? "" : Excerpt.of(source[range]) }
}
