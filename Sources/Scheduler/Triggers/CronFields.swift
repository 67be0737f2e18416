/// Cron in named fields, as APScheduler writes it: a civil time matches when every field does.
public struct CronFields: Hashable, Sendable {
  /// The names of the fields, from the most to the least significant.
  public enum Name: String, Hashable, Sendable, CaseIterable {
    /// 1970 to 2199.
    case year

    /// 1 to 12, or jan to dec.
    case month

    /// 1 to 31, `last`, `2nd mon`, `last fri`.
    case day

    /// The week of the year as ISO 8601 counts it, 1 to 53.
    case week

    /// mon to sun; numbers are refused, since 0 is Monday in APScheduler and Sunday in cron.
    case dayOfWeek = "day_of_week"

    /// 0 to 23.
    case hour

    /// 0 to 59.
    case minute

    /// 0 to 59.
    case second
  }

  /// A field as it was written.
  public struct Field: Hashable, Sendable {
    /// Which field it is.
    public let name: Name

    /// What it may be.
    public let text: String

    /// A field of a job file; a JSON number comes as its decimal digits.
    ///
    /// - Parameters:
    ///   - name: Which field it is.
    ///   - text: What it may be.
    public init(_ name: Name, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// The fields that were given, from the most to the least significant.
  public let fields: [Field]

  /// What they mean.
  let pattern: CronFieldsPattern

  /// Reads the fields that a job file gives and fills in the others as APScheduler does.
  ///
  /// Omitted fields that are less significant than the least given one have their minimum; the others, and `week` and
  /// `day_of_week`, are `*`. Steps on names, text after `last` and other things that APScheduler overlooks are refused.
  ///
  /// - Parameter fields: At least one field, in any order, each name once.
  /// - Throws: What is wrong, in which field and column, and what was probably meant.
  /// - SeeAlso: APScheduler 3, user guide, `apscheduler.triggers.cron`.
  public init(_ fields: [Field]) throws(CronFieldError) {
    var given: [Field] = []
    var texts: [String] = []
    for name in Name.allCases {
      let sameName = fields.filter { $0.name == name }
      guard sameName.count <= 1 else {
        throw CronFieldError(field: name, column: 1, message: "\(name.rawValue) is given twice", hint: nil)
      }
      given += sameName
      let isBeforeTheLast = given.count < fields.count
      texts.append(sameName.first?.text ?? (isBeforeTheLast ? "*" : name.defaultText))
    }
    guard !given.isEmpty else {
      throw CronFieldError(
        field: nil,
        column: 1,
        message: "no field is given, so the trigger would fire every second",
        hint: "write \"second\": \"*\" if that is meant"
      )
    }
    self.fields = given
    pattern = try CronFieldsPattern(texts: texts)
  }
}

/// What is wrong with a field of `CronFields`, and where.
public struct CronFieldError: Error, Hashable, Sendable {
  /// The field, or nil when it is the set of fields that is wrong.
  public let field: CronFields.Name?

  /// The first column of the offending text, counted in characters from 1.
  public let column: Int

  /// What is wrong, in words that name the field; no full stop, no "error".
  public let message: String

  /// What was probably meant ("write \"mon,wed,fri\""), or nil.
  public let hint: String?
}

extension CronFields.Name {
  /// The numbers that the field may have; weekdays count from 0 for Monday.
  var range: ClosedRange<Int> {
    switch self {
    case .year: 1970...2199
    case .month: 1...12
    case .day: 1...31
    case .week: 1...53
    case .dayOfWeek: 0...6
    case .hour: 0...23
    case .minute, .second: 0...59
    }
  }

  /// The names that the field may have, the first one standing for the smallest number.
  var words: [String] {
    switch self {
    case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    case .dayOfWeek: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    case .year, .day, .week, .hour, .minute, .second: []
    }
  }

  /// What the field is when it is less significant than every field that is given.
  fileprivate var defaultText: String {
    switch self {
    case .year, .week, .dayOfWeek: "*"
    case .month, .day: "1"
    case .hour, .minute, .second: "0"
    }
  }
}
