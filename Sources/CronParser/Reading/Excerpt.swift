/// A piece of an expression as a message shows it: short, and printable whatever it holds.
enum Excerpt {
  /// The longest piece that is shown whole, in Unicode scalars.
  static let longest = 32

  /// The piece with what does not print spelt out, and cut where it is long.
  static func of(_ text: String) -> String {
    var shown = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
      guard index < longest else { return shown + "…" }
      shown += isPrintable(scalar) ? String(scalar) : name(of: scalar)
    }
    return shown
  }

  /// The scalar's number, as in "U+00A0".
  static func name(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Whether a scalar shows as itself and changes nothing around it.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .nonspacingMark, .spacingMark, .enclosingMark:
      false
    case .spaceSeparator:
      scalar == " "
    default:
      true
    }
  }
}
