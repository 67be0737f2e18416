/// The text of an expression, cut into its fields.
struct CronSource {
  /// The text in UTF-8.
  let bytes: [UInt8]

  /// Where the text begins and ends without the white space around it.
  let content: Range<Int>

  /// Where each field stands, in order.
  let fields: [Range<Int>]

  /// The longest expression that is read, in bytes, far above what names every second, minute and year.
  static let longest = 4_096

  /// Cuts a text at its spaces and tabs.
  ///
  /// - Throws: That it is empty or too long.
  init(_ text: String) throws(CronSyntaxError) {
    let length = text.utf8.count
    guard length <= Self.longest else {
      throw CronSyntaxError(column: 1, fault: .expression(.tooLong(bytes: length)))
    }
    bytes = Array(text.utf8)
    var fields: [Range<Int>] = []
    fields.reserveCapacity(7)
    var start: Int?
    for (index, byte) in bytes.enumerated() {
      let isSpace = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
      if isSpace, let first = start {
        fields.append(first..<index)
        start = nil
      } else if !isSpace, start == nil {
        start = index
      }
    }
    if let start { fields.append(start..<bytes.count) }
    guard let first = fields.first, let last = fields.last else {
      throw CronSyntaxError(column: 1, fault: .expression(.empty), suggestion: .advise(.giveFields))
    }
    content = first.lowerBound..<last.upperBound
    self.fields = fields
  }

  /// The expression without white space around it.
  var text: String { self[content] }

  /// The text between two bytes.
  subscript(range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The column of a byte, counted in Unicode scalars from 1.
  func column(of offset: Int) -> Int {
    // A byte that continues a scalar begins with the bits 10.
    bytes[..<offset].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }

  /// The nickname that the expression consists of; nil when it has fields instead.
  ///
  /// - Throws: That there is no such nickname, or that text follows it.
  func nickname() throws(CronSyntaxError) -> CronNickname? {
    guard bytes[content.lowerBound] == UInt8(ascii: "@") else { return nil }
    let name = self[fields[0]]
    let rest = fields.count > 1 ? self[fields[1].lowerBound..<content.upperBound] : nil
    if let nickname = CronNickname(rawValue: name) {
      guard rest != nil else { return nickname }
      throw failure(.textAfterNickname(name), at: 1, suggestion: .write(name))
    }
    if name == "@every" {
      throw failure(.intervalNickname, at: 0, suggestion: .advise(.useInterval(rest.map { Excerpt.of($0) })))
    }
    let nearest = CronNickname(nearest: name == "@" ? name + (rest ?? "") : name)
    let suggestion = nearest.map { CronSyntaxError.Suggestion.write($0.rawValue) }
    throw failure(.unknownNickname(Excerpt.of(name)), at: 0, suggestion: suggestion ?? .advise(.giveNickname))
  }

  /// The error of the expression as a whole, at one of its fields.
  func failure(
    _ fault: CronSyntaxError.ExpressionFault,
    at field: Int,
    suggestion: CronSyntaxError.Suggestion
  ) -> CronSyntaxError {
    CronSyntaxError(
      column: column(of: fields[field].lowerBound),
      fault: .expression(fault),
      suggestion: suggestion
    )
  }
}
