import Scheduler

/// The words of a command line after the command's name, read against the options that the command has.
///
/// Options may stand anywhere; `--name=value` and `--name value` are the same, and so are `-n5` and `-n 5`. After `--`
/// everything is an operand. Nothing is guessed: an option that is unknown, doubled or incomplete is an error.
package struct Arguments: Hashable, Sendable {
  /// What is no option, in order.
  package private(set) var operands: [String] = []

  private var values: [String: String] = [:]
  private var repeated: [String: [String]] = [:]
  private var flags: Set<String> = []

  /// Reads a command line.
  ///
  /// - Parameters:
  ///   - words: The words after the command's name.
  ///   - command: Whose options they are.
  /// - Throws: What is wrong.
  package init(_ words: [String], of command: Command) throws(UsageError) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      } else if word.hasPrefix("-"), word != "-" {
        try take(word, &rest, command)
      } else {
        operands.append(word)
      }
    }
    if !has(.help) { try checkOperands(command.operands) }
  }

  /// Whether an option without a value was given.
  package func has(_ option: Option) -> Bool { flags.contains(option.name) }

  /// An option's value, or nil where it was not given.
  package subscript(option: Option) -> String? { values[option.name] }

  /// Every value of an option that may be given more than once, in order.
  package func all(_ option: Option) -> [String] { repeated[option.name] ?? [] }

  /// An option's value as a whole number.
  ///
  /// - Parameters:
  ///   - option: The option.
  ///   - range: What is allowed.
  /// - Returns: Nil where it was not given.
  /// - Throws: `malformedValue`.
  package func number(_ option: Option, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = values[option.name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw .malformedValue(
        option,
        text,
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)"
      )
    }
    return number
  }
}

extension Arguments {
  private mutating func take(
    _ word: String,
    _ rest: inout ArraySlice<String>,
    _ command: Command
  ) throws(UsageError) {
    let (name, attached) = Self.split(word)
    // What everybody types.
    let option = command.allOptions.first { $0.name == name || (name == "-h" && $0 == .help) }
    guard let option else { throw .unknownOption(name, nearest: nearest(name, command)) }
    guard values[option.name] == nil, !flags.contains(option.name) else { throw .repeatedOption(option) }
    guard option.value != nil else {
      guard attached == nil else { throw .unexpectedValue(option) }
      flags.insert(option.name)
      return
    }
    // A value that looks like an option is one: the value was forgotten. It can still be given with "=".
    guard let value = attached ?? Self.takeValue(&rest) else { throw .missingValue(option) }
    guard !option.isRepeatable else {
      repeated[option.name, default: []].append(value)
      return
    }
    values[option.name] = value
  }

  /// An option's name and the value that hangs on it.
  private static func split(_ word: String) -> (name: String, value: String?) {
    if word.hasPrefix("--") {
      guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    let value = word.dropFirst(2)
    return (String(word.prefix(2)), value.isEmpty ? nil : String(value))
  }

  private static func takeValue(_ rest: inout ArraySlice<String>) -> String? {
    guard let next = rest.first, !next.hasPrefix("-") || next == "-" else { return nil }
    rest.removeFirst()
    return next
  }

  private func nearest(_ name: String, _ command: Command) -> String? {
    // One letter is near to every other.
    guard name.count > 2 else { return nil }
    return Spelling.nearest(to: name, among: command.allOptions.map(\.name))
  }

  private func checkOperands(_ expected: [Operand]) throws(UsageError) {
    if operands.count > expected.count { throw .unexpectedOperand(operands[expected.count]) }
    if let missing = expected.dropFirst(operands.count).first(where: \.isRequired) {
      throw .missingOperand(missing.name)
    }
  }
}
