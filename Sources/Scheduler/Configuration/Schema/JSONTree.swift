/// A JSON value to be written, its members in the order that they are added.
package indirect enum JSONTree: Sendable {
  /// JSON that is written already, on one line.
  case json(String)
  case string(String)
  case array([JSONTree])
  case object([(name: String, value: JSONTree)])

  /// A whole number.
  static func number(_ number: Int) -> JSONTree { .json(String(number)) }

  /// An array of strings.
  static func strings(_ strings: [String]) -> JSONTree { .array(strings.map(JSONTree.string)) }

  /// The value without white space but one after each colon and comma.
  var line: String {
    switch self {
    case .json(let text): text
    case .string(let string): Self.text(string)
    case .array(let values): "[\(values.map(\.line).joined(separator: ", "))]"
    case .object(let members):
      "{\(members.map { "\(JSONObjectWriter.json(for: $0.name)): \($0.value.line)" }.joined(separator: ", "))}"
    }
  }

  /// A string in quotes, its line breaks as people write them.
  private static func text(_ string: String) -> String {
    let lines = string.split(separator: "\n", omittingEmptySubsequences: false)
    return
      "\"\(lines.map { JSONObjectWriter.json(for: String($0)).dropFirst().dropLast() }.joined(separator: "\\n"))\""
  }

  /// The value for people: what fits a line stands on one, the rest on a line each, two spaces deeper.
  ///
  /// - Parameters:
  ///   - depth: How deep the value stands.
  ///   - width: How long a line may be.
  ///   - column: Where on its first line the value begins.
  ///   - isBroken: Whether its members stand on a line each even where it would fit one.
  /// - Returns: The text, whose first line is not indented.
  package func pretty(depth: Int = 0, width: Int = 110, column: Int = 0, isBroken: Bool = false) -> String {
    let line = line
    // One column is for the comma behind it.
    if !isBroken, column + line.count < width { return line }
    let indent = String(repeating: "  ", count: depth + 1)
    let parts: [String]
    switch self {
    case .json, .string:
      return line
    case .array(let values):
      parts = values.map { indent + $0.pretty(depth: depth + 1, width: width, column: indent.count) }
    case .object(let members):
      parts = members.map { name, value in
        let start = "\(indent)\(JSONObjectWriter.json(for: name)): "
        return start + value.pretty(depth: depth + 1, width: width, column: start.count)
      }
    }
    guard !parts.isEmpty else { return line }
    let brackets = if case .array = self { ("[", "]") } else { ("{", "}") }
    return "\(brackets.0)\n\(parts.joined(separator: ",\n"))\n\(indent.dropLast(2))\(brackets.1)"
  }
}
