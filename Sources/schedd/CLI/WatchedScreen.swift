/// A terminal that is written over again and again, so that what stands there moves as little as possible.
package struct WatchedScreen {
  private let height: Int
  private var isClear = false

  /// A screen of so many lines.
  package init(height: Int) {
    self.height = height
  }

  /// What shows a text in place of what stood there before.
  package mutating func frame(_ text: String) -> String {
    // The cursor needs a line of its own, and what does not fit would push the first lines away.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let room = max(height - 1, 2)
    var shown = lines.map(String.init)
    if shown.count > room { shown = shown.prefix(room - 1) + ["… and \(lines.count - room + 1) more"] }
    let start = isClear ? "\u{1B}[H" : "\u{1B}[2J\u{1B}[H"
    isClear = true
    return start + shown.map { "\($0)\u{1B}[K\n" }.joined() + "\u{1B}[J"
  }
}
