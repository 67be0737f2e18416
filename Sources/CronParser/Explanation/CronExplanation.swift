/// What a cron expression means, in plain English.
public struct CronExplanation: Hashable, Sendable {
  /// When it fires, in one phrase ("at 02:30 on Monday to Friday").
  public let summary: String

  /// What each field says, in order; a nickname's are those that it stands for.
  public let fields: [Field]

  /// Rules that decide and are easily overlooked, a sentence each.
  public let notes: [String]

  /// What one field says.
  public struct Field: Hashable, Sendable {
    /// Which field it is.
    public let field: CronField

    /// The field as it was written.
    public let text: String

    /// Its values in words ("minutes 0, 15, 30 and 45").
    public let words: String
  }
}

extension CronExplanation: CustomStringConvertible {
  /// The summary, the fields and the notes, a line each.
  public var description: String {
    let lines = fields.map { "\($0.field.name): \($0.text) (\($0.words))" }
    return ([summary] + lines + notes).joined(separator: "\n")
  }
}

extension CronExpression {
  /// What the expression means, in plain English.
  ///
  /// It is told from the meaning and not from the text: `0,30` and `*/30` are the same minutes.
  public var explanation: CronExplanation {
    guard !isReboot else {
      return CronExplanation(summary: "once, when the scheduler starts", fields: [], notes: [])
    }
    let fields = WrittenField.fields(of: self)
    return CronExplanation(
      summary: summary(fields),
      fields: fields.map { .init(field: $0.field, text: $0.text, words: words(for: $0)) },
      notes: notes(fields)
    )
  }

  private func summary(_ fields: [WrittenField]) -> String {
    let times = TimeWords(pattern.times)
    let days = DayWords(pattern.days).phrase ?? (times.needsDay ? "every day" : nil)
    let years = fields.last.flatMap { $0.field == .year ? yearWords(of: $0) : nil }
    let phrases = [times.phrase, days, monthWords.map { "in " + $0 }, years.map { "in " + $0 }]
    return phrases.compactMap(\.self).joined(separator: " ")
  }

  private func notes(_ fields: [WrittenField]) -> [String] {
    var notes: [String] = []
    if neverFires { notes.append("There is no such date, so it never fires.") }
    if DayWords(pattern.days).restrictsBoth {
      let isAnd = fields.contains { $0.field == .dayOfWeek && $0.text.hasPrefix("+") }
      let reason = isAnd ? "the weekdays begin with +" : "one of them begins with *"
      notes.append(
        pattern.days.matchesEither
          ? "A day that matches one of the two day fields is enough."
          : "A day has to match both day fields, since \(reason)."
      )
    }
    notes.append(
      isWildcard
        ? "Wildcard: it goes on with the clock; what is skipped does not fire, what is shown twice fires twice."
        : "Fixed: what the clock skips fires once, right after the gap; of what it shows twice, the first counts."
    )
    return notes
  }

  private func words(for written: WrittenField) -> String {
    switch written.field {
    case .second: ValueWords(pattern.times.seconds).counted("second", of: 60)
    case .minute: ValueWords(pattern.times.minutes).counted("minute", of: 60)
    case .hour: ValueWords(pattern.times.hours).counted("hour", of: 24)
    case .dayOfMonth: DayWords(pattern.days).dates ?? "every day of the month"
    case .month: monthWords ?? "every month"
    case .dayOfWeek: DayWords(pattern.days).weekdays ?? "every day of the week"
    case .year: yearWords(of: written) ?? "every year"
    }
  }

  private var monthWords: String? {
    pattern.months == 0x1FFE ? nil : ValueWords(pattern.months) { CronField.month.word(for: $0) }.list
  }

  /// The years that were written; the pattern only keeps those that have a matching day.
  private func yearWords(of written: WrittenField) -> String? {
    var values = FieldValues()
    for member in written.members { values.insert(member.member, into: .year) }
    return values.years == .all ? nil : ValueWords(values.years).progression(of: "year")
  }
}
