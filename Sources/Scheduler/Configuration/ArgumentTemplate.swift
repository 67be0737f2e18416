/// An element of a `command`, in which `${name}` stands for a parameter's value.
///
/// `$${` stands for `${` itself; every other `$` stands for itself. No shell sees any of it, so a value is always part of the
/// one argument that it stands in, whatever it holds.
enum ArgumentTemplate {
  /// A piece of an element.
  enum Part: Hashable {
    case text(String)
    case parameter(String)
  }

  /// Why an element cannot be read.
  enum Fault: Error, Hashable {
    case unclosed
    case noName(String)
  }

  /// The pieces of an element.
  static func parts(of element: String) throws(Fault) -> [Part] {
    guard element.utf8.contains(UInt8(ascii: "$")) else { return [.text(element)] }
    var parts: [Part] = []
    var text = ""
    var rest = element[...]
    while let dollar = rest.firstIndex(of: "$") {
      text += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        text += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        guard let end = rest.firstIndex(of: "}") else { throw .unclosed }
        let name = String(rest[..<end].dropFirst(2))
        guard Parameter.isName(name) else { throw .noName(name) }
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        parts.append(.parameter(name))
        rest = rest[end...].dropFirst()
      } else {
        text += "$"
        rest = rest.dropFirst()
      }
    }
    text += rest
    if !text.isEmpty || parts.isEmpty { parts.append(.text(text)) }
    return parts
  }

  /// An element with the values of its parameters.
  static func filled(_ element: String, with values: [ParameterValue]) -> String {
    // Checked when the file was read.
    guard let parts = try? parts(of: element) else { return element }
    return parts.map { part in
      switch part {
      case .text(let text): text
      case .parameter(let name): values.first { $0.name == name }?.value ?? ""
      }
    }.joined()
  }
}

extension CommandJob {
  /// The argument vector of a run.
  ///
  /// - Parameter values: Its parameters' values; in text for a shell they never stand.
  /// - Returns: The program and its arguments.
  public func words(with values: [ParameterValue]) -> [String] {
    switch invocation {
    case .arguments(let words): words.map { ArgumentTemplate.filled($0, with: values) }
    case .shell(let text): ["/bin/sh", "-c", text]
    }
  }
}
