/// One of the fields that a cron expression has.
public enum CronField: Int, Hashable, Sendable, CaseIterable {
  /// Seconds, the first of six or seven fields.
  case second

  /// Minutes, the first of five fields.
  case minute

  /// Hours.
  case hour

  /// Days of the month.
  case dayOfMonth

  /// Months.
  case month

  /// Days of the week, where 0 and 7 are Sunday.
  case dayOfWeek

  /// Years, the last of seven fields.
  case year

  /// What the field is called in messages ("day of month").
  public var name: String {
    switch self {
    case .second: "second"
    case .minute: "minute"
    case .hour: "hour"
    case .dayOfMonth: "day of month"
    case .month: "month"
    case .dayOfWeek: "day of week"
    case .year: "year"
    }
  }

  /// The values that the field may have; `*` is all of them.
  public var range: ClosedRange<Int> {
    switch self {
    case .second, .minute: 0...59
    case .hour: 0...23
    case .dayOfMonth: 1...31
    case .month: 1...12
    case .dayOfWeek: 0...7
    case .year: 1970...2199
    }
  }

  /// Whether `?` may stand for `*` here, and `L`, `W` and `#` have a meaning.
  var isDay: Bool { self == .dayOfMonth || self == .dayOfWeek }

  /// The fields of an expression of that many fields, in order; nil when no expression has so many.
  static func fields(count: Int) -> ArraySlice<CronField>? {
    switch count {
    case 5: allCases[1...5]
    case 6: allCases[0...5]
    case 7: allCases[0...6]
    default: nil
    }
  }
}
