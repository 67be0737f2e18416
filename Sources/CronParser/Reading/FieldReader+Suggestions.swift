/// What was probably meant by a field that cannot be read.
///
/// Each suggestion is tried before it is made: one that would be refused in its turn is worse than none.
extension FieldReader {
  /// The first of some texts that can be read in place of the member.
  ///
  /// A suggestion on trial makes none of its own: otherwise one could lead to the next without end.
  func suggest(_ candidates: String?...) -> CronSyntaxError.Suggestion? {
    guard !isTrial else { return nil }
    for case let candidate? in candidates where isReadable(candidate) {
      return .write(candidate)
    }
    return nil
  }

  /// `5/15`: the range from the value on; `mon/fri`: a dash.
  func suggestRange() -> CronSyntaxError.Suggestion? {
    let parts = member.split(separator: "/", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    let isName = parts[1].allSatisfy(\.isLetter)
    return suggest("\(parts[0])-\(lastValue)/\(parts[1])", isName ? "\(parts[0])-\(parts[1])" : nil)
  }

  /// `22-2`: the two ranges that it runs through, the step carried over from one to the other.
  func suggestTwoRanges(from first: Int, through last: Int) -> CronSyntaxError.Suggestion? {
    guard field != .year else { return suggest("\(last)-\(first)") }
    let step = member.split(separator: "/").dropFirst().first.flatMap { Int($0) } ?? 1
    guard step >= 1, step <= 60 else { return nil }
    // A week ends with Sunday as 7 and begins with it as 0, which is the same day.
    let end = field == .dayOfWeek ? 7 : field.range.upperBound
    let next = first + (end - first) / step * step + step - end - 1 + nextStart
    let head = written(first, through: end, step: step)
    guard next <= last else { return suggest(head) }
    return suggest(head + "," + written(next, through: last, step: step))
  }

  /// `-5`: a range from the field's first value; `-1` as day of the month is the last day elsewhere.
  func suggestStart() -> CronSyntaxError.Suggestion? {
    if field == .dayOfMonth, member == "-1" { return .write("L") }
    if member == "-" { return .write("*") }
    return suggest(name(of: field.range.lowerBound) + member)
  }

  /// `1-`, `1-*` and `1-/5`: a range to the field's last value.
  func suggestEnd() -> CronSyntaxError.Suggestion? {
    let parts = member.split(separator: "/", maxSplits: 1)
    guard let start = parts.first?.prefix(while: { $0 != "-" }) else { return nil }
    let step = parts.count == 2 ? "/\(parts[1])" : ""
    let isSunday = field == .dayOfWeek && ["0", "sun"].contains(start.lowercased())
    return suggest("\(start)-\(isSunday ? lastValue : name(of: field.range.upperBound))\(step)")
  }

  /// `1--5`: one dash.
  func suggestSingleDash() -> CronSyntaxError.Suggestion? {
    suggest(member.split(separator: "-").joined(separator: "-"))
  }

  /// `*/` and `*/0`: no step.
  func suggestWithoutStep() -> CronSyntaxError.Suggestion? {
    suggest(member.split(separator: "/").first.map { String($0) })
  }

  /// `*5`, `**` and `*-5`: a step, one star, a range from the first value.
  func suggestAfterStar() -> CronSyntaxError.Suggestion? {
    let star = member.prefix(1)
    let rest = member.dropFirst()
    if rest.allSatisfy({ star.contains($0) }) { return .write(String(star)) }
    let isRange = rest.first == "-"
    return suggest("*/\(rest)", isRange ? name(of: field.range.lowerBound) + rest : nil) ?? suggestCleaned()
  }

  /// `*/-2` and `*/(2)`: a plain number.
  func suggestStep() -> CronSyntaxError.Suggestion? {
    suggest(member.filter { $0 != "-" }) ?? suggestASCII() ?? suggestCleaned()
  }

  /// `24`, `0-24` and `60`: the first value, the last one; `26`: the year in full.
  func suggestInRange(_ number: Int, for digits: Range<Int>) -> CronSyntaxError.Suggestion? {
    let next = field.range.upperBound + 1
    switch field {
    case .second, .minute, .hour:
      guard number == next else { return nil }
      return suggest(member == source[digits] ? "0" : member(replacing: digits, with: "\(next - 1)"))
    case .dayOfMonth, .month:
      return number == 0 ? .advise(.countFromOne) : nil
    case .dayOfWeek:
      return CronField.year.range.contains(number) ? source.suggestSeconds(options) : nil
    case .year:
      return number < 100 ? suggest("\(2000 + number)") : nil
    }
  }

  /// A misspelt name, spelt right in the member.
  func suggestName(for letters: Range<Int>) -> CronSyntaxError.Suggestion? {
    let word = source[letters]
    guard let name = CronName(beginning: word, in: field) ?? CronName(misspelt: word, in: field) else {
      return nil
    }
    let written = word.allSatisfy(\.isUppercase) ? name.text.uppercased() : name.text
    return suggest(member(replacing: letters, with: written), written)
  }

  /// Digits of other scripts, as ASCII has them.
  func suggestASCII() -> CronSyntaxError.Suggestion? {
    let scalars = member.unicodeScalars.map { scalar in
      let properties = scalar.properties
      guard !scalar.isASCII, properties.numericType == .decimal, let value = properties.numericValue else {
        return String(scalar)
      }
      return String(Int(value))
    }
    return suggest(scalars.joined())
  }

  /// `1,,2` and `5,`: the members that are there.
  func suggestFullMembers() -> CronSyntaxError.Suggestion? {
    let members = source[range].split(separator: ",")
    return members.isEmpty ? .write("*") : suggest(members.joined(separator: ","))
  }

  /// `L-0`: the last day.
  func suggestLastDay() -> CronSyntaxError.Suggestion? {
    member == "L-0" ? .write("L") : nil
  }

  /// `5##2`, `5#` and `5#-1`: one number sign, the first, the last.
  func suggestNth() -> CronSyntaxError.Suggestion? {
    let parts = member.split(separator: "#")
    guard let weekday = parts.first else { return nil }
    guard parts.count == 2 else { return suggest("\(weekday)#1") }
    let isLast = parts[1] == "-1" || parts[1].lowercased() == "l"
    return suggest(isLast ? "\(weekday)#L" : "\(weekday)#\(parts[1])")
  }

  /// The member without what other notations add: brackets, quotes, signs, other separators.
  func suggestCleaned() -> CronSyntaxError.Suggestion? {
    suggest(cleaned(backslash: ""), cleaned(backslash: "/"))
  }

  /// The member, whole and as it was written.
  var member: String { source[memberStart..<memberEnd] }

  private var memberEnd: Int {
    source.bytes[memberStart..<range.upperBound].firstIndex(of: UInt8(ascii: ",")) ?? range.upperBound
  }

  private func member(replacing piece: Range<Int>, with text: String) -> String {
    source[memberStart..<piece.lowerBound] + text + source[piece.upperBound..<memberEnd]
  }

  // MARK: - Parts

  private func cleaned(backslash: String) -> String {
    var text = ""
    for character in member {
      switch character {
      case "(", ")", "[", "]", "{", "}", "'", "\"", "$", "=", "_", "+": break
      case ";", "|", "&": text += ","
      case "~": text += "-"
      case "\\": text += backslash
      case "." where text.last == ".": text = text.dropLast() + "-"
      default: text.append(character)
      }
    }
    return text
  }

  /// The last value as a range ends with it; Saturday in a week that is counted from 0.
  private var lastValue: String { name(of: field == .dayOfWeek ? 6 : field.range.upperBound) }

  /// Where a field goes on behind its last value; Monday behind Sunday as 7.
  private var nextStart: Int { field == .dayOfWeek ? 1 : field.range.lowerBound }

  /// A range in the words of the member: names where it has names.
  private func written(_ first: Int, through last: Int, step: Int) -> String {
    let head = name(of: first)
    if first == last || first + step > last { return head }
    return head + "-" + name(of: last) + (step == 1 ? "" : "/\(step)")
  }

  private func name(of value: Int) -> String {
    let letters = member.unicodeScalars.filter { $0.properties.isAlphabetic }
    guard !letters.isEmpty, !field.names.isEmpty else { return String(value) }
    let name = field.names[(value - field.range.lowerBound) % field.names.count]
    return letters.allSatisfy { $0.properties.isUppercase } ? name.uppercased() : name
  }

  private func isReadable(_ candidate: String) -> Bool {
    guard candidate.utf8.count <= Excerpt.longest, let source = try? CronSource(candidate),
      source.fields == [0..<source.bytes.count]
    else { return false }
    return Self.isReadable(source, field: field, range: source.fields[0], options: options)
  }

  /// Whether a field can be read.
  static func isReadable(
    _ source: CronSource,
    field: CronField,
    range: Range<Int>,
    options: CronOptions
  ) -> Bool {
    do {
      var reader = try FieldReader(source, field: field, range: range, options: options, isTrial: true)
      while try reader.next() != nil {}
      return true
    } catch {
      return false
    }
  }
}
