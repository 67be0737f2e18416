/// A field of an expression as it was written.
struct WrittenField {
  /// Which field it is.
  let field: CronField

  /// Its text.
  let text: String

  /// Its members, in order.
  let members: [Member]

  /// A member of the field's list as it was written.
  struct Member {
    /// What it says, but for what `H` draws, which depends on a key that is not kept.
    let member: FieldMember

    /// Its text.
    let text: String

    /// Its first column in the expression, counted from 1.
    let column: Int
  }

  /// The first column of the field in the expression, counted from 1.
  var column: Int { members.first?.column ?? 1 }

  /// Whether it is a day field that begins with `*` or `?` and so is unrestricted, whatever its list says.
  var isStarredDay: Bool { field.isDay && (text.hasPrefix("*") || text.hasPrefix("?")) }

  /// The fields of an expression; of a nickname, those that it stands for.
  static func fields(of expression: CronExpression) -> [WrittenField] {
    let text = CronNickname(rawValue: expression.text)?.expression ?? expression.text
    guard let source = try? CronSource(text), let fields = CronField.fields(count: source.fields.count)
    else { return [] }
    return zip(fields, source.fields).map { field, range in
      WrittenField(field: field, text: source[range], members: members(of: field, at: range, in: source))
    }
  }

  private static func members(of field: CronField, at range: Range<Int>, in source: CronSource) -> [Member] {
    // What was read once is read again, so every extension is on and nothing can fail.
    let options = CronOptions(allowsExtendedDays: true, hashKey: "")
    guard var reader = try? FieldReader(source, field: field, range: range, options: options)
    else { return [] }
    var members: [Member] = []
    while let member = try? reader.next() {
      // What could be read is ASCII, so that bytes are columns; counting them for each member of a long list is slow.
      members.append(Member(member: member, text: reader.member, column: reader.memberStart + 1))
    }
    return members
  }
}
