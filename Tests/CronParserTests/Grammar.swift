/// The grammar of the Open Cron Pattern Specification, written a second time and plainly: cut at the separators,
/// look at each piece.
///
/// What it accepts the parser has to accept, and nothing else.
enum Grammar {
  private static let nicknames = [
    "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", "@reboot",
  ]
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  private enum Field {
    case second, minute, hour, dayOfMonth, month, dayOfWeek, year

    var isDay: Bool { self == .dayOfMonth || self == .dayOfWeek }
  }

  /// Whether a text is an expression; with `LW`, `L-n` and `H` where extensions are asked for.
  static func accepts(_ text: String, extensions: Bool) -> Bool {
    let words = text.unicodeScalars.split { $0 == " " || $0 == "\t" }.map {
      String(String.UnicodeScalarView($0))
    }
    if words.count == 1 { return nicknames.contains(words[0]) }
    let fields: [Field] = [.second, .minute, .hour, .dayOfMonth, .month, .dayOfWeek, .year]
    let named: [Field]
    switch words.count {
    case 5: named = Array(fields[1...5])
    case 6: named = Array(fields[0...5])
    case 7: named = fields
    default: return false
    }
    return zip(named, words).allSatisfy { accepts(field: $1, $0, extensions) }
  }

  private static func accepts(field: String, _ kind: Field, _ extensions: Bool) -> Bool {
    var field = field
    if kind == .dayOfWeek, field.unicodeScalars.first == "+" { field.unicodeScalars.removeFirst() }
    if kind == .dayOfMonth {
      if field == "LW" { return extensions }
      if field.hasSuffix("W"), value(String(field.dropLast()), kind) != nil { return true }
    }
    return pieces(field, at: ",").allSatisfy { accepts(member: $0, kind, extensions) }
  }

  private static func accepts(member: String, _ kind: Field, _ extensions: Bool) -> Bool {
    if member == "L", kind == .dayOfMonth { return true }
    if member.hasPrefix("L-"), kind == .dayOfMonth {
      return extensions && number(String(member.dropFirst(2))).map { (1...30).contains($0) } ?? false
    }
    if kind == .dayOfWeek, acceptsCounted(member) { return true }
    let parts = pieces(member, at: "/")
    if parts.count == 2 {
      guard let step = number(parts[1]), step > 0 else { return false }
      return isAll(parts[0], kind) || isRange(parts[0], kind) || extensions && isHashed(parts[0], kind)
    }
    guard parts.count == 1 else { return false }
    return isAll(member, kind) || isRange(member, kind) || value(member, kind) != nil
      || extensions && isHashed(member, kind)
  }

  private static func acceptsCounted(_ member: String) -> Bool {
    if member.hasSuffix("L"), value(String(member.dropLast()), .dayOfWeek) != nil { return true }
    let parts = pieces(member, at: "#")
    guard parts.count == 2, value(parts[0], .dayOfWeek) != nil else { return false }
    return parts[1] == "L" || number(parts[1]).map { (1...5).contains($0) } ?? false
  }

  private static func isAll(_ text: String, _ kind: Field) -> Bool {
    text == "*" || kind.isDay && text == "?"
  }

  private static func isRange(_ text: String, _ kind: Field) -> Bool {
    let ends = pieces(text, at: "-")
    guard ends.count == 2, let low = value(ends[0], kind), var high = value(ends[1], kind) else {
      return false
    }
    if kind == .dayOfWeek, ends[1].lowercased() == "sun", low > 0 { high = 7 }
    return low <= high
  }

  private static func isHashed(_ text: String, _ kind: Field) -> Bool {
    guard kind != .year else { return false }
    return text == "H"
      || text.hasPrefix("H(") && text.hasSuffix(")") && isRange(String(text.dropFirst(2).dropLast()), kind)
  }

  private static func value(_ text: String, _ kind: Field) -> Int? {
    let range: ClosedRange<Int> =
      switch kind {
      case .second, .minute: 0...59
      case .hour: 0...23
      case .dayOfMonth: 1...31
      case .month: 1...12
      case .dayOfWeek: 0...7
      case .year: 1970...2199
      }
    if let number = number(text) { return range.contains(number) ? number : nil }
    guard text.utf8.count == 3 else { return nil }
    switch kind {
    case .month: return months.firstIndex(of: text.lowercased()).map { $0 + 1 }
    case .dayOfWeek: return weekdays.firstIndex(of: text.lowercased())
    default: return nil
    }
  }

  /// A run of ASCII digits; one that is too long for a number is a large one.
  private static func number(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text) ?? .max
  }

  private static func pieces(_ text: String, at separator: Unicode.Scalar) -> [String] {
    text.unicodeScalars.split(separator: separator, omittingEmptySubsequences: false)
      .map { String(String.UnicodeScalarView($0)) }
  }
}
