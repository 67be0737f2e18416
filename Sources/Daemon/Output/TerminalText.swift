/// Shows a stream on a terminal, on which nothing in it may act.
///
/// Lines may arrive in any number of pieces: what stands without a line feed is shown at once, and goes on where it was.
package struct TerminalText {
  /// The beginning of a character whose rest has not come.
  private var partial: [UInt8] = []

  package init() {}

  /// The next bytes of the stream, made harmless.
  package mutating func shown(_ bytes: [UInt8]) -> String {
    let all = partial + bytes
    let count = all.count - OutputText.partialCharacterLength(all)
    partial = Array(all[count...])
    return Self.lines(all[..<count])
  }

  /// What is left at the end of the stream.
  package mutating func rest() -> String {
    defer { partial = [] }
    return Self.lines(partial[...])
  }

  private static func lines(_ bytes: ArraySlice<UInt8>) -> String {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.enumerated().map { index, line in
      // The carriage return of a line that ends as on other systems; before the last piece's end it may be a real one.
      let isWhole = index < lines.count - 1
      return OutputText.harmless(isWhole && line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
    }.joined(separator: "\n")
  }
}
