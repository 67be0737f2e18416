/// Reads the members of one field's list, one after the other.
///
/// The grammar is anchored: a member ends at a comma or at the end of its field, and whatever else follows it is
/// an error. Debian's cron drops what it does not understand, so that `*5` is every minute there.
struct FieldReader {
  /// The expression that the field stands in.
  let source: CronSource

  /// Which field it is.
  let field: CronField

  /// Which extensions are read.
  let options: CronOptions

  /// Where the field stands in the expression.
  let range: Range<Int>

  /// Whether only the answer counts and not what an error says: a suggestion is being tried.
  let isTrial: Bool

  /// Where the member that is being read begins.
  private(set) var memberStart: Int

  /// What is read next.
  private(set) var position: Int

  private var isDone = false

  /// A reader of a field's text.
  ///
  /// - Throws: That nothing follows a `+`.
  init(
    _ source: CronSource,
    field: CronField,
    range: Range<Int>,
    options: CronOptions,
    isTrial: Bool = false
  ) throws(CronSyntaxError) {
    self.source = source
    self.field = field
    self.range = range
    self.options = options
    self.isTrial = isTrial
    position = range.lowerBound
    memberStart = position
    // `+` before the weekdays only says how the day fields combine.
    if field == .dayOfWeek, skip("+") {
      memberStart = position
      if position == range.upperBound { throw failure(.loneAnd, at: range.lowerBound) }
    }
  }

  /// The next member; nil when all have been read.
  ///
  /// - Throws: What is wrong with it.
  mutating func next() throws(CronSyntaxError) -> FieldMember? {
    guard !isDone else { return nil }
    memberStart = position
    let member = try readMember()
    if position == range.upperBound {
      isDone = true
    } else if !skip(",") {
      throw unexpected()
    }
    return member
  }

  private mutating func readMember() throws(CronSyntaxError) -> FieldMember {
    switch peek {
    case nil, UInt8(ascii: ","):
      throw failure(.emptyMember, at: position, suggestion: suggestFullMembers())
    case UInt8(ascii: "*"):
      return try readAll()
    case UInt8(ascii: "?") where field.isDay:
      return try readAll()
    case UInt8(ascii: "H"):
      return try readHashed()
    case UInt8(ascii: "L") where field == .dayOfMonth:
      return try readLastDay()
    case UInt8(ascii: "/"):
      throw failure(.stepWithoutRange(memberText), at: memberStart, suggestion: suggest("*" + member))
    case UInt8(ascii: "-"):
      throw failure(.rangeWithoutStart(memberText), at: memberStart, suggestion: suggestStart())
    default:
      return try readValues()
    }
  }

  // MARK: - Members of every field

  private mutating func readAll() throws(CronSyntaxError) -> FieldMember {
    position += 1
    guard let byte = peek, byte != UInt8(ascii: ",") else { return .all(step: 1) }
    guard byte == UInt8(ascii: "/") else {
      throw failure(.textAfterStar(memberText), at: position, suggestion: suggestAfterStar())
    }
    return .all(step: try readStep() ?? 1)
  }

  private mutating func readValues() throws(CronSyntaxError) -> FieldMember {
    let first = try readValue()
    switch peek {
    case UInt8(ascii: "-"):
      return try readRange(from: first)
    case UInt8(ascii: "/"):
      throw failure(.stepAfterValue(memberText), at: position, suggestion: suggestRange())
    case UInt8(ascii: "#") where field == .dayOfWeek:
      return try readNthWeekday(first.value)
    case UInt8(ascii: "L") where field == .dayOfWeek:
      position += 1
      return .lastWeekday(first.value)
    case UInt8(ascii: "W") where field == .dayOfMonth:
      return try readNearestWeekday(first.value)
    default:
      return .value(first.value)
    }
  }

  private mutating func readRange(from first: Value) throws(CronSyntaxError) -> FieldMember {
    position += 1
    switch peek {
    case nil, UInt8(ascii: ","), UInt8(ascii: "/"):
      throw failure(.rangeWithoutEnd(memberText), at: position, suggestion: suggestEnd())
    case UInt8(ascii: "*"), UInt8(ascii: "?"):
      throw failure(.starInRange(memberText), at: position, suggestion: suggestEnd())
    case UInt8(ascii: "-"):
      throw failure(.secondDash(memberText), at: position, suggestion: suggestSingleDash())
    default:
      break
    }
    var last = try readValue()
    // Sunday ends a week as well as it begins one: `fri-sun` is 5-7.
    if last.isSunday, first.value > 0 { last.value = 7 }
    if peek == UInt8(ascii: "-") { throw failure(.secondDash(memberText), at: position) }
    if peek == UInt8(ascii: "W"), field == .dayOfMonth {
      throw failure(.nearestWeekdayInList(fieldText), at: memberStart, suggestion: .advise(.separateTriggers))
    }
    guard first.value <= last.value else {
      let suggestion = suggestTwoRanges(from: first.value, through: last.value)
      throw failure(.backwardsRange(memberText), at: memberStart, suggestion: suggestion)
    }
    return .range(first.value, last.value, step: try readStep() ?? 1)
  }

  /// Reads a slash and the number behind it; nil when there is no slash.
  private mutating func readStep() throws(CronSyntaxError) -> Int? {
    guard skip("/") else { return nil }
    let start = position
    guard let step = readNumber() else {
      let isMissing = peek == nil || peek == UInt8(ascii: ",")
      guard isMissing else {
        throw failure(.malformedStep(memberText), at: start, suggestion: suggestStep())
      }
      throw failure(.missingStep(memberText), at: start, suggestion: suggestWithoutStep())
    }
    if peek == UInt8(ascii: "/") { throw failure(.secondStep(memberText), at: position) }
    guard peek == nil || peek == UInt8(ascii: ",") else {
      throw failure(.malformedStep(memberText), at: start, suggestion: suggestStep())
    }
    guard step > 0 else {
      throw failure(.zeroStep(memberText), at: start, suggestion: suggestWithoutStep())
    }
    return step
  }

  private mutating func readHashed() throws(CronSyntaxError) -> FieldMember {
    let start = position
    guard field != .year else { throw failure(.misplaced("H"), at: start) }
    guard let key = options.hashKey else { throw failure(.hashOff(memberText), at: start) }
    position += 1
    let values = try skip("(") ? readHashRange() : hashRange
    let step = try readStep()
    var hash = StableHash()
    hash.combine(key)
    hash.combine(0)
    hash.combine(field.name)
    guard let step else {
      let value = values.lowerBound + hash.value(below: values.count)
      return .hashed(value, value, step: nil)
    }
    let first = values.lowerBound + hash.value(below: min(step, values.count))
    return .hashed(first, values.upperBound, step: step)
  }

  /// Reads what `H` draws from, behind the opening bracket.
  private mutating func readHashRange() throws(CronSyntaxError) -> ClosedRange<Int> {
    let low = try readValue()
    guard skip("-") else { throw failure(.malformedHash(memberText), at: memberStart) }
    var high = try readValue()
    if high.isSunday, low.value > 0 { high.value = 7 }
    guard skip(")") else { throw failure(.malformedHash(memberText), at: memberStart) }
    guard low.value <= high.value else { throw failure(.backwardsRange(memberText), at: memberStart) }
    return low.value...high.value
  }

  /// What `H` draws from: values that every month and week has.
  private var hashRange: ClosedRange<Int> {
    switch field {
    case .dayOfMonth: 1...28
    case .dayOfWeek: 0...6
    case .second, .minute, .hour, .month, .year: field.range
    }
  }

  // MARK: - Days

  private mutating func readLastDay() throws(CronSyntaxError) -> FieldMember {
    position += 1
    if skip("W") {
      guard options.allowsExtendedDays else { throw failure(.extensionOff(memberText), at: memberStart) }
      try requireAlone()
      return .lastWorkday
    }
    guard skip("-") else { return .lastDay(before: 0) }
    guard options.allowsExtendedDays else { throw failure(.extensionOff(memberText), at: memberStart) }
    guard let before = readNumber(), (1...30).contains(before) else {
      throw failure(.malformedLastDay(memberText), at: memberStart, suggestion: suggestLastDay())
    }
    return .lastDay(before: before)
  }

  private mutating func readNearestWeekday(_ day: Int) throws(CronSyntaxError) -> FieldMember {
    position += 1
    try requireAlone()
    return .nearestWeekday(day)
  }

  private func requireAlone() throws(CronSyntaxError) {
    guard memberStart == range.lowerBound, peek != UInt8(ascii: ",") else {
      throw failure(.nearestWeekdayInList(fieldText), at: memberStart, suggestion: .advise(.separateTriggers))
    }
  }

  private mutating func readNthWeekday(_ weekday: Int) throws(CronSyntaxError) -> FieldMember {
    position += 1
    if skip("L") { return .lastWeekday(weekday) }
    guard let nth = readNumber(), (1...5).contains(nth) else {
      throw failure(.malformedNth(memberText), at: memberStart, suggestion: suggestNth())
    }
    return .nthWeekday(weekday, nth)
  }

  // MARK: - Values

  private struct Value {
    var value: Int

    /// Whether it was written as the name of Sunday, which is 0 or 7.
    var isSunday = false
  }

  private mutating func readValue() throws(CronSyntaxError) -> Value {
    let start = position
    if let number = readNumber() {
      guard field.range.contains(number) else {
        // In `0x5` the letter is what is wrong, even where 0 is no value.
        if peek.map({ $0 | 0x20 }) == UInt8(ascii: "x") { throw unexpected() }
        throw outOfRange(number, start..<position)
      }
      return Value(value: number)
    }
    let letters = readLetters()
    guard !letters.isEmpty else { throw unexpected() }
    guard let value = value(named: letters) else { throw unknownName(letters) }
    return Value(value: value, isSunday: field == .dayOfWeek && value == 0)
  }

  /// Reads a run of digits; nil when there is none.
  ///
  /// A number too long to matter stops growing.
  private mutating func readNumber() -> Int? {
    guard let byte = peek, Self.isDigit(byte) else { return nil }
    var number = 0
    while let byte = peek, Self.isDigit(byte) {
      number = min(number * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000_000)
      position += 1
    }
    return number
  }

  /// Reads a run of letters, but not the `L` behind the name of a weekday.
  private mutating func readLetters() -> Range<Int> {
    let start = position
    while let byte = peek, Self.isLetter(byte) { position += 1 }
    let isLast = field == .dayOfWeek && position - start == 4
    guard isLast, source.bytes[position - 1] | 0x20 == UInt8(ascii: "l") else { return start..<position }
    if value(named: start..<position - 1) != nil { position -= 1 }
    return start..<position
  }

  private func value(named letters: Range<Int>) -> Int? {
    field.value(named: source.bytes[letters])
  }

  // MARK: - Bytes

  /// The byte that is read next; nil at the end of the field.
  var peek: UInt8? { position < range.upperBound ? source.bytes[position] : nil }

  /// Passes a character if it comes next.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

  private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }
}
