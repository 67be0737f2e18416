/// What was probably meant by an expression that cannot be read field by field.
extension CronSource {
  /// The error of an expression with too few or too many fields.
  func wrongFieldCount(_ options: CronOptions) -> CronSyntaxError {
    CronSyntaxError(
      column: column(of: fields.count > 7 ? fields[7].lowerBound : content.upperBound),
      fault: .expression(.fieldCount(fields.count)),
      suggestion: suggestFields(options)
    )
  }

  /// The error that says most about a field that cannot be read.
  func explained(_ error: CronSyntaxError, at index: Int, _ options: CronOptions) -> CronSyntaxError {
    if index == 0, let error = assignment() { return error }
    guard index > 4, error.suggestion == nil else { return error }
    return CronSyntaxError(
      column: error.column,
      fault: error.fault,
      suggestion: suggestWithoutCommand(options)
    )
  }

  /// The error of an assignment before the fields (`TZ=UTC 0 0 * * *`); nil when there is none.
  func assignment() -> CronSyntaxError? {
    let first = bytes[fields[0]]
    guard let name = first.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false).first else {
      return nil
    }
    let isName = name.allSatisfy { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 || $0 == UInt8(ascii: "_") }
    guard !name.isEmpty, name.count < first.count, isName else { return nil }
    let isZone = name.suffix(2) == [UInt8(ascii: "T"), UInt8(ascii: "Z")]
    return failure(
      .assignment(Excerpt.of(self[fields[0]])),
      at: 0,
      suggestion: .advise(isZone ? .setTimeZone : .giveFields)
    )
  }

  /// `10:30 * * *`: the minute and the hour as two fields.
  func suggestTimeOfDay(_ options: CronOptions) -> CronSyntaxError.Suggestion? {
    for (index, field) in fields.enumerated() where index + 3 < fields.count {
      let parts = self[field].split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]) else { continue }
      return suggest("\(minute) \(hour) \(joined(fields.suffix(3)))", options)
    }
    return nil
  }

  /// `0 0 1 1 * 2030`: a year stands behind seven fields only, seconds first.
  func suggestSeconds(_ options: CronOptions) -> CronSyntaxError.Suggestion? {
    fields.count == 6 ? suggest("0 " + joined(fields), options) : nil
  }

  /// `0 5 * * 1 /bin/backup`: the five fields without the command.
  func suggestWithoutCommand(_ options: CronOptions) -> CronSyntaxError.Suggestion? {
    guard fields.count > 5 else { return nil }
    let word = self[fields[5]]
    let isPath = word.contains(".") || word.hasPrefix("/") || word.hasPrefix("~")
    guard isPath || fields.count > 7 && word.contains(where: \.isLowercase) else { return nil }
    return suggest(joined(fields.prefix(5)), options)
  }

  /// The fields with one space between them, since a tab in a message moves what follows it.
  private func joined(_ fields: some Sequence<Range<Int>>) -> String {
    fields.map { self[$0] }.joined(separator: " ")
  }

  private func suggestFields(_ options: CronOptions) -> CronSyntaxError.Suggestion {
    if let suggestion = suggestTimeOfDay(options) ?? suggestWithoutCommand(options) { return suggestion }
    if fields.count > 7 { return .advise(.dropCommand) }
    let nickname = fields.count == 1 ? CronNickname(nearest: "@" + text) : nil
    return nickname.map { .write($0.rawValue) } ?? .advise(.giveFields)
  }

  private func suggest(_ candidate: String, _ options: CronOptions) -> CronSyntaxError.Suggestion? {
    guard candidate.utf8.count <= 2 * Excerpt.longest, let source = try? CronSource(candidate),
      source.isReadable(options)
    else { return nil }
    return .write(candidate)
  }

  /// Whether each field can be read.
  private func isReadable(_ options: CronOptions) -> Bool {
    guard let names = CronField.fields(count: fields.count) else { return false }
    return zip(names, fields).allSatisfy { field, range in
      FieldReader.isReadable(self, field: field, range: range, options: options)
    }
  }
}
