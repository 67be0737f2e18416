/// Writes one JSON object on one line, without white space, its members in the order they are added.
struct JSONObjectWriter {
  private var members = ""

  /// The object.
  var text: String { "{\(members)}" }

  /// Adds a string.
  mutating func add(_ key: String, string: String) {
    add(key, json: Self.json(for: string))
  }

  /// Adds an array of values that are JSON already.
  mutating func add(_ key: String, array: [String]) {
    add(key, json: "[\(array.joined(separator: ","))]")
  }

  /// Adds a value that is JSON already.
  mutating func add(_ key: String, json: String) {
    members += "\(members.isEmpty ? "" : ",")\(Self.json(for: key)):\(json)"
  }

  /// A string in quotes, with the escapes that RFC 8259 demands and no others.
  static func json(for string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case ..<" ": text += "\\u00\(scalar.value < 16 ? "0" : "")\(String(scalar.value, radix: 16))"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
