/// One member of a field's list, as it was written.
enum FieldMember: Hashable, Sendable {
  /// `*`, or `*/n`; `?` in the day fields.
  case all(step: Int)

  /// A single value.
  case value(Int)

  /// `a-b`, or `a-b/n`.
  case range(Int, Int, step: Int)

  /// `H`, `H(a-b)`, or either with `/n`: a value, or a first value, drawn from a key's hash.
  case hashed(Int, Int, step: Int?)

  /// `L` as a day of the month, or `L-n`.
  case lastDay(before: Int)

  /// `nW`: the weekday nearest to a day.
  case nearestWeekday(Int)

  /// `LW`: the last day of the month that is Monday to Friday.
  case lastWorkday

  /// `d#n`: the n-th such weekday of the month.
  case nthWeekday(Int, Int)

  /// `dL` or `d#L`: the last such weekday of the month.
  case lastWeekday(Int)
}
