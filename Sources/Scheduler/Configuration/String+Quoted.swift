extension String {
  /// The text in double quotes, as a message shows it: on one line and not longer than a line should be.
  ///
  /// What a terminal would act on is written as an escape, since a message goes where it is read by people.
  var quoted: String {
    let limit = 60
    var result = "\""
    var room = limit
    for scalar in unicodeScalars {
      guard room > 0 else { return result + "…\"" }
      room -= 1
      switch scalar {
      case "\"", "\\":
        result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if scalar.isShown {
          result.unicodeScalars.append(scalar)
        } else {
          result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
      }
    }
    return result + "\""
  }
}

extension Unicode.Scalar {
  /// Whether a message may hold the character as it is: neither a control nor invisible nor a change of
  /// direction.
  var isShown: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
