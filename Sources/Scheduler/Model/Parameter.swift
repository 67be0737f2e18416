/// A word that whoever runs a job by hand may choose, as its job file declares it.
public struct Parameter: Hashable, Sendable {
  /// The name, as `${name}` stands for it.
  public var name: String

  /// What its values look like.
  public var pattern: Pattern

  /// The value where none is given; nil where one must be.
  public var defaultValue: String?

  /// For people; may be empty.
  public var description: String

  /// A parameter with everything said.
  public init(name: String, pattern: Pattern, defaultValue: String? = nil, description: String = "") {
    self.name = name
    self.pattern = pattern
    self.defaultValue = defaultValue
    self.description = description
  }

  /// The variable that it is told as: `SCHEDD_PARAM_` and the name in capitals, with `_` for `-`.
  public var variable: String { Self.variable(of: name) }

  static func variable(of name: String) -> String {
    "SCHEDD_PARAM_" + name.uppercased().replacing("-", with: "_")
  }

  /// Whether a text may be a parameter's name: 1 to 64 of A–Z, a–z, 0–9, `_` and `-`, beginning with a letter.
  static func isName(_ text: String) -> Bool {
    guard (1...64).contains(text.utf8.count), let first = text.utf8.first, first.isASCIILetter else {
      return false
    }
    return text.utf8.allSatisfy { byte in
      byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
  }
}

/// The value of a parameter in one run.
public struct ParameterValue: Hashable, Sendable {
  /// The parameter's name.
  public var name: String

  /// What it is in this run.
  public var value: String

  /// A value of a parameter of that name.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// Why a run cannot have the parameters that were asked for.
public enum ParameterFault: Error, Hashable, Sendable {
  /// The job declares no parameter of that name, but these.
  case unknown(String, declared: [String])

  /// The parameter has no default, so a value must be given.
  case missing(Parameter)

  /// The value is not as the pattern says.
  case mismatch(Parameter, value: String)

  /// The value is longer than any may be.
  case tooLong(Parameter, bytes: Int)

  /// What is wrong, and the mend.
  public var message: String {
    switch self {
    case .unknown(let name, let declared):
      let mend =
        declared.isEmpty ? "it has none" : "it has \(declared.map(\.quoted).joined(separator: ", "))"
      return "the job has no parameter \(name.quoted); \(mend)"
    case .missing(let parameter):
      return
        "parameter \(parameter.name.quoted) has no default; give a value that matches \(parameter.pattern.text)"
    case .mismatch(let parameter, let value):
      return "parameter \(parameter.name.quoted) cannot be \(String(value.prefix(80)).quoted); "
        + "it must match \(parameter.pattern.text)"
    case .tooLong(let parameter, let bytes):
      return
        "parameter \(parameter.name.quoted) has \(bytes) bytes; at most \(Pattern.longestValue) are taken"
    }
  }
}

extension [Parameter] {
  /// The values of a run's parameters, checked, in the order of the declaration.
  ///
  /// - Parameter given: What was asked for; the rest has its default.
  /// - Returns: A value for every parameter.
  /// - Throws: The first thing that is wrong.
  public func values(given: [ParameterValue]) throws(ParameterFault) -> [ParameterValue] {
    for value in given where !contains(where: { $0.name == value.name }) {
      throw .unknown(value.name, declared: map(\.name))
    }
    var values: [ParameterValue] = []
    for parameter in self {
      guard let value = given.last(where: { $0.name == parameter.name })?.value ?? parameter.defaultValue
      else {
        throw .missing(parameter)
      }
      guard value.utf8.count <= Pattern.longestValue else {
        throw .tooLong(parameter, bytes: value.utf8.count)
      }
      guard parameter.pattern.matches(value) else { throw .mismatch(parameter, value: value) }
      values.append(ParameterValue(name: parameter.name, value: value))
    }
    return values
  }
}

extension [ParameterValue] {
  /// The values as one JSON object.
  public var json: String {
    var writer = JSONObjectWriter()
    for value in self { writer.add(value.name, string: value.value) }
    return writer.text
  }

  /// Reads an object of strings; what is none is left out.
  public init(json text: String) {
    self = []
    guard let document = JSONParser.parse(Array<UInt8>(text.utf8)).document,
      document.kind(of: document.root) == .object
    else { return }
    for (name, value) in document.members(of: document.root) {
      guard let name = document.string(name), let value = document.string(value) else { continue }
      append(ParameterValue(name: name, value: value))
    }
  }
}
