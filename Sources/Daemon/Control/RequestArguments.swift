import Scheduler

/// The query string of a request, read against what its route takes: nothing unknown, nothing twice.
struct RequestArguments {
  private var values: [String: String] = [:]

  init(_ request: HTTPRequest, of route: Route) throws(ControlProblem) {
    let known = route.parameters.map(\.name)
    for item in request.query {
      guard known.contains(item.name) else { throw .unknownParameter(item.name, known: known) }
      guard values.updateValue(item.value, forKey: item.name) == nil else {
        throw .malformedParameter(item.name, expected: "given once")
      }
    }
  }

  /// A parameter as it was written, or nil where it was not given.
  func text(_ name: String) -> String? { values[name] }

  /// One of a closed set of words, or nil where it was not given.
  func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String) throws(ControlProblem) -> Word? {
    guard let text = values[name] else { return nil }
    if let word = Word(rawValue: text) { return word }
    let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
    throw .malformedParameter(name, expected: "one of \(known)")
  }

  /// Whether something is wanted; not where it was not given.
  func flag(_ name: String) throws(ControlProblem) -> Bool {
    guard let text = values[name] else { return false }
    guard let flag = Bool(text) else { throw .malformedParameter(name, expected: "true or false") }
    return flag
  }

  /// An instant, or nil where it was not given.
  func instant(_ name: String) throws(ControlProblem) -> Instant? {
    guard let text = values[name] else { return nil }
    if let instant = Instant(rfc3339: text) { return instant }
    throw .malformedParameter(name, expected: "an RFC 3339 instant such as 2027-01-01T06:00:00Z")
  }

  /// A whole number in a range, or nil where it was not given.
  func number(_ name: String, in range: ClosedRange<Int64>) throws(ControlProblem) -> Int64? {
    guard let text = values[name] else { return nil }
    guard let number = Int64(text), range.contains(number) else {
      let upper = range.upperBound == .max ? "up" : "to \(range.upperBound)"
      throw .malformedParameter(name, expected: "a whole number from \(range.lowerBound) \(upper)")
    }
    return number
  }
}
