extension JobFileReader {
  /// A number of bytes: a whole number, or text with one of the units K, M, G and T, which are powers of 1024.
  ///
  /// `KB` and its like mean 1000 to some and 1024 to others, so they are refused.
  mutating func byteCount(_ value: JSONValue, key: String, in range: ClosedRange<Int64>) -> Int64? {
    let count: Int64?
    switch json.kind(of: value) {
    case .number: count = integer(value)
    case .string: count = Self.byteCount(json.string(value) ?? "")
    case .null, .boolean, .array, .object: count = nil
    }
    guard let count else {
      refuse(
        value,
        key: key,
        "must be a number of bytes, or text such as \"512M\" (K, M, G and T are powers of 1024), "
          + "not \(described(value))"
      )
      return nil
    }
    guard range.contains(count) else {
      refuse(
        value,
        key: key,
        "must be from \(range.lowerBound) to \(range.upperBound) bytes, not \(described(value))"
      )
      return nil
    }
    return count
  }

  private func integer(_ value: JSONValue) -> Int64? {
    guard case .integer(let number)? = json.number(value) else { return nil }
    return number
  }

  /// `512M` and `512MiB` are one; nil for what is no number of bytes, or more than there are.
  private static func byteCount(_ text: String) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits) else { return nil }
    var unit = text[digits.endIndex...].drop { $0 == " " }
    if unit.isEmpty { return number }
    if unit == "B" { return number }
    if unit.hasSuffix("iB") { unit = unit.dropLast(2) }
    let powers: [Substring: Int64] = ["K": 10, "M": 20, "G": 30, "T": 40]
    guard let power = powers[unit] else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: 1 << power)
    return overflow ? .max : product
  }
}
