/// What a member of a field's list may be.
enum CronFieldMember: Hashable {
  /// Every step-th number of a range.
  case numbers(ClosedRange<Int>, step: Int)

  /// The last day of the month.
  case lastDay

  /// The n-th such weekday of the month; Monday is 0.
  case nthWeekday(Int, weekday: Int)

  /// The last such weekday of the month; Monday is 0.
  case lastWeekday(Int)
}

/// Reads the text of one field, anchored at both ends: what is not understood is never passed over.
struct CronFieldReader {
  private let name: CronFields.Name

  /// The text as it was written, for messages.
  private let written: [UInt8]

  /// The text in small letters.
  private let bytes: [UInt8]

  private var position = 0

  /// The end of the member that is being read.
  private var end = 0

  /// A reader of a field.
  init(_ name: CronFields.Name, _ text: String) throws(CronFieldError) {
    self.name = name
    written = Array(text.utf8)
    bytes = written.map { $0.isUpperCaseLetter ? $0 | 0x20 : $0 }
    if let foreign = text.enumerated().first(where: { !$0.element.isASCII }) {
      throw CronFieldError(
        field: name,
        column: foreign.offset + 1,
        message: "\(name.rawValue) has a character that no field has: \"\(foreign.element)\"",
        hint: nil
      )
    }
  }

  /// Reads the list.
  mutating func members() throws(CronFieldError) -> [CronFieldMember] {
    var members: [CronFieldMember] = []
    while true {
      let comma = bytes[position...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.count
      end = comma
      while end > position, bytes[end - 1] == .space { end -= 1 }
      skipSpaces()
      guard position < end else {
        throw failure(bytes.isEmpty ? "is empty" : "has an empty list member")
      }
      members.append(try member())
      guard comma < bytes.count else { return members }
      position = comma + 1
    }
  }

  // MARK: - Members

  private mutating func member() throws(CronFieldError) -> CronFieldMember {
    let member: CronFieldMember =
      if skip("*") {
        try stepped(name.range, isOpen: true)
      } else if peek?.isDigit == true {
        try startingWithNumber()
      } else {
        try startingWithWord()
      }
    guard position == end else { throw trailing(after: member) }
    return member
  }

  private mutating func startingWithNumber() throws(CronFieldError) -> CronFieldMember {
    let start = position
    guard name != .dayOfWeek else {
      throw failure(
        "takes names only, since 0 is Monday in APScheduler and Sunday in cron",
        hint: "write mon, tue, wed, thu, fri, sat or sun"
      )
    }
    if name == .day, let ordinal = ordinal() {
      skipSpaces()
      return .nthWeekday(ordinal, weekday: try weekday())
    }
    let first = try number()
    if skip("-") {
      let last = try number()
      guard first <= last else { throw backwards(from: start) }
      return try stepped(first...last, isOpen: false)
    }
    guard peek == UInt8(ascii: "/") else { return .numbers(first...first, step: 1) }
    return try stepped(first...name.range.upperBound, isOpen: true)
  }

  private mutating func startingWithWord() throws(CronFieldError) -> CronFieldMember {
    let start = position
    let word = takeWord()
    if name == .day, word == "last" {
      guard position < end, peek == .space else { return .lastDay }
      skipSpaces()
      return .lastWeekday(try weekday())
    }
    let first = try number(of: word, at: start)
    guard skip("-") else { return .numbers(first...first, step: 1) }
    let lastStart = position
    let lastWord = takeWord()
    let last = try number(of: lastWord, at: lastStart)
    guard first <= last else { throw backwards(from: start) }
    return .numbers(first...last, step: 1)
  }

  /// A range with the step that follows it, if one does.
  private mutating func stepped(
    _ range: ClosedRange<Int>,
    isOpen: Bool
  ) throws(CronFieldError) -> CronFieldMember {
    let start = position
    guard skip("/") else { return .numbers(range, step: 1) }
    let digits = takeDigits()
    guard let step = Int(digits), step > 0 else {
      throw failure("needs a step of at least 1 after \"/\"", at: start)
    }
    // APScheduler's rule: a step that leaves only the first value was not what was meant.
    guard step <= range.count - 1 else {
      throw failure(
        "has a step of \(step), which is larger than its range",
        hint: isOpen ? "an interval trigger runs every so often" : nil,
        at: start
      )
    }
    return .numbers(range, step: step)
  }

  // MARK: - Parts

  private mutating func number() throws(CronFieldError) -> Int {
    let start = position
    let digits = takeDigits()
    guard !digits.isEmpty else { throw failure("lacks a number") }
    guard let value = Int(digits), name.range.contains(value) else {
      let (least, greatest) = (name.range.lowerBound, name.range.upperBound)
      throw failure("must be \(least) to \(greatest), not \(digits)", at: start)
    }
    return value
  }

  private func number(of word: String, at start: Int) throws(CronFieldError) -> Int {
    if let index = name.words.firstIndex(of: word) { return name.range.lowerBound + index }
    let written = text(from: start, to: word.isEmpty ? end : position)
    let message =
      if name.words.isEmpty || word.isEmpty {
        "has \"\(written)\" where a \(name.words.isEmpty ? "number" : "name") must be"
      } else {
        "has \"\(written)\", which is none of \(name.words.joined(separator: ", "))"
      }
    throw failure(message, hint: meant(by: word), at: start)
  }

  /// What was probably meant by a word that the field does not have.
  private func meant(by word: String) -> String? {
    if name == .day, word.hasPrefix("l") { return "write \"last\"" }
    let abbreviation = String(word.prefix(3))
    return name.words.contains(abbreviation) ? "write \"\(abbreviation)\"" : nil
  }

  private mutating func weekday() throws(CronFieldError) -> Int {
    let start = position
    let word = takeWord()
    guard let index = CronFields.Name.dayOfWeek.words.firstIndex(of: word) else {
      throw failure("needs a weekday here, mon to sun, not \"\(text(from: start))\"", at: start)
    }
    return index
  }

  /// Passes `1st` to `5th`; leaves the position where it is when there is none.
  private mutating func ordinal() -> Int? {
    let start = position
    let text = String(takeDigits()) + takeWord()
    if let index = ["1st", "2nd", "3rd", "4th", "5th"].firstIndex(of: text) { return index + 1 }
    position = start
    return nil
  }

  // MARK: - Characters

  private var peek: UInt8? { position < end ? bytes[position] : nil }

  private mutating func skip(_ expected: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: expected) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpaces() {
    while peek == .space { position += 1 }
  }

  private mutating func takeDigits() -> String { take(while: \.isDigit) }

  private mutating func takeWord() -> String { take(while: \.isLowerCaseLetter) }

  private mutating func take(while condition: (UInt8) -> Bool) -> String {
    let start = position
    while let byte = peek, condition(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// What was written from one place to another, else to the end of the member.
  private func text(from start: Int, to stop: Int? = nil) -> String {
    String(decoding: written[start..<max(start, stop ?? end)], as: UTF8.self)
  }

  // MARK: - Failures

  private func failure(_ message: String, hint: String? = nil, at place: Int? = nil) -> CronFieldError {
    CronFieldError(
      field: name,
      column: (place ?? position) + 1,
      message: "\(name.rawValue) \(message)",
      hint: hint
    )
  }

  private func backwards(from start: Int) -> CronFieldError {
    failure("has a range that runs backwards: \"\(text(from: start))\"", hint: "write two ranges", at: start)
  }

  /// What stands behind a member; APScheduler passes it over, which turns "mon-fri/2" into every weekday.
  private func trailing(after member: CronFieldMember) -> CronFieldError {
    let rest = text(from: position)
    if case .numbers(let range, _) = member, !name.words.isEmpty, rest.hasPrefix("/"),
      let step = Int(rest.dropFirst()), step > 0
    {
      let words = stride(from: range.lowerBound, through: range.upperBound, by: step).map {
        name.words[$0 - name.range.lowerBound]
      }
      let list = words.joined(separator: ",")
      return failure("has a step after names: \"\(rest)\"", hint: "write \"\(list)\"")
    }
    let hint = rest.hasPrefix("#") ? "write \"day\": \"2nd mon\" and the like" : nil
    return failure("goes on with \"\(rest)\", which is not understood", hint: hint)
  }
}

extension UInt8 {
  fileprivate static let space = UInt8(ascii: " ")

  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  fileprivate var isLowerCaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }

  fileprivate var isUpperCaseLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}
