extension JobFileReader {
  /// A string without NUL, which neither a process nor a file name can take.
  mutating func string(_ value: JSONValue, key: String? = nil, expected: String = "a string") -> String? {
    guard let string = json.string(value) else {
      let isNumber = json.kind(of: value) == .number && expected == "a string"
      let mend = isNumber ? "; write \(described(value).quoted)" : ""
      refuse(value, key: key, "must be \(expected), not \(described(value))\(mend)")
      return nil
    }
    // Only an escape can spell one.
    guard !json.hasEscapes(value) || !string.utf8.contains(0) else {
      refuse(value, key: key, "must not hold a NUL (\\u0000)")
      return nil
    }
    return string
  }

  /// True or false.
  mutating func boolean(_ value: JSONValue, key: String) -> Bool? {
    guard let boolean = json.boolean(value) else {
      refuse(value, key: key, "must be true or false, not \(described(value))")
      return nil
    }
    return boolean
  }

  /// A whole number in a range.
  mutating func integer(_ value: JSONValue, key: String, in range: ClosedRange<Int>) -> Int? {
    guard case .integer(let number)? = json.number(value), let integer = Int(exactly: number),
      range.contains(integer)
    else {
      let bounds = "from \(range.lowerBound) to \(range.upperBound)"
      refuse(value, key: key, "must be a whole number \(bounds), not \(described(value))")
      return nil
    }
    return integer
  }

  /// One of a few words.
  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ value: JSONValue,
    key: String?,
    _: Choice.Type
  ) -> Choice? {
    if let choice = json.string(value).flatMap(Choice.init(rawValue:)) { return choice }
    let words = Choice.allCases.map { $0.rawValue.quoted }
    let all = words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    refuse(value, key: key, "must be \(all), not \(described(value))")
    return nil
  }

  /// A length of time, as text with units or as a number of seconds.
  mutating func duration(_ value: JSONValue, key: String) -> TimeAmount? {
    do throws(DurationError) {
      switch json.kind(of: value) {
      case .string: return try TimeAmount(json.string(value) ?? "")
      case .number: return try TimeAmount(secondsInJSON: json.source(of: value))
      case .null, .boolean, .array, .object: break
      }
    } catch {
      refuse(value, key: key, "\(described(value)) \(error)")
      return nil
    }
    refuse(
      value,
      key: key,
      "must be a duration such as \"90s\" or a number of seconds, not \(described(value))"
    )
    return nil
  }

  /// A length of time that is more than none; the mend says what to write instead of zero.
  mutating func positiveDuration(_ value: JSONValue, key: String, insteadOfZero mend: String) -> TimeAmount? {
    guard let amount = duration(value, key: key) else { return nil }
    guard amount > .zero else {
      refuse(value, key: key, "must be longer than zero; \(mend)")
      return nil
    }
    return amount
  }

  /// A zone by its name.
  mutating func zone(_ value: JSONValue, key: String) -> Zone? {
    guard let name = string(value, key: key, expected: "the name of a zone such as \"Europe/Berlin\"") else {
      return nil
    }
    do throws(ZoneError) {
      return try zones.zone(named: name)
    } catch {
      refuse(value, key: key, zones.message(for: error))
      return nil
    }
  }
}
