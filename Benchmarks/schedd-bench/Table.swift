import Glibc

/// Rows on standard output, in CSV (RFC 4180), each as soon as it is known.
struct Table {
  /// A table with these columns.
  init(_ columns: String...) {
    add(columns)
  }

  /// Prints a row.
  func add(_ fields: String...) {
    add(fields)
  }

  private func add(_ fields: [String]) {
    print(fields.map(Self.quoted).joined(separator: ","))
    fflush(nil)
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" }) else { return field }
    return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}

extension Double {
  /// With one digit behind the point.
  var tenths: String {
    let scaled = Int((self * 10).rounded())
    return "\(scaled / 10).\(scaled % 10)"
  }

  /// With two digits behind the point.
  var hundredths: String {
    let scaled = Int((self * 100).rounded())
    return "\(scaled / 100).\(scaled / 10 % 10)\(scaled % 10)"
  }
}
