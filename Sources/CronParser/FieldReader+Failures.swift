extension FieldReader {
  /// The error of that cause at that byte.
  func failure(
    _ cause: CronSyntaxError.Cause,
    at offset: Int,
    suggestion: CronSyntaxError.Suggestion? = nil
  ) -> CronSyntaxError {
    CronSyntaxError(column: source.column(of: offset), field: field, cause: cause, suggestion: suggestion)
  }

  /// The error of a character that cannot stand where it stands.
  func unexpected() -> CronSyntaxError {
    failure(.unexpected(text(position..<min(position + 1, range.upperBound)), in: memberText), at: position)
  }

  /// The error of letters that are no name in this field.
  func unknownName(_ letters: Range<Int>) -> CronSyntaxError {
    failure(.unknownName(text(letters)), at: letters.lowerBound)
  }

  /// The member that is being read, as a message shows it.
  var memberText: String {
    var end = memberStart
    while end < range.upperBound, source.bytes[end] != UInt8(ascii: ",") { end += 1 }
    return text(memberStart..<end)
  }

  /// A piece of the field, as a message shows it.
  func text(_ range: Range<Int>) -> String { Excerpt.of(source[range]) }
}

extension CronSyntaxError {
  /// The error of an expression with too few or too many fields.
  static func fieldCount(of source: CronSource) -> CronSyntaxError {
    let count = source.fields.count
    let offset = count > 7 ? source.fields[7].lowerBound : source.content.upperBound
    return CronSyntaxError(column: source.column(of: offset), cause: .fieldCount(count))
  }
}
