import Scheduler

/// The body of a request, read against what its route takes: an object of nothing unknown, or nothing.
struct RequestBody {
  /// How long a text for people may be, in bytes of UTF-8: it stands in the ledger, the log and every list.
  static let longestText = 1000

  private var members: [String: JSONValue] = [:]

  init(_ bytes: [UInt8], of route: Route) throws(ControlProblem) {
    guard !bytes.isEmpty else { return }
    guard let members = JSON.value([String: JSONValue].self, from: bytes) else {
      throw .malformedBody("the body is not a JSON object")
    }
    let known = route.members.map(\.name)
    // A member that means nothing here is a mistake that must not pass in silence.
    if let unknown = members.keys.filter({ !known.contains($0) }).min() {
      let others = known.isEmpty ? "" : "; there is \(known.joined(separator: ", "))"
      throw .malformedBody("there is no member \"\(unknown)\" here\(others)")
    }
    self.members = members
  }

  /// The request in words that are the same for the same one: the order of members and spaces count for nothing.
  func words(for job: JobID) -> String {
    var members = members.filter { $0.value != .null }
    // No member of the body has this name.
    members["/"] = .string(job.description)
    return String(decoding: JSON.bytes(members), as: UTF8.self)
  }

  /// A text for people, or nil where it was not given.
  func text(_ name: String) throws(ControlProblem) -> String? {
    guard let text = try string(name) else { return nil }
    guard text.utf8.count <= Self.longestText else {
      throw .malformedBody("\"\(name)\" must have at most \(Self.longestText) bytes")
    }
    return text
  }

  /// An instant that is still to come, or nil where it was not given.
  func instant(_ name: String, after now: Instant) throws(ControlProblem) -> Instant? {
    guard let text = try string(name) else { return nil }
    guard let instant = Instant(rfc3339: text) else {
      throw .malformedBody("\"\(name)\" must be an instant such as \"2027-01-01T06:00:00+01:00\"")
    }
    guard instant > now else {
      throw .malformedBody("\"\(name)\" must be later than now, which is \(now.wholeMilliseconds)")
    }
    return instant
  }

  /// The instant that lies a length of time ahead, or nil where none was given.
  func instant(_ name: String, from now: Instant) throws(ControlProblem) -> Instant? {
    guard let text = try string(name) else { return nil }
    do throws(DurationError) {
      let instant = now + (try TimeAmount(text))
      // What cannot be written as an instant could not be read again either.
      if Instant(rfc3339: instant.description) != nil { return instant }
    } catch {
      throw .malformedBody("\"\(name)\": \"\(text)\" \(error)")
    }
    throw .malformedBody("\"\(name)\" must end before the year 2200")
  }

  /// Values of parameters, in the order of their names; none where they were not given.
  func parameters(_ name: String) throws(ControlProblem) -> [ParameterValue] {
    let values: [String: JSONValue]
    switch members[name] {
    case .object(let members): values = members
    case nil, .null: return []
    case .bool, .integer, .number, .array, .string:
      throw .malformedBody("\"\(name)\" must be an object of strings")
    }
    var parameters: [ParameterValue] = []
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      guard case .string(let text) = value else {
        throw .malformedBody("\"\(name)\": \"\(key)\" must be a string")
      }
      parameters.append(ParameterValue(name: key, value: text))
    }
    return parameters
  }

  private func string(_ name: String) throws(ControlProblem) -> String? {
    switch members[name] {
    case .string(let text): return text
    case nil, .null: return nil
    case .bool, .integer, .number, .array, .object: throw .malformedBody("\"\(name)\" must be a string")
    }
  }
}
