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

  /// Reads the fields that a job file gives and fills in the others as APScheduler does.
  ///
  /// Omitted fields that are less significant than the least given one have their minimum; the others, and `week` and
  /// `day_of_week`, are `*`.
  ///
  /// - Parameter fields: At least one field, in any order, each name once.
  /// - Throws: What is wrong, in which field and column, and what was probably meant.
  public init(_ fields: [Field]) throws(CronFieldError) {
    self.fields = fields
  }
}

/// What is wrong with a field of `CronFields`, and where.
public struct CronFieldError: Error, Hashable, Sendable {
  /// The field, or nil when it is the set of fields that is wrong.
  public let field: CronFields.Name?

  /// The first column of the offending text, counted in characters from 1.
  public let column: Int

  /// What is wrong, in words; no full stop, no "error".
  public let message: String

  /// What was probably meant ("write \"mon,wed,fri\""), or nil.
  public let hint: String?
}
