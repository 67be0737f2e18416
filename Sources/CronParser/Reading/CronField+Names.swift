extension CronField {
  /// The three-letter names of the field's values, from the first value on; none for most fields.
  var names: [String] {
    switch self {
    case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    case .second, .minute, .hour, .dayOfMonth, .year: []
    }
  }

  /// The value that three letters name, in either case; nil when they name none here.
  func value(named letters: ArraySlice<UInt8>) -> Int? {
    guard letters.count == 3 else { return nil }
    // Three letters in one word make a name one comparison.
    let word = letters.reduce(0 as UInt32) { $0 << 8 | UInt32($1 | 0x20) }
    switch self {
    case .month: return Self.months.firstIndex(of: word).map { $0 + 1 }
    case .dayOfWeek: return Self.weekdays.firstIndex(of: word)
    case .second, .minute, .hour, .dayOfMonth, .year: return nil
    }
  }

  private static let months = CronField.month.names.map(word)
  private static let weekdays = CronField.dayOfWeek.names.map(word)

  private static func word(_ name: String) -> UInt32 {
    name.utf8.reduce(0) { $0 << 8 | UInt32($1) }
  }
}
