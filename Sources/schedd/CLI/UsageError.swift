package import Scheduler

/// What is wrong with a command line.
package enum UsageError: Error, Hashable {
  case noCommand
  case unknownCommand(String, nearest: String?)
  case unknownOption(String, nearest: String?)
  case missingValue(Option)
  case unexpectedValue(Option)
  case repeatedOption(Option)
  case malformedValue(Option, String, expected: String)
  case malformedDuration(Option, String, DurationError)
  case missingOperand(String)
  case unexpectedOperand(String)
  case conflict(String, String)
  case useless(Option, without: String)
}

extension UsageError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noCommand: "a command is missing"
    case .unknownCommand(let name, let nearest): "there is no command \"\(name)\"" + Self.meaning(nearest)
    case .unknownOption(let name, let nearest): "there is no option \(name)" + Self.meaning(nearest)
    case .missingValue(let option): "\(option.name) needs a value: \(option.usage)"
    case .unexpectedValue(let option): "\(option.name) takes no value"
    case .repeatedOption(let option): "\(option.name) is given twice"
    case .malformedValue(let option, let text, let expected): "\(option.name) \(text): must be \(expected)"
    case .malformedDuration(let option, let text, let error): "\(option.name): \"\(text)\" \(error)"
    case .missingOperand(let name): "\(name) is missing"
    case .unexpectedOperand(let text): "\"\(text)\" is one argument too many"
    case .conflict(let one, let other): "\(one) and \(other) cannot both be given"
    case .useless(let option, let without): "\(option.name) means nothing without \(without)"
    }
  }

  private static func meaning(_ nearest: String?) -> String {
    nearest.map { "; did you mean \($0)?" } ?? ""
  }
}
