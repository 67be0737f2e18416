/// What the fields of an expression say.
struct CronReading {
  /// What the expression means.
  let pattern: CronPattern

  /// Whether the minute or the hour field begins with `*`.
  let isWildcard: Bool

  /// Whether there is an `H`.
  let isHashed: Bool

  /// Whether there is a field for seconds.
  let hasSeconds: Bool

  private init(_ values: FieldValues, hasSeconds: Bool) {
    pattern = values.pattern
    isWildcard = values.isWildcard
    isHashed = values.isHashed
    self.hasSeconds = hasSeconds
  }

  /// Reads each field.
  ///
  /// - Throws: The first thing that is wrong.
  init(_ source: CronSource, options: CronOptions) throws(CronSyntaxError) {
    guard let fields = CronField.fields(count: source.fields.count) else {
      throw source.assignment() ?? source.wrongFieldCount(options)
    }
    var values = FieldValues()
    for (index, field) in fields.enumerated() {
      let range = source.fields[index]
      values.begin(field, with: source.bytes[range.lowerBound])
      do {
        var reader = try FieldReader(source, field: field, range: range, options: options)
        while let member = try reader.next() { values.insert(member, into: field) }
      } catch {
        throw source.explained(error, at: index, options)
      }
    }
    if fields.first != .second { values.insert(.value(0), into: .second) }
    if fields.last != .year { values.insert(.all(step: 1), into: .year) }
    self.init(values, hasSeconds: fields.first == .second)
  }

  /// Reads what a nickname stands for; of `@reboot`, that nothing matches.
  ///
  /// - Throws: Nothing, since what a nickname stands for is well formed.
  init(_ nickname: CronNickname) throws(CronSyntaxError) {
    if let expression = nickname.expression {
      try self.init(CronSource(expression), options: .standard)
    } else {
      self.init(FieldValues(), hasSeconds: false)
    }
  }
}
